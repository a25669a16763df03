import type { StationId } from "../core/quantities/ids.ts";
import { encodeBase64 } from "../core/record/base64.ts";
import { formatCheckpoint } from "../core/record/checkpoint.ts";
import { parseEnvelope } from "../core/record/dsse.ts";
import {
  ENTRY_BYTES_MAX,
  encodeMessage,
  logOrigin,
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
  readonly entry: Uint8Array;
}

export type BatchOutcome =
  | { readonly kind: "batch"; readonly batch: Batch }
  | { readonly kind: "oversize"; readonly index: number; readonly bytes: number }
  | { readonly kind: "unreadable"; readonly index: number };

/** Everything of a message but its records: names, checkpoint, consistency proof. */
const FRAME_BYTES = 12_000;
const RECORD_OVERHEAD_BYTES = 100;
const HASH_JSON_BYTES = 47;

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
    if (entry.length > ENTRY_BYTES_MAX) {
      // What stands before it still goes out.
      if (records.length > 0) break;
      return { kind: "oversize", index, bytes: entry.length };
    }
    bytes += Math.ceil(entry.length / 3) * 4 + proofBytes + RECORD_OVERHEAD_BYTES;
    if (records.length > 0 && bytes > MESSAGE_BYTES_MAX) break;
    records.push({ index, entry });
  }
  const last = records.at(-1);
  const sequence = last === undefined ? null : sequenceOf(last.entry);
  if (last === undefined || sequence === null) return { kind: "unreadable", index: last?.index ?? oldSize };
  const size = last.index + 1;
  const checkpoint = formatCheckpoint({ origin: logOrigin(station), size, root: journal.root(size) });
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
      entry: encodeBase64(entry),
      inclusion: proof(journal.inclusionProof(index, batch.size)),
    })),
  });
}

/** Indexes of the sealed records among the durable entries from `fromIndex`. */
export function sealedRecords(journal: JournalStore, fromIndex: number): number[] {
  const found: number[] = [];
  let index = fromIndex;
  for (const entry of journal.read(fromIndex)) {
    if (sealedEnvelope(entry) !== null) found.push(index);
    index++;
  }
  return found;
}

function entryAt(journal: JournalStore, index: number): Uint8Array | null {
  for (const entry of journal.read(index)) return entry;
  return null;
}

/** The record's own count in the station, from the document that is signed. */
function sequenceOf(entry: Uint8Array): number | null {
  const envelope = sealedEnvelope(entry);
  const parsed = envelope === null ? null : parseEnvelope(envelope);
  if (parsed?.kind !== "envelope") return null;
  const document = parseJson(parsed.envelope.payload) as { sequence?: unknown } | null;
  const sequence = document?.sequence;
  return typeof sequence === "number" && Number.isSafeInteger(sequence) && sequence >= 0 ? sequence : null;
}

function sealedEnvelope(entry: Uint8Array): string | null {
  const text = new TextDecoder().decode(entry);
  if (!text.includes('"record-sealed"')) return null;
  const value = parseJson(entry) as { type?: unknown; envelope?: unknown } | null;
  return value?.type === "record-sealed" && typeof value.envelope === "string" ? value.envelope : null;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
