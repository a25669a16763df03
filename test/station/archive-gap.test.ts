import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import type { JournalEntry, StationSummary } from "../../src/core/journal/entry.ts";
import { JournalLedger } from "../../src/core/journal/ledger.ts";
import { JournalEvidence } from "../../src/core/record/journal-evidence.ts";
import { JournalCare } from "../../src/station/journal-care.ts";
import { DAY_MS, entriesOf, lives, newWorld, told, type World } from "../support/archived-world.ts";
import { TOY_STATION } from "../support/toy-station.ts";

/** Goal: a damaged segment keeps no sound one from being copied to the archive, and is let go by nobody. */
const DAMAGED = "00000002.segment";

interface Gap {
  readonly world: World;
  /** Finished segments at that moment. */
  readonly finished: number;
  readonly mend: () => void;
}

/** Nothing is archived yet, and in segment 2 is a bit that is another. */
async function damagedJournal(): Promise<Gap> {
  const world = newWorld();
  writeFileSync(world.archive, "a file where the folder should be");
  const { kinds } = await lives(world, { jobs: 10, idleSteps: 0, keepDays: null });
  rmSync(world.archive);
  const path = join(world.journal, DAMAGED);
  const sound = readFileSync(path);
  const spoilt = Buffer.from(sound);
  spoilt.writeUInt8((spoilt[3000] ?? 0) ^ 8, 3000);
  writeFileSync(path, spoilt);
  return { world, finished: kinds.length - 1, mend: () => writeFileSync(path, sound) };
}

/** Numbers of the copies in the archive. */
const archived = ({ archive }: World): number[] =>
  readdirSync(archive).map((name) => Number.parseInt(name, 10));
const upTo = (count: number, without?: number): number[] =>
  Array.from({ length: count }, (_, segment) => segment).filter((segment) => segment !== without);
const summariesOf = (entries: readonly JournalEntry[]): StationSummary[] =>
  entries.filter((entry) => entry.type === "station-summary");

function problems(entries: readonly JournalEntry[]): unknown[] {
  const evidence = new JournalEvidence(TOY_STATION, sha256);
  return entries.flatMap((entry, index) => evidence.note(entry, index) ?? []);
}

describe("with a damaged segment in the middle", () => {
  test("all others are archived, it is told; restored it follows, and nothing is copied twice, restarts or not", async () => {
    const { world, finished, mend } = await damagedJournal();
    expect(finished).toBeGreaterThan(4);
    const damaged = await lives(world, { keepDays: null });
    expect(damaged.word).toBe("JOURNAL_SEGMENT_DAMAGED");
    expect(archived(world).slice(0, finished - 1)).toEqual(upTo(finished, 2));

    // A start in the middle goes on from a summary that says what is there.
    const { kinds } = await lives(world, { jobs: 6, keepDays: null });
    expect(archived(world)).toEqual(upTo(kinds.length - 1, 2));

    mend();
    expect((await lives(world, { keepDays: null })).word).toBeUndefined();
    const last = await lives(world, { jobs: 3, keepDays: null });
    expect(archived(world)).toEqual(upTo(last.kinds.length - 1));

    const entries = entriesOf(world.journal);
    const copies = entries.flatMap((entry) => (entry.type === "segment-archived" ? [entry.segment] : []));
    expect(copies.toSorted((a, b) => a - b)).toEqual(upTo(last.kinds.length - 1));
    expect(copies.indexOf(2)).toBeGreaterThan(finished - 2);
    const gaps = summariesOf(entries);
    const whileDamaged = gaps.filter(({ archivedTo, archivedBeyond }) => archivedTo === 2 && archivedBeyond);
    expect(whileDamaged.at(-1)?.archivedBeyond?.[0]?.from).toBe(3);
    expect(gaps.at(-1)?.archivedTo).toBeGreaterThan(finished);
    expect(gaps.at(-1)?.archivedBeyond).toBeUndefined();
    expect(problems(entries)).toEqual([]);
    const lying = entries.map((entry) => {
      if (entry.type !== "station-summary" || entry.archivedBeyond === undefined) return entry;
      const { archivedBeyond: _, ...rest } = entry;
      return rest;
    });
    expect(problems(lying)).toContainEqual(
      expect.objectContaining({
        reason: expect.objectContaining({
          params: { because: { code: "SUMMARY_UNLIKE_ENTRIES", params: { member: "archivedBeyond" } } },
        }),
      }),
    );
  });

  test("what is older is let go, and nothing from there on before it is archived as well", async () => {
    const { world, mend } = await damagedJournal();
    await lives(world);
    world.clock.advanceBy(31 * DAY_MS);
    const stopped = await lives(world, { idleSteps: 150 });
    expect(stopped.kinds[0]).toBe(DAMAGED);
    mend();
    const { kinds } = await lives(world, { idleSteps: 200 });
    expect((kinds[0] ?? "") > DAMAGED).toBe(true);
    const entries = entriesOf(world.journal, world.archive);
    expect(told(entries, "job-opened")).toBe(10);
    expect(problems(entries)).toEqual([]);
  });
});

