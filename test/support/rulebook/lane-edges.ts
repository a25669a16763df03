import type { Dossier } from "../../../src/core/inspection/dossier.ts";
import type { InspectionRulebook, ItemRule } from "../../../src/core/inspection/rulebook.ts";
import {
  devices,
  dossierNamed,
  HandLane,
  SAMPLE_RATE_HZ,
  skipTo,
} from "../../core/inspection/lane-fixture.ts";

/**
 * The edge of one setting of a procedure: a lane is driven to where the setting decides, with the quantity that it
 * bounds at `x`, and says whether that was still well. Only for tests.
 */
export interface LaneEdge {
  readonly item: string;
  /** Where it stands in the item's block. */
  readonly setting: readonly (string | number)[];
  /** `most`: the number itself is well; `under`: only less is; `least` and `over`: the same from below. */
  readonly sense: "most" | "under" | "least" | "over";
  readonly well: (lane: HandLane, x: number, item: ItemRule) => boolean;
  /** The vehicle: a dossier of the demo, and what is changed in it. */
  readonly dossier?: string;
  /** The brake bench tells its own maxima. */
  readonly summary?: boolean;
  readonly changes?: ((x: number) => Partial<Dossier>) | undefined;
}

/** What went otherwise than the written rulebook says; null when nothing did. */
export function laneEdgeProblem(
  edge: LaneEdge,
  written: InspectionRulebook,
  applied: InspectionRulebook,
): string | null {
  const item = written.items.find(({ key }) => key === edge.item);
  if (item === undefined) throw new Error(`no item ${edge.item}`);
  const value = edge.setting.reduce<unknown>((at, key) => Reflect.get(Object(at), key), item);
  const bound = Number(value);
  const unit = String(value).includes(".") ? 10 ** -(String(value).split(".")[1]?.length ?? 0) : 1;
  const sides: Readonly<Record<typeof edge.sense, readonly [good: number, bad: number]>> = {
    most: [bound, bound + unit],
    under: [bound - unit, bound],
    least: [bound, bound - unit],
    over: [bound + unit, bound],
  };
  const [good, bad] = sides[edge.sense];
  for (const [x, expected] of [
    [good, true],
    [bad, false],
  ] as const) {
    const clean = Number(x.toFixed(6));
    const dossier = { ...dossierNamed(edge.dossier ?? "demo-k3"), ...edge.changes?.(clean) };
    const lane = new HandLane({ dossier, rules: applied, devices: benchThat(edge.summary === true) });
    lane.command({ name: "begin" });
    skipTo(lane, item.code.replace("{axle}", "1"));
    if (edge.well(lane, clean, item) !== expected)
      return `${edge.item} ${edge.setting.join(".")} ${bound}: ${clean} is ${expected ? "not " : ""}well`;
  }
  return null;
}

function benchThat(summary: boolean): typeof devices {
  return devices.map((one) =>
    one.bench === undefined ? one : { ...one, bench: { sampleRateHz: SAMPLE_RATE_HZ, summary } },
  );
}

/** Items of the lane that became void so far. */
export function voids(lane: HandLane): number {
  return lane.events.filter((event) => event.type === "item-voided").length;
}

export function isMeasured(lane: HandLane): boolean {
  return lane.events.some((event) => event.type === "item-measured");
}

/** What `go` makes void counts, not what was given up on the way there. */
export function voidsBy(lane: HandLane, go: () => void): boolean {
  const before = voids(lane);
  go();
  return voids(lane) > before;
}
