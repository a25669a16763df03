import type { ActOf } from "../../core/journal/person-act.ts";
import { isEntryOf, readEntry } from "../../core/journal/read-entry.ts";
import { newestSecondKey, rotatedSecondKey } from "../../core/journal/second-key-named.ts";
import { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import { receiptedRoot } from "../../core/record/journal-receipt.ts";
import type { TrustNoted } from "../../core/record/trust-noted.ts";
import { sha256 } from "../keys/node-crypto.ts";
import { type DurableFile, type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import { HashFile } from "./hash-file.ts";
import { type IndexState, indexState, isSuspect } from "./index-state.ts";
import { judgeEnd, listSegments, type SegmentFile } from "./journal-directory.ts";
import { MissingHashes, newestOf, older, walkSegment } from "./last-segment.ts";
import { SegmentScanner } from "./segment-scanner.ts";

export interface JournalLook {
  readonly entries: number;
  readonly bytes: number;
  /** The last whole one; null in an empty journal. */
  readonly last: Uint8Array | null;
  /** The newest receipt, a signed note. */
  readonly receipt: string | null;
  /** Changes of keys that the last segment tells of, or a summary in it, oldest first. */
  readonly rotations: readonly ActOf<"key-rotated">[];
  /** The SM2 key that it names last; null where it names none. Asked for only where it matters: segments are read from the newest one back. */
  secondKey(): string | null;
  /** The list of keys that was taken last, as that segment or a summary in it tells. */
  readonly trust: TrustNoted | null;
  /** Of its older part only what the last segment goes on from is looked at: the rest is for the idle check. */
  readonly index: IndexState;
  /** Bytes of an unfinished record at its end. */
  readonly tornBytes: number;
}

/**
 * How a journal stands, by the rules of a start but without a lock, and without writing anything: also while a station writes it.
 * Null where there is none. Throws EdgeError JOURNAL_CORRUPT or JOURNAL_FORMAT, or what the file system throws.
 */
export function lookAtJournal(directory: string, fs: DurableFs = nodeDurableFs): JournalLook | null {
  const segments = listSegments(fs, directory);
  const last = segments.at(-1);
  if (last === undefined) return null;
  const open: { close(): void }[] = [];
  try {
    // Before the segment: a writer extends the index last, so it never knows more than the records do.
    const hashes = HashFile.open(fs, directory, "read");
    if (hashes !== null) open.push(hashes);
    const file = fs.open(last.path, "read");
    open.push(file);
    const earlier = isSuspect(fs, directory) ? "damaged" : indexState(hashes, last);
    const index = earlier === "whole" && hashes !== null ? ownPart(file, last, hashes) : earlier;
    const { walker, record, receipt, rotations, trust } = walked(file, last);
    const known = hashes === null ? "missing" : hashes.holdsFrom(walker.index) ? "held" : "behind";
    const end = judgeEnd(walker, walker.tail() ?? new Uint8Array(0), last, undefined, known);
    return {
      entries: walker.index,
      bytes: segments.reduce((sum, { path }) => sum + sizeOf(fs, path), 0),
      last: record,
      receipt: receipt ?? older(fs, segments, receiptedRoot)?.note ?? null,
      index,
      rotations,
      secondKey: () =>
        newestOf(fs, segments, (scanner) => newestSecondKey(wholeOf(scanner))) ?? rotatedSecondKey(rotations),
      trust,
      tornBytes: end.bytesAfter,
    };
  } finally {
    for (const one of open) one.close();
  }
}

function* wholeOf(scanner: SegmentScanner): Generator<Uint8Array> {
  for (let record = scanner.next(); record !== null; record = scanner.next()) yield record;
}

/** The part of the index that the last segment itself is held against. */
function ownPart(file: DurableFile, last: SegmentFile, hashes: HashFile): IndexState {
  const frontier = TreeFrontier.at(sha256, hashes, last.firstIndex);
  const { comparison } = walkSegment(file, last, frontier, hashes, new MissingHashes(hashes));
  return comparison.firstDifference === null ? "whole" : "damaged";
}

function walked(
  file: DurableFile,
  last: SegmentFile,
): Pick<JournalLook, "receipt" | "rotations" | "trust"> & {
  walker: SegmentScanner;
  record: Uint8Array | null;
} {
  const walker = new SegmentScanner(file, last.firstIndex);
  let record: Uint8Array | null = null;
  let receipt: string | null = null;
  let rotations: readonly ActOf<"key-rotated">[] = [];
  let trust: TrustNoted | null = null;
  for (let next = walker.next(); next !== null; next = walker.next()) {
    record = next;
    receipt = receiptedRoot(next)?.note ?? receipt;
    rotations = rotatedBy(next, rotations);
    trust = trustBy(next, trust);
  }
  return { walker, record, receipt, rotations, trust };
}

function rotatedBy(record: Uint8Array, before: JournalLook["rotations"]): JournalLook["rotations"] {
  if (!isEntryOf(record, "person-acted") && !isEntryOf(record, "station-summary")) return before;
  const entry = readEntry(record);
  if (entry?.type === "station-summary") return entry.acts.rotations;
  return entry?.type === "person-acted" && entry.act.kind === "key-rotated" ? [...before, entry.act] : before;
}

function sizeOf(fs: DurableFs, path: string): number {
  const file = fs.open(path, "read");
  try {
    return file.size();
  } finally {
    file.close();
  }
}

function trustBy(record: Uint8Array, before: TrustNoted | null): TrustNoted | null {
  if (!isEntryOf(record, "trust-list-taken") && !isEntryOf(record, "station-summary")) return before;
  const entry = readEntry(record);
  if (entry?.type === "station-summary") return entry.trust ?? before;
  return entry?.type === "trust-list-taken" ? entry.list : before;
}
