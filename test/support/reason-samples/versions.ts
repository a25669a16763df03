import type { VERSION_REASONS } from "../../../src/core/trade/reasons/versions.ts";

export const VERSION_SAMPLES: {
  readonly [Code in keyof typeof VERSION_REASONS]: Parameters<(typeof VERSION_REASONS)[Code]>[0];
} = {
  REGISTRY_OUTDATED: { part: "events", ours: "1", theirs: "" },
  STATION_OUTDATED: { part: "delivery", ours: "1", theirs: "2, 3" },
};
