import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { archivedPath } from "../../src/adapters/disk/archived-segment.ts";
import { HASH_FILE } from "../../src/adapters/disk/hash-file.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { JournalEvidence } from "../../src/core/record/journal-evidence.ts";
import { DAY_MS, entriesOf, lives, newWorld, onDisk, told } from "../support/archived-world.ts";
import { copyOf, temporaryDirectory } from "../support/journal-directory.ts";
import { TOY_STATION } from "../support/toy-station.ts";

/** Goal: the oldest part of a journal is let go only when it is proven elsewhere, and with the archive the whole is what it was. */
test("finished segments are copied; after the days they are let go, and with the archive all is there", async () => {
  const world = newWorld();
  const { kinds } = await lives(world, { jobs: 12 });
  expect(kinds.length).toBeGreaterThan(4);
  const archived = readdirSync(world.archive);
  expect(archived.length).toBeGreaterThan(2);
  expect(told(entriesOf(world.journal), "segment-archived")).toBe(archived.length);
  expect(told(entriesOf(world.journal), "segment-let-go")).toBe(0);

  world.clock.advanceBy(31 * DAY_MS);
  const { kinds: left } = await lives(world, { jobs: 2, idleSteps: 150 });
  expect(left[0]).not.toBe("00000000.segment");
  expect(() => entriesOf(world.journal)).toThrow(expect.objectContaining({ code: "JOURNAL_ARCHIVED" }));
  const all = entriesOf(world.journal, world.archive);
  expect(told(all, "segment-let-go")).toBeGreaterThan(2);
  expect(told(all, "job-opened")).toBe(14);
  const evidence = new JournalEvidence(TOY_STATION, sha256);
  expect(all.flatMap((entry, index) => evidence.note(entry, index) ?? [])).toEqual([]);

  // It goes on, and numbers its jobs and records as if nothing were away.
  await lives(world, { jobs: 1, idleSteps: 1 });
  const later = entriesOf(world.journal, world.archive);
  expect(later.flatMap((entry) => (entry.type === "job-opened" ? [entry.job] : [])).at(-1)).toBe(
    "TOY-1-000015",
  );
  expect(told(later, "record-sealed")).toBe(15);
});

test("an index is made again from what is left; a segment that nobody let go is missed", async () => {
  const world = newWorld();
  await lives(world, { jobs: 12 });
  world.clock.advanceBy(31 * DAY_MS);
  await lives(world, { jobs: 1, idleSteps: 150 });
  const { journal } = world;
  const whole = onDisk(journal);
  const root = whole.root(whole.size());
  await whole.close();

  const unindexed = copyOf(journal);
  rmSync(join(unindexed, HASH_FILE));
  const again = onDisk(unindexed);
  expect(again.root(again.size())).toEqual(root);
  expect(again.mended?.mendings).toMatchObject([{ kind: "index-rebuilt", found: "missing" }]);
  expect(() => [...again.read(0)]).toThrow(expect.objectContaining({ code: "JOURNAL_ARCHIVED" }));
  await again.close();

  const noteless = copyOf(unindexed);
  rmSync(join(noteless, HASH_FILE));
  rmSync(join(noteless, "kept.json"));
  expect(() => onDisk(noteless)).toThrow(expect.objectContaining({ code: "JOURNAL_CORRUPT" }));

  const robbed = copyOf(journal);
  const [first = ""] = readdirSync(robbed).filter((name) => name.endsWith(".segment"));
  rmSync(join(robbed, first));
  expect(() => onDisk(robbed)).toThrow(expect.objectContaining({ code: "JOURNAL_CORRUPT" }));
  const never = newWorld();
  await lives(never, { jobs: 8, keepDays: null });
  rmSync(join(never.journal, "00000000.segment"));
  expect(() => onDisk(never.journal)).toThrow(expect.objectContaining({ code: "JOURNAL_CORRUPT" }));
});

test("nothing is let go without a receipt, without an archive, or without days", async () => {
  const silent = newWorld();
  silent.registry.handle = () => [];
  await lives(silent, { jobs: 10 });
  silent.clock.advanceBy(400 * DAY_MS);
  const { kinds } = await lives(silent, { idleSteps: 100 });
  expect(kinds[0]).toBe("00000000.segment");
  const forGood = newWorld();
  await lives(forGood, { jobs: 10, keepDays: null });
  forGood.clock.advanceBy(4000 * DAY_MS);
  expect((await lives(forGood, { idleSteps: 100, keepDays: null })).kinds[0]).toBe("00000000.segment");
});

