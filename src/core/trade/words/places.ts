import type { Sentence } from "../reason-shape.ts";

interface PlaceWords extends Sentence {
  /** The line of the lane's light beams that says whether an axle stands there. */
  readonly beam: string;
}

/** Where in a lane a vehicle is asked to stand, in the order in which most lanes have them. */
export const PLACES = {
  slip: { zh: "侧滑检验台", en: "side-slip plate", beam: "at-slip" },
  scale: { zh: "轴重仪", en: "axle scale", beam: "at-scale" },
  bench: { zh: "制动检验台", en: "brake rollers", beam: "at-bench" },
  headlamp: { zh: "前照灯检测位", en: "headlamp stand", beam: "at-headlamp" },
  exhaust: { zh: "尾气检测位", en: "exhaust stand", beam: "at-exhaust" },
} as const satisfies Record<string, PlaceWords>;

export type Place = keyof typeof PLACES;
export type Beam = (typeof PLACES)[Place]["beam"];

export const BEAMS: readonly Beam[] = Object.values(PLACES).map(({ beam }) => beam);

/** The beam at the way out: who has been in it and is not any more has left the lane. Not every lane has one. */
export const EXIT_BEAM = "at-exit";

/** Null for a line that is no beam of a place. */
export function placeOfBeam(line: string): Place | null {
  const found = (Object.keys(PLACES) as Place[]).find((place) => PLACES[place].beam === line);
  return found ?? null;
}

export function placeName(place: string): Sentence {
  return Object.hasOwn(PLACES, place) ? PLACES[place as Place] : { zh: place, en: place };
}
