import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { nodeDurableFs } from "../../src/adapters/disk/durable-fs.ts";
import type { StationEvent } from "../../src/core/events/station-event.ts";
import type { NationalMapping } from "../../src/national/mapping-form.ts";
import { readToldLine } from "../../src/national/told-line.ts";
import { FaultyFs } from "../support/faulty-fs.ts";
import { completeMapping, Killed, NationalLife, newBook, shortOf } from "../support/national-world.ts";

/** Goal: wherever the program is killed, whatever answer is lost, the other side has each call once and in order. */
const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), "proofmark-national-"));
  made.push(directory);
  return directory;
}

const SUBJECT = { plate: "鄂A12345", plateClass: "02", vin: "LFV2A21K8D4123456" };

/** Jobs of one station, their events among each other. */
function eventsOf(jobs: number): StationEvent[] {
  const names = Array.from({ length: jobs }, (_, n) => `SIM-0001-00000${n + 1}`);
  const steps = (job: string): StationEvent["event"][] => [
    {
      what: "login",
      kind: "inspection",
      site: "lane-1",
      car: null,
      dossier: "d",
      rulebook: "r",
      subject: { ...SUBJECT, vin: job },
      times: 1,
      follows: null,
      practice: false,
      by: null,
    },
    { what: "process-start" },
    { what: "item-start", item: "B1", run: 1 },
    { what: "item-data", item: "B1", facts: { "brake.maxLeftN": "2890" }, absent: {} },
    { what: "item-end", item: "B1", outcome: "measured", again: false, reasons: [] },
    { what: "process-end" },
    { what: "verdict", record: "f".repeat(64), verdict: "pass" },
  ];
  const told = Array.from({ length: 7 }, (_, n) =>
    names.map((job) => ({ job, event: steps(job)[n] })),
  ).flat();
  return told.map(({ job, event }, index) => ({
    schema: "proofmark/event/v1",
    station: "SIM-0001",
    at: { index, part: 0 },
    after: index === 0 ? null : { index: index - 1, part: 0 },
    wallMs: 1_780_300_802_000 + index * 1000,
    job,
    event: event as StationEvent["event"],
  }));
}

const WHOLE = ["18C51", "18C52", "18C55 B1", "18C81 B1", "18C58 B1", "18C59", "18C62"];
const MAPPING: NationalMapping = completeMapping("inspection");

const wires = fc.array(fc.constantFrom("answer", "lose-answer", "break", "kill-before", "kill-after"), {
  maxLength: 40,
});
const faults = fc.array(fc.record({ at: fc.nat(60), applied: fc.boolean() }), { maxLength: 6 });

/** Lives until all is sent; each ends by a kill, by the disk, or by itself. */
async function liveOn(
  events: readonly StationEvent[],
  wire: readonly ("answer" | "lose-answer" | "break" | "kill-before" | "kill-after")[],
  disk: readonly { readonly at: number; readonly applied: boolean }[],
  book: ReturnType<typeof newBook>,
  directory: string,
): Promise<NationalLife> {
  NationalLife.requests = 0;
  for (let life = 0; life < 100; life++) {
    const fault = disk[life];
    const fs = fault === undefined ? nodeDurableFs : new FaultyFs({ ...fault, code: "EIO" });
    try {
      const own = new NationalLife({
        mapping: MAPPING,
        book,
        fs,
        directory,
        lostAnswer: "repeat",
        wire: (request) => wire[request] ?? "answer",
        alreadyThere: ["-9"],
      });
      own.take(events);
      await own.work();
      return own;
    } catch (cause) {
      if (!(cause instanceof Killed) && (cause as NodeJS.ErrnoException).code !== "EIO") throw cause;
    }
  }
  throw new Error("it never came to an end");
}

