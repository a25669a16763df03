import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import {
  BYTES_MAX,
  decodeText,
  readTextFile,
  withoutMark,
} from "../../../src/adapters/config/strict-text.ts";
import { RECORD_BYTES_MAX } from "../../../src/core/journal/frame.ts";
import { EdgeError } from "../../../src/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "strict-text-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function said(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof EdgeError) return `${error.code} ${error.message}`;
    throw error;
  }
  return "taken";
}

const file = (name: string, bytes: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

test("text and bytes are one to one, the byte order mark included", () => {
  const text = readTextFile(file("bom.yaml", "\ufeffa: 1\r\n\tb"), 100);
  expect(text).toBe("\ufeffa: 1\r\n\tb");
  expect(withoutMark(text)).toBe("a: 1\r\n\tb");
});

test("what cannot be read is said as the system says it", () => {
  const loop = join(folder, "loop");
  symlinkSync(loop, loop);
  mkdirSync(join(folder, "folder.yaml"));
  expect(said(() => readTextFile(join(folder, "no.yaml"), 10))).toMatch(
    /^FILE_UNREADABLE .*does not exist\.$/,
  );
  expect(said(() => readTextFile(join(folder, "folder.yaml"), 10))).toMatch(/it is a folder/);
  expect(said(() => readTextFile(loop, 10))).toMatch(/symbolic links/);
  expect(said(() => readTextFile(join(folder, "bom.yaml", "x"), 10))).toMatch(/not a folder/);
  expect(said(() => readTextFile(join(folder, "x".repeat(300)), 10))).toMatch(/too long/);
  expect(said(() => readTextFile("a\u0000b", 10))).toMatch(/NUL/);
  expect(said(() => readTextFile("/dev/zero", 10))).toMatch(/a pipe or a device/);
});

test("a pipe in a folder is refused at once, nobody writes to it", () => {
  const pipe = join(folder, "pipe.yaml");
  execFileSync("mkfifo", [pipe]);
  expect(said(() => readTextFile(pipe, 10))).toMatch(/a pipe or a device/);
});

test("a pipe on standard input is read, up to the bound", () => {
  const script = `
    const { readTextFile } = await import(${JSON.stringify(join(process.cwd(), "src/adapters/config/strict-text.ts"))});
    try { console.log(readTextFile("/dev/stdin", 5)); } catch (error) { console.log(error.message); }`;
  const run = (input: string) =>
    spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      input,
    }).stdout.toString();
  expect(run("12345")).toBe("12345\n");
  expect(run("123456")).toContain("too large");
});

test("one byte too many is refused, also where the file says it is empty", () => {
  expect(readTextFile(file("five", "12345"), 5)).toBe("12345");
  expect(said(() => readTextFile(file("six", "123456"), 5))).toMatch(/too large/);
  expect(said(() => readTextFile("/proc/self/status", 5))).toMatch(/too large/);
});

test.each<[string, Uint8Array, string]>([
  ["GBK", new Uint8Array([0x61, 0x0a, 0x62, 0xc0, 0xee]), "f:2:2: the file is not UTF-8"],
  ["Latin-1", new Uint8Array([0xe9]), "f:1:1: the file is not UTF-8"],
  ["UTF-16", new Uint8Array([0xff, 0xfe, 0x61, 0x00]), "f:1:1: the file is not UTF-8"],
  ["a surrogate in UTF-8", new Uint8Array([0xed, 0xa0, 0x80]), "f:1:1: the file is not UTF-8"],
  ["an overlong form", new Uint8Array([0xc0, 0x80]), "f:1:1: the file is not UTF-8"],
  ["half a character", new Uint8Array([0x61, 0xe6, 0x9d]), "f:1:2: the file is not UTF-8"],
  ["NUL", Buffer.from("a\n\u0000"), "f:2:1: the character U+0000"],
  ["ESC", Buffer.from("ab\u001b[2J"), "f:1:3: the character U+001B"],
  ["DEL", Buffer.from("\u007f"), "f:1:1: the character U+007F"],
  ["C1", Buffer.from("\u0085"), "f:1:1: the character U+0085"],
  ["a replacement", Buffer.from("李\ufffd"), "f:1:2: the character U+FFFD"],
  ["a noncharacter", Buffer.from("\u{1ffff}"), "f:1:1: the character U+1FFFF"],
  ["a second mark", Buffer.from("\ufeff\ufeffa"), "f:1:1: the character U+FEFF"],
])("%s is refused where it stands", (_, bytes, sentence) => {
  expect(said(() => decodeText(bytes, "f"))).toContain(sentence);
});

test("what a job is made of fits an entry of the journal, every character of it escaped", () => {
  const around = 1024;
  for (const kind of ["subject", "rulebook", "course", "vehicle"] as const)
    expect(2 * BYTES_MAX[kind] + around, kind).toBeLessThan(RECORD_BYTES_MAX);
});
