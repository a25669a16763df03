import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HASH_FILE } from "../../../src/adapters/disk/hash-file.ts";
import { SEGMENT_HEADER_BYTES } from "../../../src/core/journal/segment-header.ts";
import { found, idleRound } from "../../support/idle-findings.ts";
import {
  copyOf,
  filesOf,
  journalWith,
  openStore,
  temporaryDirectory,
  testRecord,
  testRecords,
  writeOneByOne,
} from "../../support/journal-directory.ts";

const SEGMENT = "00000000.segment";

function flip(file: string, at: number, bit: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << bit), at);
  writeFileSync(file, bytes);
}

describe("the idle check", () => {
  const SEGMENTS = 400;
  const segmentsOf = (directory: string): string[] =>
    Object.keys(filesOf(directory)).filter((name) => name.endsWith(".segment"));

  test("finds any flipped bit of a finished segment, says where, and goes on with the others", async () => {
    const sound = await journalWith(testRecords(30), { segmentBytes: SEGMENTS });
    const [first = "", second = "", ...rest] = segmentsOf(sound);
    expect(rest.length).toBeGreaterThan(1);
    const { length } = readFileSync(join(sound, second));
    for (let at = SEGMENT_HEADER_BYTES; at < length; at += 7) {
      const directory = copyOf(sound);
      const store = openStore(directory, { segmentBytes: SEGMENTS });
      flip(join(directory, second), at, at % 8);
      flip(join(directory, HASH_FILE), 5, 1);
      const findings = idleRound(store);
      const damage = findings.find(({ kind }) => kind === "segment-damaged");
      expect(damage, `byte ${at}`).toMatchObject({ segment: 1 });
      if (damage?.kind === "segment-damaged") expect(damage.position).toBeLessThanOrEqual(at);
      expect(findings).toContainEqual({ kind: "hashes-mended", segment: 0, hashes: 1 });
      await store.close();
      rmSync(directory, { recursive: true });
    }
    expect(first).toBe(SEGMENT);
  }, 60_000);

  test("a sound journal has nothing to find, in any step, while it is written on and when it is closed", async () => {
    const directory = await journalWith(testRecords(30), { segmentBytes: SEGMENTS });
    const store = openStore(directory, { segmentBytes: SEGMENTS });
    const before = filesOf(directory);
    for (const bytes of [1, 50, 399, 10_000])
      for (let i = 0; i < 300; i++) expect(found(store, bytes)).toBeNull();
    expect(filesOf(directory)).toEqual(before);
    for (let i = 30; i < 60; i++) {
      await writeOneByOne(store, [testRecord(i)]);
      expect(found(store, 200)).toBeNull();
    }
    await store.close();
    expect(store.idleCheck?.(1000)).toBeNull();
    const short = openStore(temporaryDirectory());
    expect(short.idleCheck?.(1000)).toBeNull();
    await short.close();
  });

  test("begins where it is told to, at the oldest where that is none, and goes round from there", async () => {
    const directory = await journalWith(testRecords(30), { segmentBytes: SEGMENTS });
    const store = openStore(directory, { segmentBytes: SEGMENTS });
    const sound = (count: number): number[] => {
      const segments: number[] = [];
      for (let i = 0; i < 1000 && segments.length < count; i++) {
        const finding = store.idleCheck?.(100);
        if (finding?.kind === "segment-sound") segments.push(finding.segment);
      }
      return segments;
    };
    store.segments?.checkFrom(4);
    expect(sound(5)).toEqual([4, 5, 6, 0, 1]);
    store.segments?.checkFrom(99);
    expect(sound(2)).toEqual([0, 1]);
    await store.close();
  });

  test("a segment that is gone, or has another header, is damage", async () => {
    const directory = await journalWith(testRecords(30), { segmentBytes: SEGMENTS });
    const [, second = ""] = segmentsOf(directory);
    const store = openStore(directory, { segmentBytes: SEGMENTS });
    rmSync(join(directory, second));
    expect(idleRound(store)[0]).toMatchObject({
      kind: "segment-damaged",
      because: expect.stringContaining("ENOENT"),
    });
    await store.close();
  });
});
