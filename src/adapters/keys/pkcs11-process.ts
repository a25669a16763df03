import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { RpcAnswer, type RpcQuestion } from "./pkcs11-rpc.ts";
import { returnName } from "./pkcs11-words.ts";

/** Why a call to a token came to nothing, in words for a sentence that goes on. */
export class TokenFault extends Error {
  override readonly name = "TokenFault";
  /**
   * `tool`: p11-kit is not there. `module`: the module does not load or does not answer as one. `away`: no such token is there now. `setup`: the token is there
   * and not as the station file says. `pin`: it did not take the PIN, or would not. `refused`: it answered a call with `code`.
   */
  readonly kind: "tool" | "module" | "away" | "setup" | "pin" | "refused";
  readonly code: number | null;

  constructor(kind: TokenFault["kind"], message: string, code: number | null = null) {
    super(message);
    this.kind = kind;
    this.code = code;
  }
}

export interface ProcessPlace {
  /** The program and its first words; a test gives another. */
  readonly command: readonly string[];
  readonly module: string;
}

export const P11_KIT: readonly string[] = ["p11-kit", "remote"];

/** An answer of more is none. */
const ANSWER_BYTES_MAX = 1024 * 1024;
const TOLD_CHARS_MAX = 300;
const HEAD_BYTES = 12;
/** The plainest that every version speaks. */
const PROTOCOL_VERSION = 0;

interface Asked {
  readonly question: RpcQuestion;
  readonly answered: (answer: RpcAnswer) => void;
  readonly failed: (fault: TokenFault) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * A PKCS #11 module in a process of its own, `p11-kit remote`, one call after another. What a module does (it blocks, it crashes) happens there; PINs go through
 * the pipe alone. The process ends with its input, so with ours, however that ends.
 */
export class ModuleProcess {
  readonly #child: ChildProcess;
  readonly #module: string;
  #came = Buffer.alloc(0);
  #isGreeted = false;
  #serial = 0;
  #asked: Asked | null = null;
  #told = "";
  #over: TokenFault | null = null;

  constructor({ command, module }: ProcessPlace) {
    const [program = "", ...words] = command;
    this.#module = module;
    // Of its own group: Ctrl-C at a terminal is for the station, which may have something to sign as it ends.
    this.#child = spawn(program, [...words, module], { detached: true, stdio: ["pipe", "pipe", "pipe"] });
    this.#child.on("error", (cause) => this.#end(notStarted(program, cause)));
    this.#child.on("close", () => this.#end(new TokenFault("module", this.#wordOf(this.#whyEnded()))));
    // What cannot be written to any more has ended, and that is told by its end.
    this.#child.stdin?.on("error", () => this.#child.kill("SIGKILL"));
    this.#child.stdout?.on("data", (piece: Buffer) => this.#take(piece));
    this.#child.stderr?.on("data", (piece: Buffer) => this.#hear(piece));
    this.#child.stdin?.write(Buffer.from([PROTOCOL_VERSION]));
    this.#hold(false);
  }

  /** Null while it can be asked. */
  get over(): TokenFault | null {
    return this.#over;
  }

  /** One at a time. Rejects with TokenFault; one that does not answer in time is ended. A failure that the module tells is in the answer. */
  ask(question: RpcQuestion, withinMs: number): Promise<RpcAnswer> {
    return new Promise((answered, failed) => {
      if (this.#over !== null || this.#asked !== null) {
        failed(this.#over ?? new TokenFault("module", "it is asked already"));
        return;
      }
      const timer = setTimeout(() => {
        const word = `${question.call} was not answered within ${withinMs / 1000} s`;
        this.#end(new TokenFault("module", this.#wordOf(word)));
      }, withinMs);
      this.#asked = { question, answered, failed, timer };
      this.#hold(true);
      this.#serial++;
      this.#child.stdin?.write(question.framed(this.#serial));
    });
  }

  close(): void {
    this.#end(new TokenFault("module", "it was closed"));
  }

  #take(piece: Buffer): void {
    this.#came = Buffer.concat([this.#came, piece]);
    if (!this.#isGreeted && this.#came.length > 0) {
      this.#isGreeted = true;
      this.#came = this.#came.subarray(1);
    }
    if (this.#came.length < HEAD_BYTES) return;
    const [serial, options, length] = [0, 4, 8].map((at) => this.#came.readUInt32BE(at)) as [
      number,
      number,
      number,
    ];
    const asked = this.#asked;
    if (asked === null || serial !== this.#serial || options + length > ANSWER_BYTES_MAX) {
      this.#end(new TokenFault("module", this.#wordOf("it said something that was not asked")));
      return;
    }
    if (this.#came.length < HEAD_BYTES + options + length) return;
    const body = this.#came.subarray(HEAD_BYTES + options, HEAD_BYTES + options + length);
    this.#came = this.#came.subarray(HEAD_BYTES + options + length);
    this.#asked = null;
    clearTimeout(asked.timer);
    this.#hold(false);
    try {
      asked.answered(new RpcAnswer(body, asked.question.call));
    } catch (cause) {
      const fault = new TokenFault(
        "module",
        this.#wordOf(cause instanceof Error ? cause.message : String(cause)),
      );
      asked.failed(fault);
      this.#end(fault);
    }
  }

  /** One that does not load ends before a word; the program does not say why. */
  #whyEnded(): string {
    if (this.#isGreeted) return "its process has ended";
    return existsSync(this.#module)
      ? "it does not load; is it of this machine's kind?"
      : "there is no such file";
  }

  #hear(piece: Buffer): void {
    if (this.#told.length < TOLD_CHARS_MAX) this.#told += piece.toString("utf8");
  }

  #end(fault: TokenFault): void {
    if (this.#over !== null) return;
    this.#over = fault;
    this.#child.kill("SIGKILL");
    const asked = this.#asked;
    this.#asked = null;
    if (asked === null) return;
    clearTimeout(asked.timer);
    asked.failed(fault);
  }

  /** Its own last word tells more than that it is gone. */
  #wordOf(what: string): string {
    const [line = ""] = this.#told.trim().split("\n");
    const said = line.slice(0, TOLD_CHARS_MAX).replace(/^p11-kit: /, "");
    return `the module ${this.#module} cannot be used: ${said === "" ? what : said}`;
  }

  /** A process that waits for nothing but its token may end. */
  #hold(held: boolean): void {
    for (const handle of [this.#child, this.#child.stdout, this.#child.stdin, this.#child.stderr])
      if (handle !== null && "ref" in handle && "unref" in handle) {
        const { ref, unref } = handle as { ref(): void; unref(): void };
        (held ? ref : unref).call(handle);
      }
  }
}

function notStarted(program: string, cause: Error): TokenFault {
  const isMissing = "code" in cause && cause.code === "ENOENT";
  return new TokenFault(
    "tool",
    isMissing
      ? `the program ${program}, which speaks to tokens, is not installed (package p11-kit)`
      : `the program ${program}, which speaks to tokens, cannot be started: ${cause.message}`,
  );
}

/** Of a call that the module did not do. */
export function refusedFault(call: string, code: number): TokenFault {
  return new TokenFault("refused", `the token answered ${call} with ${returnName(code)}`, code);
}
