import { beamOfLine, type LaneBeam } from "../core/inspection/lane/layout.ts";
import { assert } from "../core/machine.ts";
import { type DeviceRole, ROLES } from "../core/trade/words/roles.ts";
import { ONLY_CAR, ONLY_COURSE, onlySeatOf, onlySites, type Seat, type Site } from "../station/sites.ts";
import type { SiteConfig } from "./site-config.ts";
import type { DeviceConfig } from "./station-config.ts";

type Placed = Pick<DeviceConfig, "role" | "device" | "lines" | "site" | "car">;

/** What a station file says of its places: the sites, and where each device of it stands. */
export interface StationSites {
  readonly sites: readonly Site[];
  seatOf(device: string): Seat;
}

/** Of a file that `siteProblems` and `deviceProblems` have nothing against. */
export function stationSites(sites: readonly SiteConfig[], devices: readonly Placed[]): StationSites {
  const seats = new Map(devices.map((device) => [device.device, seatIn(sites, device)]));
  const beams = (lane: string): LaneBeam[] =>
    devices
      .filter(({ role, device }) => role === "lane-beams" && seats.get(device)?.site === lane)
      .flatMap(({ lines }) => lines.filter(({ direction }) => direction === "in").map(({ name }) => name))
      .map(beamOfLine)
      .filter((beam) => beam !== null);
  return {
    sites:
      sites.length === 0
        ? onlySites(beams(onlySeatOf("lane-beams").site))
        : sites.map((site) => builtSite(site, beams)),
    seatOf(device) {
      const seat = seats.get(device);
      assert(seat !== undefined && seat !== null, `the device ${device} has its place`);
      return seat;
    },
  };
}

function builtSite(site: SiteConfig, beams: (lane: string) => LaneBeam[]): Site {
  if ("lane" in site)
    return { kind: "lane", site: site.lane, layout: site.positions, beams: beams(site.lane) };
  return { kind: "course", site: site.course, cars: site.cars.map(({ car }) => car) };
}

/** The seats of a station file for devices of this role. */
export function seatsFor(sites: readonly SiteConfig[], role: DeviceRole): readonly Seat[] {
  if (sites.length === 0) return [onlySeatOf(role)];
  const inLane = ROLES[role].jobs === "inspection";
  return sites.flatMap((site): readonly Seat[] => {
    if ("lane" in site) return inLane ? [{ site: site.lane, car: null }] : [];
    return inLane ? [] : site.cars.map(({ car }) => ({ site: site.course, car }));
  });
}

/** Where a device stands: as it says, or the only place there is; null where that is not to be told. */
export function seatIn(
  sites: readonly SiteConfig[],
  { role, site, car }: Pick<Placed, "role" | "site" | "car">,
): Seat | null {
  const fitting = seatsFor(sites, role).filter(
    (seat) => (site ?? seat.site) === seat.site && (car ?? seat.car) === seat.car,
  );
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

/** The files of a car on its course; null where the station file names none. */
export function courseFilesOf(
  { sites, course, vehicle }: { sites: readonly SiteConfig[]; course: string | null; vehicle: string | null },
  seat: Seat,
): { readonly course: string | null; readonly vehicle: string | null } {
  if (sites.length === 0 && seat.site === ONLY_COURSE && seat.car === ONLY_CAR) return { course, vehicle };
  for (const site of sites) {
    if (!("course" in site) || site.course !== seat.site) continue;
    return { course: site.file, vehicle: site.cars.find(({ car }) => car === seat.car)?.vehicle ?? null };
  }
  return { course: null, vehicle: null };
}

/** A lamp of one position bears its name. */
export function lineName({ name, position }: { name: string; position?: string }): string {
  return position === undefined ? name : `${name}.${position}`;
}
