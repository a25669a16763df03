import type { LaneLayout } from "../core/inspection/lane/layout.ts";
import type { Place } from "../core/trade/words/places.ts";
import type { JobKind } from "../core/trade/words/roles.ts";

/** Where a station works: a lane with its positions in order, or a course with its cars. */
export type Site = LaneSite | CourseSite;

export interface LaneSite {
  readonly kind: "lane";
  readonly site: string;
  readonly layout: LaneLayout;
  /** The places that have a light beam. */
  readonly beams: readonly Place[];
}

export interface CourseSite {
  readonly kind: "course";
  readonly site: string;
  readonly cars: readonly string[];
}

/** Where one job runs: anywhere in a lane, or in one car of a course. */
export interface Seat {
  readonly site: string;
  readonly car: string | null;
}

export function sitesOf(sites: readonly Site[], kind: JobKind): readonly Site[] {
  return sites.filter((site) => (site.kind === "lane") === (kind === "inspection"));
}

export function isSameSeat(a: Seat, b: Seat): boolean {
  return a.site === b.site && a.car === b.car;
}
