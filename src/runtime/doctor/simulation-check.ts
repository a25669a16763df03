import type { CheckResult } from "../../core/doctor/check-result.ts";
import { reason } from "../../core/trade/reasons.ts";
import { isSaidSimulated } from "../simulation-gate.ts";
import type { DeviceConfig } from "../station-config.ts";
import type { NamedCommands } from "./named-commands.ts";

/**
 * What of a station is simulated, and what that makes of its records: nothing is said where all is real. Some simulated among real ones is
 * doubtful, for its records look like those of a station that counts.
 */
export function simulationChecks(devices: readonly DeviceConfig[], commands: NamedCommands): CheckResult[] {
  const simulated = devices.filter(isSaidSimulated).map(({ device }) => device);
  if (simulated.length === 0) return [];
  const isAll = simulated.length === devices.length;
  const found = reason("STATION_SIMULATES", {
    devices: simulated,
    of: devices.length,
  });
  return [
    isAll
      ? { check: "simulated", about: null, state: "well", found, remedy: null }
      : {
          check: "simulated",
          about: null,
          state: "doubtful",
          found,
          remedy: reason("DO_UNMIX", { command: commands.prepare }),
        },
  ];
}
