import { parseEnvelope } from "../record/dsse.ts";
import type { ActOf, PersonAct } from "./person-act.ts";
import { isEntryOf, readEntry } from "./read-entry.ts";

/** Entries that may name a station's SM2 key. A summary is none of them: the rotations in it may be older than an enrolment before it. */
const NAMING = ["person-acted", "record-sealed", "withdrawal-sealed"] as const;

/** The SM2 key that these entries of a journal name last: by an act of a person, or beside the first signature of what was sealed. Null where none names one. */
export function newestSecondKey(entries: Iterable<Uint8Array>): string | null {
  const naming: Uint8Array[] = [];
  for (const entry of entries) if (NAMING.some((type) => isEntryOf(entry, type))) naming.push(entry);
  for (const entry of naming.reverse()) {
    const keyId = secondKeyNamed(entry);
    if (keyId !== null) return keyId;
  }
  return null;
}

/** Where no entry that is here names one: by the changes of keys that summaries tell of, oldest first. */
export function rotatedSecondKey(rotations: readonly ActOf<"key-rotated">[]): string | null {
  return rotations.findLast(({ role }) => role === "second")?.newKeyId ?? null;
}

function secondKeyNamed(bytes: Uint8Array): string | null {
  const entry = readEntry(bytes);
  if (entry?.type === "person-acted") return secondKeyInForce(entry.act);
  if (entry?.type !== "record-sealed" && entry?.type !== "withdrawal-sealed") return null;
  const parsed = parseEnvelope(entry.envelope);
  // A station signs with its record key first, and with the one of SM2 beside it.
  return parsed.kind === "envelope" ? (parsed.envelope.signatures[1]?.keyId ?? null) : null;
}

/** After this act. */
function secondKeyInForce(act: PersonAct): string | null {
  if (act.kind === "enrolment-requested") return act.secondKeyId ?? null;
  if (act.kind === "key-rotated" && act.role === "second") return act.newKeyId;
  return act.kind === "rotation-requested" && act.role === "second" ? act.oldKeyId : null;
}
