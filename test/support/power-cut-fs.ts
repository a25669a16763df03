import { basename, dirname } from "node:path";
import type { Done, DurableFile, DurableFs } from "../../src/adapters/disk/durable-fs.ts";

/** Thrown where the power goes, and by every call after it. */
export class PowerCut extends Error {}

interface FileNode {
  readonly kind: "file";
  bytes: Uint8Array;
  synced: Uint8Array;
}

interface FolderNode {
  readonly kind: "folder";
  names: Map<string, FileNode | FolderNode>;
  synced: Map<string, FileNode | FolderNode>;
}

/**
 * A disk in memory that keeps what POSIX promises and no more: bytes from their sync on, a name from the sync of its folder on. The power
 * goes before the k-th call that changes anything, and `restart` shows what is left.
 */
export class PowerCutFs implements DurableFs {
  readonly #root: FolderNode = folder();
  #left = Number.POSITIVE_INFINITY;
  #isOff = false;
  /** Calls that changed or synced something. */
  calls = 0;

  /** So many calls still do something. */
  cutAfter(calls: number): void {
    this.#left = calls;
  }

  /** Whether the power went; everything that was not synced is gone, and the power is on again. */
  restart(): boolean {
    const wasOff = this.#isOff;
    if (wasOff) forget(this.#root);
    this.#left = Number.POSITIVE_INFINITY;
    this.#isOff = false;
    return wasOff;
  }

  makeDirectory(path: string): void {
    this.#change();
    const parts = path.split("/").filter((part) => part !== "");
    parts.reduce((at, part) => {
      const there = at.names.get(part) ?? folder();
      at.names.set(part, there);
      if (there.kind !== "folder") throw missing(path, "ENOTDIR");
      return there;
    }, this.#root);
  }

  list(path: string): readonly string[] {
    this.#look();
    return [...this.#folder(path).names.keys()].sort();
  }

  open(path: string, mode: "read" | "write" | "create"): DurableFile {
    this.#look();
    const above = this.#folder(dirname(path));
    const there = above.names.get(basename(path));
    if (there?.kind === "folder") throw missing(path, "EISDIR");
    if (there === undefined && mode !== "create") throw missing(path, "ENOENT");
    if (mode === "create") this.#change();
    const file: FileNode = there ?? { kind: "file", bytes: new Uint8Array(), synced: new Uint8Array() };
    if (mode === "create") file.bytes = new Uint8Array();
    above.names.set(basename(path), file);
    return this.#opened(file);
  }

  rename(from: string, to: string): void {
    this.#look();
    const [source, target] = [this.#folder(dirname(from)), this.#folder(dirname(to))];
    const node = source.names.get(basename(from));
    if (node === undefined) throw missing(from, "ENOENT");
    this.#change();
    source.names.delete(basename(from));
    target.names.set(basename(to), node);
  }

  remove(path: string): void {
    this.#change();
    this.#folder(dirname(path)).names.delete(basename(path));
  }

  removeDirectory(path: string): void {
    if (this.list(path).length > 0) throw missing(path, "ENOTEMPTY");
    this.remove(path);
  }

  syncDirectory(path: string): void {
    this.#change();
    const at = this.#folder(path);
    at.synced = new Map(at.names);
  }

  syncDirectoryLater(path: string, done: Done): void {
    this.syncDirectory(path);
    setImmediate(() => done(null));
  }

  #opened(file: FileNode): DurableFile {
    const change = (): void => this.#change();
    const sync = (): void => {
      change();
      file.synced = file.bytes;
    };
    return {
      size: () => file.bytes.length,
      read: (target, position) => {
        const part = file.bytes.subarray(position, position + target.length);
        target.set(part);
        return part.length;
      },
      write: (bytes, position) => {
        change();
        const whole = new Uint8Array(Math.max(file.bytes.length, position + bytes.length));
        whole.set(file.bytes);
        whole.set(bytes, position);
        file.bytes = whole;
      },
      writeLater: () => {
        throw new Error("not of this disk");
      },
      sync,
      syncLater: (done) => {
        sync();
        setImmediate(() => done(null));
      },
      truncate: (size) => {
        change();
        file.bytes = file.bytes.slice(0, size);
      },
      close: () => undefined,
    };
  }

  #folder(path: string): FolderNode {
    const parts = path.split("/").filter((part) => part !== "");
    return parts.reduce((at, part) => {
      const there = at.names.get(part);
      if (there === undefined) throw missing(path, "ENOENT");
      if (there.kind !== "folder") throw missing(path, "ENOTDIR");
      return there;
    }, this.#root);
  }

  #look(): void {
    if (this.#isOff) throw new PowerCut();
  }

  #change(): void {
    this.#look();
    if (this.#left-- <= 0) {
      this.#isOff = true;
      throw new PowerCut();
    }
    this.calls += 1;
  }
}

function folder(): FolderNode {
  return { kind: "folder", names: new Map(), synced: new Map() };
}

function forget(node: FolderNode): void {
  node.names = new Map(node.synced);
  for (const below of node.names.values())
    if (below.kind === "folder") forget(below);
    else below.bytes = below.synced;
}

function missing(path: string, code: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
