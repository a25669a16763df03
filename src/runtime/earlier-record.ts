import { isEntryOf, readEntry } from "../core/journal/read-entry.ts";
import { PAYLOAD_BYTES_MAX, parseEnvelope } from "../core/record/dsse.ts";
import { gunzip } from "../core/record/gzip.ts";
import { type ResultDocument, resultDocumentSchema } from "../core/record/result-document.ts";
import { parseStrictJson } from "../core/record/strict-json.ts";
import {
  WITHDRAWAL_PAYLOAD_TYPE,
  type WithdrawalDocument,
  withdrawalDocumentSchema,
} from "../core/record/withdrawal-document.ts";
import type { Verdict } from "../core/rules/finding.ts";
import type { JournalStore } from "../ports/journal-store.ts";

/** Between the last entry of a job and its record stand those of the others; a record that cannot be signed waits for hours. */
const LOOKED_THROUGH_MAX = 200_000;

/**
 * A record of this station as its journal has it; null where it has none of that id. `copy`: the file of the record, which says where to
 * look and nothing more, for anybody may have written it.
 */
export function earlierRecord(
  store: Pick<JournalStore, "read" | "size" | "segments">,
  copy: string | null,
  id: string,
): ResultDocument | null {
  const from = copy === null ? null : documentIn(copy)?.evidence.endIndex;
  if (from === null || from === undefined || from >= store.size()) return null;
  // Let go: what is left of the journal is after it.
  if (from < (store.segments?.first() ?? 0)) return null;
  let looked = 0;
  for (const bytes of store.read(from)) {
    if (looked++ > LOOKED_THROUGH_MAX) return null;
    if (!isEntryOf(bytes, "record-sealed")) continue;
    const entry = readEntry(bytes);
    if (entry?.type === "record-sealed" && entry.record === id) return documentIn(entry.envelope);
  }
  return null;
}

/** By the file of that id, for there is nothing to be done to a withdrawal, whoever wrote it. */
export function isWithdrawal(copy: string | null): boolean {
  const parsed = copy === null ? null : parseEnvelope(copy);
  return parsed?.kind === "envelope" && parsed.envelope.payloadType === WITHDRAWAL_PAYLOAD_TYPE;
}

/** What a withdrawal says; null for anything else. */
export function withdrawalIn(envelope: string): WithdrawalDocument | null {
  const parsed = parseEnvelope(envelope);
  if (parsed.kind !== "envelope" || parsed.envelope.payloadType !== WITHDRAWAL_PAYLOAD_TYPE) return null;
  const document = withdrawalDocumentSchema.safeParse(contentOf(parsed.envelope.payload));
  return document.success ? document.data : null;
}

/** What a record says; null where it is of no form that this software reads. */
export function documentIn(envelope: string): ResultDocument | null {
  const parsed = parseEnvelope(envelope);
  if (parsed.kind !== "envelope") return null;
  const document = resultDocumentSchema.safeParse(contentOf(parsed.envelope.payload));
  return document.success ? document.data : null;
}

export function verdictOf(envelope: string): Verdict | null {
  return documentIn(envelope)?.verdict ?? null;
}

/** Null where it cannot be unpacked or is no strict JSON. */
function contentOf(payload: Uint8Array): unknown {
  const opened = gunzip(payload, PAYLOAD_BYTES_MAX);
  if (opened.kind !== "bytes") return null;
  const json = parseStrictJson(opened.bytes, { bytesMax: PAYLOAD_BYTES_MAX });
  return json.kind === "value" ? json.value : null;
}
