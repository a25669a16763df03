import type { CliIo } from "../cli/command.ts";

/**
 * Standard output and standard error. A reader who goes away (`proofmark ... | head`) changes nothing but that nothing more
 * is written: the command ends with its own exit code, and a station goes on. Output that is lost for another reason, like
 * a full disk, is told, because whoever reads the file would take it for the whole.
 */
export class StandardStreams implements CliIo {
  readonly #closed = new Set<NodeJS.WritableStream>();
  #lost: NodeJS.ErrnoException | null = null;

  constructor() {
    for (const stream of [process.stdout, process.stderr]) {
      stream.on("error", (error: NodeJS.ErrnoException) => {
        this.#closed.add(stream);
        if (stream === process.stdout && error.code !== "EPIPE") this.#lost ??= error;
      });
    }
  }

  out(line: string): void {
    this.#write(process.stdout, `${line}\n`);
  }

  outPlain(lines: string): void {
    if (lines !== "") this.#write(process.stdout, lines, "latin1");
  }

  err(line: string): void {
    this.#write(process.stderr, `${line}\n`);
  }

  /** Whether a line that was written found nobody: a pipe says so to a writer alone, so it is known from the next line on. */
  isReaderGone(): boolean {
    return this.#closed.has(process.stdout);
  }

  /** Why standard output is not whole; null when it is, or when its reader wanted no more. */
  get lost(): NodeJS.ErrnoException | null {
    return this.#lost;
  }

  #write(stream: NodeJS.WritableStream, lines: string, encoding: BufferEncoding = "utf8"): void {
    if (!this.#closed.has(stream)) stream.write(lines, encoding);
  }
}
