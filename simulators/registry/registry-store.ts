import { hash } from "node:crypto";
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** A record in force. Station and index name it in its branch of the log, its id for ever; `sequence` counts the station's records without a gap. */
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

/** What takes a record of before out of force: itself one of the station's records, by index and number. What it names is kept. */
export interface StoredWithdrawal {
  readonly station: string;
  readonly index: number;
  readonly sequence: number;
  readonly record: string;
  readonly job: string;
  readonly kind: string;
  readonly withdraws: { readonly record: string; readonly sequence: number };
  readonly reason: { readonly zh: string; readonly en: string };
  readonly by: string;
  readonly at: string;
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
  /** Absent where it takes no record out of force. */
  readonly withdrawn?: readonly StoredWithdrawal[];
  /** The head is one of before: what came after it is a branch that does not go on. */
  readonly decision?: string;
  /** A key that the station asked for, signed by the one before it. */
  readonly rotation?: string;
}

/** `commit` returns when the change would survive a power cut, or throws and has changed nothing that `load` shows. */
export interface RegistryStore {
  /** Every change, oldest first, read as it is asked for: a registry keeps more than fits a memory. */
  load(): Iterable<HeadChange>;
  commit(change: HeadChange): void;
}

export class MemoryRegistryStore implements RegistryStore {
  readonly #changes: HeadChange[] = [];

  load(): Iterable<HeadChange> {
    return [...this.#changes];
  }

  commit(change: HeadChange): void {
    this.#changes.push(change);
  }
}

/**
 * One line a commit in `changes`: SHA-256 of the JSON, a space, the JSON. One sync makes it durable; a rename would cost three. On
 * load a torn last line is cut off, since nobody was answered for it; a broken line before the last is damage, and is refused.
 */
export class DirectoryRegistryStore implements RegistryStore {
  readonly #file: string;
  #length = 0;

  constructor(directory: string) {
    makeFolder(directory);
    this.#file = join(directory, "changes");
    closeSync(openSync(this.#file, "a", 0o600));
    syncDirectory(directory);
  }

  *load(): Iterable<HeadChange> {
    let at = 0;
    for (const { line, isLast } of linesOf(this.#file)) {
      const change = readLine(line.toString("utf8"));
      if (change === null && !isLast) throw new Error(`registry: ${this.#file} is damaged at ${at}`);
      if (change === null) break;
      yield change;
      at += line.length + 1;
    }
    this.#length = at;
  }

  commit(change: HeadChange): void {
    // Made bytes once: hash and line would each do it for themselves.
    const json = Buffer.from(JSON.stringify(change));
    const line = Buffer.concat([Buffer.from(`${sha256Hex(json)} `), json, NEWLINE]);
    const file = openSync(this.#file, "r+");
    try {
      writeAll(file, line, this.#length);
      // An earlier commit that was torn or failed may have left more than this one covers.
      ftruncateSync(file, this.#length + line.length);
      fdatasyncSync(file);
    } finally {
      closeSync(file);
    }
    this.#length += line.length;
  }
}

const NEWLINE = Buffer.from("\n");
const PIECE_BYTES = 1024 * 1024;

/** The lines that end with a newline, without it; no more of the file in memory than a line and a piece. */
function* linesOf(path: string): Iterable<{ readonly line: Buffer; readonly isLast: boolean }> {
  const file = openSync(path, "r");
  try {
    const size = fstatSync(file).size;
    let rest = Buffer.alloc(0);
    for (let read = 0; read < size; ) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, size - read));
      const count = readSync(file, piece, 0, piece.length, read);
      if (count === 0) return;
      read += count;
      const held = Buffer.concat([rest, piece.subarray(0, count)]);
      let at = 0;
      for (let end = held.indexOf(10); end >= 0; end = held.indexOf(10, at)) {
        yield { line: held.subarray(at, end), isLast: read === size && end + 1 === held.length };
        at = end + 1;
      }
      rest = held.subarray(at);
    }
  } finally {
    closeSync(file);
  }
}

/** One level; whoever names a folder deeper than that has made what lies above it. */
function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
  }
}

function readLine(line: string): HeadChange | null {
  const json = line.slice(65);
  return line.slice(0, 64) === sha256Hex(json) ? (JSON.parse(json) as HeadChange) : null;
}

function sha256Hex(text: string | Uint8Array): string {
  return hash("sha256", text, "hex");
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
