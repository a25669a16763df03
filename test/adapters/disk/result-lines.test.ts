import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { DiskResultLines } from "../../../src/adapters/disk/result-lines.ts";
import type { ResultLines } from "../../../src/ports/result-lines.ts";
import { aLine } from "../../support/result-lines.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Goal: a list that a kill, a disk or a hand has spoilt is noticed, and never read as something else. */
let directory = "";
beforeEach(() => {
  directory = join(temporaryDirectory(), "results");
});
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => aLine({ index: from + at }));

function read(list: ResultLines): { readonly indexes: readonly number[]; readonly end: string } {
  const indexes: number[] = [];
  const steps = list.newestFirst();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { indexes, end: step.value };
    indexes.push(...step.value.map(({ index }) => index));
  }
}
const down = (from: number): number[] => Array.from({ length: from + 1 }, (_, at) => from - at);

describe("the list of results on the disk", () => {
  test("is read newest first over all its files, by whoever made it and by the next start", () => {
    const made = new DiskResultLines(directory, 10);
    expect([made.last(), read(made)]).toEqual([null, { indexes: [], end: "whole" }]);
    made.append(lines(0, 3));
    made.append(lines(3, 26));
    made.append([]);
    expect(readdirSync(directory)).toEqual(["000000000.ndjson", "000000010.ndjson", "000000020.ndjson"]);
    for (const list of [made, new DiskResultLines(directory, 10)]) {
      expect(list.last()?.index).toBe(25);
      expect(read(list)).toEqual({ indexes: down(25), end: "whole" });
    }
    const next = new DiskResultLines(directory, 10);
    next.append(lines(26, 31));
    expect(read(new DiskResultLines(directory, 10)).indexes).toEqual(down(30));
    expect(readdirSync(directory)).toHaveLength(4);
  });

  test("belongs to the user of the station alone", () => {
    new DiskResultLines(directory).append(lines(0, 1));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, "000000000.ndjson")).mode & 0o777).toBe(0o600);
  });

  test("loses the line that a kill cut short, wherever it was cut", () => {
    new DiskResultLines(directory).append(lines(0, 3));
    const path = join(directory, "000000000.ndjson");
    const whole = readFileSync(path);
    const third = whole.subarray(0, -1).lastIndexOf(0x0a) + 1;
    for (let cut = third; cut < whole.length; cut += 17) {
      writeFileSync(path, whole.subarray(0, cut));
      const list = new DiskResultLines(directory);
      expect(list.last()?.index).toBe(1);
      list.append(lines(2, 3));
      expect(readFileSync(path).equals(whole)).toBe(true);
    }
  });

  test.each([
    ["zeros", "\0".repeat(300)],
    ["another form", '{"index":1}'],
    ["no JSON", "once upon a time"],
  ])("says that it is damaged where a line is %s, and forgets all when it is told to", (_, spoilt) => {
    new DiskResultLines(directory, 4).append(lines(0, 10));
    const path = join(directory, "000000004.ndjson");
    const [first = "", , ...rest] = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, [first, spoilt, ...rest].join("\n"));
    const list = new DiskResultLines(directory, 4);
    expect(read(list)).toEqual({ indexes: [9, 8], end: "damaged" });
    list.clear();
    expect([list.last(), readdirSync(directory)]).toEqual([null, []]);
    list.append(lines(0, 2));
    expect(read(list).indexes).toEqual([1, 0]);
  });

  test("begins anew where its newest line is none, and says that it is damaged where a file is gone", () => {
    new DiskResultLines(directory, 4).append(lines(0, 10));
    appendFileSync(join(directory, "000000008.ndjson"), "\0\0\0\n");
    expect(new DiskResultLines(directory, 4).last()).toBeNull();
    const made = new DiskResultLines(directory, 4);
    made.append(lines(0, 10));
    rmSync(join(directory, "000000000.ndjson"));
    expect(read(made)).toEqual({ indexes: [9, 8, 7, 6, 5, 4], end: "damaged" });
  });

  test("is made again where somebody took its folder away", () => {
    const list = new DiskResultLines(directory);
    list.append(lines(0, 3));
    rmSync(directory, { recursive: true });
    expect(read(list)).toEqual({ indexes: [], end: "damaged" });
    list.clear();
    list.append(lines(0, 3));
    expect(read(list).indexes).toEqual([2, 1, 0]);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test("leaves alone what is not its own", () => {
    new DiskResultLines(directory).append(lines(0, 1));
    writeFileSync(join(directory, "notes.txt"), "mine");
    const list = new DiskResultLines(directory);
    list.clear();
    expect(readdirSync(directory)).toEqual(["notes.txt"]);
  });
});
