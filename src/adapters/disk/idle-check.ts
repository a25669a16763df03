import { frameBytes } from "../../core/journal/frame.ts";
import { HASH_BYTES, storedHashCount } from "../../core/journal/merkle.ts";
import { sameBytes } from "../../core/journal/merkle-proof.ts";
import { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import { EdgeError } from "../../errors.ts";
import type { IdleFinding } from "../../ports/journal-store.ts";
import { sha256 } from "../keys/node-crypto.ts";
import type { DurableFile, DurableFs } from "./durable-fs.ts";
import type { HashFile } from "./hash-file.ts";
import { readSegment, type SegmentFile, segmentNumber } from "./journal-directory.ts";
import { SegmentScanner } from "./segment-scanner.ts";

interface Part {
  readonly segment: SegmentFile;
  readonly next: SegmentFile;
  readonly file: DurableFile;
  readonly scanner: SegmentScanner;
  readonly frontier: TreeFrontier;
  /** Hashes of the index that are not those of the records. */
  readonly wrong: { readonly at: number; readonly hash: Uint8Array }[];
}

/**
 * Reads finished segments again, a little at a time, round after round: disks forget bits that nobody looks at. A wrong hash of the
 * index is written anew once the next segment's header has proven the records; a damaged record is told, for nothing here can
 * make it again.
 */
export class IdleCheck {
  readonly #fs: DurableFs;
  readonly #hashes: HashFile;
  /** Paths of all segments, oldest first; the last one is being written and is not looked at. */
  readonly #paths: () => readonly string[];
  /** The path of the segment that comes next. */
  #at: string | null = null;
  /** Of the one that is being looked at. */
  #now = "";
  #part: Part | null = null;

  constructor(fs: DurableFs, hashes: HashFile, paths: () => readonly string[]) {
    this.#fs = fs;
    this.#hashes = hashes;
    this.#paths = paths;
  }

  /** Looks at some `bytes` of records. What it found wrong; null for nothing. Throws nothing: a disk that cannot answer is a finding. */
  step(bytes: number): IdleFinding | null {
    try {
      this.#part ??= this.#begun();
      return this.#part === null ? null : this.#goneOn(this.#part, bytes);
    } catch (cause) {
      const position = this.#part?.scanner.position ?? 0;
      this.close();
      return damaged(this.#now, position, cause instanceof EdgeError ? cause.message : String(cause));
    }
  }

  /** The next part is this segment, if it is one of the finished; the oldest if it is not. */
  goOnWith(path: string): void {
    this.close();
    this.#at = path;
  }

  close(): void {
    this.#part?.file.close();
    this.#part = null;
  }

  #begun(): Part | null {
    const paths = this.#paths();
    const finished = paths.slice(0, -1);
    const number = Math.max(0, this.#at === null ? 0 : finished.indexOf(this.#at));
    const [path, nextPath] = [finished[number], paths[number + 1]];
    if (path === undefined || nextPath === undefined) return null;
    this.#now = path;
    this.#at = finished[number + 1] ?? null;
    const segment = readSegment(this.#fs, path);
    const next = readSegment(this.#fs, nextPath);
    const frontier = TreeFrontier.at(sha256, this.#hashes, segment.firstIndex);
    const file = this.#fs.open(path, "read");
    return {
      segment,
      next,
      file,
      scanner: new SegmentScanner(file, segment.firstIndex),
      frontier,
      wrong: [],
    };
  }

  #goneOn(part: Part, bytes: number): IdleFinding | null {
    const { segment, next, scanner, frontier, wrong } = part;
    for (let left = bytes; left > 0 && scanner.index < next.firstIndex; ) {
      const record = scanner.glance();
      if (record === null) {
        const { position } = scanner;
        this.close();
        return damaged(segment.path, position, null);
      }
      left -= frameBytes(record);
      const from = storedHashCount(frontier.size);
      const made = frontier.append(record);
      const stored = this.#hashes.run(from, made.length);
      for (const [i, hash] of made.entries())
        if (!sameBytes(stored.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES), hash))
          wrong.push({ at: from + i, hash });
    }
    return scanner.index < next.firstIndex ? null : this.#ended(part);
  }

  /** The next header's root stands for every record so far: if the tree gives it, whatever differs is the index. */
  #ended({ segment, next, scanner, frontier, wrong }: Part): IdleFinding | null {
    const { position } = scanner;
    this.close();
    if (!sameBytes(frontier.root(), next.previousRoot)) {
      // A wrong hash from before this segment gives another root as well: then the round begins anew, and comes by that one.
      const isFirst = segment.path === this.#paths()[0];
      if (isFirst || this.#startsSoundly(segment)) return damaged(segment.path, position, null);
      this.#at = null;
      return null;
    }
    if (wrong.length === 0) return { kind: "segment-sound", segment: segment.segment };
    for (const { at, hash } of wrong) this.#hashes.put(at, hash);
    this.#hashes.sync();
    return { kind: "hashes-mended", segment: segment.segment, hashes: wrong.length };
  }

  #startsSoundly(segment: SegmentFile): boolean {
    const { firstIndex, previousRoot } = segment;
    return sameBytes(TreeFrontier.at(sha256, this.#hashes, firstIndex).root(), previousRoot);
  }
}

function damaged(path: string, position: number, because: string | null): IdleFinding {
  return { kind: "segment-damaged", segment: segmentNumber(path), position, because };
}
