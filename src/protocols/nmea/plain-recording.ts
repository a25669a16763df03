import { asId } from "../../core/quantities/ids.ts";
import type { RecordingDecoder } from "../../ports/device-model.ts";
import { RemarkFilter } from "./recorded-log.ts";
import { type EpochSentenceType, isEpochSentence } from "./sentence.ts";
import { createNmeaSession } from "./session.ts";

/**
 * What `decode` needs of a receiver when no more is set than the sentences to expect. The long recordings are those of receivers,
 * and to load the catalogue with its schemas takes longer than to decode some megabytes; so manifest.ts has this from here.
 */
export const RECORDED_AS = "nmea";

/** Most recordings have no heading, and a car is not driven by them. */
export const RECORDED_SENTENCES: readonly EpochSentenceType[] = ["GGA", "RMC"];

/** Null where the schema has to say what is wrong with `sentences`. */
export function plainRecording(sentences: readonly string[] = RECORDED_SENTENCES): RecordingDecoder | null {
  if (!sentences.every(isEpochSentence)) return null;
  const session = createNmeaSession({ device: asId(RECORDED_AS), sentences });
  return { session, filter: new RemarkFilter() };
}
