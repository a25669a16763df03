import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { JournalReader } from "../../src/adapters/disk/journal-reader.ts";
import type { JobEvent, StationEvent } from "../../src/core/events/station-event.ts";
import { stationEventSchema } from "../../src/core/events/station-event.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { documentIn } from "../../src/runtime/earlier-record.ts";
import { proofmark } from "../support/cli-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/**
 * Goal: what `proofmark events` tells of a journal is whole, in order, resumable at any place, and says of each job what its record
 * says. Journals of whole scenarios: passed, failed, aborted, by hand, driven again, killed and started again, three at once.
 */
const SCENARIOS = [
  "k3-left-rear-weak",
  "k3-by-hand",
  "k3-killed-while-braking",
  "k3-inspector-stops-and-goes-on",
  "k3-inspector-aborts",
  "c1-examiner-deducts",
  "c1-examiner-item-again",
  "c1-examiner-aborts",
  "c1-confirmed",
  "three-in-a-lane",
  "two-cars-one-course",
] as const;

interface Ran {
  readonly journal: string;
  readonly events: readonly StationEvent[];
  readonly records: ReadonlyMap<string, ResultDocument>;
}

async function run(name: string, out: string): Promise<Ran> {
  const { code, err } = await proofmark("run", `test/scenarios/${name}.yaml`, "--out", out);
  expect(`${code} ${err}`).toBe("0 ");
  const journal = join(out, name, "journal");
  return { journal, events: await told(journal), records: recordsOf(journal) };
}

async function told(journal: string, ...more: string[]): Promise<StationEvent[]> {
  const { code, out, err } = await proofmark("events", journal, "--json", ...more);
  expect(`${code} ${err}`).toBe("0 ");
  return out === "" ? [] : out.split("\n").map((line) => JSON.parse(line) as StationEvent);
}

function recordsOf(journal: string): Map<string, ResultDocument> {
  const reader = new JournalReader(journal);
  const records = new Map<string, ResultDocument>();
  for (const bytes of reader.records()) {
    const entry = readEntry(bytes);
    const document = entry?.type === "record-sealed" ? documentIn(entry.envelope) : null;
    if (document !== null) records.set(document.job, document);
  }
  reader.close();
  return records;
}

const byJob = (events: readonly StationEvent[]): Map<string, JobEvent[]> => {
  const jobs = new Map<string, JobEvent[]>();
  for (const { job, event } of events) jobs.set(job, [...(jobs.get(job) ?? []), event]);
  return jobs;
};

describe.each(SCENARIOS)("events of %s", (name) => {
  const out = mkdtempSync(join(tmpdir(), "proofmark-events-"));
  let made: Ran;
  beforeAll(async () => {
    made = await run(name, out);
  });
  afterAll(() => rmSync(out, { recursive: true }));

  test("follow one another without a gap, each of the published form", () => {
    const { events } = made;
    expect(events.length).toBeGreaterThan(3);
    let last: StationEvent["after"] = null;
    for (const event of events) {
      expect(stationEventSchema.safeParse(event).error).toBeUndefined();
      expect(event.after).toEqual(last);
      if (last !== null)
        expect([
          event.at.index > last.index,
          event.at.index === last.index && event.at.part === last.part + 1,
        ]).toContain(true);
      last = event.at;
    }
  });

  test("are told from any place on as they were told before", async () => {
    const { journal, events } = made;
    for (const at of [0, 1, Math.floor(events.length / 2), events.length - 1]) {
      const place = events[at]?.at;
      expect(await told(journal, "--after", `${place?.index}.${place?.part}`)).toEqual(events.slice(at + 1));
    }
  });

  test("say of a journal that ends in a part of an entry what is whole, and that it does", async () => {
    const { journal, events } = made;
    const cut = join(temporaryDirectory(), "cut");
    cpSync(journal, cut, { recursive: true });
    const last =
      readdirSync(cut)
        .filter((name) => name.endsWith(".segment"))
        .sort()
        .at(-1) ?? "";
    appendFileSync(join(cut, last), "half of a fra");
    const { code, out, err } = await proofmark("events", cut, "--json");
    expect(code).toBe(1);
    expect(err).toContain("UNFINISHED_ENTRY");
    expect(out.split("\n")).toEqual(events.map((event) => JSON.stringify(event)));
  });

  test("are told of one job alone, and of none that is not there", async () => {
    const { journal, events } = made;
    const job = events.at(-1)?.job ?? "";
    expect(await told(journal, "--job", job)).toEqual(events.filter((event) => event.job === job));
    const other = await proofmark("events", journal, "--job", "NOPE");
    expect(other).toMatchObject({ code: 2, out: "" });
    expect(other.err).toContain("The journal has no job NOPE.");
  });

  test("say of each job what its record says", () => {
    const { events, records } = made;
    const jobs = byJob(events);
    expect([...jobs.keys()].sort()).toEqual([...records.keys()].sort());
    for (const [job, record] of records) agrees(jobs.get(job) ?? [], record);
  });
});

function agrees(events: readonly JobEvent[], record: ResultDocument): void {
  const whats = events.map(({ what }) => what);
  expect(whats[0]).toBe("login");
  expect(events.at(-1)).toMatchObject({ what: "verdict", verdict: record.verdict });
  expect(whats.filter((what) => what === "process-start")).toHaveLength(1);
  expect(whats.filter((what) => what === "process-end")).toHaveLength(1);
  const ended = new Map<string, JobEvent & { what: "item-end" }>();
  let open: string | null = null;
  for (const event of events) {
    if (event.what === "item-start") {
      expect(open, "one item at a time").toBeNull();
      open = event.item;
    }
    if (event.what === "item-data") expect(event.item).toBe(open);
    if (event.what === "item-end") {
      ended.set(event.item, event);
      if (event.item === open) open = null;
    }
  }
  for (const { item, verdict } of record.items) {
    const end = ended.get(item);
    if (end === undefined) continue;
    if (record.kind === "exam") expect(end.outcome, item).toBe(verdict);
    else expect(end.outcome === "void", item).toBe(verdict === "void");
  }
  expect(ended.size).toBeLessThanOrEqual(record.items.length);
  if (record.kind === "exam" && record.verdict !== "void")
    expect(pointsLeft(events)).toBe(record.score?.points);
}

/** By what was deducted and not taken back. */
function pointsLeft(events: readonly JobEvent[]): number {
  const back = new Set(
    events.flatMap((event) => (event.what === "deduction-withdrawn" ? [event.entry] : [])),
  );
  const lost = events.flatMap((event) =>
    event.what === "deduction" && (event.entry === null || !back.has(event.entry)) ? [event.points] : [],
  );
  return Math.max(0, 100 - lost.reduce((sum, points) => sum + points, 0));
}

test("what is asked wrongly gets one sentence", async () => {
  const wrong = await proofmark("events", temporaryDirectory(), "--after", "118");
  expect(wrong).toMatchObject({ code: 2, out: "" });
  expect(wrong.err).toContain('found "118", allowed: an entry and a number in it, as 118.0');
  expect(await proofmark("events")).toMatchObject({ code: 2 });
  expect((await proofmark("events", "package.json")).err).toContain("takes a journal directory");
  expect(await proofmark("events", temporaryDirectory())).toMatchObject({ code: 2 });
});
