import { join } from "node:path";
import { holdsRecords } from "../adapters/disk/journal-emptiness.ts";
import { finishRestore } from "../adapters/disk/journal-restore.ts";
import { keyFiles, loadOrCreateKeys, type StationKeys } from "../adapters/keys/key-directory.ts";
import { nextKey, nextKeyFile } from "../adapters/keys/next-key.ts";
import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import type { StationData } from "../cli/station-data.ts";
import type { ActOf } from "../core/journal/person-act.ts";
import { logName } from "../core/record/checkpoint.ts";
import { formerLogKeys } from "../core/record/key-chain.ts";
import { parseNote, verifyNoteSignature } from "../core/record/signed-note.ts";
import { EdgeError } from "../errors.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { ledgerOf } from "../station/recall.ts";
import { loadStationConfig } from "./station-config.ts";

/** What a command for keys or journal needs of a station file. Throws as `loadStationConfig`. */
export function stationData(file: string): StationData {
  const { station, data, registry } = loadStationConfig(file);
  const { name, spki } = registry.witness;
  const witness = { name, spki: new Uint8Array(Buffer.from(spki, "base64")) };
  return {
    station,
    keys: keysDirectory(data),
    journal: journalDirectory(data),
    records: recordsDirectory(data),
    photos: photosDirectory(data),
    tlsKey: registry.key ?? null,
    witness,
  };
}

/** In a data directory. */
export const keysDirectory = (data: string): string => join(data, "keys");
export const journalDirectory = (data: string): string => join(data, "journal");
export const recordsDirectory = (data: string): string => join(data, "records");
export const resultsDirectory = (data: string): string => join(data, "results");
export const photosDirectory = (data: string): string => join(data, "photos");

/**
 * The keys of a data directory. They are made before the first entry of its journal, and never beside one that has entries: whoever
 * has lost them must not go on as somebody else without a word. Throws EdgeError KEY_UNUSABLE or KEYS_MISSING.
 */
export function stationKeys(data: string): StationKeys {
  // An empty place may be that of a journal that a restore was just about to fill.
  finishRestore(journalDirectory(data));
  return loadOrCreateKeys(keysDirectory(data), { signedBefore: holdsRecords(journalDirectory(data)) });
}

/** What a journal says of the keys that signed for it. */
export interface SignedJournal {
  /** A signed note; null where there is none. */
  readonly newestReceipt: string | null;
  /** Changes of keys, oldest first. Asked for only where they matter. */
  rotations(): readonly ActOf<"key-rotated">[];
}

export function signedJournal(store: JournalStore): SignedJournal {
  return { newestReceipt: store.newestReceipt ?? null, rotations: () => ledgerOf(store).acts.rotations };
}

/**
 * Keys of another station, or ones that were made anew, beside this journal: the registry would refuse all that they sign, and nobody
 * would know why. Its newest receipt stands under a checkpoint that the right log key signed. Throws EdgeError KEY_UNUSABLE.
 */
export function refuseOtherKeys(
  journal: SignedJournal,
  { log }: StationKeys,
  { station, data }: { readonly station: string; readonly data: string },
): void {
  refuseHalfRotated(journal, keysDirectory(data));
  const parsed = parseNote(journal.newestReceipt ?? "");
  if (parsed.kind !== "note") return;
  const key = { name: logName(station), spki: log.publicKeySpki };
  const check = { digest: sha256, verify: verifySignature };
  const isSignedBy = (spki: Uint8Array): boolean =>
    verifyNoteSignature({ ...check, note: parsed.note, key: { ...key, spki } });
  if (isSignedBy(key.spki)) return;
  // The right one of then, where it said itself which key follows it.
  if (formerLogKeys(check, station, journal.rotations(), log.keyId).some(isSignedBy)) return;
  const { log: file } = keyFiles(keysDirectory(data));
  throw new EdgeError(
    "KEY_UNUSABLE",
    `${file} is not the key that signed the journal's last receipted checkpoint: it is another station's, or was made anew (its id is ${log.keyId}).`,
    { file, keyId: log.keyId },
  );
}

/** The journal says that a new key signs from now on, and the old one is still in its place: the command was cut short. */
function refuseHalfRotated(journal: SignedJournal, directory: string): void {
  for (const role of ["record", "log"] as const) {
    const next = nextKey(directory, role);
    if (next === null || !journal.rotations().some(({ newKeyId }) => newKeyId === next.keyId)) continue;
    const file = nextKeyFile(directory, role);
    throw new EdgeError(
      "KEY_UNUSABLE",
      `${file} is in force by the journal, and not yet in its place: call \`proofmark keys rotate --role ${role} --activate\` once more.`,
      { file, keyId: next.keyId },
    );
  }
}
