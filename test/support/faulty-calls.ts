import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

/**
 * Calls of the file system and of listening, seen and broken from outside: this file replaces the functions of `node:fs` in its
 * process, so it is loaded before what is under test. A call is named by its function and the place it goes to, with all that
 * differs from run to run taken out.
 */
export interface Fault {
  readonly call: string;
  readonly place: string;
  readonly errno: string;
}

type Callable = (...args: unknown[]) => unknown;

const BY_PATH = ["accessSync", "chmodSync", "linkSync", "lstatSync", "mkdirSync", "openSync", "readdirSync"];
const BY_PATH_TOO = ["readFileSync", "renameSync", "rmSync", "statSync", "unlinkSync", "writeFileSync"];
const BY_DESCRIPTOR = ["closeSync", "fdatasyncSync", "fstatSync", "fsyncSync", "ftruncateSync", "readSync"];
const LATER = ["fdatasync", "fsync", "write", "read"];

export class FaultyCalls {
  /** `call place`, in the order of their first coming. */
  readonly seen = new Set<string>();
  fault: Fault | null = null;
  /** How often the fault struck. */
  struck = 0;
  readonly #places: readonly (readonly [string, string])[];
  readonly #open = new Map<number, string>();

  /** `places`: what a path begins with, and its name here; the first that fits counts. */
  constructor(places: readonly (readonly [string, string])[]) {
    this.#places = places;
  }

  install(): void {
    const table = fs as unknown as Record<string, Callable>;
    for (const call of [...BY_PATH, ...BY_PATH_TOO]) {
      const real = table[call] as Callable;
      table[call] = (path, ...rest) => {
        // A number is a descriptor that was opened before.
        const place = typeof path === "number" ? this.#open.get(path) : this.#placeOf(String(path));
        this.#meet(call, place, path);
        const result = real(path, ...rest);
        if (call === "openSync" && place !== undefined) this.#open.set(result as number, place);
        return result;
      };
    }
    for (const call of [...BY_DESCRIPTOR, "writeSync"]) {
      const real = table[call] as Callable;
      table[call] = (descriptor, ...rest) => {
        this.#meet(call, this.#open.get(descriptor as number), undefined);
        if (call === "closeSync") this.#open.delete(descriptor as number);
        return real(descriptor, ...rest);
      };
    }
    for (const call of LATER) {
      const real = table[call] as Callable;
      table[call] = (descriptor, ...rest) => {
        const done = rest.at(-1) as Callable;
        const error = this.#strike(call, this.#open.get(descriptor as number), undefined);
        if (error === null) return real(descriptor, ...rest);
        setImmediate(() => done(error, 0));
        return undefined;
      };
    }
    this.#installListen();
    syncBuiltinESMExports();
  }

  #installListen(): void {
    const real = net.Server.prototype.listen as Callable;
    const strike = (): Error | null => this.#strike("listen", "console", undefined);
    net.Server.prototype.listen = function listen(this: net.Server, ...args: unknown[]) {
      const error = strike();
      if (error === null) return real.apply(this, args) as net.Server;
      process.nextTick(() => this.emit("error", error));
      return this;
    } as typeof net.Server.prototype.listen;
  }

  #placeOf(path: string): string | undefined {
    for (const [begin, name] of this.#places) {
      if (path !== begin && !path.startsWith(`${begin}/`)) continue;
      if (name === "tree") return `tree/${path.slice(begin.length + 1).split("/")[0]}`;
      return `${name}${path.slice(begin.length)}`.replace(/[0-9a-f]{64}/g, "ID").replace(/\d+/g, "N");
    }
    return undefined;
  }

  #meet(call: string, place: string | undefined, path: unknown): void {
    const error = this.#strike(call, place, path);
    if (error !== null) throw error;
  }

  #strike(call: string, place: string | undefined, path: unknown): Error | null {
    if (place === undefined) return null;
    this.seen.add(`${call} ${place}`);
    if (this.fault === null || this.fault.call !== call || this.fault.place !== place) return null;
    this.struck++;
    const { errno } = this.fault;
    const syscall = call.replace(/Sync$/, "").replace("readdir", "scandir");
    const where = path === undefined ? {} : { path: String(path) };
    return Object.assign(new Error(`${errno}: injected, ${syscall}`), {
      code: errno,
      errno: -1,
      syscall,
      ...where,
    });
  }
}