test("an old answer of the registry, about what was let go since, stops nothing", async () => {
  const world = newWorld();
  const { registry } = world;
  const { handle } = registry;
  const first: Uint8Array[] = [];
  registry.handle = (...message) => {
    const answers = handle.apply(registry, message);
    if (first.length === 0) first.push(...answers);
    return answers;
  };
  await lives(world, { jobs: 12 });
  world.clock.advanceBy(31 * DAY_MS);
  expect((await lives(world, { idleSteps: 150 })).kinds[0]).not.toBe("00000000.segment");
  let again = 0;
  registry.handle = (...message) => {
    again++;
    return [...first, ...handle.apply(registry, message)];
  };
  await lives(world, { jobs: 2 });
  expect(again).toBeGreaterThan(0);
  expect(told(entriesOf(world.journal, world.archive), "record-sealed")).toBe(14);
});

/** Where the check begins by clocks of a minute. */
function begun(archivedSegments: readonly number[], hasArchive: boolean): number[] {
  const finished = upTo(7).map((segment) => ({ segment, firstIndex: segment, endIndex: segment + 1 }));
  const from = new Set<number>();
  const ledger = new JournalLedger();
  for (const segment of archivedSegments) ledger.archived.note(segment);
  const segments = {
    first: () => 0,
    finished: () => finished,
    checkFrom: (segment: number) => void from.add(segment),
    peaks: () => [],
    letGo: () => undefined,
  };
  for (let second = 0; second < 60; second++) {
    const clock = new VirtualClock();
    clock.advanceBy(second * 1000);
    const silent = (): void => undefined;
    new JournalCare({
      store: { segments, read: () => [], size: () => 7 },
      retention: hasArchive ? { archive: { keep: silent }, keepDays: null } : null,
      clock,
      timers: clock,
      log: { info: silent, warn: silent, error: silent },
      ledger,
      isClockSure: () => true,
      isIdle: () => true,
      append: silent,
      onWord: silent,
    }).start();
  }
  return [...from].sort((a, b) => a - b);
}

describe("the idle check begins", () => {
  test.each<[string, readonly number[], boolean, readonly number[]]>([
    ["at the oldest, where none is archived", [], true, [0]],
    ["at the first that is not archived", [0, 1, 2], true, [3]],
    ["at the gap or after it, in turn", [0, 1, 3, 4], true, [2, 5]],
    ["at each of several gaps", [1, 3, 4, 6], true, [0, 2, 5]],
    ["anywhere, where all are archived", upTo(7), true, upTo(7)],
    ["anywhere, where there is no archive", [0, 1], false, upTo(7)],
  ])("%s", (_, there, hasArchive, expected) => {
    expect(begun(there, hasArchive)).toEqual(expected);
  });
});
