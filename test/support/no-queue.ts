import type { ConsoleOptions } from "../../src/console/console-options.ts";

/** Of a console at whose station nobody waits. */
export const noQueue: ConsoleOptions["queue"] = {
  look: async () => ({ atWallMs: 0, queues: [], whys: [] }),
  place: async () => ({ kind: "accepted" }),
};