describe("killed anywhere, with answers lost", () => {
  for (const doubles of ["refuse", "overwrite"] as const)
    test(`where the other side knows a double (${doubles}), it has each call once and in order`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 3 }), wires, faults, async (jobs, wire, disk) => {
          const directory = folder();
          const book = newBook(doubles);
          const life = await liveOn(eventsOf(jobs), wire, disk, book, directory);
          expect(life.store.jobs().flatMap(({ problem }) => problem ?? [])).toEqual([]);
          for (let n = 1; n <= jobs; n++)
            expect(shortOf(book.calls.filter(({ fields }) => fields.jylsh === `SIM000100000${n}`))).toEqual(
              WHOLE,
            );
          expect(book.calls).toHaveLength(WHOLE.length * jobs);
        }),
        { numRuns: 40 },
      );
    });

  test("where the other side would store a double, nothing is sent twice: a person is asked", async () => {
    await fc.assert(
      fc.asyncProperty(wires, async (wire) => {
        const directory = folder();
        const book = newBook("store");
        NationalLife.requests = 0;
        for (let life = 0; life < 60; life++) {
          const own = new NationalLife({
            mapping: MAPPING,
            book,
            fs: nodeDurableFs,
            directory,
            lostAnswer: "hold",
            wire: (request) => wire[request] ?? "answer",
          });
          try {
            own.take(eventsOf(2));
            await own.work();
            break;
          } catch (cause) {
            if (!(cause instanceof Killed)) throw cause;
          }
        }
        const seen = book.calls.map((call) => JSON.stringify(call));
        expect(new Set(seen).size).toBe(seen.length);
        for (const n of [1, 2]) {
          const own = shortOf(book.calls.filter(({ fields }) => fields.jylsh === `SIM000100000${n}`));
          expect(WHOLE.slice(0, own.length)).toEqual(own);
        }
      }),
      { numRuns: 40 },
    );
  });
});

test("a refused call stops its own job and no other", async () => {
  const directory = folder();
  const book = newBook("refuse");
  const events = eventsOf(2).map((told) =>
    told.job.endsWith("1") && told.event.what === "verdict"
      ? { ...told, event: { ...told.event, verdict: "undecided" as const } }
      : told,
  );
  const life = new NationalLife({
    mapping: MAPPING,
    book,
    fs: nodeDurableFs,
    directory,
    lostAnswer: "hold",
    wire: () => "answer",
  });
  life.take(events);
  await life.work();
  const [first, second] = life.store.jobs();
  expect(first?.problem?.code).toBe("NATIONAL_NO_CALL");
  expect(second?.problem).toBeNull();
  expect(shortOf(book.calls.filter(({ fields }) => fields.jylsh === "SIM0001000002"))).toEqual(WHOLE);
});

test("what a station takes back is told anew, and where it was sent already a person is asked", async () => {
  const directory = folder();
  const book = newBook("refuse");
  const events = eventsOf(1);
  const life = new NationalLife({
    mapping: MAPPING,
    book,
    fs: nodeDurableFs,
    directory,
    lostAnswer: "hold",
    wire: () => "answer",
  });
  const line = (position: number, event: StationEvent): string =>
    JSON.stringify({ schema: "proofmark/told-event/v1", position, kind: "event", event });
  const take = (text: string): void => {
    const told = readToldLine(text);
    if (told === null) throw new Error("no line");
    life.intake.take(told);
  };
  events.slice(0, 5).forEach((event, n) => {
    take(line(n + 1, event));
  });
  const back = {
    schema: "proofmark/told-event/v1",
    position: 6,
    kind: "set-back",
    station: "SIM-0001",
    after: null,
    size: 4,
  };
  take(JSON.stringify(back));
  events.slice(4).forEach((event, n) => {
    take(line(7 + n, event));
  });
  await life.work();
  expect(shortOf(book.calls)).toEqual(WHOLE);
  take(JSON.stringify({ ...back, position: 20 }));
  await life.work();
  take(line(21, events[4] as StationEvent));
  await life.work();
  expect(book.calls).toHaveLength(WHOLE.length);
  expect(life.store.jobs()[0]?.missed?.code).toBe("NATIONAL_SET_BACK");
});
