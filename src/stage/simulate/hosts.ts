import { readArtifact } from "../../adapters/config/artifact-file.ts";
import type { SimulateOptions } from "../../cli/simulate.ts";
import { ROLES } from "../../core/trade/words/roles.ts";
import { EdgeError } from "../../errors.ts";
import type { Clock, Timers } from "../../ports/clock.ts";
import { isSaidSimulated } from "../../runtime/simulation-gate.ts";
import type { DeviceConfig, StationConfig } from "../../runtime/station-config.ts";
import { courseFilesOf, seatIn, stationSites } from "../../runtime/station-sites.ts";
import { CarHost } from "./car-host.ts";
import { LaneHost } from "./lane-host.ts";

export interface Hosts {
  readonly lanes: readonly LaneHost[];
  readonly cars: readonly CarHost[];
  /** Asked for, and not called simulated by the station file. */
  readonly real: readonly DeviceConfig[];
  courseTextOf(site: string): string;
}

/** A foot on the pedal in a fifth of the time is as brisk as simulated people can be. */
const SPEED_OF_DRIVERS_MOST = 1.2;

/** What stands at each lane and in each car, as the station file has it. Throws EdgeError SIMULATION_IMPOSSIBLE. */
export function hostsOf(
  config: StationConfig,
  { what, seed, speed }: SimulateOptions,
  clock: Clock & Timers,
): Hosts {
  const asked = config.devices.filter(({ role }) => {
    const isOfLane = ROLES[role].jobs === "inspection";
    return what === "station" || (what === "lane" && isOfLane) || (what === "course" && !isOfLane);
  });
  const simulated = asked.filter(isSaidSimulated);
  const at = (site: string, car: string | null): DeviceConfig[] =>
    simulated.filter((device) => {
      const seat = seatIn(config.sites, device);
      return seat?.site === site && seat.car === car;
    });
  const delayFactor = 1 / speed;
  const driverPace = Math.min(SPEED_OF_DRIVERS_MOST, speed);
  const lanes: LaneHost[] = [];
  const cars: CarHost[] = [];
  const courses = new Map<string, string>();
  for (const site of stationSites(config.sites, config.devices).sites) {
    if (site.kind === "lane") {
      const devices = at(site.site, null);
      if (devices.length > 0)
        lanes.push(
          new LaneHost({ site: site.site, positions: site.layout, devices, seed, delayFactor, clock }),
        );
      continue;
    }
    for (const car of site.cars) {
      const devices = at(site.site, car);
      if (devices.length === 0) continue;
      const { courseText, vehicleText } = courseOf(config, site.site, car);
      courses.set(site.site, courseText);
      cars.push(
        new CarHost({ site: site.site, car, courseText, vehicleText, devices, seed, driverPace, clock }),
      );
    }
  }
  const real = asked.filter((device) => !isSaidSimulated(device));
  return { lanes, cars, real, courseTextOf: (site) => courses.get(site) ?? "" };
}

function courseOf(
  config: StationConfig,
  site: string,
  car: string,
): { courseText: string; vehicleText: string } {
  const { course, vehicle } = courseFilesOf(config, { site, car });
  if (course === null || vehicle === null)
    throw new EdgeError(
      "SIMULATION_IMPOSSIBLE",
      `The car ${car} cannot be simulated: the station file names no ${course === null ? "course" : "vehicle"} for it.`,
      { site, car },
    );
  return { courseText: readArtifact(course).text, vehicleText: readArtifact(vehicle).text };
}

/** Nothing to do is a mistake of the call or of the file. */
export function refuseNothing({ what, config }: SimulateOptions, { lanes, cars, real }: Hosts): void {
  if (what === "registry" || lanes.length + cars.length > 0) return;
  const none =
    real.length === 0
      ? `it has no device of a ${what}`
      : `none of its devices says simulated: true (${real.map(({ device }) => device).join(", ")})`;
  throw new EdgeError("SIMULATION_IMPOSSIBLE", `${config}: there is nothing to simulate, ${none}.`, {
    config,
  });
}
