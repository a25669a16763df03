import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { codePointName, unreadableIn } from "../../core/door/characters.ts";
import { EdgeError } from "../../errors.ts";
import { errnoOf } from "../disk/errno-words.ts";
import { placeOf, refusedAt, unreadable } from "./refusal.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

/** The most bytes of a file, by what it is. */
export const BYTES_MAX = {
  /** A candidate or a dossier. */
  subject: 64 * KIB,
  vehicle: 256 * KIB,
  board: 256 * KIB,
  station: 256 * KIB,
  scenario: 256 * KIB,
  rulebook: MIB,
  /** As one entry of the journal, quotes and line ends escaped, it stays below what an entry may have. */
  course: 1.5 * MIB,
  measurements: 16 * MIB,
  /** A recorded test of an hour at 20 epochs a second is 40 MiB. */
  trace: 256 * MIB,
} as const;

const BOM = "\ufeff";
const CHUNK = 64 * KIB;
const WAIT_MS = 5;
/** Names of descriptors that the caller opened for us: a pipe is meant there. */
const OWN_DESCRIPTOR = /^\/(?:dev\/stdin|dev\/fd\/\d+|proc\/(?:self|\d+)\/fd\/\d+)$/;

/**
 * The text of a regular file, or of a pipe behind a name like /dev/stdin, of at most `bytesMax` bytes. A byte order mark
 * stays in front, so that the text has the file's own hash; `withoutMark` takes it off for a parser. Throws EdgeError
 * FILE_UNREADABLE with what the system said, or CONFIG_INVALID: too large, not UTF-8, a character no file may hold.
 */
export function readTextFile(path: string, bytesMax: number): string {
  return decodeText(readBytes(path, bytesMax), path);
}

/** UTF-8 and nothing else, no controls but tab, LF and CR. Throws EdgeError CONFIG_INVALID with line and column. */
export function decodeText(bytes: Uint8Array, name: string): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Read again with replacement, only to find the place.
    const loose = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    const encoding = isWide(bytes) ? "UTF-16" : "GBK";
    throw refusedAt(name, placeOf(loose, Math.max(0, loose.indexOf("\ufffd"))), {
      zh: `文件不是 UTF-8 编码（可能是 ${encoding}），请另存为 UTF-8。`,
      en: `the file is not UTF-8 (${encoding} perhaps); save it as UTF-8.`,
    });
  }
  checkCharacters(text, name);
  return text;
}

/** Two bytes a character, as some editors save what they call Unicode: it begins with a mark of its own. */
function isWide([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Throws EdgeError CONFIG_INVALID at the first character that no file may hold. */
export function checkCharacters(text: string, name: string): void {
  const body = withoutMark(text);
  const found = unreadableIn(body);
  if (found === null) return;
  const what = codePointName(found.codePoint);
  throw refusedAt(name, placeOf(body, found.at), {
    zh: `文件中不允许出现字符 ${what}（控制字符、替换字符或非字符）。`,
    en: `the character ${what} may not stand in a file (a control, a replacement or no character at all).`,
  });
}

export function withoutMark(text: string): string {
  return text.startsWith(BOM) ? text.slice(1) : text;
}

/** CONFIG_INVALID where `size` is beyond the bound. */
export function checkSize(size: number, bytesMax: number, name: string): void {
  if (size <= bytesMax) return;
  const most = bytesMax >= MIB ? `${bytesMax / MIB} MiB` : `${bytesMax / KIB} KiB`;
  throw refusedAt(
    name,
    { line: 1, column: 1 },
    {
      zh: `文件太大，最多 ${most}。`,
      en: `the file is too large, ${most} at most.`,
    },
  );
}

/** The bytes as they are. Throws like `readTextFile`. */
export function readBytes(path: string, bytesMax: number): Uint8Array {
  const own = OWN_DESCRIPTOR.test(path);
  let descriptor: number | null = null;
  const opened = path !== "/dev/stdin";
  try {
    // Looked at before it is opened: opening a pipe nobody writes to would wait for ever.
    checkKind(statSync(path), path, own);
    descriptor = opened
      ? openSync(path, own ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK)
      : 0;
    const stats = fstatSync(descriptor);
    checkKind(stats, path, own);
    if (stats.isFile()) checkSize(stats.size, bytesMax, path);
    return readUpTo(descriptor, bytesMax, path);
  } catch (cause) {
    throw cause instanceof EdgeError ? cause : unreadable(path, cause);
  } finally {
    if (descriptor !== null && opened) closeSync(descriptor);
  }
}

function checkKind(stats: Stats, path: string, own: boolean): void {
  if (stats.isFile()) return;
  if (stats.isDirectory()) throw unreadable(path, { code: "EISDIR" });
  if (own && (stats.isFIFO() || stats.isSocket())) return;
  throw new EdgeError("FILE_UNREADABLE", `Cannot read ${path}: it is a pipe or a device, not a file.`, {
    file: path,
    problem: {
      zh: `不能读取 ${path}：是管道或设备，不是文件。`,
      en: `Cannot read ${path}: it is a pipe or a device, not a file.`,
    },
  });
}

/** Never more than one byte beyond the bound is taken in, whatever the file's size is said to be. */
function readUpTo(descriptor: number, bytesMax: number, path: string): Uint8Array {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const chunk = new Uint8Array(Math.min(CHUNK, bytesMax + 1 - size));
    const count = readSome(descriptor, chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    size += count;
    checkSize(size, bytesMax, path);
  }
  return Buffer.concat(chunks, size);
}

/** A pipe that was set not to block says "again" until its writer has written. */
function readSome(descriptor: number, chunk: Uint8Array): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk, 0, chunk.length, null);
    } catch (cause) {
      if (errnoOf(cause) === "EOF") return 0;
      if (errnoOf(cause) !== "EAGAIN") throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
}
