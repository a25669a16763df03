import { EXIT_BEAM, type Place, placeOfBeam } from "../../trade/words/places.ts";

/** A part of a lane that one vehicle has at a time, with the places at which it is measured there. */
export interface LanePosition {
  readonly position: string;
  readonly places: readonly Place[];
}

/** Where a lane has a light beam. */
export type LaneBeam = Place | "exit";

/** Null for a line that is no beam of a lane. */
export function beamOfLine(line: string): LaneBeam | null {
  return line === EXIT_BEAM ? "exit" : placeOfBeam(line);
}

/** The positions of a lane in the order in which a vehicle comes to them. Each place stands in one position. */
export type LaneLayout = readonly LanePosition[];

/** Of a lane that says nothing of positions: one vehicle has it all. */
export const ONE_POSITION: LaneLayout = [
  { position: "lane", places: ["slip", "scale", "bench", "headlamp", "exhaust"] },
];

/** Order of the position in its lane, counted from 0; -1 for one that is not of this lane. */
export function orderOf(layout: LaneLayout, position: string): number {
  return layout.findIndex((known) => known.position === position);
}

/** Empty for a position that is not of this lane. */
export function placesAt(layout: LaneLayout, position: string): readonly Place[] {
  return layout.find((known) => known.position === position)?.places ?? [];
}

/** Null where the lane has no such place. */
export function positionOf(layout: LaneLayout, place: Place): string | null {
  return layout.find(({ places }) => places.includes(place))?.position ?? null;
}
