import { mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { archivedPath } from "../../../src/adapters/disk/archived-segment.ts";
import { exportJournal } from "../../../src/adapters/disk/journal-export.ts";
import { JournalReader } from "../../../src/adapters/disk/journal-reader.ts";
import { MemoryJournalStore } from "../../../src/adapters/disk/memory-journal-store.ts";
import { writeFrame } from "../../../src/core/journal/frame.ts";
import { SEGMENT_HEADER_BYTES } from "../../../src/core/journal/segment-header.ts";
import { EdgeError } from "../../../src/errors.ts";
import { STATION, temporaryDirectory, testRecord, testRecords } from "../../support/journal-directory.ts";

/** Goal: a reader that keeps one hash of 64 records tells the same roots, and never of records that it has not read. */
const SIZE = 17_000;
const store = new MemoryJournalStore();
store.append(testRecords(SIZE), () => undefined);

function journal(): string {
  const directory = join(temporaryDirectory(), "journal");
  exportJournal(store, directory, STATION, { segmentBytes: 100_000 });
  return directory;
}

function readWhole(directory: string, archive?: string): JournalReader {
  const reader = new JournalReader(directory, { archive });
  let index = 0;
  for (const _ of reader.records()) index++;
  expect(index).toBe(SIZE);
  return reader;
}

function refusal(ask: () => unknown): { readonly code: string; readonly context: unknown } {
  try {
    ask();
  } catch (error) {
    if (error instanceof EdgeError) return { code: error.code, context: error.context };
    throw error;
  }
  throw new Error("nothing was refused");
}

const segment = (directory: string, number: number): string =>
  join(directory, `${String(number).padStart(8, "0")}.segment`);

/** The first record of the journal is another one of the same length, in a whole frame. */
function changeFirst(directory: string): void {
  const bytes = readFileSync(segment(directory, 0));
  writeFrame(bytes, SEGMENT_HEADER_BYTES, testRecord(0).fill(0x78), 0, 0);
  writeFileSync(segment(directory, 0), bytes);
}

describe("a journal that was read", () => {
  test("has every root that its records give, in blocks that lie in two segments as well, and when it is closed", () => {
    const reader = readWhole(journal());
    expect(reader.segments.length).toBeGreaterThan(5);
    const borders = reader.segments.flatMap(({ firstIndex }) => [
      firstIndex,
      firstIndex + 1,
      firstIndex + 40,
    ]);
    reader.close();
    for (const size of [0, 1, 63, 64, 65, 300, ...borders, SIZE - 1, SIZE])
      expect(reader.root(size)).toEqual(store.root(size));
    for (const index of [0, 64, 65, ...borders.slice(0, -3), SIZE - 1])
      expect(reader.again(index)).toEqual(testRecord(index));
  });

  test("and was changed since is refused where that is asked for, and not where a kept hash has the answer", () => {
    const directory = journal();
    const reader = readWhole(directory);
    changeFirst(directory);
    const path = segment(directory, 0);
    const context = { path, position: SEGMENT_HEADER_BYTES, index: 0 };
    expect(refusal(() => reader.root(10))).toEqual({ code: "JOURNAL_CORRUPT", context });
    for (const size of [64, 128, 65, SIZE]) expect(reader.root(size)).toEqual(store.root(size));
  });

  test("and is damaged, shorter or away since is refused with what is wrong", () => {
    const directory = journal();
    const reader = readWhole(directory);
    const path = segment(directory, 0);
    const sound = readFileSync(path);
    writeFileSync(
      path,
      sound.map((byte, at) => (at === 200 ? byte ^ 1 : byte)),
    );
    expect(refusal(() => reader.root(10))).toMatchObject({ code: "JOURNAL_CORRUPT", context: { path } });
    truncateSync(path, 500);
    expect(refusal(() => reader.root(10))).toMatchObject({ code: "JOURNAL_CORRUPT", context: { path } });
    renameSync(path, `${path}.away`);
    expect(refusal(() => reader.root(10))).toEqual({ code: "FILE_UNREADABLE", context: { path } });
    writeFileSync(path, sound);
    expect(reader.root(10)).toEqual(store.root(10));
  });

  test("in part from the archive is read again from there", () => {
    const directory = journal();
    const archive = temporaryDirectory();
    mkdirSync(archive, { recursive: true });
    for (const number of [0, 1]) {
      writeFileSync(archivedPath(archive, number), gzipSync(readFileSync(segment(directory, number))));
      rmSync(segment(directory, number));
    }
    const reader = readWhole(directory, archive);
    for (const size of [
      1,
      70,
      reader.segments[1]?.firstIndex ?? 0,
      (reader.segments[2]?.firstIndex ?? 0) + 1,
    ])
      expect(reader.root(size)).toEqual(store.root(size));
  });
});
