import { join } from "node:path";
import { claimedBytes, FRAME_HEADER_BYTES } from "../../core/journal/frame.ts";
import { laterFrames } from "../../core/journal/later-frames.ts";
import { isOneBitFromWhole } from "../../core/journal/one-bit.ts";
import { type RecoveryRow, recoveryRow, tailOf } from "../../core/journal/recovery-table.ts";
import {
  JOURNAL_FORMAT,
  journalFormatOf,
  parseSegmentHeader,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
} from "../../core/journal/segment-header.ts";
import { receiptedRoot } from "../../core/record/journal-receipt.ts";
import { reason, sentenceOf } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import type { DurableFs } from "./durable-fs.ts";
import { type SegmentScanner, TAIL_BYTES_MAX } from "./segment-scanner.ts";

/** A journal directory: segment files `00000000.segment` upwards, the hash file, and the lock of its writer. */
export interface SegmentFile extends SegmentHeader {
  readonly path: string;
}

export const SEGMENT_NAME = /^\d{8}\.segment$/;

export function segmentPath(directory: string, segment: number): string {
  return join(directory, `${String(segment).padStart(8, "0")}.segment`);
}

/** Throws EdgeError JOURNAL_CORRUPT or JOURNAL_FORMAT, or what the file system throws. */
export function readSegment(fs: DurableFs, path: string): SegmentFile {
  const bytes = readHeader(fs, path);
  const header = parseSegmentHeader(bytes);
  if (header === null) throw otherFormat(bytes) ?? corrupt(path, 0, "has a damaged segment header");
  return { ...header, path };
}

/** Oldest first. Throws EdgeError JOURNAL_CORRUPT where one is missing, foreign or has a damaged header, JOURNAL_FORMAT for another format. */
export function listSegments(fs: DurableFs, directory: string): readonly SegmentFile[] {
  const names = fs.list(directory).filter((name) => SEGMENT_NAME.test(name));
  const segments: SegmentFile[] = [];
  for (const [number, name] of names.entries()) {
    const path = join(directory, name);
    const header = readSegment(fs, path);
    const before = segments.at(-1);
    if (header.segment !== number || path !== segmentPath(directory, number)) {
      throw corrupt(path, 0, `lacks segment ${number}`);
    }
    if (before === undefined ? header.firstIndex !== 0 : header.firstIndex <= before.firstIndex) {
      throw corrupt(path, 0, "has segments whose record numbers do not follow each other");
    }
    if (before !== undefined && before.station !== header.station) {
      throw corrupt(path, 0, "has segments of two stations");
    }
    segments.push(header);
  }
  return segments;
}

/** Where the whole frames of a segment end, what that means, and how many bytes follow. */
export interface SegmentEnd {
  readonly row: RecoveryRow;
  readonly size: number;
  readonly position: number;
  readonly bytesAfter: number;
}

/** Throws EdgeError JOURNAL_CORRUPT if the recovery table says so. */
export function judgeEnd(
  scanner: SegmentScanner,
  tail: Uint8Array,
  segment: SegmentFile,
  next: SegmentFile | undefined,
  index: "missing" | "behind" | "held",
): SegmentEnd {
  // More than one write can leave behind is damage, and not worth searching for what may follow.
  if (tail.length > TAIL_BYTES_MAX) {
    throw corrupt(
      segment.path,
      scanner.position,
      "goes on for longer than one write after its last whole record",
      scanner.index,
    );
  }
  const complete = next !== undefined && next.firstIndex === scanner.index;
  const row = recoveryRow({
    segment: next === undefined ? "last" : "earlier",
    ...tailOf(tail, scanner.index),
    // In a finished segment the next one's first index says what should stand here.
    index: next === undefined ? index : complete ? "behind" : "held",
  });
  const durable = row.decision === "cut" ? whyDurable(tail, scanner.index) : null;
  if (row.decision === "corrupt" || durable !== null)
    throw corrupt(segment.path, scanner.position, durable ?? row.finding, scanner.index, row.label);
  return { row, size: scanner.index, position: scanner.position, bytesAfter: tail.length };
}

/** What says that the record at the beginning of a tail was written whole once, although no index holds it; null where nothing does. */
function whyDurable(tail: Uint8Array, index: number): string | null {
  if (isOneBitFromWhole(tail, index))
    return "ends in a record that was written whole, and of which one bit is another";
  for (const { at } of laterFrames(tail, index)) {
    const receipt = receiptedRoot(tail.subarray(at + FRAME_HEADER_BYTES, at + claimedBytes(tail, at)));
    if (receipt !== null && receipt.size > index)
      return "is damaged in a record that the registry has receipted";
  }
  return null;
}

/** The registry's receipt stands for another history than the records. */
export function altered(path: string, size: number): EdgeError {
  const why = reason("JOURNAL_ALTERED", { size, path });
  return new EdgeError("JOURNAL_ALTERED", sentenceOf(why).en, { path, size, reason: why });
}

export function unlikeIndex(path: string, position: number, index: number): EdgeError {
  return corrupt(path, position, "holds a record that is not the one its hash index was made from", index);
}

export function corrupt(
  path: string,
  position: number,
  finding: string,
  index?: number,
  row?: string,
): EdgeError {
  return new EdgeError("JOURNAL_CORRUPT", `The journal ${finding}: ${path} at byte ${position}.`, {
    path,
    position,
    ...(index === undefined ? {} : { index }),
    ...(row === undefined ? {} : { row }),
  });
}

/** Software that reads the formats that this one does not read any more. */
const FORMAT_SOFTWARE: Readonly<Record<number, string>> = { 1: "0.1" };

/** JOURNAL_FORMAT for a whole header of another format; null for anything else. */
function otherFormat(bytes: Uint8Array): EdgeError | null {
  const found = journalFormatOf(bytes);
  if (found === null || found === JOURNAL_FORMAT) return null;
  const formats = { found, reads: JOURNAL_FORMAT };
  const why =
    found > JOURNAL_FORMAT
      ? reason("JOURNAL_NEWER", formats)
      : reason("JOURNAL_OUTDATED", { ...formats, software: FORMAT_SOFTWARE[found] ?? "?" });
  return new EdgeError("JOURNAL_FORMAT", sentenceOf(why).en, { ...formats, reason: why });
}

/** As many bytes as the file has, where it has no whole header. */
function readHeader(fs: DurableFs, path: string): Uint8Array {
  const file = fs.open(path, "read");
  try {
    const bytes = new Uint8Array(SEGMENT_HEADER_BYTES);
    return bytes.subarray(0, file.read(bytes, 0));
  } finally {
    file.close();
  }
}
