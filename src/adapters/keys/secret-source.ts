import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { ReadStream, WriteStream } from "node:tty";
import { EdgeError } from "../../errors.ts";
import { readTextUpTo } from "../disk/bounded-file.ts";
import { errnoOf } from "../disk/errno-words.ts";
import { refuseReadableByOthers } from "./private-file.ts";

/** Where a passphrase or a PIN comes from. Never a word of the command or of the environment: others see those. */
export type SecretSource =
  | { readonly kind: "file"; readonly path: string }
  /** Of systemd: a file of this name in the folder that it made for the service. */
  | { readonly kind: "credential"; readonly name: string }
  /** Opened by whoever started us. */
  | { readonly kind: "descriptor"; readonly number: number }
  | { readonly kind: "prompt" };

const FORM =
  /^(?:file:(?<path>[^\0]{1,1024})|credential:(?<name>[A-Za-z0-9._@-]{1,64})|descriptor:(?<number>[3-9]|[1-9]\d{1,2})|(?<prompt>prompt))$/;
export const SECRET_SOURCE_PATTERN = FORM.source.replaceAll(/\?<\w+>/g, "").replaceAll("\\0", "\\u0000");

/** Null: of no known form. */
export function secretSource(text: string): SecretSource | null {
  const { path, name, number, prompt } = FORM.exec(text)?.groups ?? {};
  if (path !== undefined) return { kind: "file", path };
  if (name !== undefined && name !== "." && name !== "..") return { kind: "credential", name };
  if (number !== undefined) return { kind: "descriptor", number: Number(number) };
  return prompt === undefined ? null : { kind: "prompt" };
}

/** For sentences. */
export function sourceName(source: SecretSource): string {
  if (source.kind === "file") return source.path;
  if (source.kind === "credential") return `the credential ${source.name}`;
  return source.kind === "descriptor" ? `file descriptor ${source.number}` : "what was typed";
}

const BYTES_MAX = 1024;
const INTERRUPT = 3;
const END = 4;
const BACKSPACES: readonly number[] = [8, 127];
const LINE_ENDS: readonly number[] = [10, 13];

/** Secrets of one process. What can be read once only (a descriptor, a person) is kept for as long as it runs; a file is read each time. */
export class Secrets {
  readonly #kept = new Map<string, Promise<string>>();
  readonly #credentials: string | undefined;

  /** `credentials`: the folder that systemd names in CREDENTIALS_DIRECTORY; a path is no secret. */
  constructor(credentials: string | undefined = process.env.CREDENTIALS_DIRECTORY) {
    this.#credentials = credentials;
  }

  /** `what`: "the PIN of token X". Rejects with EdgeError SECRET_UNREADABLE or KEY_UNUSABLE. */
  async read(source: SecretSource, what: string): Promise<string> {
    if (source.kind === "file") {
      refuseReadableByOthers(source.path);
      return oneLine(textIn(source.path, what), sourceName(source), what);
    }
    if (source.kind === "credential") return this.#credential(source.name, what);
    const key = source.kind === "prompt" ? what : String(source.number);
    const kept = this.#kept.get(key) ?? readOnce(source, what);
    this.#kept.set(key, kept);
    return kept;
  }

  #credential(name: string, what: string): string {
    if (this.#credentials === undefined)
      throw unreadable(
        `${what} is to be the credential ${name}, and this process was given none: start it by systemd with LoadCredential=${name}:FILE or LoadCredentialEncrypted=.`,
      );
    return oneLine(textIn(join(this.#credentials, name), what), `the credential ${name}`, what);
  }
}

async function readOnce(
  source: Extract<SecretSource, { kind: "descriptor" | "prompt" }>,
  what: string,
): Promise<string> {
  if (source.kind === "prompt") return typed(what);
  const buffer = Buffer.alloc(BYTES_MAX + 1);
  let length = 0;
  try {
    for (let count = -1; count !== 0 && length < buffer.length; length += count)
      count = readSync(source.number, buffer, length, buffer.length - length, null);
    closeSync(source.number);
  } catch (cause) {
    throw unreadable(`Cannot read ${what} from file descriptor ${source.number}.`, cause);
  }
  const text = length > BYTES_MAX ? null : buffer.toString("utf8", 0, length);
  return oneLine(text, sourceName(source), what);
}

function textIn(path: string, what: string): string | null {
  try {
    return readTextUpTo(path, BYTES_MAX);
  } catch (cause) {
    const why = errnoOf(cause) === "ENOENT" ? "is not there" : "cannot be read";
    throw unreadable(`${path}, which is to hold ${what}, ${why}.`, cause);
  }
}

/** One line, whatever ends it. */
function oneLine(text: string | null, where: string, what: string): string {
  const line = text?.replace(/\r?\n$/, "");
  if (line === undefined) throw unreadable(`${where} is longer than ${what} may be (${BYTES_MAX} bytes).`);
  if (line === "") throw unreadable(`${where} is empty; ${what} has to stand in it, in one line.`);
  if (/[\r\n\0\uFEFF\uFFFD]/.test(line))
    throw unreadable(`${where} holds more than one line of plain UTF-8; only ${what} may stand in it.`);
  return line;
}

/** At the terminal of this process, without showing it, whatever standard input is. */
async function typed(what: string): Promise<string> {
  let descriptor: number;
  try {
    descriptor = openSync("/dev/tty", "r+");
  } catch (cause) {
    throw unreadable(
      `${what} is to be typed, and there is no terminal: name a file or a credential instead.`,
      cause,
    );
  }
  const input = new ReadStream(descriptor);
  const output = new WriteStream(descriptor);
  // Before anybody is asked: what is typed at once would be shown.
  input.setRawMode(true);
  try {
    output.write(`${what}: `);
    return oneLine(await lineOf(input), "what was typed", what);
  } finally {
    input.setRawMode(false);
    output.write("\n");
    input.destroy();
  }
}

function lineOf(input: ReadStream): Promise<string> {
  return new Promise((read, failed) => {
    let bytes: number[] = [];
    input.on("error", failed);
    input.on("data", (piece: Buffer) => {
      for (const byte of piece) {
        if (byte === INTERRUPT || byte === END) failed(unreadable("It was broken off at the terminal."));
        else if (LINE_ENDS.includes(byte)) read(Buffer.from(bytes).toString("utf8"));
        else if (BACKSPACES.includes(byte)) bytes = withoutLast(bytes);
        else if (bytes.length <= BYTES_MAX) bytes.push(byte);
      }
    });
  });
}

/** A character of several bytes goes as a whole. */
function withoutLast(bytes: readonly number[]): number[] {
  const characters = [...Buffer.from(bytes).toString("utf8")];
  return [...Buffer.from(characters.slice(0, -1).join(""), "utf8")];
}

function unreadable(message: string, cause?: unknown): EdgeError {
  return new EdgeError("SECRET_UNREADABLE", message, {}, cause);
}
