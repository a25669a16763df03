import { assertRecord } from "../../core/journal/frame.ts";
import type { DisclosedLeaf } from "../../core/journal/multi-proof.ts";
import type { KeptFrom } from "../../core/journal/retention.ts";
import { SEGMENT_HEADER_BYTES } from "../../core/journal/segment-header.ts";
import { TreeFrontier } from "../../core/journal/tree-frontier.ts";
import { assert } from "../../core/machine.ts";
import type { StationId } from "../../core/quantities/ids.ts";
import { EdgeError } from "../../errors.ts";
import type { IdleFinding, JournalSegments, JournalStore, MendedJournal } from "../../ports/journal-store.ts";
import { sha256 } from "../keys/node-crypto.ts";
import { type DirectoryLock, lockDirectory } from "./directory-lock.ts";
import { type DurableFile, type DurableFs, nodeDurableFs } from "./durable-fs.ts";
import type { HashFile } from "./hash-file.ts";
import { IdleCheck } from "./idle-check.ts";
import { markSuspect } from "./index-state.ts";
import { segmentPath } from "./journal-directory.ts";
import { type RecoveredJournal, recoverJournal } from "./journal-recovery.ts";
import { writeKeptNote } from "./kept-note.ts";
import { removeMendingNote } from "./mending-note.ts";
import { createSegment } from "./new-segment.ts";
import { SegmentIndex } from "./segment-index.ts";
import { SoundTree, UnsoundIndex } from "./sound-tree.ts";
import { type Batch, SEGMENT_BYTES, Staging } from "./staged-batch.ts";

export interface SegmentStoreOptions {
  /** Made with its parents if it does not exist. */
  readonly directory: string;
  readonly station: StationId;
  readonly fs?: DurableFs;
  /** A segment ends before the record that would make it larger. Default 16 MiB: what a start reads. */
  readonly segmentBytes?: number;
  /** How long the first record of a batch may wait for others. Default 0: the batch is what came while the last sync ran. */
  readonly groupCommitMs?: number;
  /** A batch that is not on disk after this time ends the journal, as an error would: what waits for it must not grow for ever. Default 30 s. */
  readonly stallMs?: number;
}

const STALL_MS = 30_000;

/**
 * The journal on disk. Throws EdgeError DIRECTORY_UNWRITABLE, JOURNAL_LOCKED, JOURNAL_CORRUPT, JOURNAL_ALTERED, or CONFIG_INVALID where
 * the directory belongs to another station; DISK_FULL and JOURNAL_WRITE_FAILED come through `onFatal`.
 */
export function openSegmentStore(options: SegmentStoreOptions): JournalStore {
  const { directory } = options;
  const fs = options.fs ?? nodeDurableFs;
  let lock: DirectoryLock | null = null;
  try {
    fs.makeDirectory(directory);
    lock = lockDirectory(directory);
    return new SegmentStore(options, fs, lock, recoverJournal(fs, directory, options.station));
  } catch (cause) {
    lock?.release();
    if (cause instanceof EdgeError) throw cause;
    throw openError(cause, directory);
  }
}

class SegmentStore implements JournalStore {
  readonly mended: MendedJournal;
  readonly segments: JournalSegments;
  readonly newestReceipt: string | null;
  readonly newestSummary: number | null;
  readonly #directory: string;
  readonly #fs: DurableFs;
  readonly #lock: DirectoryLock;
  readonly #hashes: HashFile;
  readonly #tree: SoundTree;
  readonly #idleCheck: IdleCheck;
  readonly #staging: Staging;
  readonly #index: SegmentIndex;
  readonly #groupCommitMs: number;
  readonly #stallMs: number;
  readonly #fatalListeners: ((cause: Error) => void)[] = [];
  #file: DurableFile;
  #size: number;
  #state: "open" | "closing" | "closed" = "open";
  #failure: EdgeError | null = null;
  /** A batch is on its way to disk, or its start is scheduled. */
  #isBusy = false;
  #current: Batch | null = null;
  #stall: NodeJS.Timeout | null = null;
  #delivering: (() => void)[] | null = null;
  #onIdle: (() => void) | null = null;

