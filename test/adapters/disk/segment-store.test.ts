import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type DurableFile, type DurableFs, nodeDurableFs } from "../../../src/adapters/disk/durable-fs.ts";
import { HASH_FILE } from "../../../src/adapters/disk/hash-file.ts";
import { exportJournal } from "../../../src/adapters/disk/journal-export.ts";
import { JournalReader, readJournal } from "../../../src/adapters/disk/journal-reader.ts";
import { MemoryJournalStore } from "../../../src/adapters/disk/memory-journal-store.ts";
import { frameBytes } from "../../../src/core/journal/frame.ts";
import { storedHashCount } from "../../../src/core/journal/merkle.ts";
import { SEGMENT_HEADER_BYTES } from "../../../src/core/journal/segment-header.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { EdgeError } from "../../../src/errors.ts";
import {
  copyOf,
  filesOf,
  journalWith,
  openStore,
  STATION,
  setFormat,
  temporaryDirectory,
  testRecord,
  testRecords,
  textsOf,
  writeOneByOne,
} from "../../support/journal-directory.ts";
import { openFiles } from "../../support/open-files.ts";

const SEGMENT = "00000000.segment";

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof EdgeError) return error.code;
    throw error;
  }
  return "none";
}

/** Where each record's frame begins in the first segment; the last entry is the end of the file. */
function frameStarts(records: readonly Uint8Array[]): number[] {
  const starts = [SEGMENT_HEADER_BYTES];
  for (const record of records) starts.push((starts.at(-1) ?? 0) + frameBytes(record));
  return starts;
}

function flip(file: string, at: number, bit = 1): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ bit;
  writeFileSync(file, bytes);
}

describe("a torn tail (JR-01)", () => {
  const records = testRecords(6);

  test("cut at every byte of the last three records, exactly the whole ones come back and writing goes on", async () => {
    const whole = await journalWith(records);
    const starts = frameStarts(records);
    for (let cut = starts[3] ?? 0; cut < (starts[6] ?? 0); cut++) {
      const left = starts.filter((start) => start <= cut).length - 1;
      const directory = copyOf(whole);
      truncateSync(join(directory, SEGMENT), cut);
      // The index was written after the sync that these records never saw.
      truncateSync(join(directory, HASH_FILE), storedHashCount(left) * 32);
      const store = openStore(directory);
      expect(textsOf(store.read(0))).toEqual(textsOf(records.slice(0, left)));
      await writeOneByOne(store, [testRecord(99)]);
      expect(store.size()).toBe(left + 1);
      await store.close();
      expect(textsOf(readJournal(directory)).at(-1)).toBe(new TextDecoder().decode(testRecord(99)));
    }
  }, 60_000);

  test("a tail that was durable is not torn, it is missing: stop", async () => {
    const whole = await journalWith(records);
    const starts = frameStarts(records);
    for (const cut of [starts[3] ?? 0, (starts[5] ?? 0) + 1, (starts[6] ?? 0) - 1]) {
      const directory = copyOf(whole);
      truncateSync(join(directory, SEGMENT), cut);
      expect(codeOf(() => openStore(directory))).toBe("JOURNAL_CORRUPT");
      expect(codeOf(() => [...readJournal(directory)])).toBe("JOURNAL_CORRUPT");
    }
  });

  test("zeros and half a batch after the durable part are cut", async () => {
    const directory = await journalWith(records);
    appendFileSync(join(directory, SEGMENT), new Uint8Array(5000));
    let store = openStore(directory);
    expect(store.size()).toBe(6);
    await store.close();
    appendFileSync(join(directory, SEGMENT), "half a frame");
    store = openStore(directory);
    expect(store.size()).toBe(6);
    await store.close();
  });
});

