import { errnoOf, errnoWords } from "../adapters/disk/errno-words.ts";
import { EdgeError, ERROR_CODES, type ErrorCode } from "../errors.ts";

/** How a failure is told: one sentence with its code, one remedy, and the exit code that a service manager sees. */
export interface Failure {
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly remedy: string;
  readonly exitCode: 2 | 3;
  /** Where one sentence tells of the first of several problems: one sentence each, the first among them. */
  readonly problems: readonly string[];
}

/** Anything that was thrown. What is neither an operating failure nor a word of the system is a bug of ours. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof EdgeError)
    return { ...failure(error.code, withCause(error)), problems: problemsOf(error) };
  const errno = errnoOf(error);
  if (errno !== null && MODULE_CODES.has(errno)) return failure("INSTALLATION_INCOMPLETE", missing(error));
  if (errno !== null && /^E[A-Z0-9]+$/.test(errno)) return failure(codeOf(errno), systemSentence(error));
  return failure("SOFTWARE_FAULT", bugSentence(error));
}

export function failureLines({ sentence, code, remedy, problems }: Failure): string[] {
  const told = problems.length > 1 ? problems : [sentence];
  return [...told.map((line) => `${line} [${code}]`), remedy];
}

function problemsOf({ context }: EdgeError): readonly string[] {
  const { problems } = context as { readonly problems?: unknown };
  return Array.isArray(problems) ? problems.filter((line) => typeof line === "string") : [];
}

function failure(code: ErrorCode, sentence: string): Failure {
  const entry = ERROR_CODES[code];
  return { code, sentence, remedy: entry.remedy, exitCode: entry.class === "operator" ? 2 : 3, problems: [] };
}

const MODULE_CODES: ReadonlySet<string> = new Set(["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"]);

/** Path, name, owner, mode or address: a person can mend these. All others say something about the machine. */
const MENDABLE: ReadonlySet<string> = new Set([
  ...["EACCES", "EPERM", "EROFS", "ENOENT", "ENOTDIR", "EISDIR", "EEXIST", "ELOOP", "ENAMETOOLONG"],
  ...["EINVAL", "ENXIO", "ENODEV", "ENOTEMPTY", "ETXTBSY", "EXDEV"],
  ...["EADDRINUSE", "EADDRNOTAVAIL", "EAFNOSUPPORT", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED"],
]);

export function isMendable(errno: string): boolean {
  return MENDABLE.has(errno);
}

function codeOf(errno: string): ErrorCode {
  return MENDABLE.has(errno) ? "SYSTEM_REFUSED" : "SYSTEM_CALL_FAILED";
}

/** "Cannot read FILE." with what the system said, unless the sentence holds it already. */
function withCause({ message, cause }: EdgeError): string {
  const errno = errnoOf(cause);
  if (errno === null || !/^E[A-Z0-9]+$/.test(errno)) return message;
  const words = errnoWords(cause).en;
  if (message.includes(errno) || message.includes(words)) return message;
  return `${message.replace(/\.$/, "")}: ${words} (${errno}).`;
}

/** By system call; any other is named as it is. */
const CALLS: Readonly<Record<string, string>> = {
  open: "open",
  read: "read",
  write: "write",
  mkdir: "make the folder",
  mkdtemp: "make a temporary folder",
  scandir: "list the folder",
  rename: "rename",
  unlink: "remove",
  rm: "remove",
  link: "link",
  stat: "look at",
  lstat: "look at",
  fstat: "look at a file",
  chmod: "set the mode of",
  ftruncate: "cut a file",
  fsync: "sync a file",
  fdatasync: "sync a file",
  listen: "listen on",
  connect: "connect to",
  getaddrinfo: "find the address of",
};

function systemSentence(error: unknown): string {
  const { syscall, path, dest, address, port, hostname } = error as Record<string, unknown>;
  const call = typeof syscall === "string" ? (CALLS[syscall] ?? `do "${syscall}"`) : "do what was asked";
  const place = path ?? hostname ?? (address === undefined ? undefined : [address, port].join(":"));
  const what = [place, dest].filter((word) => word !== undefined).join(" to ");
  const words = `${errnoWords(error).en} (${errnoOf(error)})`;
  return `Cannot ${call}${what === "" ? "" : ` ${what}`}: ${words}.`;
}

function missing(error: unknown): string {
  return `Proofmark is not complete: ${firstLine(error)}.`;
}

/** Name, message and the first frame that is ours: enough to find the place, and no stack trace on a screen. */
function bugSentence(error: unknown): string {
  const name = error instanceof Error ? error.name : "thrown";
  const at = error instanceof Error ? ownFrame(error.stack ?? "") : null;
  return `A fault of the software: ${name}: ${firstLine(error)}${at === null ? "" : ` (at ${at})`}.`;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n")[0] ?? "").replace(/\.$/, "").slice(0, 300);
}

const OWN_FRAME = /\/((?:src|simulators|firmware-bridge)\/[\w./-]+\.[jt]sx?:\d+)(?::\d+)?\)?$/;

function ownFrame(stack: string): string | null {
  for (const line of stack.split("\n")) {
    if (line.includes("/node_modules/")) continue;
    const frame = OWN_FRAME.exec(line)?.[1];
    if (frame !== undefined) return frame;
  }
  return null;
}
