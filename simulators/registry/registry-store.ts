import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";

/** A record in force. (station, index) names it for ever; `sequence` counts the station's records without a gap. */
export interface StoredRecord {
  readonly station: string;
  readonly index: number;
  readonly sequence: number;
  readonly record: string;
  readonly job: string;
  readonly kind: string;
  readonly verdict: string;
  readonly envelope: string;
}

/** In the station's log, proved to be there, but not in force. */
export interface QuarantinedRecord {
  readonly station: string;
  readonly index: number;
  readonly sequence: number;
  readonly defect: string;
  readonly entry: string;
}

export interface StationHead {
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** Records below `size`, good and quarantined. */
  readonly records: number;
  /** The cosigned note; empty at size 0. */
  readonly checkpoint: string;
}

export interface HeadChange {
  readonly station: string;
  readonly head: StationHead;
  readonly stored: readonly StoredRecord[];
  readonly quarantined: readonly QuarantinedRecord[];
}

/** `commit` returns when the change would survive a power cut, or throws and has changed nothing that `load` shows. */
export interface RegistryStore {
  load(): readonly HeadChange[];
  commit(change: HeadChange): void;
}

export class MemoryRegistryStore implements RegistryStore {
  readonly #changes: HeadChange[] = [];

  load(): readonly HeadChange[] {
    return [...this.#changes];
  }

  commit(change: HeadChange): void {
    this.#changes.push(change);
  }
}

/**
 * `changes.jsonl` is appended and synced first; then `committed.json`, which says how many of its bytes count, is replaced
 * whole: temporary file, fsync, rename, fsync of the directory. What lies beyond is a change that was never answered for.
 */
export class DirectoryRegistryStore implements RegistryStore {
  readonly #directory: string;
  #committed = 0;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  load(): readonly HeadChange[] {
    const committed = readIfThere(join(this.#directory, "committed.json"));
    this.#committed = committed === null ? 0 : Number(JSON.parse(committed.toString("utf8")).bytes);
    const changes = readIfThere(join(this.#directory, "changes.jsonl"))?.subarray(0, this.#committed);
    if ((changes?.length ?? 0) !== this.#committed) throw new Error("registry: changes.jsonl is too short");
    const lines = changes?.toString("utf8").split("\n").slice(0, -1) ?? [];
    return lines.map((line): HeadChange => JSON.parse(line));
  }

  commit(change: HeadChange): void {
    const line = Buffer.from(`${JSON.stringify(change)}\n`);
    const changes = openSync(join(this.#directory, "changes.jsonl"), this.#committed === 0 ? "w" : "r+");
    try {
      writeAll(changes, line, this.#committed);
      fsyncSync(changes);
    } finally {
      closeSync(changes);
    }
    const committed = this.#committed + line.length;
    const temporary = join(this.#directory, "committed.json.new");
    const file = openSync(temporary, "w");
    try {
      writeAll(file, Buffer.from(JSON.stringify({ bytes: committed })), 0);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, join(this.#directory, "committed.json"));
    syncDirectory(this.#directory);
    this.#committed = committed;
  }
}

function writeAll(file: number, bytes: Buffer, position: number): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done, position + done);
}

function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
