import { join } from "node:path";
import { HASH_BYTES, MerkleTree, storedHashCount } from "../../core/journal/merkle.ts";
import { sameBytes } from "../../core/journal/merkle-proof.ts";
import { formatSegmentHeader } from "../../core/journal/segment-header.ts";
import { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import { EdgeError } from "../../errors.ts";
import { sha256 } from "../keys/node-crypto.ts";
import type { DurableFile, DurableFs } from "./durable-fs.ts";
import { HashFile } from "./hash-file.ts";
import { corrupt, judgeEnd, listSegments, type SegmentFile, segmentPath } from "./journal-directory.ts";
import { SegmentScanner } from "./segment-scanner.ts";

/** A journal brought to a state from which it can be written on. */
export interface RecoveredJournal {
  readonly segments: readonly SegmentFile[];
  /** The last segment, open for writing. */
  readonly file: DurableFile;
  readonly position: number;
  readonly frontier: TreeFrontier;
  readonly hashes: HashFile;
}

const REWRITE_HASHES = 8192;

/**
 * Reads the last segment in full, and the earlier ones only if the hash index is missing or behind. Cuts a torn tail
 * where the recovery table says so. Throws EdgeError JOURNAL_CORRUPT or CONFIG_INVALID, or what the file system throws.
 */
export function recoverJournal(fs: DurableFs, directory: string, station: string): RecoveredJournal {
  for (const name of fs.list(directory)) if (name.endsWith(".new")) fs.remove(join(directory, name));
  if (listSegments(fs, directory).length === 0) beginJournal(fs, directory, station).close();
  const segments = listSegments(fs, directory);
  const last = segments.at(-1) as SegmentFile;
  if (last.station !== station) {
    throw new EdgeError(
      "CONFIG_INVALID",
      `The journal in ${directory} is of station ${last.station}, not ${station}.`,
      {
        directory,
        station,
        found: last.station,
      },
    );
  }
  const found = HashFile.open(fs, directory, "write");
  const isUsable = found !== null && reachesTo(found, last);
  if (!isUsable) found?.close();
  // Made under another name: a recovery that stops at damage must leave the journal as it found it, index and all.
  const hashes = isUsable ? found : HashFile.create(fs, directory);
  let file: DurableFile | null = null;
  try {
    if (!isUsable) rebuild(fs, segments, hashes);
    const frontier = TreeFrontier.at(sha256, hashes, last.firstIndex);
    file = fs.open(last.path, "write");
    const position = readLast(file, last, frontier, hashes, !isUsable);
    if (isUsable) hashes.sync();
    else hashes.publish(fs, directory);
    return { segments, file, position, frontier, hashes };
  } catch (cause) {
    file?.close();
    hashes.close();
    throw cause;
  }
}

/** A segment file appears under its name only when its header is on disk. */
export function createSegment(
  fs: DurableFs,
  directory: string,
  segment: number,
  header: Uint8Array,
): DurableFile {
  const path = segmentPath(directory, segment);
  const file = fs.open(`${path}.new`, "create");
  file.write(header, 0);
  file.sync();
  fs.rename(`${path}.new`, path);
  fs.syncDirectory(directory);
  return file;
}

/** The first segment, empty. */
export function beginJournal(fs: DurableFs, directory: string, station: string): DurableFile {
  const previousRoot = new TreeFrontier(sha256).root();
  const header = formatSegmentHeader({ station, segment: 0, firstIndex: 0, previousRoot });
  return createSegment(fs, directory, 0, header);
}

/** Does the index hold what came before the last segment, as that segment's header remembers it? */
function reachesTo(hashes: HashFile, last: SegmentFile): boolean {
  if (hashes.count < storedHashCount(last.firstIndex)) return false;
  let isWhole = true;
  const source = {
    read(index: number): Uint8Array {
      const hash = hashes.stored(index);
      isWhole &&= hash !== null;
      return hash ?? new Uint8Array(HASH_BYTES);
    },
  };
  const root = new MerkleTree(sha256, source).root(last.firstIndex);
  return isWhole && sameBytes(root, last.previousRoot);
}

/** The hashes of every segment but the last, from the records. */
function rebuild(fs: DurableFs, segments: readonly SegmentFile[], hashes: HashFile): void {
  const frontier = new TreeFrontier(sha256);
  for (const [number, segment] of segments.slice(0, -1).entries()) {
    const file = fs.open(segment.path, "read");
    try {
      const scanner = new SegmentScanner(file, segment.firstIndex);
      const writer = new HashWriter(hashes);
      for (let record = scanner.next(); record !== null; record = scanner.next()) {
        const from = storedHashCount(frontier.size);
        writer.put(from, frontier.append(record));
      }
      writer.flush();
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

/** Returns the position after the last whole frame; what followed is cut off. */
function readLast(
  file: DurableFile,
  last: SegmentFile,
  frontier: TreeFrontier,
  hashes: HashFile,
  isMissing: boolean,
): number {
  const scanner = new SegmentScanner(file, last.firstIndex);
  const writer = new HashWriter(hashes);
  for (let at = scanner.position, record = scanner.next(); record !== null; record = scanner.next()) {
    const from = storedHashCount(frontier.size);
    const made = frontier.append(record);
    const known = made.map((_, i) => hashes.stored(from + i));
    if (known.some((hash, i) => hash !== null && !sameBytes(hash, made[i] as Uint8Array))) {
      throw corrupt(
        last.path,
        at,
        "holds a record that is not the one its hash index was made from",
        frontier.size - 1,
      );
    }
    if (known.includes(null)) writer.put(from, made);
    at = scanner.position;
  }
  writer.flush();
  const known = isMissing ? "missing" : hashes.holdsFrom(scanner.index) ? "held" : "behind";
  const end = judgeEnd(scanner, scanner.tail() ?? new Uint8Array(0), last, undefined, known);
  if (end.row.decision === "cut") {
    file.truncate(end.position);
    file.sync();
  }
  hashes.truncate(storedHashCount(frontier.size));
  return end.position;
}

/** Puts runs of hashes into the index in large pieces. */
class HashWriter {
  readonly #hashes: HashFile;
  #from = 0;
  #run: Uint8Array[] = [];

  constructor(hashes: HashFile) {
    this.#hashes = hashes;
  }

  put(from: number, made: readonly Uint8Array[]): void {
    if (from !== this.#from + this.#run.length || this.#run.length >= REWRITE_HASHES) {
      this.flush();
      this.#from = from;
    }
    this.#run.push(...made);
  }

  flush(): void {
    if (this.#run.length > 0) this.#hashes.put(this.#from, Buffer.concat(this.#run));
    this.#run = [];
  }
}
