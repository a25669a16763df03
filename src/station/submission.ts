import type { StationId } from "../core/quantities/ids.ts";
import { encodeBase64 } from "../core/record/base64.ts";
import { formatCheckpoint, logName } from "../core/record/checkpoint.ts";
import { parseEnvelope } from "../core/record/dsse.ts";
import {
  encodeMessage,
  MESSAGE_BYTES_MAX,
  RECORDS_MAX,
  recordsLine,
  SUBMISSION_SCHEMA,
} from "../core/record/registry-messages.ts";
import type { JournalStore } from "../ports/journal-store.ts";

/** What goes out together: consecutive pending records, and the size of the log just after the last of them. */
export interface Batch {
  readonly oldSize: number;
  readonly size: number;
  readonly records: readonly BatchRecord[];
  /** The checkpoint's text, as the log key signs it. */
  readonly checkpointText: string;
}

interface BatchRecord {
  readonly index: number;
  /** The journal entry's exact text. */
  readonly entry: string;
}

export type BatchOutcome =
  | { readonly kind: "batch"; readonly batch: Batch }
  | { readonly kind: "oversize"; readonly index: number; readonly bytes: number }
  | { readonly kind: "unreadable"; readonly index: number };

/** Everything of a message but its records: names, checkpoint, consistency proof. */
const FRAME_BYTES = 12_000;
const RECORD_OVERHEAD_BYTES = 100;
const HASH_JSON_BYTES = 47;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** `pending` are record indexes at or above `oldSize`, rising, at least one. */
export function nextBatch(
  station: StationId,
  journal: JournalStore,
  oldSize: number,
  pending: readonly number[],
): BatchOutcome {
  const proofBytes = HASH_JSON_BYTES * Math.ceil(Math.log2(journal.size() + 1));
  const records: BatchRecord[] = [];
  let bytes = FRAME_BYTES;
  for (const index of pending.slice(0, RECORDS_MAX)) {
    const entry = entryAt(journal, index);
    if (entry === null) return { kind: "unreadable", index };
    bytes += jsonBytes(entry) + proofBytes + RECORD_OVERHEAD_BYTES;
    if (bytes > MESSAGE_BYTES_MAX) {
      if (records.length > 0) break;
      return { kind: "oversize", index, bytes };
    }
    records.push({ index, entry });
  }
  const last = records.at(-1);
  const sequence = last === undefined ? null : sequenceOf(last.entry);
  if (last === undefined || sequence === null) return { kind: "unreadable", index: last?.index ?? oldSize };
  const size = last.index + 1;
  const checkpoint = formatCheckpoint({ origin: logName(station), size, root: journal.root(size) });
  const checkpointText = `${checkpoint}${recordsLine(sequence + 1)}\n`;
  return { kind: "batch", batch: { oldSize, size, records, checkpointText } };
}

/** `note` is the checkpoint text with the log's signature line. */
export function submissionBytes(
  station: StationId,
  journal: JournalStore,
  batch: Batch,
  note: string,
): Uint8Array {
  const proof = (hashes: readonly Uint8Array[]) => hashes.map((hash) => encodeBase64(hash));
  return encodeMessage({
    schema: SUBMISSION_SCHEMA,
    station,
    oldSize: batch.oldSize,
    checkpoint: note,
    consistency: proof(journal.consistencyProof(batch.oldSize, batch.size)),
    records: batch.records.map(({ index, entry }) => ({
      index,
      entry,
      inclusion: proof(journal.inclusionProof(index, batch.size)),
    })),
  });
}

/** Indexes of the sealed records among the durable entries from `fromIndex`. */
export function sealedRecords(journal: JournalStore, fromIndex: number): number[] {
  const found: number[] = [];
  let index = fromIndex;
  for (const entry of journal.read(fromIndex)) {
    const text = textOf(entry);
    if (text !== null && sealedEnvelope(text) !== null) found.push(index);
    index++;
  }
  return found;
}

/** Null where the entry is not text, and so is no journal entry. */
function entryAt(journal: JournalStore, index: number): string | null {
  for (const entry of journal.read(index)) return textOf(entry);
  return null;
}

function jsonBytes(text: string): number {
  return new TextEncoder().encode(JSON.stringify(text)).length;
}

/** The record's own count in the station, from the document that is signed. */
function sequenceOf(entry: string): number | null {
  const envelope = sealedEnvelope(entry);
  const parsed = envelope === null ? null : parseEnvelope(envelope);
  if (parsed?.kind !== "envelope") return null;
  const payload = textOf(parsed.envelope.payload);
  const document = payload === null ? null : (parseJson(payload) as { sequence?: unknown } | null);
  const sequence = document?.sequence;
  return typeof sequence === "number" && Number.isSafeInteger(sequence) && sequence >= 0 ? sequence : null;
}

function sealedEnvelope(entry: string): string | null {
  if (!entry.includes('"record-sealed"')) return null;
  const value = parseJson(entry) as { type?: unknown; envelope?: unknown } | null;
  return value?.type === "record-sealed" && typeof value.envelope === "string" ? value.envelope : null;
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
