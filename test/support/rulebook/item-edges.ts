import { BENCH_EDGES } from "./bench-edges.ts";
import { CURVE_EDGES } from "./curve-edges.ts";
import { EXHAUST_EDGES } from "./exhaust-edges.ts";
import type { LaneEdge } from "./lane-edges.ts";
import { SETTING_EDGES } from "./setting-edges.ts";
import { SMOKE_EDGES } from "./smoke-edges.ts";

/** The edges of the settings of all items. */
export const ITEM_EDGES: readonly LaneEdge[] = [
  ...SETTING_EDGES,
  ...BENCH_EDGES,
  ...CURVE_EDGES,
  ...EXHAUST_EDGES,
  ...SMOKE_EDGES,
];
