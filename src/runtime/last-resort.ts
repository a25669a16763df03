import { failureFrom, failureLines } from "../cli/failure.ts";
import { cleanLine } from "../core/clean-text.ts";

/**
 * What nobody caught still ends with a sentence and exit code 3, from the first moment of the process to its last. A command
 * that has something to make safe first takes the first one over (`takeOver`); a second one ends the process at once.
 */
type Handler = (cause: Error) => void;

/** Where a process ends. A test has its own; the machine's is `process.exit`. */
export interface Ending {
  say(line: string): void;
  exit(code: number): void;
}

const machine: Ending = {
  say: (line) => process.stderr.write(`${cleanLine(line)}\n`),
  exit: (code) => process.exit(code),
};

export class LastResort {
  readonly #ending: Ending;
  #running: Handler | null = null;
  #first: Error | null = null;
  #isOver = false;

  constructor(ending: Ending = machine) {
    this.#ending = ending;
  }

  /** To be called before anything else is loaded. */
  install(): void {
    process.on("uncaughtException", (error) => this.onBug(error));
    process.on("unhandledRejection", (error) => this.onBug(error));
    process.on("beforeExit", () => this.onEmpty());
    process.on("exit", (code) => this.onExit(code));
  }

  /** While a station runs, what is thrown beside it goes to it first. Returns how to end that. */
  takeOver(handler: Handler): () => void {
    this.#running = handler;
    this.#first = null;
    return () => {
      if (this.#running === handler) this.#running = null;
    };
  }

  /** The command has returned its exit code; from now on nothing is missing. */
  over(): void {
    this.#isOver = true;
  }

  /** Tells the cause and ends the process: for what cannot be waited for any longer. */
  end(cause: unknown): void {
    const failure = failureFrom(cause);
    for (const line of failureLines(failure)) this.#ending.say(line);
    this.#isOver = true;
    this.#ending.exit(failure.exitCode);
  }

  onBug(thrown: unknown): void {
    const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (this.#running !== null && this.#first === null) {
      this.#first = cause;
      this.#running(cause);
      return;
    }
    for (const each of this.#first === null ? [cause] : [this.#first, cause]) this.#tellBug(each);
    this.#isOver = true;
    this.#ending.exit(3);
  }

  /** The event loop is empty, and the command still waits for something that can never come. */
  onEmpty(): void {
    if (this.#isOver) return;
    this.#tellBug(this.#first ?? new Error("the command waits for something that never comes"));
    this.#isOver = true;
    this.#ending.exit(3);
  }

  /** A library has ended the process with 0 in the middle of a command. */
  onExit(code: number): void {
    if (this.#isOver || code > 1) return;
    this.#tellBug(new Error("the process was ended in the middle of a command"));
    process.exitCode = 3;
  }

  /** Outside of a command even a word of the system is a bug: somebody should have waited for it. */
  #tellBug(cause: Error): void {
    for (const line of failureLines(failureFrom(cause))) this.#ending.say(line);
  }
}

/** The one of this process. */
export const lastResort = new LastResort();