  constructor(options: SegmentStoreOptions, fs: DurableFs, lock: DirectoryLock, recovered: RecoveredJournal) {
    const segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
    assert(segmentBytes >= SEGMENT_HEADER_BYTES, "a segment has room for its header");
    const index = new SegmentIndex(fs, recovered.segments);
    this.#directory = options.directory;
    this.#groupCommitMs = options.groupCommitMs ?? 0;
    this.#stallMs = options.stallMs ?? STALL_MS;
    this.#fs = fs;
    this.#lock = lock;
    this.#hashes = recovered.hashes;
    this.#file = recovered.file;
    this.#size = recovered.frontier.size;
    this.newestReceipt = recovered.receipt?.note ?? null;
    this.newestSummary = recovered.summary;
    this.segments = {
      first: () => index.first,
      finished: () => index.finished(),
      checkFrom: (segment) => this.#idleCheck.goOnWith(segmentPath(options.directory, segment)),
      peaks: (size) => TreeFrontier.at(sha256, recovered.hashes, size).peaks,
      letGo: (kept) => this.#letGo(kept),
    };
    this.mended = { mendings: recovered.mended, told: () => this.#mendingTold(recovered.mended.length) };
    this.#index = index;
    this.#idleCheck = new IdleCheck(fs, recovered.hashes, () => index.paths);
    const soundFrom = recovered.segments.at(-1)?.firstIndex ?? 0;
    this.#tree = new SoundTree(recovered.hashes, soundFrom, (at) => this.#recordAt(at));
    this.#staging = new Staging({
      station: options.station,
      segmentBytes,
      frontier: recovered.frontier,
      segment: recovered.segments.at(-1)?.segment ?? 0,
      segmentFrom: recovered.segments.at(-1)?.firstIndex ?? 0,
      position: recovered.position,
    });
  }

  append(records: readonly Uint8Array[], onDurable: (firstIndex: number) => void): void {
    assert(this.#state === "open", "nothing is appended to a journal that is being closed");
    for (const record of records) assertRecord(record);
    if (this.#failure !== null) return;
    const firstIndex = this.#staging.nextIndex;
    for (const record of records) this.#staging.stage(record);
    if (this.#staging.whenDurable(() => onDurable(firstIndex))) this.#schedule();
    else this.#afterCurrent(() => onDurable(firstIndex));
  }

  size(): number {
    return this.#size;
  }

  read(fromIndex: number): Iterable<Uint8Array> {
    return this.#index.read(fromIndex, this.#size);
  }

  segmentOf(index: number): number {
    const { segmentFrom } = this.#staging;
    return index >= segmentFrom ? segmentFrom : this.#index.segmentFrom(index);
  }

  root(size: number): Uint8Array {
    assert(size <= this.#size, "only durable records have a root");
    return this.#sound(() => this.#tree.root(size));
  }

  inclusionProof(index: number, size: number): readonly Uint8Array[] {
    assert(size <= this.#size, "only durable records have proofs");
    return this.#sound(() => this.#tree.inclusionProof(index, size));
  }

  consistencyProof(oldSize: number, newSize: number): readonly Uint8Array[] {
    assert(newSize <= this.#size, "only durable records have proofs");
    return this.#sound(() => this.#tree.consistencyProof(oldSize, newSize));
  }

  multiProof(leaves: readonly DisclosedLeaf[], size: number): readonly Uint8Array[] {
    assert(size <= this.#size, "only durable records have proofs");
    return this.#sound(() => this.#tree.multiProof(leaves, size));
  }

  /** The note comes first: with it an index can be made again from what is left. */
  #letGo(kept: KeptFrom): void {
    writeKeptNote(this.#fs, this.#directory, kept);
    for (const { segment } of this.#index.finished()) {
      if (segment >= kept.segment) break;
      const path = this.#index.dropOldest();
      if (path !== null) this.#fs.remove(path);
    }
    this.#fs.syncDirectory(this.#directory);
  }

  idleCheck(bytes: number): IdleFinding | null {
    return this.#state === "open" && this.#failure === null ? this.#idleCheck.step(bytes) : null;
  }

  onFatal(listener: (cause: Error) => void): void {
    if (this.#failure !== null) listener(this.#failure);
    else this.#fatalListeners.push(listener);
  }

  async close(): Promise<void> {
    if (this.#state !== "open") return;
    this.#state = "closing";
    if (this.#isBusy) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    try {
      if (this.#failure === null) this.#hashes.sync();
    } catch (cause) {
      this.#fail(cause);
    }
    this.#state = "closed";
    try {
      this.#idleCheck.close();
      this.#file.close();
      this.#hashes.close();
    } catch (cause) {
      this.#fail(cause);
    } finally {
      this.#lock.release();
    }
  }

  /** A wrong hash ends the journal as a write error would: the next opening makes the index again. */
  #sound<Proof>(made: () => Proof): Proof {
    try {
      return made();
    } catch (cause) {
      if (!(cause instanceof UnsoundIndex)) throw cause;
      markSuspect(this.#fs, this.#directory);
      const directory = this.#directory;
      const error = new EdgeError(
        "JOURNAL_INDEX_DAMAGED",
        `The hash index of the journal in ${directory} is damaged.`,
        {
          directory,
        },
      );
      this.#fail(error);
      throw error;
    }
  }

  #recordAt(index: number): Uint8Array {
    for (const record of this.#index.read(index, index + 1)) return record;
    throw new UnsoundIndex();
  }

  /** A call without records is durable when what was appended before it is, and its callback waits for its turn. */
  #afterCurrent(durable: () => void): void {
    const waiting = this.#current?.durable ?? this.#delivering;
    if (waiting !== null) waiting.push(durable);
    else durable();
  }

  #schedule(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    if (this.#groupCommitMs > 0) setTimeout(() => this.#commitNext(), this.#groupCommitMs);
    else setImmediate(() => this.#commitNext());
  }

  #commitNext(): void {
    const batch = this.#failure === null ? this.#staging.take() : undefined;
    this.#current = batch ?? null;
    if (batch === undefined) {
      this.#isBusy = false;
      this.#onIdle?.();
      return;
    }
    this.#stall = setTimeout(() => this.#fail(new Error("the disk does not answer")), this.#stallMs);
    try {
      if (batch.opens !== null) this.#openSegment(batch.opens);
    } catch (cause) {
      this.#fail(cause);
      return;
    }
    const file = this.#file;
    file.writeLater(batch.bytes.subarray(0, batch.length), batch.position, (writeError) => {
      if (writeError !== null || this.#failure !== null) return this.#fail(writeError);
      file.syncLater((syncError) => {
        if (syncError !== null || this.#failure !== null) return this.#fail(syncError);
        this.#hashes.appendLater(batch.hashes.subarray(0, batch.hashesLength), (hashError) => {
          if (hashError !== null || this.#failure !== null) return this.#fail(hashError);
          this.#committed(batch);
        });
      });
    });
  }

  #committed(batch: Batch): void {
    this.#endStall();
    this.#size += batch.records;
    this.#index.written(batch.landmarks);
    // The next batch goes out before the callbacks run, so that the disk does not wait for them.
    this.#commitNext();
    this.#delivering = batch.durable;
    for (const durable of batch.durable) durable();
    this.#delivering = null;
  }

  /** The one before is complete: its records are synced, and so are the hashes that its successor's root stands for. */
  #openSegment(opens: NonNullable<Batch["opens"]>): void {
    this.#hashes.sync();
    this.#file.close();
    this.#file = createSegment(this.#fs, this.#directory, opens.segment, opens.header);
    this.#index.add(opens.firstIndex, opens.segment, this.#directory);
  }

  #mendingTold(mendings: number): void {
    if (mendings === 0) return;
    try {
      removeMendingNote(this.#fs, this.#directory);
    } catch (cause) {
      this.#fail(cause);
    }
  }

  #endStall(): void {
    if (this.#stall !== null) clearTimeout(this.#stall);
    this.#stall = null;
  }

  /** The first cause counts; whatever the disk still answers afterwards shows nothing to anybody. */
  #fail(cause: unknown): void {
    this.#endStall();
    this.#staging.discard();
    this.#current = null;
    this.#isBusy = false;
    if (this.#failure === null) {
      this.#failure = writeError(cause, this.#directory);
      for (const listener of this.#fatalListeners) listener(this.#failure);
    }
    this.#onIdle?.();
  }
}

function writeError(cause: unknown, directory: string, doing = "Writing"): EdgeError {
  if (cause instanceof EdgeError) return cause;
  const code = (cause as NodeJS.ErrnoException).code;
  return code === "ENOSPC" || code === "EDQUOT"
    ? new EdgeError("DISK_FULL", `No space left for the journal in ${directory}.`, { directory }, cause)
    : new EdgeError(
        "JOURNAL_WRITE_FAILED",
        `${doing} the journal in ${directory} failed.`,
        { directory },
        cause,
      );
}

function openError(cause: unknown, directory: string): EdgeError {
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  if (
    ["EACCES", "EPERM", "EROFS", "ENOTDIR", "ENOENT", "EEXIST", "ELOOP", "ENAMETOOLONG", "EISDIR"].includes(
      code,
    )
  ) {
    return new EdgeError(
      "DIRECTORY_UNWRITABLE",
      `Cannot keep a journal in ${directory}.`,
      { directory },
      cause,
    );
  }
  return writeError(cause, directory, "Opening");
}