describe("damage before a valid record (JR-02)", () => {
  test.each([["with its index"], ["without an index"]])(
    "stops at every byte of a middle record, %s",
    async (how) => {
      const records = testRecords(6);
      const directory = await journalWith(records);
      const starts = frameStarts(records);
      const before = filesOf(directory);
      for (let at = starts[2] ?? 0; at < (starts[3] ?? 0); at++) {
        const file = join(directory, SEGMENT);
        const sound = readFileSync(file);
        flip(file, at, 0x10);
        if (how === "without an index") rmSync(join(directory, HASH_FILE), { force: true });
        expect(codeOf(() => openStore(directory))).toBe("JOURNAL_CORRUPT");
        expect(readFileSync(file)).toHaveLength(sound.length);
        writeFileSync(file, sound);
      }
      if (how === "with its index") expect(filesOf(directory)).toEqual(before);
    },
  );

  test("a batch that reached the disk in parts, and was never acknowledged, is cut", async () => {
    const directory = temporaryDirectory();
    const store = openStore(directory);
    await writeOneByOne(store, testRecords(2));
    store.append(testRecords(4), () => undefined);
    await store.close();
    const starts = frameStarts([...testRecords(2), ...testRecords(4)]);
    truncateSync(join(directory, HASH_FILE), storedHashCount(2) * 32);
    // A sector that never reached the disk: a single bit would be damage of what had.
    const file = join(directory, SEGMENT);
    writeFileSync(file, readFileSync(file).fill(0, (starts[3] ?? 0) + 9, (starts[3] ?? 0) + 20));
    const again = openStore(directory);
    expect(textsOf(again.read(0))).toEqual(textsOf([...testRecords(2), ...testRecords(1)]));
    await again.close();
  });

  test("without an index nobody can say whether a batch was acknowledged: stop, however often it is tried", async () => {
    const directory = temporaryDirectory();
    const store = openStore(directory);
    store.append(testRecords(6), () => undefined);
    await store.close();
    rmSync(join(directory, HASH_FILE));
    flip(join(directory, SEGMENT), (frameStarts(testRecords(6))[2] ?? 0) + 9);
    for (let attempt = 0; attempt < 3; attempt++)
      expect(codeOf(() => openStore(directory))).toBe("JOURNAL_CORRUPT");
    expect(readdirSync(directory)).not.toContain(HASH_FILE);
  });

  test("damage in a finished segment is found by reading, in the last one by opening", async () => {
    const directory = await journalWith(testRecords(30), { segmentBytes: 600 });
    expect(readdirSync(directory).filter((name) => name.endsWith(".segment")).length).toBeGreaterThan(3);
    flip(join(directory, "00000001.segment"), 200);
    const store = openStore(directory, { segmentBytes: 600 });
    expect(codeOf(() => [...store.read(0)])).toBe("JOURNAL_CORRUPT");
    await store.close();
    expect(codeOf(() => [...readJournal(directory)])).toBe("JOURNAL_CORRUPT");
    rmSync(join(directory, "00000001.segment"));
    expect(codeOf(() => openStore(directory))).toBe("JOURNAL_CORRUPT");
  });
});

describe("accidental and intentional change (LM-11)", () => {
  test("every flipped byte of every segment of a ten-record journal is noticed by a reader", async () => {
    const directory = await journalWith(testRecords(10), { segmentBytes: 400 });
    const openBefore = openFiles(directory);
    for (const name of readdirSync(directory)) {
      // What is another bit in the index changes no record: it is told of and made again (journal-mending.test.ts).
      if (name === HASH_FILE) continue;
      const file = join(directory, name);
      const sound = readFileSync(file);
      for (let at = 0; at < sound.length; at++) {
        flip(file, at, 1 << (at % 8));
        expect(
          codeOf(() => [...readJournal(directory)]),
          `${name} byte ${at}`,
        ).toBe("JOURNAL_CORRUPT");
        writeFileSync(file, sound);
      }
    }
    expect([...readJournal(directory)]).toHaveLength(10);
    // Refused as often as anybody asks, and nothing stays open.
    expect(openFiles(directory)).toBe(openBefore);
  }, 60_000);

  test("a record exchanged together with its checksum does not fit the tree", async () => {
    const directory = await journalWith(testRecords(5));
    const forged = testRecords(5);
    forged[2] = new TextEncoder().encode(new TextDecoder().decode(testRecord(2)).replace("2", "3"));
    const other = await journalWith(forged);
    writeFileSync(join(directory, SEGMENT), readFileSync(join(other, SEGMENT)));
    expect(codeOf(() => [...readJournal(directory)])).toBe("JOURNAL_CORRUPT");
    expect(codeOf(() => openStore(directory))).toBe("JOURNAL_CORRUPT");
  });
});

