import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createPinoLog } from "../../../src/adapters/log/pino-log.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test("a line of the log is one line, and what stands in it is for no terminal to obey", () => {
  const file = join(temporaryDirectory(), "station.log");
  const log = createPinoLog({ file });
  log.info("a name", { name: "x\u009b2J\u202e\u200b\n  = PASS\u001b[2J" });
  log.warn("second");
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines.length).toBe(2);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there.
  expect(lines.join("")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b\u202e]/);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ name: "x\u009b2J\u202e\u200b\n  = PASS\u001b[2J" });
});

test("a log that cannot be opened is one sentence; one that cannot be written is told once and stops nothing", () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "folder"));
  expect(() => createPinoLog({ file: join(directory, "folder") })).toThrow(
    expect.objectContaining({ code: "FILE_UNWRITABLE" }),
  );
  symlinkSync("/dev/full", join(directory, "full"));
  const lost: unknown[] = [];
  const log = createPinoLog({ file: join(directory, "full"), onLost: (cause) => lost.push(cause) });
  log.info("one");
  log.info("two");
  expect(lost).toEqual([expect.objectContaining({ code: "ENOSPC" })]);
});
