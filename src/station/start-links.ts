import type { GnssEpoch, Observation } from "../core/observation.ts";
import type { DeviceLink, DeviceLinkListener } from "./device-link.ts";
import { guarded } from "./fault-line.ts";
import type { StationOptions } from "./station-options.ts";

export interface LinksListener extends DeviceLinkListener {
  /** A receiver that has the time of the satellites. */
  onTime(epoch: GnssEpoch): void;
}

/** Connects the devices; one that cannot be started is logged and keeps no other from it. */
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
        onObservation: (role, observation: Observation) => {
          if (hears && observation.kind === "gnss-epoch") listener.onTime(observation);
          listener.onObservation(role, observation);
        },
      }),
    );
  }
}
