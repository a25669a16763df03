import type { Log } from "../ports/log.ts";
import { isSameSeat } from "../station/sites.ts";
import type { Lamp } from "../station/station-options.ts";
import type { LiveResolver } from "./live-resolver.ts";
import type { StationConfig } from "./station-config.ts";
import { seatIn } from "./station-sites.ts";

/**
 * Switches the lamps of cars through their boards. One that cannot be switched is in the log once, until it can be again: a board that is
 * away is a fault of the device, told as such, and a test switches its lamps many times.
 */
export function carLamps(
  { sites, devices }: Pick<StationConfig, "sites" | "devices">,
  resolver: Pick<LiveResolver, "boardOutput">,
  log: Log,
): (lamp: Lamp, on: boolean) => void {
  const dark = new Set<string>();
  return (lamp, on) => {
    const inCar = devices.filter((device) => {
      const seat = seatIn(sites, device);
      return seat !== null && isSameSeat(seat, lamp);
    });
    const name = [lamp.site, lamp.car, lamp.line].join(" ");
    if (inCar.some(({ device }) => resolver.boardOutput(device, lamp.line, on))) dark.delete(name);
    else if (!dark.has(name)) {
      dark.add(name);
      log.warn("no board switches this lamp", { ...lamp });
    }
  };
}
