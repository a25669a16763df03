import { expect, onTestFinished, test } from "vitest";
import { civilDateIn } from "../../src/adapters/clock/civil-date.ts";
import { MemoryResultLines } from "../../src/adapters/disk/memory-result-lines.ts";
import { ANY_RESULT } from "../../src/core/results/result-line.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { ResultsBook } from "../../src/runtime/results-book.ts";
import { ResultsDesk, resultsSource } from "../../src/runtime/results-desk.ts";
import { LiveHistory } from "../../src/station/live-history.ts";
import { laneAndCourse, type Rig } from "../support/lane-and-course.ts";
import { aLine } from "../support/result-lines.ts";

/** Goal: every result can be found and shown again as it was, after any restart, from the journal alone. */
const localDate = civilDateIn("Asia/Shanghai");
const NO_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function day(): Promise<Rig> {
  const at = await laneAndCourse({ isWatched: true });
  onTestFinished(() => at.close());
  at.station.screen.history = new LiveHistory();
  at.open("inspection");
  at.open("exam");
  at.clock.advanceBy(900_000);
  expect(at.records()).toHaveLength(2);
  return at;
}

function booked(
  at: Rig,
  lines = new MemoryResultLines(),
  store: Pick<JournalStore, "read" | "size"> = at.kept,
) {
  const warned: string[] = [];
  const log = { ...NO_LOG, warn: (what: string) => void warned.push(what) };
  const book = new ResultsBook({ lines, store, timers: at.clock, log, localDate });
  const receiptedSize = (): number => at.station.screen.snapshot().station.registry.receiptedSize;
  const desk = new ResultsDesk({ store: at.kept, openSession, localDate, log: NO_LOG, receiptedSize });
  return { book, lines, warned, source: resultsSource(book, desk) };
}

test("the list follows the journal: what was sealed before, and what is sealed next", async () => {
  const at = await day();
  const { book, source } = booked(at);
  expect(await source.search(ANY_RESULT, 50)).toMatchObject({ lines: [], incomplete: false });
  book.follow();
  expect((await source.search(ANY_RESULT, 50)).incomplete).toBe(true);
  at.clock.advanceBy(10_000);
  const { lines, more, incomplete } = await source.search(ANY_RESULT, 50);
  expect([more, incomplete]).toEqual([false, false]);
  const sealed = at
    .entries()
    .flatMap((entry, index) =>
      entry.type === "record-sealed" ? [{ index, record: entry.record, job: entry.job }] : [],
    );
  expect(lines).toMatchObject([...sealed].reverse());
  expect(lines.map(({ kind, simulated }) => [kind, simulated]).sort()).toEqual([
    ["exam", true],
    ["inspection", true],
  ]);
  at.open("exam");
  at.clock.advanceBy(900_000);
  book.follow();
  at.clock.advanceBy(10_000);
  expect((await source.search(ANY_RESULT, 50)).lines).toHaveLength(3);
  expect(await source.search(ANY_RESULT, 2)).toMatchObject({ more: true });
  const [, second] = (await source.search(ANY_RESULT, 2)).lines;
  const rest = await source.search({ ...ANY_RESULT, before: second?.index ?? 0 }, 2);
  expect(rest.lines.map(({ job }) => job)).toEqual([sealed[0]?.job]);
});

test("a start goes on where the list ends; a list of another journal, or a damaged one, is made again", async () => {
  const at = await day();
  const kept = new MemoryResultLines();
  const first = booked(at, kept);
  first.book.follow();
  at.clock.advanceBy(10_000);
  const all = (await first.source.search(ANY_RESULT, 50)).lines;
  const read: number[] = [];
  const counting = {
    size: () => at.kept.size(),
    read: (from: number) => {
      read.push(from);
      return at.kept.read(from);
    },
  };
  const again = booked(at, kept, counting);
  again.book.follow();
  at.clock.advanceBy(10_000);
  expect((await again.source.search(ANY_RESULT, 50)).lines).toEqual(all);
  expect(Math.min(...read)).toBe(all[0]?.index);
  expect(again.warned).toEqual([]);

  for (const foreign of [aLine({ index: 3 }), aLine({ index: at.kept.size() + 5 })]) {
    const lines = new MemoryResultLines();
    lines.append([foreign]);
    const other = booked(at, lines);
    expect(other.warned).toEqual(["the list of results is of another journal, and is made again"]);
    other.book.follow();
    at.clock.advanceBy(10_000);
    expect((await other.source.search(ANY_RESULT, 50)).lines).toEqual(all);
  }

  const spoilt = new (class extends MemoryResultLines {
    isSpoilt = true;
    override *newestFirst(): ReturnType<MemoryResultLines["newestFirst"]> {
      if (this.isSpoilt) return "damaged" as "whole";
      return yield* super.newestFirst();
    }
    override clear(): void {
      super.clear();
      this.isSpoilt = false;
    }
  })();
  spoilt.append(all.slice(0, 1));
  const mended = booked(at, spoilt);
  expect(await mended.source.search(ANY_RESULT, 50)).toMatchObject({ lines: [], incomplete: true });
  at.clock.advanceBy(10_000);
  expect((await mended.source.search(ANY_RESULT, 50)).lines).toEqual(all);
});

