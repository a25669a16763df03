import { mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeDirectories } from "../../../src/adapters/disk/make-directory.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test("makes what is missing, with its mode, and leaves what is there", () => {
  const deep = join(temporaryDirectory(), "a", "b", "c");
  makeDirectories(deep, 0o750);
  makeDirectories(deep, 0o700);
  expect(statSync(deep).mode & 0o777).toBe(0o750);
  expect(statSync(join(deep, "..")).mode & 0o007).toBe(0);
});

test("where nothing can be made it says so, and does not ask for ever", () => {
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, "");
  const dangling = join(temporaryDirectory(), "dangling");
  symlinkSync("/nowhere/at/all", dangling);
  for (const [path, code] of [
    [file, "EEXIST"],
    [join(file, "below", "it"), "ENOTDIR"],
    [dangling, "EEXIST"],
    [`/${"x".repeat(300)}/y`, "ENAMETOOLONG"],
    ["/proc/nope/deeper", "ENOENT"],
  ])
    expect(() => makeDirectories(path ?? "")).toThrow(expect.objectContaining({ code }));
});

test("a link to a folder is a folder", () => {
  const base = temporaryDirectory();
  mkdirSync(join(base, "real"));
  symlinkSync(join(base, "real"), join(base, "link"));
  makeDirectories(join(base, "link", "below"));
  expect(statSync(join(base, "real", "below")).isDirectory()).toBe(true);
});