describe("the hash index", () => {
  test.each([["missing"], ["empty"], ["behind"], ["full of zeros"]])(
    "%s, it is made again from the records",
    async (state) => {
      const directory = await journalWith(testRecords(40), { segmentBytes: 700 });
      const file = join(directory, HASH_FILE);
      const sound = readFileSync(file);
      if (state === "missing") rmSync(file);
      if (state === "empty") truncateSync(file, 0);
      if (state === "behind") truncateSync(file, 20 * 32 + 7);
      if (state === "full of zeros") writeFileSync(file, new Uint8Array(sound.length));
      const store = openStore(directory, { segmentBytes: 700 });
      expect(Buffer.from(store.root(40)).toString("hex")).toBe(rootOf(testRecords(40)));
      await store.close();
      expect(readFileSync(file)).toEqual(sound);
    },
  );
});

function rootOf(records: readonly Uint8Array[]): string {
  const store = new MemoryJournalStore();
  store.append(records, () => undefined);
  return Buffer.from(store.root(records.length)).toString("hex");
}

describe("who may write", () => {
  test("one store a directory, in this process and in others", async () => {
    const directory = temporaryDirectory();
    const store = openStore(directory);
    expect(codeOf(() => openStore(directory))).toBe("JOURNAL_LOCKED");
    expect(textsOf(readJournal(directory))).toEqual([]);
    await store.close();
    const again = openStore(directory);
    await again.close();
    expect(readdirSync(directory)).toEqual([SEGMENT, HASH_FILE]);
  });

  test("a living process's lock holds, a dead one's is taken over", async () => {
    const directory = temporaryDirectory();
    const lock = join(directory, "lock");
    writeFileSync(lock, `${process.ppid}`);
    expect(codeOf(() => openStore(directory))).toBe("JOURNAL_LOCKED");
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    for (const stale of [`${pid}`, `${process.ppid} 1 another-boot`, `${process.pid}`, "", "nonsense"]) {
      writeFileSync(lock, stale);
      const store = openStore(directory);
      await store.close();
    }
  });

  test("not a journal of another format, which is left as it is", async () => {
    for (const format of [1, 3]) {
      const directory = await journalWith(testRecords(3));
      setFormat(directory, format);
      const before = filesOf(directory);
      expect(codeOf(() => openStore(directory))).toBe("JOURNAL_FORMAT");
      expect(codeOf(() => [...readJournal(directory)])).toBe("JOURNAL_FORMAT");
      expect(filesOf(directory)).toEqual(before);
    }
  });

  test("not another station", async () => {
    const directory = await journalWith(testRecords(1));
    expect(codeOf(() => openStore(directory, { station: asId<"station">("HB-WH-0043") }))).toBe(
      "CONFIG_INVALID",
    );
    await openStore(directory).close();
  });

  test("not where no directory can be", () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "file"), "");
    expect(codeOf(() => openStore(join(directory, "file", "journal")))).toBe("DIRECTORY_UNWRITABLE");
    expect(codeOf(() => new JournalReader(join(directory, "nowhere")))).toBe("FILE_UNREADABLE");
    expect(codeOf(() => new JournalReader(directory))).toBe("FILE_UNREADABLE");
    mkdirSync(join(directory, "closed"));
    chmodSync(join(directory, "closed"), 0o500);
    const isRoot = process.getuid?.() === 0;
    expect(codeOf(() => void openStore(join(directory, "closed")).close())).toBe(
      isRoot ? "none" : "DIRECTORY_UNWRITABLE",
    );
  });
});

