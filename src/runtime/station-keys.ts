import { join } from "node:path";
import { holdsRecords } from "../adapters/disk/journal-emptiness.ts";
import { keyFiles, loadOrCreateKeys, type StationKeys } from "../adapters/keys/key-directory.ts";
import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import type { StationData } from "../cli/station-data.ts";
import { logName } from "../core/record/checkpoint.ts";
import { parseNote, verifyNoteSignature } from "../core/record/signed-note.ts";
import { EdgeError } from "../errors.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { loadStationConfig } from "./station-config.ts";

/** What a command for keys or journal needs of a station file. Throws as `loadStationConfig`. */
export function stationData(file: string): StationData {
  const { station, data } = loadStationConfig(file);
  return { station, keys: keysDirectory(data), journal: journalDirectory(data) };
}

/** In a data directory. */
export const keysDirectory = (data: string): string => join(data, "keys");
export const journalDirectory = (data: string): string => join(data, "journal");

/**
 * The keys of a data directory. They are made before the first entry of its journal, and never beside one that has entries: whoever
 * has lost them must not go on as somebody else without a word. Throws EdgeError KEY_UNUSABLE or KEYS_MISSING.
 */
export function stationKeys(data: string): StationKeys {
  return loadOrCreateKeys(keysDirectory(data), { signedBefore: holdsRecords(journalDirectory(data)) });
}

/**
 * Keys of another station, or ones that were made anew, beside this journal: the registry would refuse all that they sign, and nobody
 * would know why. Its newest receipt stands under a checkpoint that the right log key signed. Throws EdgeError KEY_UNUSABLE.
 */
export function refuseOtherKeys(
  store: Pick<JournalStore, "newestReceipt">,
  { log }: StationKeys,
  { station, data }: { readonly station: string; readonly data: string },
): void {
  const parsed = parseNote(store.newestReceipt ?? "");
  if (parsed.kind !== "note") return;
  const key = { name: logName(station), spki: log.publicKeySpki };
  if (verifyNoteSignature({ digest: sha256, verify: verifySignature, note: parsed.note, key })) return;
  const { log: file } = keyFiles(keysDirectory(data));
  throw new EdgeError(
    "KEY_UNUSABLE",
    `${file} is not the key that signed the journal's last receipted checkpoint: it is another station's, or was made anew (its id is ${log.keyId}).`,
    { file, keyId: log.keyId },
  );
}
