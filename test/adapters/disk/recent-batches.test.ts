import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type DurableFs, nodeDurableFs } from "../../../src/adapters/disk/durable-fs.ts";
import { RecentBatches } from "../../../src/adapters/disk/recent-batches.ts";
import { openSegmentStore } from "../../../src/adapters/disk/segment-store.ts";
import { frameBytes, writeFrame } from "../../../src/core/journal/frame.ts";
import { asId } from "../../../src/core/quantities/ids.ts";

const record = (n: number, length = 200): Uint8Array =>
  new Uint8Array(length).fill(n % 256, 0).fill(n >> 8, 0, 1);

function batch(from: number, count: number, length?: number): Uint8Array {
  const records = Array.from({ length: count }, (_, i) => record(from + i, length));
  const bytes = new Uint8Array(records.reduce((sum, one) => sum + frameBytes(one), 0));
  let at = 0;
  records.forEach((one, i) => {
    at = writeFrame(bytes, at, one, from + i, i);
  });
  return bytes;
}

test("gives the records from any one on, and none that it has not", () => {
  const recent = new RecentBatches();
  expect([...recent.read(0)]).toEqual([]);
  recent.add(10, batch(10, 3));
  recent.add(13, batch(13, 2));
  for (let from = 10; from < 15; from++)
    expect([...recent.read(from)]).toEqual(
      [10, 11, 12, 13, 14].filter((n) => n >= from).map((n) => record(n)),
    );
  expect([...recent.read(9)]).toEqual([]);
  expect([...recent.read(15)]).toEqual([]);
});

test("what it gives is the reader's own", () => {
  const recent = new RecentBatches();
  recent.add(0, batch(0, 1));
  for (const bytes of recent.read(0)) bytes.fill(9);
  expect([...recent.read(0)]).toEqual([record(0)]);
});

test("holds 4 MiB of the newest, and a batch that is larger than that not at all", () => {
  const recent = new RecentBatches();
  const MiB = 1024 * 1024;
  for (let i = 0; i < 6; i++) recent.add(i, batch(i, 1, MiB - 8));
  expect([...recent.read(1)]).toEqual([]);
  expect([...recent.read(2)].length).toBe(4);
  recent.add(6, new Uint8Array(5 * MiB));
  expect([...recent.read(5)]).toEqual([]);
});

test("a journal reads what it has just written from memory, and what is older from the disk, as one", async () => {
  const directory = mkdtempSync(join(tmpdir(), "proofmark-recent-"));
  let opened = 0;
  const fs: DurableFs = {
    ...nodeDurableFs,
    open(path, mode) {
      if (mode === "read") opened++;
      return nodeDurableFs.open(path, mode);
    },
  };
  const store = openSegmentStore({ directory, station: asId<"station">("HB-WH-0042"), fs });
  try {
    const COUNT = 100;
    for (let i = 0; i < COUNT; i += 10)
      await new Promise<void>((resolve) =>
        store.append(
          Array.from({ length: 10 }, (_, k) => record(i + k, 100_000)),
          () => resolve(),
        ),
      );
    opened = 0;
    expect([...store.read(COUNT - 5)]).toEqual([95, 96, 97, 98, 99].map((n) => record(n, 100_000)));
    expect(opened).toBe(0);
    for (const from of [0, 1, 49, 60, 75, 89]) {
      const read = [...store.read(from)];
      expect(read.length).toBe(COUNT - from);
      read.forEach((bytes, i) => {
        expect(Buffer.compare(bytes, record(from + i, 100_000))).toBe(0);
      });
    }
    expect(opened).toBeGreaterThan(0);
    expect([...store.read(COUNT)]).toEqual([]);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true });
  }
});
