import type { FixQuality, GnssEpoch } from "../../core/observation.ts";

/** What a sentence said, in the units of the observation. `null`: the receiver left it empty, or said what cannot be. */
export type Sentence =
  | GgaSentence
  | RmcSentence
  | GllSentence
  | HeadingSentence
  | BaselineSentence
  | KsxtSentence
  | GstSentence
  | VtgSentence
  | ZdaSentence;

/** The sentences an epoch can be made of; `sentences` of the session names some of these. */
export const EPOCH_SENTENCE_TYPES = [
  "GGA",
  "RMC",
  "GLL",
  "HPR",
  "HDT",
  "THS",
  "KSXT",
  "GST",
  "VTG",
  "ZDA",
  "PSTI036",
  "HEADINGA",
  "AVR",
  "HPD",
] as const;
export type EpochSentenceType = (typeof EPOCH_SENTENCE_TYPES)[number];

export function isEpochSentence(type: string): type is EpochSentenceType {
  return (EPOCH_SENTENCE_TYPES as readonly string[]).includes(type);
}

/** One bit a type, for sets of types that are asked for at every sentence. */
export const SENTENCE_BITS: Readonly<Record<Sentence["type"], number>> = {
  GGA: 1,
  RMC: 2,
  GLL: 4,
  HPR: 8,
  HDT: 16,
  THS: 32,
  KSXT: 64,
  GST: 128,
  VTG: 256,
  ZDA: 512,
  PSTI036: 1024,
  HEADINGA: 2048,
  AVR: 4096,
  HPD: 8192,
  THS2: 16_384,
  PSTI030: 32_768,
  PSTI035: 65_536,
};

export function sentenceBits(types: readonly Sentence["type"][]): number {
  return types.reduce((bits, type) => bits | SENTENCE_BITS[type], 0);
}

type HeadingFix = GnssEpoch["headingFix"];

export interface Position {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** The last digit that was printed, degrees. */
  readonly stepDeg: number;
}

/** `timeOfDayMs` is null where a sentence carries no time, or none was told; `day` counts from 1970. */
interface Timed {
  readonly timeOfDayMs: number | null;
}

export interface GgaSentence extends Timed {
  readonly type: "GGA";
  readonly position: Position | null;
  readonly fix: FixQuality;
  readonly satellites: number | null;
  readonly hdop: number | null;
  /** Above the ellipsoid; null where the geoid separation is not told, since then it is another height. */
  readonly heightM: number | null;
  readonly correctionAgeS: number | null;
}

export interface RmcSentence extends Timed {
  readonly type: "RMC";
  readonly day: number | null;
  readonly position: Position | null;
  readonly fix: FixQuality;
  /** No sentence about the same position is believed beyond this. */
  readonly fixMost: FixQuality;
  readonly speedKmh: number | null;
  readonly courseDeg: number | null;
  /** Navigational status of NMEA 4.1: C or U, "" where the receiver says S, V (it has no such statement) or nothing. */
  readonly warning: "" | "C" | "U";
}

/** GLL, and PSTI 030 of SkyTraq: a position with its mode. */
export interface GllSentence extends Timed {
  readonly type: "GLL" | "PSTI030";
  readonly position: Position | null;
  readonly fix: FixQuality;
  readonly fixMost: FixQuality;
}

export interface Heading {
  readonly headingDeg: number | null;
  readonly headingFix: HeadingFix;
  readonly pitchDeg: number | null;
  readonly rollDeg: number | null;
}

export interface HeadingSentence extends Timed, Heading {
  readonly type: "HPR" | "HDT" | "THS" | "THS2" | "PSTI036" | "HEADINGA" | "AVR" | "HPD";
  readonly day: number | null;
  readonly baselineM: number | null;
}

/** PSTI 035 of SkyTraq: the vector between the two antennas. */
export interface BaselineSentence extends Timed {
  readonly type: "PSTI035";
  readonly baselineM: number | null;
}

export interface KsxtSentence extends Heading {
  readonly type: "KSXT";
  readonly timeOfDayMs: number;
  readonly day: number;
  readonly position: Position | null;
  readonly heightM: number | null;
  readonly fix: FixQuality;
  readonly satellites: number | null;
  readonly correctionAgeS: number | null;
  readonly speedKmh: number | null;
  readonly courseDeg: number | null;
}

export interface GstSentence extends Timed {
  readonly type: "GST";
  /** The larger of the standard deviations of latitude and longitude, metres. */
  readonly sigmaM: number | null;
}

export interface VtgSentence {
  readonly type: "VTG";
  readonly timeOfDayMs: null;
  readonly courseDeg: number | null;
  readonly speedKmh: number | null;
}

export interface ZdaSentence extends Timed {
  readonly type: "ZDA";
  readonly day: number | null;
}
