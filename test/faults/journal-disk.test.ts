import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { HASH_FILE } from "../../src/adapters/disk/hash-file.ts";
import { readJournal } from "../../src/adapters/disk/journal-reader.ts";
import { EdgeError } from "../../src/errors.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import { type Fault, FaultyFs } from "../support/faulty-fs.ts";
import {
  copyOf,
  openStore,
  temporaryDirectory,
  testRecord,
  testRecords,
  textsOf,
} from "../support/journal-directory.ts";

/**
 * JR-05. The same day is lived through once for every call the journal makes to the disk, with that call failing:
 * not applied, and applied but reported as failed. Goal: the store stops and says so once, nothing of that batch or of
 * a later one is ever acknowledged, and a new start finds every acknowledged record, in order.
 */
const SEGMENT_BYTES = 400;
const RECORDS = 16;

interface Day {
  readonly calls: number;
  readonly acknowledged: readonly number[];
  readonly fatal: readonly Error[];
  /** Set when the store did not even open. */
  readonly refused: EdgeError | null;
}

async function live(directory: string, fault: Fault): Promise<Day> {
  const fs = new FaultyFs(fault);
  const acknowledged: number[] = [];
  const fatal: Error[] = [];
  let store: JournalStore;
  try {
    store = openStore(directory, { fs, segmentBytes: SEGMENT_BYTES });
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    return { calls: fs.calls, acknowledged, fatal, refused: error };
  }
  store.onFatal((cause) => fatal.push(cause));
  const first = store.size();
  for (let i = 0; i < RECORDS; i += 2) {
    store.append([testRecord(first + i), testRecord(first + i + 1)], (index) =>
      acknowledged.push(index, index + 1),
    );
    // Every second pair goes out alone, the others share a batch.
    if (i % 4 === 0)
      await vi.waitUntil(() => fatal.length > 0 || acknowledged.at(-1) === first + i + 1, { interval: 1 });
  }
  await store.close();
  return { calls: fs.calls, acknowledged, fatal, refused: null };
}

function checkDay(day: Day, fault: Fault, first: number): void {
  expect(day.acknowledged).toEqual(Array.from(day.acknowledged, (_, i) => first + i));
  if (day.refused !== null) {
    expect(["JOURNAL_WRITE_FAILED", "DISK_FULL"]).toContain(day.refused.code);
    return;
  }
  expect(day.fatal).toHaveLength(1);
  expect(day.fatal[0]).toMatchObject({
    code: fault.code === "ENOSPC" ? "DISK_FULL" : "JOURNAL_WRITE_FAILED",
  });
}

async function checkRestart(directory: string, acknowledgedSize: number): Promise<void> {
  const store = openStore(directory, { segmentBytes: SEGMENT_BYTES });
  const size = store.size();
  expect(size).toBeGreaterThanOrEqual(acknowledgedSize);
  expect(textsOf(store.read(0))).toEqual(textsOf(testRecords(size)));
  await store.close();
  expect([...readJournal(directory)]).toHaveLength(size);
}

describe("every disk call fails once (JR-05)", () => {
  test.each([
    { applied: false, code: "EIO" },
    { applied: true, code: "EIO" },
    { applied: false, code: "ENOSPC" },
  ] as const)("$code, applied: $applied", async ({ applied, code }) => {
    const healthy = await live(temporaryDirectory(), { at: -1, applied, code });
    expect(healthy.acknowledged).toHaveLength(RECORDS);
    expect(healthy.calls).toBeGreaterThan(30);
    for (let at = 0; at < healthy.calls; at++) {
      const directory = temporaryDirectory();
      const day = await live(directory, { at, applied, code });
      // Batches are cut by timing, so the last calls of one day may be missing in another.
      if (day.calls > at) checkDay(day, { at, applied, code }, 0);
      await checkRestart(directory, day.acknowledged.length);
    }
  });

  test("and so does every call of a recovery that has something to mend", async () => {
    const torn = temporaryDirectory();
    await live(torn, { at: -1, applied: false, code: "EIO" });
    const last =
      readdirSync(torn)
        .filter((name) => name.endsWith(".segment"))
        .at(-1) ?? "";
    appendFileSync(join(torn, last), "torn");
    rmSync(join(torn, HASH_FILE));
    let failed = 0;
    for (let at = 0; at < 24; at++) {
      for (const applied of [false, true]) {
        const directory = copyOf(torn);
        const day = await live(directory, { at, applied, code: "EIO" });
        if (day.refused !== null) failed++;
        await checkRestart(directory, RECORDS + day.acknowledged.length);
      }
    }
    expect(failed).toBeGreaterThan(4);
  });

  test("and so does every call of an opening that makes a damaged index again and cuts: whenever it ends, the next one tells of both", async () => {
    const torn = temporaryDirectory();
    await live(torn, { at: -1, applied: false, code: "EIO" });
    const last =
      readdirSync(torn)
        .filter((name) => name.endsWith(".segment"))
        .at(-1) ?? "";
    appendFileSync(join(torn, last), "torn");
    const index = readFileSync(join(torn, HASH_FILE));
    // The last hash of all: an opening looks at no hash that is older than the last segment and no part of its root.
    index[index.length - 7] = (index.at(-7) ?? 0) ^ 4;
    writeFileSync(join(torn, HASH_FILE), index);
    let failed = 0;
    for (let at = 0; at < 16; at++) {
      for (const applied of [false, true]) {
        const directory = copyOf(torn);
        const fs = new FaultyFs({ at, applied, code: "EIO" });
        try {
          // Killed before the journal says what was mended.
          await openStore(directory, { fs, segmentBytes: SEGMENT_BYTES }).close();
        } catch (error) {
          expect(error).toMatchObject({ code: "JOURNAL_WRITE_FAILED" });
          failed++;
        }
        const store = openStore(directory, { segmentBytes: SEGMENT_BYTES });
        expect(textsOf(store.read(0))).toEqual(textsOf(testRecords(RECORDS)));
        const kinds = store.mended?.mendings.map(({ kind }) => kind) ?? [];
        expect([...kinds].sort(), `call ${at}, applied: ${applied}`).toEqual(["index-rebuilt", "tail-cut"]);
        store.mended?.told();
        await store.close();
        expect(openStoreAndSay(directory)).toEqual([]);
      }
    }
    expect(failed).toBeGreaterThan(15);
  });
});

function openStoreAndSay(directory: string): readonly unknown[] {
  const store = openStore(directory, { segmentBytes: SEGMENT_BYTES });
  void store.close();
  return store.mended?.mendings ?? [];
}
