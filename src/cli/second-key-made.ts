import { type KeyHalf, keyFile, keyHalf } from "../adapters/keys/key-forms.ts";
import { reason } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { ledgerOf } from "../station/recall.ts";
import { secondKeyOf } from "../station/second-key-of.ts";
import type { StationData } from "./station-data.ts";
import { actRefused, withStoppedJournal } from "./stopped-station.ts";

export interface SecondKeyAsked {
  readonly hasJournal: boolean;
  /** A person says that the one of before is gone for good. */
  readonly isLost: boolean;
}

/** What a journal knows of the SM2 key of its station. */
interface Known {
  /** Named last; null where none is named. */
  readonly keyId: string | null;
  /** The list of keys that was taken last asks for its signature, so that the registry has one. */
  readonly isAsked: boolean;
}

/**
 * Whether a request may bear the SM2 key that is there, or one that is made now. A new one in place of one that is lost would sign, and the registry would
 * quarantine all of it: that takes a person's word. Gives the id that the journal names last. Rejects with EdgeError ACT_REFUSED, CONFIG_INVALID and what opening a journal gives.
 */
export async function judgeSecondKey(
  data: StationData,
  { hasJournal, isLost }: SecondKeyAsked,
): Promise<string | null> {
  const { keys, journal, station, custody } = data;
  if (custody.second === undefined) {
    if (isLost) throw noSuchKey();
    return null;
  }
  const known = hasJournal ? await withStoppedJournal({ journal, station }, knownOf) : NOTHING;
  const half = keyHalf(keys, "second");
  const file = half?.file ?? keyFile(keys, "second", custody.second.custody);
  const why = isLost ? whyNotLost(known, half, file) : whyNotEnrolled(known, half, file);
  if (why !== null) throw actRefused(why);
  return known.keyId;
}

const NOTHING: Known = { keyId: null, isAsked: false };

const knownOf: Parameters<typeof withStoppedJournal<Known>>[1] = async (store) => ({
  keyId: secondKeyOf(store),
  isAsked: ledgerOf(store).trust?.secondFrom !== undefined,
});

function whyNotEnrolled({ keyId, isAsked }: Known, half: KeyHalf | null, file: string) {
  if (half === null)
    return keyId !== null || isAsked ? reason("SECOND_KEY_LOST", { file, key: keyId }) : null;
  return keyId === null || keyId === half.keyId
    ? null
    : reason("SECOND_KEY_OTHER", { file, key: keyId, found: half.keyId });
}

/** One that is there and that no journal names was made by this very command, which was cut short. */
function whyNotLost({ keyId, isAsked }: Known, half: KeyHalf | null, file: string) {
  if (keyId === null && !isAsked) return reason("SECOND_KEY_NEVER", {});
  return half !== null && half.keyId === keyId ? reason("SECOND_KEY_NOT_LOST", { file, key: keyId }) : null;
}

function noSuchKey(): EdgeError {
  return new EdgeError(
    "CONFIG_INVALID",
    "The station file has no keys.second, so there is no such key to be lost.",
  );
}
