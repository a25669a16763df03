import type { ConsoleOptions } from "../../src/console/console-options.ts";
import { reason } from "../../src/core/trade/reasons.ts";

const nowhere = { kind: "refused" as const, reason: reason("CHECK_IN_NOWHERE", {}) };

/** Of a console at whose station nobody is taken in. */
export const noCheckIn: ConsoleOptions["checkIn"] = {
  takeIn: async () => nowhere,
  takeOut: async () => nowhere,
  papers: () => nowhere,
  fetch: async () => nowhere,
};
