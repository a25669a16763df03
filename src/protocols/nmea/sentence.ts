import type { FixQuality, GnssEpoch } from "../../core/observation.ts";

/** What a sentence said, in the units of the observation. `null`: the receiver left the field empty. */
export type Sentence =
  | GgaSentence
  | RmcSentence
  | HeadingSentence
  | KsxtSentence
  | GstSentence
  | VtgSentence
  | ZdaSentence;

/** The sentences an epoch can be made of; `expect` of the session names some of these. */
export const EPOCH_SENTENCE_TYPES = [
  "GGA",
  "RMC",
  "HPR",
  "HDT",
  "THS",
  "KSXT",
  "GST",
  "VTG",
  "ZDA",
  "PSTI036",
  "HEADINGA",
] as const;
export type EpochSentenceType = (typeof EPOCH_SENTENCE_TYPES)[number];

export interface Position {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

export interface GgaSentence {
  readonly type: "GGA";
  readonly timeOfDayMs: number | null;
  readonly position: Position | null;
  readonly fix: FixQuality;
  readonly satellites: number | null;
  /** Altitude plus geoid separation; altitude alone where the separation is missing. */
  readonly heightM: number | null;
  readonly correctionAgeS: number | null;
}

export interface RmcSentence {
  readonly type: "RMC";
  readonly timeOfDayMs: number | null;
  readonly day: number | null;
  readonly position: Position | null;
  readonly fix: FixQuality;
  readonly speedKmh: number | null;
  readonly courseDeg: number | null;
}

export interface HeadingSentence {
  readonly type: "HPR" | "HDT" | "THS" | "PSTI036" | "HEADINGA";
  /** Null for sentences that carry no time. */
  readonly timeOfDayMs: number | null;
  readonly day: number | null;
  readonly headingDeg: number | null;
  readonly headingFix: GnssEpoch["headingFix"];
  readonly pitchDeg: number | null;
  readonly rollDeg: number | null;
}

export interface KsxtSentence {
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
  readonly headingDeg: number | null;
  readonly headingFix: GnssEpoch["headingFix"];
  readonly pitchDeg: number | null;
  readonly rollDeg: number | null;
}

export interface GstSentence {
  readonly type: "GST";
  readonly timeOfDayMs: number | null;
  /** The larger of the standard deviations of latitude and longitude, metres. */
  readonly sigmaM: number | null;
}

export interface VtgSentence {
  readonly type: "VTG";
  readonly courseDeg: number | null;
  readonly speedKmh: number | null;
}

export interface ZdaSentence {
  readonly type: "ZDA";
  readonly timeOfDayMs: number | null;
  readonly day: number | null;
}
