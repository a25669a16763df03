import type { FollowingKeys, Rotation } from "./key-rotation.ts";
import { checkRecord, type RecordKey, recordKey, type SecondKey } from "./sealed-record-check.ts";
import { type LogCheckpoint, logSignature, type NoteSignature } from "./witness-note.ts";

/** The keys of a station that the registry knows, those of before among them. */
export interface RegisteredKeys {
  readonly name: string;
  readonly logKeys: FollowingKeys<Uint8Array>;
  readonly recordKeys: FollowingKeys<RecordKey>;
  /** Null: records bear one signature. It is never followed here. */
  readonly secondKey: SecondKey | null;
}

/** Is the old key of the request the one that the station signs with? */
export function followsKnown({ logKeys, recordKeys }: RegisteredKeys, { role, oldSpki }: Rotation): boolean {
  return role === "log"
    ? oldSpki.equals(logKeys.newest)
    : recordKey(oldSpki).keyId === recordKeys.newest.keyId;
}

export function follow({ logKeys, recordKeys }: RegisteredKeys, { role, newSpki }: Rotation): void {
  if (role === "log") logKeys.follow(newSpki);
  else recordKeys.follow(recordKey(newSpki));
}

type KeySignature = NoteSignature & { readonly key: Uint8Array };

export function firstSignature(checkpoint: LogCheckpoint, keys: readonly Uint8Array[]): KeySignature | null {
  for (const key of keys) {
    const signature = logSignature(checkpoint, key);
    if (signature !== null) return { ...signature, key };
  }
  return null;
}

export function signedNow({ name, logKeys }: RegisteredKeys, checkpoint: LogCheckpoint): KeySignature | null {
  return checkpoint.origin === `proofmark/${name}` ? firstSignature(checkpoint, logKeys.good) : null;
}

/** By the newest key that may have signed it; what none of them signed is told of the newest. */
export function checkedByKeys(
  { name, recordKeys, secondKey: second }: RegisteredKeys,
  entry: Uint8Array,
): ReturnType<typeof checkRecord> {
  const checks = recordKeys.good.map((first) => checkRecord(entry, name, { first, second }));
  const taken = checks.find((checked) => !("defect" in checked) || checked.defect !== "signature");
  return taken ?? (checks[0] as ReturnType<typeof checkRecord>);
}
