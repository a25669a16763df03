import {
  type Done,
  type DurableFile,
  type DurableFs,
  nodeDurableFs,
} from "../../src/adapters/disk/durable-fs.ts";

/**
 * The real file system, with one failure: the k-th write, sync, rename or truncation fails, either before it is applied
 * or after (the device did it and the answer was lost). After the failure everything works again, so that code that
 * went on would be found out.
 */
export interface Fault {
  /** Counting from 0; none beyond the last call. */
  readonly at: number;
  readonly applied: boolean;
  readonly code: "EIO" | "ENOSPC";
}

export class FaultyFs implements DurableFs {
  calls = 0;
  readonly #fault: Fault;

  constructor(fault: Fault) {
    this.#fault = fault;
  }

  makeDirectory(path: string): void {
    nodeDurableFs.makeDirectory(path);
  }

  list(directory: string): readonly string[] {
    return nodeDurableFs.list(directory);
  }

  open(path: string, mode: "read" | "write" | "create"): DurableFile {
    return new FaultyFile(nodeDurableFs.open(path, mode), this);
  }

  rename(from: string, to: string): void {
    this.during(() => nodeDurableFs.rename(from, to));
  }

  remove(path: string): void {
    this.during(() => nodeDurableFs.remove(path));
  }

  removeDirectory(path: string): void {
    this.during(() => nodeDurableFs.removeDirectory(path));
  }

  syncDirectory(path: string): void {
    this.during(() => nodeDurableFs.syncDirectory(path));
  }

  syncDirectoryLater(path: string, done: Done): void {
    this.duringLater((then) => nodeDurableFs.syncDirectoryLater(path, then), done);
  }

  during(action: () => void): void {
    const fails = this.calls++ === this.#fault.at;
    if (!fails || this.#fault.applied) action();
    if (fails) throw this.#error();
  }

  duringLater(action: (done: Done) => void, done: Done): void {
    const fails = this.calls++ === this.#fault.at;
    if (!fails) action(done);
    else if (this.#fault.applied) action((error) => done(error ?? this.#error()));
    else setImmediate(() => done(this.#error()));
  }

  #error(): Error {
    return Object.assign(new Error(`${this.#fault.code}: injected`), { code: this.#fault.code });
  }
}

class FaultyFile implements DurableFile {
  readonly #file: DurableFile;
  readonly #fs: FaultyFs;

  constructor(file: DurableFile, fs: FaultyFs) {
    this.#file = file;
    this.#fs = fs;
  }

  size(): number {
    return this.#file.size();
  }

  read(target: Uint8Array, position: number): number {
    return this.#file.read(target, position);
  }

  write(bytes: Uint8Array, position: number): void {
    this.#fs.during(() => this.#file.write(bytes, position));
  }

  writeLater(bytes: Uint8Array, position: number, done: Done): void {
    this.#fs.duringLater((then) => this.#file.writeLater(bytes, position, then), done);
  }

  sync(): void {
    this.#fs.during(() => this.#file.sync());
  }

  syncLater(done: Done): void {
    this.#fs.duringLater((then) => this.#file.syncLater(then), done);
  }

  truncate(size: number): void {
    this.#fs.during(() => this.#file.truncate(size));
  }

  close(): void {
    this.#file.close();
  }
}
