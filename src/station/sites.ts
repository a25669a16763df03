import { type LaneBeam, type LaneLayout, ONE_POSITION } from "../core/inspection/lane/layout.ts";
import type { JobSeat } from "../core/journal/entry.ts";
import { type DeviceRole, type JobKind, ROLES } from "../core/trade/words/roles.ts";

/** Where a station works: a lane with its positions in order, or a course with its cars. */
export type Site = LaneSite | CourseSite;

export interface LaneSite {
  readonly kind: "lane";
  readonly site: string;
  readonly layout: LaneLayout;
  readonly beams: readonly LaneBeam[];
}

export interface CourseSite {
  readonly kind: "course";
  readonly site: string;
  readonly cars: readonly string[];
}

/** Where one job runs: in a lane (`car` null), or in one car of a course. */
export interface Seat {
  readonly site: string;
  readonly car: string | null;
}

/** Of a station file that names no sites. */
export const ONLY_LANE = "lane-1";
export const ONLY_COURSE = "course-1";
export const ONLY_CAR = "car-1";

export function onlySeatOf(role: DeviceRole): Seat {
  return ROLES[role].jobs === "inspection"
    ? { site: ONLY_LANE, car: null }
    : { site: ONLY_COURSE, car: ONLY_CAR };
}

/** One lane that one vehicle has at a time, and one car. */
export function onlySites(beams: readonly LaneBeam[]): readonly Site[] {
  return [
    { kind: "lane", site: ONLY_LANE, layout: ONE_POSITION, beams },
    { kind: "course", site: ONLY_COURSE, cars: [ONLY_CAR] },
  ];
}

/** Every seat of this kind of job, in the order of the station file. */
export function seatsOf(sites: readonly Site[], kind: JobKind): readonly Seat[] {
  return sites.flatMap((site): readonly Seat[] => {
    if (site.kind === "lane") return kind === "inspection" ? [{ site: site.site, car: null }] : [];
    return kind === "exam" ? site.cars.map((car) => ({ site: site.site, car })) : [];
  });
}

export function jobSeat(sites: readonly Site[], { site, car }: Seat): JobSeat {
  const found = sites.find((known) => known.site === site);
  return { site, car, positions: found?.kind === "lane" ? found.layout : null };
}

export function isSameSeat(a: Seat, b: Seat): boolean {
  return a.site === b.site && a.car === b.car;
}
