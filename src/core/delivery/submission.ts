import { peekEntry } from "../journal/read-entry.ts";
import type { StationId } from "../quantities/ids.ts";
import { encodeBase64 } from "../record/base64.ts";
import { formatCheckpoint, logName } from "../record/checkpoint.ts";
import type { LogView } from "./log-view.ts";
import { encodeMessage, MESSAGE_BYTES_MAX, RECORDS_MAX, SUBMISSION_SCHEMA } from "./messages.ts";
import type { RecordPlace } from "./receipt-book.ts";

/** What goes out together: consecutive records that are to be sent, and the size of the log just after the last of them. */
export interface SubmissionDraft {
  readonly oldSize: number;
  readonly size: number;
  /** Of the log at `size`, base64. */
  readonly root: string;
  readonly records: readonly DraftedRecord[];
  /** The checkpoint's text, as the log key signs it. */
  readonly checkpointText: string;
}

interface DraftedRecord {
  readonly index: number;
  /** The journal entry's exact text. */
  readonly entry: string;
}

/** How large a message may be. A single record may go beyond `aim`, and nothing beyond `max`. */
export interface DraftBytes {
  readonly aim: number;
  readonly max: number;
}

/** A record that is larger than the other side takes. `bytes`: of a message with it alone, at most. */
export interface LargeRecord {
  readonly index: number;
  readonly bytes: number;
  readonly bytesMax: number;
}

export type Drafting =
  | { readonly kind: "draft"; readonly draft: SubmissionDraft }
  | ({ readonly kind: "beyond-broker" } & LargeRecord)
  | { readonly kind: "oversize" | "unreadable"; readonly index: number };

/** Everything of a message but its records and proofs: names and checkpoint. */
const FRAME_BYTES = 1500;
const RECORD_OVERHEAD_BYTES = 100;
const HASH_JSON_BYTES = 47;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * `places` are at or above `oldSize`, rising; as many of them go in as fit a message. Without any it is the checkpoint of `oldSize`
 * itself, below which `sealedBelow` records lie.
 */
export function draftSubmission(
  station: StationId,
  log: LogView,
  oldSize: number,
  { places, sealedBelow = 0 }: { readonly places: readonly RecordPlace[]; readonly sealedBelow?: number },
  { aim, max }: DraftBytes = { aim: MESSAGE_BYTES_MAX, max: MESSAGE_BYTES_MAX },
): Drafting {
  const proofBytes = HASH_JSON_BYTES * Math.ceil(Math.log2(log.size() + 1));
  const records: DraftedRecord[] = [];
  let last = places[0];
  // The consistency proof is one hash longer at most than an inclusion proof.
  let bytes = FRAME_BYTES + proofBytes + HASH_JSON_BYTES;
  for (const { place, entry } of entriesAt(log, places.slice(0, RECORDS_MAX))) {
    const { index } = place;
    const text = entry === null ? null : sealedText(entry);
    if (entry === null || text === null) return { kind: "unreadable", index };
    bytes += jsonBytes(entry) + proofBytes + RECORD_OVERHEAD_BYTES;
    if (bytes > aim && records.length > 0) break;
    if (bytes > MESSAGE_BYTES_MAX) return { kind: "oversize", index };
    if (bytes > max) return { kind: "beyond-broker", index, bytes, bytesMax: max };
    records.push({ index, entry: text });
    last = place;
  }
  const size = last === undefined ? oldSize : last.index + 1;
  const root = log.root(size);
  const checkpoint = formatCheckpoint({ origin: logName(station), size, root });
  const checkpointText = `${checkpoint}${recordsLine(last === undefined ? sealedBelow : last.sequence + 1)}\n`;
  return { kind: "draft", draft: { oldSize, size, root: encodeBase64(root), records, checkpointText } };
}

/** `note` is the checkpoint text with the log's signature line. */
export function submissionBytes(
  station: StationId,
  log: LogView,
  draft: SubmissionDraft,
  note: string,
): Uint8Array {
  const proof = (hashes: readonly Uint8Array[]) => hashes.map((hash) => encodeBase64(hash));
  return encodeMessage({
    schema: SUBMISSION_SCHEMA,
    station,
    oldSize: draft.oldSize,
    checkpoint: note,
    consistency: proof(log.consistencyProof(draft.oldSize, draft.size)),
    records: draft.records.map(({ index, entry }) => ({
      index,
      entry,
      inclusion: proof(log.inclusionProof(index, draft.size)),
    })),
  });
}

/** Indexes of the sealed records in [from, to). */
export function sealedIndexes(log: LogView, from: number, to: number): readonly number[] {
  const found: number[] = [];
  let index = from;
  for (const entry of log.read(from)) {
    if (index >= to) break;
    if (isSealed(entry)) found.push(index);
    index++;
  }
  return found;
}

/**
 * Extension line of the checkpoint: how many sealed records the log holds below its size. Signed with the tree, it lets
 * the registry see that a record was taken out of a message, even the last one.
 */
function recordsLine(records: number): string {
  return `records ${records}`;
}

/** Between two records so near to each other it is cheaper to read on than to look the second one up. */
const NEAR = 16;

/** The entries at rising places, each read once; null where the log has none. */
function* entriesAt(
  log: LogView,
  places: readonly RecordPlace[],
): Generator<{ readonly place: RecordPlace; readonly entry: Uint8Array | null }> {
  let entries: Iterator<Uint8Array> | null = null;
  let next = 0;
  try {
    for (const place of places) {
      if (entries === null || place.index < next || place.index - next > NEAR) {
        entries?.return?.();
        entries = log.read(place.index)[Symbol.iterator]();
        next = place.index;
      }
      for (; next < place.index; next++) entries.next();
      const read = entries.next();
      next++;
      yield { place, entry: read.done === true ? null : read.value };
    }
  } finally {
    entries?.return?.();
  }
}

/** A withdrawal is a record like any other: it has its number among them. */
function isSealed(entry: Uint8Array): boolean {
  const type = peekEntry(entry)?.type;
  return type === "record-sealed" || type === "withdrawal-sealed";
}

/** Null where the entry is no sealed record. */
function sealedText(entry: Uint8Array): string | null {
  if (!isSealed(entry)) return null;
  try {
    return UTF8.decode(entry);
  } catch {
    return null;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Control characters that JSON has a letter for: b, t, n, f, r. */
const LETTERED = new Set([8, 9, 10, 12, 13]);

/** How many bytes the text of these (UTF-8) takes as a JSON string. */
export function jsonBytes(text: Uint8Array): number {
  let bytes = text.length + 2;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i] as number;
    if (byte === QUOTE || byte === BACKSLASH) bytes++;
    else if (byte < 0x20) bytes += LETTERED.has(byte) ? 1 : 5;
  }
  return bytes;
}
