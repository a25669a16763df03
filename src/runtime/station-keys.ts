import { join } from "node:path";
import { holdsRecords } from "../adapters/disk/journal-emptiness.ts";
import { finishRestore } from "../adapters/disk/journal-restore.ts";
import {
  loadOrCreateKeys,
  type PublicKey,
  type PublicKeys,
  type StationKeys,
} from "../adapters/keys/key-directory.ts";
import { type KeyRole, keyFile, keyHalf } from "../adapters/keys/key-forms.ts";
import { isListedSecond } from "../adapters/keys/listed-second.ts";
import { sha256, verifySignature } from "../adapters/keys/node-crypto.ts";
import { IN_FILES, KeyCustody, rolesOf, type StationCustody } from "../adapters/keys/station-custody.ts";
import type { StationData } from "../cli/station-data.ts";
import type { ActOf } from "../core/journal/person-act.ts";
import { logName } from "../core/record/checkpoint.ts";
import { formerLogKeys } from "../core/record/key-chain.ts";
import { parseNote, verifyNoteSignature } from "../core/record/signed-note.ts";
import { EdgeError } from "../errors.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { ledgerOf } from "../station/recall.ts";
import { secondKeyOf } from "../station/second-key-of.ts";
import { loadStationConfig, type StationConfig } from "./station-config.ts";

/** What a command for keys or journal needs of a station file. Throws as `loadStationConfig`. */
export function stationData(file: string): StationData {
  const { station, data, registry, timeZone, keys } = loadStationConfig(file);
  const { name, spki } = registry.witness;
  const witness = { name, spki: new Uint8Array(Buffer.from(spki, "base64")) };
  return {
    station,
    keys: keysDirectory(data),
    custody: keys,
    journal: journalDirectory(data),
    records: recordsDirectory(data),
    photos: photosDirectory(data),
    timeZone,
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

/** As `stationKeys`, of a station file: they may be encrypted, or in a token. A token that is away is told; what is to be signed waits. Rejects as `KeyCustody.loadOrMake`. */
export async function openStationKeys(
  { data, keys }: Pick<StationConfig, "data" | "keys">,
  tell: (sentence: string) => void,
): Promise<OpenKeys> {
  finishRestore(journalDirectory(data));
  const custodian = new KeyCustody({ directory: keysDirectory(data), custody: keys ?? IN_FILES });
  try {
    const opened = await custodian.loadOrMake(holdsRecords(journalDirectory(data)), tell);
    return { ...opened, close: () => custodian.close() };
  } catch (cause) {
    custodian.close();
    throw cause;
  }
}

export interface OpenKeys extends StationKeys {
  /** Ends the sessions with tokens. */
  close(): void;
}

/** Their public halves, without opening them; null where one is not there. Throws EdgeError KEY_UNUSABLE. */
export function publicKeysOf({
  data,
  keys = IN_FILES,
}: {
  readonly data: string;
  readonly keys?: StationCustody;
}): PublicKeys | null {
  const directory = keysDirectory(data);
  const half = (role: KeyRole) => (rolesOf(keys).includes(role) ? keyHalf(directory, role) : null);
  const [record, log, second] = [half("record"), half("log"), half("second")];
  if (record === null || log === null || (keys.second !== undefined && second === null)) return null;
  return second === null ? { record, log } : { record, log, second };
}

/** What a journal says of the keys that signed for it. */
export interface SignedJournal {
  /** A signed note; null where there is none. */
  readonly newestReceipt: string | null;
  /** Changes of keys, oldest first. Asked for only where they matter. */
  rotations(): readonly ActOf<"key-rotated">[];
  /** The SM2 key that it names last; null where it names none. Asked for only of a station that has such a key. */
  secondKey(): string | null;
}

export function signedJournal(store: JournalStore): SignedJournal {
  return {
    newestReceipt: store.newestReceipt ?? null,
    rotations: () => ledgerOf(store).acts.rotations,
    secondKey: () => secondKeyOf(store),
  };
}

/**
 * Keys of another station, or ones that were made anew, beside this journal: the registry would refuse all that they sign, and nobody
 * would know why. Its newest receipt stands under a checkpoint that the right log key signed, and it names the right SM2 key. Throws EdgeError KEY_UNUSABLE.
 */
export function refuseOtherKeys(
  journal: SignedJournal,
  { log, second }: Pick<PublicKeys, "log" | "second">,
  place: Place,
): void {
  refuseHalfRotated(journal, keysDirectory(place.data));
  refuseOtherLog(journal, log, place);
  if (second !== undefined) refuseOtherSecond(journal, second, place);
}

interface Place {
  readonly station: string;
  readonly data: string;
}

function refuseOtherLog(journal: SignedJournal, log: PublicKey, { station, data }: Place): void {
  const parsed = parseNote(journal.newestReceipt ?? "");
  if (parsed.kind !== "note") return;
  const key = { name: logName(station), spki: log.publicKeySpki };
  const check = { digest: sha256, verify: verifySignature };
  const isSignedBy = (spki: Uint8Array): boolean =>
    verifyNoteSignature({ ...check, note: parsed.note, key: { ...key, spki } });
  if (isSignedBy(key.spki)) return;
  // The right one of then, where it said itself which key follows it.
  if (formerLogKeys(check, station, journal.rotations(), log.keyId).some(isSignedBy)) return;
  const file = keyHalf(keysDirectory(data), "log")?.file ?? keyFile(keysDirectory(data), "log", "file");
  throw new EdgeError(
    "KEY_UNUSABLE",
    `${file} is not the key that signed the journal's last receipted checkpoint: it is another station's, or was made anew (its id is ${log.keyId}).`,
    { file, keyId: log.keyId },
  );
}

function refuseOtherSecond(journal: SignedJournal, { keyId }: PublicKey, { station, data }: Place): void {
  const named = journal.secondKey();
  if (named === null || named === keyId) return;
  // The registry knows it: the journal is an older copy that was put back.
  if (isListedSecond(data, station, keyId)) return;
  const file = keyHalf(keysDirectory(data), "second")?.file ?? keyFile(keysDirectory(data), "second", "file");
  throw new EdgeError(
    "KEY_UNUSABLE",
    `${file} is not the SM2 key that the journal names last (${named}): it is another station's, or was made anew (its id is ${keyId}), and the registry would quarantine all that it signs. Put the right one back; where that is lost, \`proofmark keys enrol --second-lost\` asks the registry for another.`,
    { file, keyId, named },
  );
}

/** The journal says that a new key signs from now on, and the old one is still in its place: the command was cut short. */
function refuseHalfRotated(journal: SignedJournal, directory: string): void {
  for (const role of ["record", "log", "second"] as const) {
    const next = keyHalf(directory, role, "next");
    if (next === null || !journal.rotations().some(({ newKeyId }) => newKeyId === next.keyId)) continue;
    const { file } = next;
    throw new EdgeError(
      "KEY_UNUSABLE",
      `${file} is in force by the journal, and not yet in its place: call \`proofmark keys rotate --role ${role} --activate\` once more.`,
      { file, keyId: next.keyId },
    );
  }
}
