import type { DeliveryStatus } from "../core/delivery/delivery-status.ts";
import type { DeviceFault } from "../core/observation.ts";
import { toldOnce } from "../core/trade/told-once.ts";
import type { FaultView, StationView } from "./live-message.ts";
import type { StationOptions } from "./station-options.ts";

/** How the station stands, for the screens. */
export function stationView(
  options: StationOptions,
  registry: DeliveryStatus,
  lanes: StationView["lanes"],
  refusals: StationView["refusals"],
): StationView {
  const { station, software, links, identities, addresses, store, seatOf } = options;
  return {
    station,
    software: `${software.name} ${software.version}`,
    simulated: identities.some((identity) => identity.simulated),
    lanes,
    devices: links.map((link) => ({
      ...seatOf(link.device),
      role: link.role,
      device: link.device,
      model: identities.find((identity) => identity.device === link.device)?.model ?? "",
      address: addresses[link.device] ?? "",
      state: link.state(),
      faults: link.faults().map(faultView),
    })),
    registry,
    refusals,
    journalSize: store.size(),
  };
}

function faultView(fault: DeviceFault): FaultView {
  return { ...fault, detail: fault.detail === null ? null : toldOnce(fault.detail) };
}