describe("an export", () => {
  test("has the same bytes for the same records, opens as a store, and is not written over another journal", async () => {
    const memory = new MemoryJournalStore();
    memory.append(testRecords(50), () => undefined);
    const written = await journalWith(testRecords(50), { segmentBytes: 700 });
    const store = openStore(written, { segmentBytes: 700 });
    const [one, two, three] = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()];
    exportJournal(memory, one, STATION, { segmentBytes: 700 });
    exportJournal(memory, two, STATION, { segmentBytes: 700 });
    exportJournal(store, three, STATION, { segmentBytes: 700 });
    await store.close();
    expect(filesOf(two)).toEqual(filesOf(one));
    expect(filesOf(three)).toEqual(filesOf(one));
    // Written one by one, every record had a sync of its own, as in an export.
    expect(filesOf(written)).toEqual(filesOf(one));
    expect(codeOf(() => exportJournal(memory, one, STATION))).toBe("DIRECTORY_USED");
    const opened = openStore(one, { segmentBytes: 700 });
    await writeOneByOne(opened, [testRecord(50)]);
    expect(opened.size()).toBe(51);
    await opened.close();
  });
});

test("a reader beside a writer sees a prefix of the records, always whole", async () => {
  const directory = temporaryDirectory();
  const store = openStore(directory, { segmentBytes: 20_000 });
  const all = testRecords(3000);
  let durable = 0;
  const done = new Promise<void>((resolve, reject) => {
    store.onFatal(reject);
    for (const [i, record] of all.entries()) {
      store.append([record], () => {
        durable = i + 1;
        if (durable === all.length) resolve();
      });
    }
  });
  for (let round = 0; durable < all.length; round++) {
    const least = durable;
    const seen = textsOf(readJournal(directory));
    expect(seen.length).toBeGreaterThanOrEqual(least);
    expect(seen).toEqual(textsOf(all.slice(0, seen.length)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(round).toBeLessThan(10_000);
  }
  await done;
  await store.close();
  expect(textsOf(readJournal(directory))).toHaveLength(3000);
});

test("the way to a record just written is not walked from the segment's beginning", async () => {
  let bytesRead = 0;
  class CountingFs implements DurableFs {
    makeDirectory = (path: string): void => nodeDurableFs.makeDirectory(path);
    list = (directory: string): readonly string[] => nodeDurableFs.list(directory);
    rename = (from: string, to: string): void => nodeDurableFs.rename(from, to);
    remove = (path: string): void => nodeDurableFs.remove(path);
    removeDirectory = (path: string): void => nodeDurableFs.removeDirectory(path);
    syncDirectory = (path: string): void => nodeDurableFs.syncDirectory(path);
    syncDirectoryLater = nodeDurableFs.syncDirectoryLater;
    open(path: string, mode: "read" | "write" | "create"): DurableFile {
      const file = nodeDurableFs.open(path, mode);
      const read = file.read.bind(file);
      file.read = (target, position) => {
        bytesRead += target.length;
        return read(target, position);
      };
      return file;
    }
  }
  const store = openStore(temporaryDirectory(), { fs: new CountingFs(), segmentBytes: 200_000 });
  const records = testRecords(6000);
  for (let at = 0; at < records.length; at += 500)
    await new Promise<void>((durable) => store.append(records.slice(at, at + 500), () => durable()));
  for (const index of [5999, 5990, 17, 3000, 0, 5998, 64, 63, 5999]) {
    bytesRead = 0;
    for (const record of store.read(index)) {
      expect(record).toEqual(records[index]);
      break;
    }
    expect(bytesRead, `record ${index}`).toBeLessThan(20_000);
  }
  await store.close();
});
