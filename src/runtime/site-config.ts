import { z } from "zod";
import { isId } from "../core/quantities/ids.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { PLACES, type Place } from "../core/trade/words/places.ts";

/** A short name, in a station file and in what is made from it. */
export const id = z.string().refine(isId, "form:siteId").describe("A short name, unique in the file.");

const placeSchema = z.enum(Object.keys(PLACES) as [Place, ...Place[]]);

const laneForm = z
  .strictObject({
    lane: id,
    positions: z
      .array(
        z.strictObject({
          position: id.describe("As the screens and the drivers call it, e.g. 1."),
          places: z.array(placeSchema).min(1).describe("What is measured there; each place once in a lane."),
        }),
      )
      .min(1)
      .describe("In the order in which a vehicle comes to them; each is one vehicle's at a time."),
  })
  .describe("A lane in which several vehicles can be at once.");

const courseForm = z
  .strictObject({
    course: id,
    file: z.string().describe("The course as GeoJSON, relative to this file."),
    cars: z
      .array(z.strictObject({ car: id, vehicle: z.string().describe("Its body, relative to this file.") }))
      .min(1),
  })
  .describe("A course on which several cars can be at once, each with its own receiver and board.");

export const siteSchema = z.union([laneForm, courseForm]);
export type SiteConfig = z.output<typeof siteSchema>;

export interface SiteProblem {
  /** Within the list of sites, for the line and column. */
  readonly path: (string | number)[];
  readonly why: Reason;
}

/** Names and places that stand twice. */
export function siteProblems(sites: readonly SiteConfig[]): SiteProblem[] {
  const problems: SiteProblem[] = [];
  const once = (names: Set<string>, name: string, path: (string | number)[]): void => {
    if (names.has(name)) problems.push({ path, why: reason("NAME_TAKEN", { name }) });
    names.add(name);
  };
  const sitesSeen = new Set<string>();
  for (const [at, site] of sites.entries()) {
    if ("lane" in site) {
      once(sitesSeen, site.lane, [at, "lane"]);
      const positions = new Set<string>();
      const places = new Set<string>();
      for (const [i, { position, places: here }] of site.positions.entries()) {
        once(positions, position, [at, "positions", i, "position"]);
        for (const [k, place] of here.entries()) once(places, place, [at, "positions", i, "places", k]);
      }
    } else {
      once(sitesSeen, site.course, [at, "course"]);
      const cars = new Set<string>();
      for (const [i, { car }] of site.cars.entries()) once(cars, car, [at, "cars", i, "car"]);
    }
  }
  return problems;
}