test("a result is shown again as its page was when it ended, with its curves and its way", async () => {
  const at = await day();
  const { book, source } = booked(at);
  book.follow();
  at.clock.advanceBy(10_000);
  const live = at.station.screen.snapshot().jobs;
  const messages = at.station.screen.history?.messages() ?? [];
  for (const line of (await source.search(ANY_RESULT, 50)).lines) {
    const shown = await source.show(line.record);
    const was = live.find(({ job }) => job === line.job);
    expect(was?.state).toBe("receipted");
    expect({ ...shown?.again?.job, receiptSize: null }).toEqual({ ...was, receiptSize: null });
    expect(shown?.again?.job.receiptSize).toBeGreaterThan(line.index);
    expect(shown?.document).toMatchObject({ job: line.job, verdict: line.verdict });
    const told = messages.filter((message) => "job" in message && message.job === line.job);
    expect(told.length).toBeGreaterThan(0);
    expect(shown?.again?.told.map(({ type }) => type)).toEqual(told.map(({ type }) => type));
    for (const [nth, message] of told.entries()) {
      const other = shown?.again?.told[nth];
      if (message.type === "force" && other?.type === "force")
        expect(other.samples.map(([, ...forces]) => forces)).toEqual(message.samples.map(([, ...f]) => f));
      if (message.type === "track") expect(other).toEqual(message);
    }
  }
});

test("a withdrawn record is found and shown as withdrawn, with the reason, in every page of the list", async () => {
  const at = await day();
  const { book, source } = booked(at);
  book.follow();
  at.clock.advanceBy(10_000);
  const line = (await source.search({ ...ANY_RESULT, kind: "exam" }, 1)).lines[0];
  const document = at.records().find(({ job }) => job === line?.job);
  if (line === undefined || document === undefined) throw new Error("nothing was sealed");
  expect(line.withdrawn).toBeNull();
  const { kind, site, car, job, sequence } = document;
  const of = { kind, site, car, job, sequence };
  const by = { person: "P-7K3M9Q2X", from: "192.0.2.7", session: "00112233aabbccdd" };
  const act = { kind: "record-withdrawn" as const, record: line.record, choice: "cheating", note: "", of };
  at.station.withdraw(act, by, () => undefined);
  at.clock.advanceBy(10_000);
  book.follow();
  at.clock.advanceBy(10_000);
  const { lines } = await source.search(ANY_RESULT, 50);
  expect(lines).toHaveLength(2);
  expect(lines.map(({ job: of, withdrawn }) => [of === job, withdrawn?.reason.code ?? null]).sort()).toEqual([
    [false, null],
    [true, "WITHDRAWN_FOR"],
  ]);
  const shown = await source.show(line.record);
  expect(shown?.again?.job.withdrawn).toMatchObject({
    reason: { code: "WITHDRAWN_FOR" },
    record: expect.any(String),
  });
  const older = await source.search({ ...ANY_RESULT, before: line.index + 1 }, 50);
  expect(older.lines[0]?.withdrawn?.reason.zh).toContain("作弊");
});

test("what is no result of this station is none, and a journal that has lost a job's part still says what came of it", async () => {
  const at = await day();
  const { book, source } = booked(at);
  book.follow();
  at.clock.advanceBy(10_000);
  expect(await source.show("0".repeat(64))).toBeNull();
  const [line] = (await source.search(ANY_RESULT, 1)).lines;
  if (line === undefined) throw new Error("nothing was sealed");
  const first = line.index;
  const store = {
    size: () => at.kept.size(),
    read: (from: number) => at.kept.read(from),
    segmentOf: (index: number) => at.kept.segmentOf(index),
    segments: { first: () => first } as JournalStore["segments"],
  } as JournalStore;
  const desk = new ResultsDesk({ store, openSession, localDate, log: NO_LOG, receiptedSize: () => 0 });
  expect(await desk.show(line)).toMatchObject({ again: null, document: { job: line.job } });
  const warned: string[] = [];
  const old = new ResultsDesk({
    store: at.kept,
    openSession: () => {
      throw new Error("of another time");
    },
    log: { ...NO_LOG, warn: (what) => void warned.push(what) },
    receiptedSize: () => 0,
    localDate,
  });
  expect(await old.show(line)).toMatchObject({ again: null, document: { job: line.job } });
  expect(warned).toEqual(["a result cannot be shown again"]);
});
