import type { CliIo } from "../cli/command.ts";

const WRITE_CHARACTERS = 65_536;

/**
 * Standard output and standard error. A reader who goes away (`proofmark ... | head`) changes nothing but that nothing more
 * is written: the command ends with its own exit code, and a station goes on. Output that is lost for another reason, like
 * a full disk, is told, because whoever reads the file would take it for the whole.
 */
export class StandardStreams implements CliIo {
  #waiting = "";
  readonly #closed = new Set<NodeJS.WritableStream>();
  #lost: NodeJS.ErrnoException | null = null;

  constructor() {
    for (const stream of [process.stdout, process.stderr]) {
      stream.on("error", (error: NodeJS.ErrnoException) => {
        this.#closed.add(stream);
        if (stream === process.stdout && error.code !== "EPIPE") this.#lost ??= error;
      });
    }
    process.on("exit", () => this.#flush());
  }

  /** What is said in one go is written in one go: a call of the system for each line cost more than all that made the lines. */
  out(line: string): void {
    if (this.#waiting === "") queueMicrotask(() => this.#flush());
    this.#waiting += `${line}\n`;
    if (this.#waiting.length >= WRITE_CHARACTERS) this.#flush();
  }

  err(line: string): void {
    this.#flush();
    this.#write(process.stderr, `${line}\n`);
  }

  /** Why standard output is not whole; null when it is, or when its reader wanted no more. */
  get lost(): NodeJS.ErrnoException | null {
    return this.#lost;
  }

  #flush(): void {
    const text = this.#waiting;
    this.#waiting = "";
    if (text !== "") this.#write(process.stdout, text);
  }

  #write(stream: NodeJS.WritableStream, text: string): void {
    if (!this.#closed.has(stream)) stream.write(text);
  }
}
