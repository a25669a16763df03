import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { lstatSync, rmSync } from "node:fs";

export interface PtyBridgeOptions {
  /** Of the TCP endpoint of the device on 127.0.0.1. */
  readonly port: number;
  /** Where the serial device appears: a link to the pseudo terminal. */
  readonly path: string;
}

export interface PtyBridge {
  readonly path: string;
  /** Pulls the plug: the device file is gone, whoever has it open is hung up. Resolves when that has happened. */
  unplug(): Promise<void>;
  /** Puts it back in. Resolves when the device file is there again; idempotent. */
  plug(): Promise<void>;
  /** As `unplug`, for good. Idempotent. */
  close(): Promise<void>;
}

const APPEARS_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 5;
const REPLUG_AFTER_MS = 50;
/** Seconds between socat's looks whether somebody has opened the serial side. */
const OPENED_POLL_S = 0.05;

/** Where util-linux is there, the kernel ends socat with us, however we end. */
const LEASH = ["setpriv", "--pdeathsig", "KILL"] as const;

/** Why there can be no bridge on this machine, or null. */
export function ptyBridgeMissing(): string | null {
  const { error, status } = spawnSync("socat", ["-V"], { stdio: "ignore" });
  return error === undefined && status === 0 ? null : "socat is not installed (Debian: apt install socat)";
}

/**
 * A serial device file in front of a TCP endpoint, made by socat. The endpoint sees a connection only while somebody has
 * the device file open, so nothing old waits in it. When that one lets go socat ends, and another takes its place. Rejects where
 * the device file does not appear.
 */
export async function openPtyBridge(options: PtyBridgeOptions): Promise<PtyBridge> {
  const leashed = spawnSync(LEASH[0], [...LEASH.slice(1), "true"], { stdio: "ignore" }).status === 0;
  const bridge = new SocatBridge(options, leashed ? LEASH : []);
  await bridge.plug();
  return bridge;
}

class SocatBridge implements PtyBridge {
  readonly path: string;
  readonly #port: number;
  readonly #leash: readonly string[];
  #socat: ChildProcess | null = null;
  #replug: NodeJS.Timeout | null = null;
  #plugged = false;
  #closed = false;
  #appeared = false;
  /** Why there will be no device file; null while there is hope. */
  #failure: string | null = null;
  readonly #endWithUs = (): void => void this.#socat?.kill("SIGKILL");

  constructor({ port, path }: PtyBridgeOptions, leash: readonly string[]) {
    this.#port = port;
    this.#leash = leash;
    this.path = path;
  }

  async plug(): Promise<void> {
    if (this.#closed) throw new Error(`The bridge at ${this.path} is closed.`);
    if (!this.#plugged) {
      this.#plugged = true;
      this.#appeared = false;
      this.#failure = null;
      process.on("exit", this.#endWithUs);
      this.#spawn();
    }
    const untilMs = performance.now() + APPEARS_WITHIN_MS;
    while (!exists(this.path)) {
      if (this.#failure !== null || performance.now() > untilMs) {
        const why = this.#failure ?? `not there after ${APPEARS_WITHIN_MS} ms`;
        await this.unplug();
        throw new Error(`socat made no serial device at ${this.path}: ${why}.`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    this.#appeared = true;
  }

  async unplug(): Promise<void> {
    this.#plugged = false;
    process.off("exit", this.#endWithUs);
    if (this.#replug !== null) clearTimeout(this.#replug);
    this.#replug = null;
    const socat = this.#socat;
    if (socat !== null) {
      const ended = new Promise<void>((resolve) => socat.once("close", () => resolve()));
      socat.kill("SIGKILL");
      await ended;
    }
    rmSync(this.path, { force: true });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.unplug();
  }

  #spawn(): void {
    // A session of its own: Ctrl-C in the terminal is for the program, which ends its bridges in its own order.
    const [program, ...words] = [
      ...this.#leash,
      "socat",
      `PTY,raw,echo=0,wait-slave,pty-interval=${OPENED_POLL_S},link=${this.path}`,
      `TCP:127.0.0.1:${this.#port},nodelay`,
    ];
    const socat = spawn(program ?? "socat", words, { stdio: ["ignore", "ignore", "pipe"], detached: true });
    this.#socat = socat;
    let complaint = "";
    socat.stderr?.on("data", (chunk: Buffer) => {
      complaint = chunk.toString().trimEnd().split("\n").at(-1) ?? "";
    });
    socat.once("error", (error) => {
      this.#failure = error.message;
    });
    socat.once("close", (code) => {
      this.#socat = null;
      if (!this.#appeared) this.#failure ??= complaint || `it ended with ${code}`;
      if (!this.#plugged || this.#failure !== null) return;
      rmSync(this.path, { force: true });
      this.#replug = setTimeout(() => this.#spawn(), REPLUG_AFTER_MS);
    });
  }
}

/** Of the link itself: it must not be followed into a terminal that is about to go. */
function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
