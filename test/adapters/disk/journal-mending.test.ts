import { appendFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { HASH_FILE } from "../../../src/adapters/disk/hash-file.ts";
import { JournalReader } from "../../../src/adapters/disk/journal-reader.ts";
import { reindexJournal } from "../../../src/adapters/disk/journal-reindex.ts";
import { MemoryJournalStore } from "../../../src/adapters/disk/memory-journal-store.ts";
import { frameBytes, writeFrame } from "../../../src/core/journal/frame.ts";
import type { JournalMending } from "../../../src/core/journal/mending.ts";
import { storedHashCount, storedHashIndex } from "../../../src/core/journal/merkle.ts";
import { SEGMENT_HEADER_BYTES } from "../../../src/core/journal/segment-header.ts";
import { EdgeError } from "../../../src/errors.ts";
import { idleRound } from "../../support/idle-findings.ts";
import {
  copyOf,
  filesOf,
  journalWith,
  openStore,
  STATION,
  temporaryDirectory,
  testRecord,
  testRecords,
  writeOneByOne,
} from "../../support/journal-directory.ts";
import { receiptedRecords, receiptOf, rootOf } from "../../support/receipted-journal.ts";

const SEGMENT = "00000000.segment";
const NOTE = "mended.json";

/** What opening it mended, or the code of why it was not opened. */
async function opening(
  directory: string,
  segmentBytes?: number,
): Promise<readonly JournalMending[] | string> {
  try {
    const store = openStore(directory, segmentBytes === undefined ? {} : { segmentBytes });
    const mendings = store.mended?.mendings ?? [];
    await store.close();
    return mendings;
  } catch (error) {
    if (error instanceof EdgeError) return error.code;
    throw error;
  }
}

/** The same of somebody who only reads: what is told of the index, or the code of the refusal. */
function reading(directory: string): number | null | string {
  const reader = new JournalReader(directory);
  try {
    for (const _ of reader.records());
    return reader.indexDifference;
  } catch (error) {
    if (error instanceof EdgeError) return error.code;
    throw error;
  } finally {
    reader.close();
  }
}

/** A draft of an index is no part of the journal, and the next opening removes it. */
function journalFiles(directory: string): Record<string, string> {
  const { [`${HASH_FILE}.new`]: _, ...files } = filesOf(directory);
  return files;
}

function change(file: string, how: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file);
  how(bytes);
  writeFileSync(file, bytes);
}

const flip = (file: string, at: number, bit: number): void =>
  change(file, (bytes) => bytes.writeUInt8((bytes[at] ?? 0) ^ (1 << bit), at));

const startOf = (records: readonly Uint8Array[], record: number): number =>
  records.slice(0, record).reduce((at, one) => at + frameBytes(one), SEGMENT_HEADER_BYTES);

/** Another record in its place, with a checksum that is right: what no accident does. */
function edit(directory: string, records: readonly Uint8Array[], record: number): void {
  const forged = new TextEncoder().encode(
    new TextDecoder().decode(records[record]).replace(/"number":\d/, '"number":9'),
  );
  expect(forged.length).toBe(records[record]?.length);
  change(join(directory, SEGMENT), (bytes) => writeFrame(bytes, startOf(records, record), forged, record, 0));
}

function memoryOf(records: readonly Uint8Array[]): MemoryJournalStore {
  const store = new MemoryJournalStore();
  store.append(records, () => undefined);
  return store;
}

