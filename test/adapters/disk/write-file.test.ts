import { spawnSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { PRIVATE_FILE } from "../../../src/adapters/disk/file-modes.ts";
import { writeWholeOrSay } from "../../../src/adapters/disk/write-file.ts";
import { nodeWords } from "../../support/built-program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Goal: what is written out stands there whole or not at all, and takes nothing with it that has another name. */
let folder = "";
let file = "";
beforeEach(() => {
  folder = temporaryDirectory();
  file = join(folder, "out");
});

test("another name of the file keeps what it had, and a link goes on leading to the new one", () => {
  const segment = join(folder, "segment");
  writeFileSync(segment, "the only copy");
  linkSync(segment, file);
  writeWholeOrSay(file, "new");
  expect([readFileSync(segment, "utf8"), readFileSync(file, "utf8")]).toEqual(["the only copy", "new"]);
  const link = join(folder, "link");
  symlinkSync(file, link);
  writeWholeOrSay(link, "newer");
  expect([readFileSync(file, "utf8"), readdirSync(folder).sort()]).toEqual([
    "newer",
    ["link", "out", "segment"],
  ]);
});

test("a private file is private, also where anybody could read the one before", () => {
  writeFileSync(file, "open");
  chmodSync(file, 0o644);
  writeWholeOrSay(file, "secret", PRIVATE_FILE);
  expect(statSync(file).mode & 0o777).toBe(PRIVATE_FILE);
});

test("what is no file of its own is written to, or told", () => {
  writeWholeOrSay("/dev/null", "gone");
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  mkdirSync(file);
  for (const place of [file, join(folder, "none", "out")])
    expect(() => writeWholeOrSay(place, "x")).toThrow(`Cannot write ${place}`);
  expect(readdirSync(folder)).toEqual(["out"]);
});

test("where there is no room for all of it, what was there stays, and nothing else does", () => {
  writeFileSync(file, "before");
  const child = [...nodeWords("test/support/write-file-child.ts"), file];
  const { status, stdout } = spawnSync(
    "bash",
    ["-c", 'trap "" XFSZ; ulimit -f 16; exec "$0" "$@"', process.execPath, ...child],
    { encoding: "utf8" },
  );
  expect([status, stdout.trim()]).toEqual([0, "FILE_UNWRITABLE"]);
  expect([readdirSync(folder), readFileSync(file, "utf8")]).toEqual([["out"], "before"]);
});