test("by a clock that is set far ahead nothing is old; when it is right again, what is old goes", async () => {
  const world = newWorld();
  await lives(world, { jobs: 12 });
  world.clock.setWallBy(100 * DAY_MS);
  expect((await lives(world, { idleSteps: 150 })).kinds[0]).toBe("00000000.segment");
  world.clock.setWallBy(-100 * DAY_MS);
  // Past the time that the journal's last entries tell.
  world.clock.advanceBy(131 * DAY_MS);
  expect((await lives(world, { idleSteps: 150 })).kinds[0]).not.toBe("00000000.segment");
});

test("a segment whose hashes had to be made again is proven by that, and is copied in the same round", async () => {
  const world = newWorld();
  writeFileSync(world.archive, "nothing can be copied yet");
  await lives(world, { jobs: 12, idleSteps: 0, keepDays: null });
  rmSync(world.archive);
  const index = join(world.journal, HASH_FILE);
  const bytes = readFileSync(index);
  bytes.writeUInt8((bytes[5] ?? 0) ^ 4, 5);
  writeFileSync(index, bytes);
  await lives(world, { idleSteps: 3 });
  expect(told(entriesOf(world.journal), "journal-mended")).toBe(1);
  // On a busy machine the round may end before the copy has its last name.
  expect(readdirSync(world.archive)[0]).toMatch(/^00000000\.segment\.gz(?:\.new)?$/);
});

test("an archive that is not there, as a disk that is not mounted, is not made", async () => {
  const world = { ...newWorld(), archive: join(temporaryDirectory(), "not-mounted", "TOY-1") };
  const { word } = await lives(world, { jobs: 8 });
  expect(word).toBe("ARCHIVE_UNWRITABLE");
  expect(readdirSync(join(world.archive, "..", ".."))).toEqual([]);
});

test("an archive that cannot be written is said and stops nothing; when it can, it is made up for", async () => {
  const world = newWorld();
  writeFileSync(world.archive, "a file where the folder should be");
  const { word } = await lives(world, { jobs: 10 });
  expect(word).toBe("ARCHIVE_UNWRITABLE");
  world.clock.advanceBy(31 * DAY_MS);
  expect((await lives(world, { idleSteps: 80 })).kinds[0]).toBe("00000000.segment");
  rmSync(world.archive);
  const mended = await lives(world, { idleSteps: 200 });
  expect(mended.word).toBeUndefined();
  expect(mended.kinds[0]).not.toBe("00000000.segment");
});

test("a copy that was spoilt in the archive is written anew, and one that does not read back is none", async () => {
  const { journal, archive } = newWorld();
  const world = { ...newWorld(), journal, archive };
  mkdirSync(archive, { recursive: true });
  writeFileSync(archivedPath(archive, 0), "not a segment");
  await lives(world, { jobs: 10 });
  world.clock.advanceBy(31 * DAY_MS);
  await lives(world, { idleSteps: 150 });
  expect(told(entriesOf(journal, archive), "job-opened")).toBe(10);
  writeFileSync(archivedPath(archive, 0), "rotten");
  expect(() => entriesOf(journal, archive)).toThrow(expect.objectContaining({ code: "FILE_UNREADABLE" }));
  rmSync(archivedPath(archive, 0));
  expect(() => entriesOf(journal, archive)).toThrow(expect.objectContaining({ code: "JOURNAL_CORRUPT" }));
});

test("killed between the word of it and the removal: the next start removes what the journal says is let go", async () => {
  const world = newWorld();
  await lives(world, { jobs: 12 });
  const before = copyOf(world.journal);
  world.clock.advanceBy(31 * DAY_MS);
  await lives(world, { idleSteps: 150 });
  // The files are there again, as if they had never been removed.
  const [kept = ""] = readdirSync(world.journal).filter((name) => name.endsWith(".segment"));
  for (const name of readdirSync(before).filter((file) => file.endsWith(".segment") && file < kept))
    copyFileSync(join(before, name), join(world.journal, name));
  const { kinds } = await lives(world, { idleSteps: 1 });
  expect(kinds[0]).toBe(kept);
});
