import { join } from "node:path";
import type { JournalMending } from "../../core/journal/mending.ts";
import { MerkleTree, storedHashCount } from "../../core/journal/merkle.ts";
import { sameBytes } from "../../core/journal/merkle-proof.ts";
import { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import type { ReceiptedRoot } from "../../core/record/journal-receipt.ts";
import { EdgeError } from "../../errors.ts";
import { sha256 } from "../keys/node-crypto.ts";
import type { DurableFile, DurableFs } from "./durable-fs.ts";
import { HashFile } from "./hash-file.ts";
import { clearSuspect, type IndexState, indexState, isSuspect } from "./index-state.ts";
import {
  altered,
  corrupt,
  judgeEnd,
  listSegments,
  type SegmentEnd,
  type SegmentFile,
  unlikeIndex,
} from "./journal-directory.ts";
import {
  type MadeHashes,
  MissingHashes,
  NewHashes,
  olderReceipt,
  type WalkedSegment,
  walkSegment,
} from "./last-segment.ts";
import { readMendingNote, writeMendingNote } from "./mending-note.ts";
import { beginJournal } from "./new-segment.ts";
import { SegmentScanner } from "./segment-scanner.ts";

const HASHES_A_PIECE = 8192;

/** A journal brought to a state from which it can be written on. */
export interface RecoveredJournal {
  readonly segments: readonly SegmentFile[];
  /** The last segment, open for writing. */
  readonly file: DurableFile;
  readonly position: number;
  readonly frontier: TreeFrontier;
  readonly hashes: HashFile;
  /** What the journal is to be told of, from this opening and from earlier ones that did not come so far. */
  readonly mended: readonly JournalMending[];
  /** The newest one in it, whose root is that of the journal. */
  readonly receipt: ReceiptedRoot | null;
  /** Number of the newest summary in the last segment; null where there is none. */
  readonly summary: number | null;
}

/** The last segment as it was read, and the index as it will be. */
interface Reading extends WalkedSegment {
  readonly frontier: TreeFrontier;
  readonly hashes: HashFile;
  readonly made: MadeHashes;
  readonly found: IndexState;
}

/**
 * Reads the last segment in full, and the earlier ones only where the hash index is not whole or no later receipt is there. Makes the index
 * again where the records are proven, and cuts a torn tail where the recovery table says so. Throws EdgeError
 * JOURNAL_CORRUPT, JOURNAL_ALTERED or CONFIG_INVALID, or what the file system throws. `asked`: a person takes the records as they
 * are where they differ from the index and nothing proves either.
 */
export function recoverJournal(
  fs: DurableFs,
  directory: string,
  station: string,
  { asked = false }: { readonly asked?: boolean } = {},
): RecoveredJournal {
  for (const name of fs.list(directory)) if (name.endsWith(".new")) fs.remove(join(directory, name));
  if (listSegments(fs, directory).length === 0) beginJournal(fs, directory, station).close();
  const segments = listSegments(fs, directory);
  const last = segments.at(-1) as SegmentFile;
  refuseOtherStation(directory, last.station, station);
  const open: { close(): void }[] = [];
  const opened = <Opened extends { close(): void }>(one: Opened): Opened => {
    open.push(one);
    return one;
  };
  try {
    const known = HashFile.open(fs, directory, "write");
    if (known !== null) opened(known);
    const file = opened(fs.open(last.path, "write"));
    const read = (state: IndexState | "unsure"): Reading =>
      readAgainst(known, state, file, last, () => {
        // Under another name: an opening that stops at damage must leave the journal as it found it, index and all.
        const fresh = opened(HashFile.create(fs, directory));
        rebuild(fs, segments, fresh);
        return fresh;
      });
    const first = read(asked || isSuspect(fs, directory) ? "unsure" : indexState(known, last));
    const receipt = first.receipt ?? olderReceipt(fs, segments);
    // An index that was not looked at in its depth says nothing against the registry: the records do.
    const reading = first.found === "whole" && !stands(receipt, first) ? read("damaged") : first;
    refuseAltered(receipt, last, reading, asked);
    const end = judgeLast(reading, last, known);
    const mended = withEarlier(readMendingNote(fs, directory), whatIsMended(reading, last, end, asked));
    if (mended.length > 0) writeMendingNote(fs, directory, mended);
    mend(fs, directory, file, end, reading);
    clearSuspect(fs, directory);
    const { frontier, hashes, summary } = reading;
    if (known !== null && known !== hashes) known.close();
    return { segments, file, position: end.position, frontier, hashes, mended, receipt, summary };
  } catch (cause) {
    for (const one of open) one.close();
    throw cause;
  }
}

/** With the index that was found, if it is whole; with one made anew from the records, `rebuilt`, if it is not. */
function readAgainst(
  known: HashFile | null,
  state: IndexState | "unsure",
  file: DurableFile,
  last: SegmentFile,
  rebuilt: () => HashFile,
): Reading {
  const fresh = state === "whole" ? null : rebuilt();
  const isWhole = state === "whole" || (state === "unsure" && holdsTheSame(known, fresh, last.firstIndex));
  if (isWhole && known !== null) {
    const frontier = TreeFrontier.at(sha256, known, last.firstIndex);
    const made = new MissingHashes(known);
    const walked = walkSegment(file, last, frontier, known, made);
    if (walked.comparison.firstDifference === null)
      return { ...walked, frontier, hashes: known, made, found: "whole" };
  }
  const hashes = fresh ?? rebuilt();
  const frontier = TreeFrontier.at(sha256, hashes, last.firstIndex);
  const made = new NewHashes(hashes);
  const walked = walkSegment(file, last, frontier, known, made);
  return { ...walked, frontier, hashes, made, found: foundInstead(state, known) };
}

/** Of an index that was made again. */
function foundInstead(state: IndexState | "unsure", known: HashFile | null): IndexState {
  if (state === "whole" || state === "unsure") return known === null ? "missing" : "damaged";
  return state;
}

/** As far as the records before the last segment go. */
function holdsTheSame(known: HashFile | null, fresh: HashFile | null, records: number): boolean {
  const count = storedHashCount(records);
  if (known === null || fresh === null || known.count < count) return false;
  for (let at = 0; at < count; at += HASHES_A_PIECE) {
    const length = Math.min(HASHES_A_PIECE, count - at);
    if (!sameBytes(known.run(at, length), fresh.run(at, length))) return false;
  }
  return true;
}

/** Is the root in the receipt that of these records? */
function stands(receipt: ReceiptedRoot | null, { frontier, made }: Reading): boolean {
  if (receipt === null) return true;
  const { size, root } = receipt;
  return size <= frontier.size && sameBytes(new MerkleTree(sha256, made).root(size), root);
}

/** The registry's newest receipt stands for every record below its size; then, whatever else differs from the index is damage of the index or of a record. */
function refuseAltered(
  receipt: ReceiptedRoot | null,
  last: SegmentFile,
  reading: Reading,
  asked: boolean,
): void {
  if (!stands(receipt, reading)) throw altered(last.path, receipt?.size ?? 0);
  const { comparison } = reading;
  if (receipt !== null) comparison.prove(receipt.size);
  const suspect = comparison.suspect();
  if (suspect !== null && !asked) throw unlikeIndex(last.path, reading.positionOf(suspect), suspect);
}

function judgeLast({ scanner, found }: Reading, last: SegmentFile, known: HashFile | null): SegmentEnd {
  const isHeld = known?.holdsFrom(scanner.index) === true;
  // An index that is not whole says nothing of what it does not hold.
  const index = isHeld ? "held" : found === "whole" ? "behind" : "missing";
  return judgeEnd(scanner, scanner.tail() ?? new Uint8Array(0), last, undefined, index);
}

function whatIsMended(
  { found, comparison, frontier }: Reading,
  last: SegmentFile,
  end: SegmentEnd,
  asked: boolean,
): readonly JournalMending[] {
  const mended: JournalMending[] = [];
  const { size: records } = frontier;
  // Without a record there is nothing that an index could have been of: a first start was cut short.
  if (found !== "whole" && records > 0)
    mended.push({ kind: "index-rebuilt", found, record: comparison.firstDifference, records, asked });
  if (end.row.decision === "cut") {
    mended.push({
      kind: "tail-cut",
      row: end.row.label,
      segment: last.segment,
      position: end.position,
      bytes: end.bytesAfter,
      record: end.size,
      index: found === "whole" ? "behind" : "missing",
    });
  }
  return mended;
}

/** Those of earlier openings that were not told, and these; what the same opening began twice is one. */
function withEarlier(
  earlier: readonly JournalMending[],
  mended: readonly JournalMending[],
): readonly JournalMending[] {
  const known = new Set(earlier.map((mending) => JSON.stringify(mending)));
  return [...earlier, ...mended.filter((mending) => !known.has(JSON.stringify(mending)))];
}

/** All that is changed of a journal by opening it, once it is known what, and noted. */
function mend(fs: DurableFs, directory: string, file: DurableFile, end: SegmentEnd, reading: Reading): void {
  const { made, hashes, frontier, found } = reading;
  if (end.row.decision === "cut") {
    file.truncate(end.position);
    file.sync();
  }
  made.flush();
  hashes.truncate(storedHashCount(frontier.size));
  if (found === "whole") hashes.sync();
  else hashes.publish(fs, directory);
}

function refuseOtherStation(directory: string, found: string, station: string): void {
  if (found === station) return;
  throw new EdgeError(
    "CONFIG_INVALID",
    `The journal in ${directory} is of station ${found}, not ${station}.`,
    {
      directory,
      station,
      found,
    },
  );
}

/** The hashes of every segment but the last, from the records. */
function rebuild(fs: DurableFs, segments: readonly SegmentFile[], hashes: HashFile): void {
  const frontier = new TreeFrontier(sha256);
  for (const [number, segment] of segments.slice(0, -1).entries()) {
    const file = fs.open(segment.path, "read");
    try {
      const scanner = new SegmentScanner(file, segment.firstIndex);
      const made = new NewHashes(hashes);
      for (let record = scanner.glance(); record !== null; record = scanner.glance()) {
        const from = storedHashCount(frontier.size);
        made.put(from, frontier.append(record));
      }
      made.flush();
      judgeEnd(scanner, scanner.tail() ?? new Uint8Array(0), segment, segments[number + 1], "behind");
    } finally {
      file.close();
    }
    const next = segments[number + 1] as SegmentFile;
    if (!sameBytes(frontier.root(), next.previousRoot)) {
      throw corrupt(segment.path, 0, "has other records than those its next segment was begun after");
    }
  }
}
