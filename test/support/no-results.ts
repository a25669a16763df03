import type { ConsoleOptions } from "../../src/console/console-options.ts";

/** Of a console whose station has sealed nothing. */
export const noResults: ConsoleOptions["results"] = {
  search: async () => ({ lines: [], more: false, incomplete: false }),
  show: async () => null,
};
