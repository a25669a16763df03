import type { DeviceFault, GnssEpoch, Observation } from "../core/observation.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import type { Log } from "../ports/log.ts";
import type { DeviceLink, DeviceLinkListener } from "./device-link.ts";
import { guarded } from "./fault-line.ts";
import type { StationOptions } from "./station-options.ts";

export interface LinksListener extends DeviceLinkListener {
  /** A receiver that has the time of the satellites. */
  onTime(epoch: GnssEpoch): void;
}

/**
 * Connects the devices; one that cannot be started is logged and keeps no other from it. The log has a line where a fault begins and
 * one where it ends, and none for what happens between.
 */
export function startLinks(
  { links, log, identities }: Pick<StationOptions, "links" | "log" | "identities">,
  listener: LinksListener,
): void {
  // A simulated receiver has the time from this very machine.
  const isSimulated = ({ device }: DeviceLink): boolean =>
    identities.some((identity) => identity.device === device && identity.simulated);
  for (const link of links) {
    const hears = link.role === "gnss" && !isSimulated(link);
    guarded(log, `the device ${link.device} cannot be started`, () =>
      link.start({
        ...listener,
        onFault: (role, fault) => {
          logFault(log, fault);
          listener.onFault(role, fault);
        },
        onObservation: (role, observation: Observation) => {
          if (hears && observation.kind === "gnss-epoch") listener.onTime(observation);
          listener.onObservation(role, observation);
        },
      }),
    );
  }
}

function logFault(log: Log, { device, code, raised, detail, times, again }: DeviceFault): void {
  if (again === true) return;
  const why = detail === null ? {} : { why: sentenceOf(detail).en };
  const fields = { device, fault: code, ...why, ...(times === undefined ? {} : { times }) };
  if (raised) log.warn("a device is at fault", fields);
  else log.info("a fault of a device is over", fields);
}
