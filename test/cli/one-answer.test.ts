import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { HASH_FILE } from "../../src/adapters/disk/hash-file.ts";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { EdgeError } from "../../src/errors.ts";
import { proofmark } from "../support/cli-run.ts";
import { goodDay } from "../support/journal-day.ts";
import { openStore, temporaryDirectory } from "../support/journal-directory.ts";
import { STATION, trustListText } from "../support/sealed-results.ts";

/** Goal: whoever looks at one directory is told one thing of its files, be it a start, `verify` or `replay` (FF-028). */
let folder = "";
let journal = "";
const segment = (): string => join(journal, "00000000.segment");

beforeEach(() => {
  folder = temporaryDirectory();
  journal = join(folder, "journal");
  writeFileSync(join(folder, "trust.json"), trustListText());
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

/** What a start says: the code of its refusal, or the kinds of what it mends. */
async function start(): Promise<string> {
  try {
    const store = openStore(journal, { station: STATION });
    await store.close();
    return (store.mended?.mendings ?? []).map(({ kind }) => kind).join(" ");
  } catch (error) {
    if (error instanceof EdgeError) return error.code;
    throw error;
  }
}

const SPOILT: readonly [
  string,
  () => void,
  { start: string; readers: string; verify: number; replay: number },
][] = [
  [
    "nine megabytes of zeros at the end",
    () => appendFileSync(segment(), new Uint8Array(9 * 1024 * 1024)),
    { start: "JOURNAL_CORRUPT", readers: "JOURNAL_CORRUPT", verify: 1, replay: 3 },
  ],
  [
    "a flipped bit in the middle",
    () => flip(segment(), 400),
    { start: "JOURNAL_CORRUPT", readers: "JOURNAL_CORRUPT", verify: 1, replay: 3 },
  ],
  [
    "a torn tail",
    () => appendFileSync(segment(), "torn"),
    { start: "tail-cut", readers: "UNFINISHED_ENTRY", verify: 1, replay: 1 },
  ],
  [
    "a flipped bit in the index",
    () => flip(join(journal, HASH_FILE), 100),
    { start: "index-rebuilt", readers: "The hash index is damaged at entry", verify: 0, replay: 1 },
  ],
];

describe("one answer", () => {
  test.each(SPOILT)("%s", async (_, spoil, wanted) => {
    exportJournal(goodDay().store, journal, STATION);
    spoil();
    const verified = await proofmark("verify", journal, "--trust", join(folder, "trust.json"));
    expect([verified.code, verified.out]).toEqual([wanted.verify, expect.stringContaining(wanted.readers)]);
    const replayed = await proofmark("replay", journal);
    // This day's rulebook is no rulebook, so that its job cannot be opened again: a 1 of its own.
    expect(replayed.code).toBe(wanted.replay);
    expect(`${replayed.out}${replayed.err}`).toContain(wanted.readers);
    expect(await start()).toBe(wanted.start);
  });

  test("a journal that its newest receipt speaks against, its index deleted", async () => {
    const day = goodDay();
    day.receipt(5, new Uint8Array(32).fill(7));
    exportJournal(day.store, journal, STATION);
    rmSync(join(journal, HASH_FILE));
    const verified = await proofmark("verify", journal, "--trust", join(folder, "trust.json"));
    const replayed = await proofmark("replay", journal);
    expect([verified.code, verified.out]).toEqual([1, expect.stringContaining("JOURNAL_ALTERED")]);
    expect([replayed.code, replayed.err]).toEqual([2, expect.stringContaining("JOURNAL_ALTERED")]);
    expect(await start()).toBe("JOURNAL_ALTERED");
  });
});
