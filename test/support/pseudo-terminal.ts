import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";

/** A serial line without hardware: socat makes a pseudo terminal, its standard input and output are the far end. */
export class PseudoTerminal {
  readonly path: string;
  readonly #folder: string;
  readonly #socat: ChildProcess;
  readonly #arrived: Buffer[] = [];

  private constructor(folder: string, path: string) {
    this.#folder = folder;
    this.path = path;
    this.#socat = spawn("socat", ["-b", "4096", `PTY,link=${path},raw,echo=0`, "STDIO"], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#socat.stdout?.on("data", (chunk: Buffer) => this.#arrived.push(chunk));
    this.#socat.stdin?.on("error", () => this.#socat.stdin?.destroy());
  }

  static get missing(): string | null {
    return spawnSync("socat", ["-V"]).status === 0 ? null : "socat is not installed";
  }

  static async make(): Promise<PseudoTerminal> {
    const folder = mkdtempSync(join(tmpdir(), "proofmark-pty-"));
    const terminal = new PseudoTerminal(folder, join(folder, "line"));
    await eventually("the pseudo terminal is there", () => existsSync(terminal.path));
    return terminal;
  }

  get received(): Uint8Array {
    return Buffer.concat(this.#arrived);
  }

  /** Resolves when socat has taken the bytes, so that a long recording does not pile up here. */
  async send(bytes: Uint8Array): Promise<void> {
    await new Promise<void>((resolve) => this.#socat.stdin?.write(Buffer.from(bytes), () => resolve()));
  }

  /** The far end stops reading until the function returned is called; nothing is lost. */
  stall(): () => void {
    this.#socat.kill("SIGSTOP");
    return () => void this.#socat.kill("SIGCONT");
  }

  hangUp(): void {
    this.#socat.kill("SIGKILL");
  }

  async dispose(): Promise<void> {
    if (this.#socat.exitCode === null && this.#socat.signalCode === null) {
      const ended = new Promise((resolve) => this.#socat.once("exit", resolve));
      this.#socat.kill("SIGKILL");
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
