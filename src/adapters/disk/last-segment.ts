import { IndexComparison } from "../../core/journal/index-comparison.ts";
import { HASH_BYTES, type HashSource, storedHashCount } from "../../core/journal/merkle.ts";
import { isEntryOf, readEntry } from "../../core/journal/read-entry.ts";
import type { KeptFrom } from "../../core/journal/retention.ts";
import type { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import { type ReceiptedRoot, receiptedRoot } from "../../core/record/journal-receipt.ts";
import type { DurableFile, DurableFs } from "./durable-fs.ts";
import type { HashFile } from "./hash-file.ts";
import type { SegmentFile } from "./journal-directory.ts";
import { SegmentScanner } from "./segment-scanner.ts";

const RUN_HASHES = 8192;

/** What the last segment holds, read in full and held against the index that was found. */
export interface WalkedSegment {
  /** At the end of the run of whole frames. */
  readonly scanner: SegmentScanner;
  readonly comparison: IndexComparison;
  /** Where the frame of a record begins. */
  positionOf(record: number): number;
  /** The newest one in it. */
  readonly receipt: ReceiptedRoot | null;
  /** What the newest entry in it that speaks of it says is left of the journal. */
  readonly kept: KeptFrom | null;
  /** Number of the newest summary in it; null where there is none. */
  readonly summary: number | null;
}

/** `frontier` goes on from what it was at the segment's first record; `made` is given the hashes that the index lacks. */
export function walkSegment(
  file: DurableFile,
  segment: SegmentFile,
  frontier: TreeFrontier,
  known: HashFile | null,
  made: MadeHashes,
): WalkedSegment {
  const scanner = new SegmentScanner(file, segment.firstIndex);
  const comparison = new IndexComparison();
  let receipt: ReceiptedRoot | null = null;
  let summary: number | null = null;
  let kept: KeptFrom | null = null;
  let from = storedHashCount(frontier.size);
  const run = known === null ? null : new StoredRun(known, from);
  for (let record = scanner.glance(); record !== null; record = scanner.glance()) {
    const hashes = frontier.append(record);
    const stored = hashes.map(() => run?.next() ?? null);
    if (known !== null) comparison.note(frontier.size - 1, hashes, stored);
    if (made.takesAll || stored.includes(null)) made.put(from, hashes);
    from += hashes.length;
    receipt = receiptedRoot(record) ?? receipt;
    kept = keptIn(record) ?? kept;
    if (isEntryOf(record, "station-summary")) summary = frontier.size - 1;
  }
  const positionOf = (record: number): number => {
    const again = new SegmentScanner(file, segment.firstIndex);
    while (again.index < record && again.skip());
    return again.position;
  };
  return { scanner, comparison, receipt, kept, summary, positionOf };
}

/** The newest that `foundIn` makes of an entry before the last segment: the segments are read backwards until one has one. */
export function older<Found>(
  fs: DurableFs,
  segments: readonly SegmentFile[],
  foundIn: (record: Uint8Array) => Found | null,
): Found | null {
  return newestOf(fs, segments.slice(0, -1), (scanner) => {
    let found: Found | null = null;
    for (let record = scanner.glance(); record !== null; record = scanner.glance())
      found = foundIn(record) ?? found;
    return found;
  });
}

/** What the newest of these segments in which `lookIn` finds something has. */
export function newestOf<Found>(
  fs: DurableFs,
  segments: readonly SegmentFile[],
  lookIn: (scanner: SegmentScanner) => Found | null,
): Found | null {
  for (const segment of [...segments].reverse()) {
    const file = fs.open(segment.path, "read");
    try {
      const found = lookIn(new SegmentScanner(file, segment.firstIndex));
      if (found !== null) return found;
    } finally {
      file.close();
    }
  }
  return null;
}

/** What an entry says is left of the journal; null where it says nothing of that. */
export function keptIn(record: Uint8Array): KeptFrom | null {
  if (!isEntryOf(record, "segment-let-go") && !isEntryOf(record, "station-summary")) return null;
  const entry = readEntry(record);
  return entry?.type === "segment-let-go" || entry?.type === "station-summary" ? entry.kept : null;
}

/** The stored hashes from one on, read in large pieces; null where one was never filled, or the file ends. */
class StoredRun {
  readonly #hashes: HashFile;
  #piece: Uint8Array = new Uint8Array(0);
  #within = 0;
  #at: number;

  constructor(hashes: HashFile, from: number) {
    this.#hashes = hashes;
    this.#at = from;
  }

  /** Stays as it is when the next piece is read. */
  next(): Uint8Array | null {
    if (this.#within + HASH_BYTES > this.#piece.length) {
      if (this.#at >= this.#hashes.count) return null;
      this.#piece = this.#hashes.run(this.#at, RUN_HASHES);
      this.#within = 0;
      if (this.#piece.length < HASH_BYTES) return null;
    }
    const hash = this.#piece.subarray(this.#within, this.#within + HASH_BYTES);
    this.#within += HASH_BYTES;
    this.#at += 1;
    return hash.some((byte) => byte !== 0) ? hash : null;
  }
}

/** Hashes on their way into an index. */
export interface MadeHashes extends HashSource {
  readonly takesAll: boolean;
  put(from: number, hashes: readonly Uint8Array[]): void;
  /** Writes what is not written yet. */
  flush(): void;
}

/** Into an index that is being made, in large pieces. */
export class NewHashes implements MadeHashes {
  readonly takesAll = true;
  readonly #index: HashFile;
  #from = 0;
  #run: Uint8Array[] = [];

  constructor(index: HashFile) {
    this.#index = index;
  }

  put(from: number, hashes: readonly Uint8Array[]): void {
    if (from !== this.#from + this.#run.length || this.#run.length >= RUN_HASHES) {
      this.flush();
      this.#from = from;
    }
    this.#run.push(...hashes);
  }

  flush(): void {
    if (this.#run.length > 0) this.#index.put(this.#from, Buffer.concat(this.#run));
    this.#run = [];
  }

  read(index: number): Uint8Array {
    return this.#run[index - this.#from] ?? this.#index.read(index);
  }
}

/** Into an index that is kept: nothing is written before it is known that it will be. */
export class MissingHashes implements MadeHashes {
  readonly takesAll = false;
  readonly #index: HashFile;
  readonly #made = new Map<number, Uint8Array>();

  constructor(index: HashFile) {
    this.#index = index;
  }

  put(from: number, hashes: readonly Uint8Array[]): void {
    for (const [i, hash] of hashes.entries()) this.#made.set(from + i, hash);
  }

  flush(): void {
    const writer = new NewHashes(this.#index);
    for (const [at, hash] of this.#made) writer.put(at, [hash]);
    writer.flush();
    this.#made.clear();
  }

  read(index: number): Uint8Array {
    return this.#made.get(index) ?? this.#index.read(index);
  }
}