describe("a damaged hash index (FF-021)", () => {
  test.each([[1], [7], [8], [30]])(
    "one flipped bit anywhere in that of %i records: no wrong root or proof, the same index, and it is said",
    async (count) => {
      const records = testRecords(count);
      const sound = await journalWith(records, { segmentBytes: 400 });
      const index = readFileSync(join(sound, HASH_FILE));
      let idle = 0;
      for (let at = 0; at < index.length; at += count > 8 ? 5 : 1) {
        const directory = copyOf(sound);
        flip(join(directory, HASH_FILE), at, at % 8);
        expect(typeof reading(directory), `byte ${at}`).toBe("number");
        const store = openStore(directory, { segmentBytes: 400 });
        expect(store.root(count), `byte ${at}`).toEqual(rootOf(records));
        const mendings = store.mended?.mendings ?? [];
        const later = mendings.length > 0 ? [] : idleRound(store);
        if (later.length > 0) idle++;
        expect([...mendings, ...later], `byte ${at}`).toEqual([
          later.length > 0
            ? { kind: "hashes-mended", segment: expect.any(Number), hashes: 1 }
            : expect.objectContaining({ kind: "index-rebuilt", found: "damaged", records: count }),
        ]);
        await store.close();
        expect(readFileSync(join(directory, HASH_FILE))).toEqual(index);
        expect(reading(directory)).toBeNull();
        rmSync(directory, { recursive: true });
      }
      // A bit that an opening does not see is seen by the idle check: both happen here.
      if (count === 30) expect(idle).toBeGreaterThan(20);
    },
    60_000,
  );

  test("every root and every proof that rests on it is right, or none is given and the next opening mends it", async () => {
    const records = testRecords(30);
    const sound = await journalWith(records, { segmentBytes: 400 });
    const length = readFileSync(join(sound, HASH_FILE)).length;
    let refused = 0;
    for (let at = 3; at < length; at += 31) {
      const directory = copyOf(sound);
      flip(join(directory, HASH_FILE), at, at % 8);
      for (let size = 1; size <= 30; size++) {
        const store = openStore(directory, { segmentBytes: 400 });
        const fatal: unknown[] = [];
        store.onFatal((cause) => fatal.push(cause));
        try {
          const proofs = [
            store.root(size),
            ...store.inclusionProof(size - 1, 30),
            ...store.consistencyProof(size, 30),
          ];
          const right = memoryOf(records);
          expect(proofs).toEqual([
            right.root(size),
            ...right.inclusionProof(size - 1, 30),
            ...right.consistencyProof(size, 30),
          ]);
          await store.close();
        } catch (error) {
          expect(error).toMatchObject({ code: "JOURNAL_INDEX_DAMAGED" });
          expect(fatal).toEqual([error]);
          refused++;
          await store.close();
          expect(await opening(directory, 400)).toMatchObject([{ kind: "index-rebuilt", found: "damaged" }]);
          expect(await opening(directory, 400)).toMatchObject([{ kind: "index-rebuilt", found: "damaged" }]);
          break;
        }
      }
      rmSync(directory, { recursive: true });
    }
    expect(refused).toBeGreaterThan(5);
  }, 60_000);

  test("asked to look at all of it, it says whether there was anything to mend", async () => {
    const directory = await journalWith(testRecords(30), { segmentBytes: 400 });
    expect(reindexJournal(directory, STATION).mended).toEqual([]);
    flip(join(directory, HASH_FILE), 40, 2);
    expect(reindexJournal(directory, STATION).mended).toMatchObject([{ found: "damaged", asked: true }]);
    expect(reading(directory)).toBeNull();
  });

  test("one that is missing or too short is said as well, and the first start of all is not", async () => {
    const directory = await journalWith(testRecords(30), { segmentBytes: 400 });
    truncateSync(join(directory, HASH_FILE), 320);
    expect(await opening(directory, 400)).toMatchObject([{ found: "short", record: null }]);
    rmSync(join(directory, HASH_FILE));
    rmSync(join(directory, NOTE));
    expect(await opening(directory, 400)).toMatchObject([{ found: "missing", record: null }]);
    const empty = temporaryDirectory();
    expect(await opening(empty)).toEqual([]);
    rmSync(join(empty, HASH_FILE));
    expect(await opening(empty)).toEqual([]);
  });

  test("is told until the journal says so", async () => {
    const directory = await journalWith(testRecords(9));
    flip(join(directory, HASH_FILE), 100, 3);
    const mended = [{ kind: "index-rebuilt", found: "damaged", record: 2, records: 9, asked: false }];
    expect(await opening(directory)).toEqual(mended);
    const store = openStore(directory);
    expect(store.mended?.mendings).toEqual(mended);
    await writeOneByOne(store, [testRecord(9)]);
    store.mended?.told();
    await store.close();
    expect(existsSync(join(directory, NOTE))).toBe(false);
    expect(await opening(directory)).toEqual([]);
  });

  test("a note that cannot be read stops nothing, and that is told", async () => {
    const directory = await journalWith(testRecords(3));
    for (const note of ["", "[", '[{"kind":"tail-cut"}]', "\u0000\u0000"]) {
      writeFileSync(join(directory, NOTE), note);
      expect(await opening(directory)).toEqual([{ kind: "note-unreadable" }]);
    }
  });
});

describe("a record that is not the one its index was made from", () => {
  /** Eight hashes of other records over the index from here on. */
  const spoil = (directory: string, hash: number): void =>
    change(join(directory, HASH_FILE), (bytes) =>
      bytes.fill(0x5a, hash * 32, Math.min((hash + 8) * 32, bytes.length)),
    );

  test("is refused where nothing proves it, and the journal is left as it is", async () => {
    const records = testRecords(7);
    for (const record of [1, 2, 6]) {
      const directory = await journalWith(records);
      edit(directory, records, record);
      const before = journalFiles(directory);
      expect(await opening(directory)).toBe("JOURNAL_CORRUPT");
      expect(reading(directory)).toBe("JOURNAL_CORRUPT");
      expect(journalFiles(directory)).toEqual(before);
    }
  });

  test("a whole stretch of the index is damage where the registry's receipt stands for the records", async () => {
    const unproven = await journalWith(testRecords(12));
    spoil(unproven, storedHashIndex(0, 8));
    expect(await opening(unproven)).toBe("JOURNAL_CORRUPT");
    expect(reading(unproven)).toBe("JOURNAL_CORRUPT");
    // One more, so that no larger part of the tree vouches for what is spoilt.
    const records = receiptedRecords(12, 1);
    const proven = await journalWith(records);
    spoil(proven, storedHashIndex(0, 8));
    expect(reading(proven)).toBe(8);
    expect(await opening(proven)).toMatchObject([{ found: "damaged", record: 8, records: 14 }]);
    expect(reading(proven)).toBeNull();
  });
});

