import type { StationReports } from "../../src/console/console-options.ts";
import { reason, told } from "../../src/core/trade/reasons.ts";
import type { StationReport } from "../../src/station/station-report.ts";

export const QUIET_REPORT: StationReport = {
  nowWallMs: 0,
  upMs: 0,
  devices: [],
  journal: { entries: 0, lastSealedWallMs: null, lastReceiptWallMs: null, freeBytes: null, lastsMs: null },
  people: { here: 1, locked: 0, names: null },
  registry: {
    ...{ oldestAgeMs: null, nextInMs: null },
    which: {
      is: "named",
      ...told(
        reason("REGISTRY_NAMED", {
          witness: "registry/witness-1",
          address: "mqtts://broker:8883",
          isHere: false,
        }),
      ),
    },
  },
  standsForMs: {},
};

/** Of a station that counts nothing. */
export const noReports: StationReports = {
  report: () => QUIET_REPORT,
  raw: () => null,
  log: () => [],
};
