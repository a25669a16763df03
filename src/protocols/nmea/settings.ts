import type { EpochSentenceType } from "./sentence.ts";

/** What a receiver is set to; options.ts says what each may be. */
export interface NmeaSettings {
  readonly sentences: readonly EpochSentenceType[];
  readonly jumpMostKmh: number;
  readonly closeAfterMs: number;
  readonly silentAfterMs: number;
  readonly noPositionAfterMs: number;
  readonly garbledAfterBytes: number;
}

/** Apart from their schema: to load what schemas are made with takes as long as to decode megabytes of a recording. */
export const NMEA_DEFAULTS: NmeaSettings = {
  sentences: ["GGA", "RMC", "HPR"],
  jumpMostKmh: 300,
  closeAfterMs: 1000,
  silentAfterMs: 2000,
  noPositionAfterMs: 5000,
  garbledAfterBytes: 512,
};
