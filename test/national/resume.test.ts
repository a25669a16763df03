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
import { eventsOf, WHOLE } from "../support/national-events.ts";
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
      const causes = cause instanceof AggregateError ? cause.errors : [cause];
      if (causes.some((each) => !(each instanceof Killed) && each.code !== "EIO")) throw cause;
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
  expect(life.store.jobs().map(({ job, problem }) => [job, problem?.code])).toEqual([
    ["SIM-0001-000001", "NATIONAL_NO_CALL"],
  ]);
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

describe("lines that were lost on the way", () => {
  const events = eventsOf(1);
  const lifeOf = (directory: string) =>
    new NationalLife({
      ...{ mapping: MAPPING, book: newBook("refuse"), fs: nodeDurableFs, directory, lostAnswer: "hold" },
      wire: () => "answer",
    });
  const placed = (position: number, event: StationEvent | undefined, more = {}) => ({
    ...{ kind: "event" as const, position, event: { ...(event as StationEvent), ...more } },
  });
  const refused = (life: NationalLife, ...lines: Parameters<typeof life.intake.take>[0][]) => {
    const [last, ...before] = lines.reverse();
    for (const line of before.reverse()) life.intake.take(line);
    const { position } = life.intake;
    expect(() => life.intake.take(last as (typeof lines)[0])).toThrow(/did not come/);
    expect(life.intake.position).toBe(position);
  };

  test("are known by what an event follows, also after a start, and are taken when they come", async () => {
    const directory = folder();
    const life = lifeOf(directory);
    life.intake.take(placed(1, events[0]));
    life.intake.take(placed(2, events[1]));
    life.intake.save();
    const next = lifeOf(directory);
    refused(next, placed(5, events[4]));
    events.forEach((event, n) => {
      next.intake.take(placed(n + 1, event));
    });
    await next.work();
    expect(next.store.doneCount()).toBe(1);
  });

  test("are known where a gap or a set-back was among them", () => {
    refused(lifeOf(folder()), placed(1, events[0]), placed(9, events[4], { after: null }));
    refused(
      lifeOf(folder()),
      ...[0, 1, 2].map((n) => placed(n + 1, events[n])),
      placed(9, events[1], { wallMs: 1 }),
    );
    const other = { station: "SIM-0002", after: { index: 3, part: 0 } };
    refused(lifeOf(folder()), placed(1, events[0]), placed(9, events[4], other));
  });

  test("are told by the registry where it has none itself, and what it filters is no loss", () => {
    const life = lifeOf(folder());
    life.intake.take(placed(1, events[0]));
    life.intake.take({ kind: "gap", position: 2, station: "SIM-0001", goneBelow: 4 });
    life.intake.take(placed(3, events[4], { after: null }));
    life.intake.take(placed(700, events[5]));
    expect(life.store.jobs()[0]?.missed?.code).toBe("NATIONAL_EVENTS_MISSED");
    expect(life.store.jobs()[0]?.events).toHaveLength(3);
    // A first line that is not the first of all: whoever began so wants no more.
    lifeOf(folder()).intake.take(placed(40, events[3]));
  });

  test("of a journal's own stop the jobs that were open", () => {
    const life = lifeOf(folder());
    for (const event of [events[0], events[1], events[4]])
      life.intake.take({ kind: "event", position: null, event: event as StationEvent });
    expect(life.store.jobs()[0]?.missed?.code).toBe("NATIONAL_EVENTS_MISSED");
  });
});