describe("the journal's own newest receipt (FF-028)", () => {
  test.each([["kept"], ["deleted"]])(
    "a record edited with a checksum that is right, its index %s: start and reader refuse alike",
    async (index) => {
      const records = receiptedRecords(8, 3);
      const directory = await journalWith(records);
      edit(directory, records, 5);
      if (index === "deleted") rmSync(join(directory, HASH_FILE));
      const before = journalFiles(directory);
      expect(await opening(directory)).toBe("JOURNAL_ALTERED");
      expect(reading(directory)).toBe("JOURNAL_ALTERED");
      expect(journalFiles(directory)).toEqual(before);
    },
  );

  test("is looked for in earlier segments too", async () => {
    const records = receiptedRecords(4, 30);
    const directory = await journalWith(records, { segmentBytes: 2000 });
    expect(existsSync(join(directory, "00000001.segment"))).toBe(true);
    expect(await opening(directory, 2000)).toEqual([]);
    const [other] = [records[0] ?? new Uint8Array()];
    const lie = receiptOf([other, other, other, other]);
    const forged = await journalWith([...records.slice(0, 4), lie, ...records.slice(5)], {
      segmentBytes: 2000,
    });
    expect(await opening(forged, 2000)).toBe("JOURNAL_ALTERED");
    expect(reading(forged)).toBe("JOURNAL_ALTERED");
  });

  test("a receipt for more than there is", async () => {
    const directory = await journalWith([...testRecords(3), receiptOf(testRecords(9))]);
    expect(await opening(directory)).toBe("JOURNAL_ALTERED");
    expect(reading(directory)).toBe("JOURNAL_ALTERED");
  });
});

describe("what is cut from the end (FF-026)", () => {
  const records = testRecords(6);
  const end = startOf(records, 6);

  test.each([
    ["half a record", Buffer.from(new TextEncoder().encode("half a frame")), "@I"],
    ["zeros", Buffer.alloc(5000), "@H"],
    ["half a megabyte of foreign bytes", Buffer.alloc(512 * 1024, "foreign "), "@I"],
  ])("%s: how much, where, and what the index knew", async (_, bytes, row) => {
    const directory = await journalWith(records);
    appendFileSync(join(directory, SEGMENT), bytes);
    const cut = { kind: "tail-cut", row, segment: 0, position: end, bytes: bytes.length, record: 6 };
    expect(await opening(directory)).toEqual([{ ...cut, index: "behind" }]);
    expect(readFileSync(join(directory, SEGMENT))).toHaveLength(end);
  });

  test("four hundred flips in a last record that was acknowledged and that the index does not hold: none is cut", async () => {
    const sound = await journalWith(records);
    truncateSync(join(sound, HASH_FILE), storedHashCount(5) * 32);
    const from = startOf(records, 5);
    const random = new SeededRandom(26, "flips");
    for (let i = 0; i < 400; i++) {
      const directory = copyOf(sound);
      const at = from + Math.floor(random.unit() * (end - from));
      flip(join(directory, SEGMENT), at, Math.floor(random.unit() * 8));
      const before = journalFiles(directory);
      expect(await opening(directory), `byte ${at}`).toBe("JOURNAL_CORRUPT");
      expect(reading(directory)).toBe("JOURNAL_CORRUPT");
      expect(journalFiles(directory)).toEqual(before);
      rmSync(directory, { recursive: true });
    }
  }, 60_000);

  test("not what a receipt further on stands for, even where its batch says otherwise", async () => {
    const directory = temporaryDirectory();
    const store = openStore(directory);
    await writeOneByOne(store, testRecords(2));
    const batch = [...testRecords(4).slice(2), receiptOf(testRecords(4))];
    store.append(batch, () => undefined);
    await store.close();
    truncateSync(join(directory, HASH_FILE), storedHashCount(2) * 32);
    const third = startOf(testRecords(4), 3);
    change(join(directory, SEGMENT), (bytes) => bytes.fill(0, third + 10, third + 30));
    expect(await opening(directory)).toBe("JOURNAL_CORRUPT");
    expect(reading(directory)).toBe("JOURNAL_CORRUPT");
  });
});
