import { beforeAll, describe, expect, test } from "vitest";
import { orderOf, positionOf } from "../../src/core/inspection/lane/layout.ts";
import type { JobInput, JournalEntry } from "../../src/core/journal/entry.ts";
import type { DeviceId } from "../../src/core/quantities/ids.ts";
import type { SessionInput } from "../../src/core/session.ts";
import { placeOfBeam } from "../../src/core/trade/words/places.ts";
import { type DeviceRole, ROLES } from "../../src/core/trade/words/roles.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import type { StationRun } from "../../src/stage/run-station.ts";
import {
  documentsOf,
  entriesOf,
  runPlan,
  type Standing,
  stationPlan,
  verdictsOf,
  walkJournal,
} from "../support/whole-day.ts";

/** Goal: with two lanes and four cars at once, no job takes in a word that is another one's. */
const bench = (forMs: number) => ({
  deviceFaults: [{ device: "brake-bench", kind: "wedge", onPrompt: { action: "press-brake" }, forMs }],
});
const PLAN = stationPlan({
  seed: 11,
  lanes: [
    {
      lane: "lane-1",
      positions: [
        { position: "1", places: ["slip", "scale"] },
        { position: "2", places: ["bench"] },
        { position: "3", places: ["headlamp", "exhaust"] },
      ],
      vehicles: [
        { expect: { verdict: "pass" } },
        { world: bench(60_000), expect: { verdict: "void" } },
        { expect: { verdict: "pass" } },
      ],
    },
    {
      lane: "lane-2",
      bench: "plc",
      exitBeam: false,
      // The same names as in the other lane, at other places.
      positions: [
        { position: "2", places: ["exhaust"] },
        { position: "1", places: ["scale", "bench", "headlamp"] },
      ],
      vehicles: [
        { world: { vehicle: { longVehicle: true } }, expect: { verdict: "pass" } },
        { expect: { verdict: "pass" } },
      ],
    },
  ],
  courses: [
    {
      course: "course-1",
      cars: ["car-1", "car-2", "car-3", "car-4"].map((car) => ({
        car,
        candidates: [{ expect: { verdict: "pass" } }],
      })),
    },
  ],
});

let run: StationRun;
let entries: readonly JournalEntry[] = [];
const lamps: string[] = [];

beforeAll(async () => {
  run = await runPlan(PLAN, { onLamp: (at, line, on) => lamps.push(`${at} ${line} ${on}`) });
  entries = entriesOf(run);
});

interface Word {
  readonly role: DeviceRole;
  readonly device: DeviceId;
  readonly position: string | null;
}

/** Of which device an input is, and at which position that stands; null for what no device said. */
function wordOf(input: SessionInput<unknown>, { opened }: Standing): Word | null {
  if (input.kind !== "observation" && input.kind !== "fault") return null;
  const { role } = input;
  const { device } = input.kind === "observation" ? input.observation : input.fault;
  const beam =
    input.kind === "observation" && input.observation.kind === "digital" && role === "lane-beams"
      ? input.observation.line
      : null;
  if (beam === "at-exit") throw new Error("a job heard the beam at the way out");
  const place = beam === null ? ROLES[role].at : placeOfBeam(beam);
  const { positions } = opened.order.seat;
  return {
    role,
    device,
    position: place === null || positions === null ? null : positionOf(positions, place),
  };
}

function each(
  look: (word: Word, entry: JobInput, before: Standing, others: readonly Standing[]) => void,
): number {
  let seen = 0;
  walkJournal(entries, (entry, { before, others }) => {
    const word = wordOf(entry.input, before);
    if (word === null) return;
    seen += 1;
    look(word, entry, before, others);
  });
  return seen;
}

describe("two lanes and four cars at once", () => {
  test("all nine subjects have their record, as expected, and nobody ran into anybody", () => {
    expect(run.problems).toEqual([]);
    expect(verdictsOf(run).slice(0, 5)).toEqual(["pass", "void", "pass", "pass", "pass"]);
    expect(documentsOf(run).every((document) => document !== null)).toBe(true);
    const seats = documentsOf(run).map((document) => [document?.site, document?.car]);
    expect(new Set(seats.map((seat) => seat.join(" "))).size).toBe(6);
  });

  test("every observation and every fault comes from a device of the job's own seat", () => {
    const wrong: string[] = [];
    const seen = each(({ device, role }, { job }, { opened }) => {
      const { site, car } = opened.order.seat;
      const isOwn = device.startsWith([site, ...(car === null ? [] : [car]), ""].join("."));
      const isNamed = opened.order.devices.some((own) => own.device === device && own.role === role);
      if (!isOwn || !isNamed) wrong.push(`${job} in ${site} ${car} heard ${device}`);
    });
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(5_000);
  });

  test("in a lane it stands at a position that the job has or is about to get, and nobody else has", () => {
    const wrong: string[] = [];
    const early = new Set<string>();
    each(({ device, position }, { job, at }, { holds, wants, opened }, others) => {
      if (position === null) return;
      const { site } = opened.order.seat;
      const holder = others.find(
        (other) => !other.over && other.opened.order.seat.site === site && other.holds.includes(position),
      );
      if (holder !== undefined) wrong.push(`${at.monoMs}: ${job} heard ${device}, of ${holder.opened.job}`);
      if (holds.includes(position)) return;
      if (wants === position) early.add(`${job} ${position}`);
      else wrong.push(`${at.monoMs}: ${job} heard ${device} at ${position}, and has ${holds.join()}`);
    });
    expect(wrong).toEqual([]);
    // What stood there before is told first: without that nobody would know of a fault or of a beam that is broken.
    expect(early.size).toBe(3 * 3 + 2 * 2);
  });

  test("what is told before a position is given is told in the same moment, and nothing while a vehicle waits", () => {
    const open = new Map<string, { readonly position: string; readonly monoMs: number }>();
    walkJournal(entries, ({ job, at, input }, { before }) => {
      const word = wordOf(input, before);
      if (word?.position !== undefined && word.position !== null && !before.holds.includes(word.position))
        open.set(job, { position: word.position, monoMs: at.monoMs });
      if (input.kind !== "granted") return;
      expect([job, open.get(job)]).toEqual([job, { position: input.position, monoMs: at.monoMs }]);
      open.delete(job);
    });
    expect([...open]).toEqual([]);
  });

  test("of one lane every position has one holder at a time, in the order of the lane", () => {
    const wrong: string[] = [];
    walkJournal(entries, ({ job, at }, { after, others }) => {
      const { site, positions } = after.opened.order.seat;
      if (positions === null) return;
      for (const other of others) {
        if (other.over || other.opened.order.seat.site !== site) continue;
        for (const position of after.over ? [] : after.holds)
          if (other.holds.includes(position)) wrong.push(`${at.monoMs}: ${job} and ${other.opened.job}`);
      }
      const orders = after.holds.map((position) => orderOf(positions, position));
      if (orders.includes(-1) || orders.some((order, i) => i > 0 && order <= (orders[i - 1] ?? -1)))
        wrong.push(`${at.monoMs}: ${job} has ${after.holds.join()}`);
    });
    expect(wrong).toEqual([]);
  });

  test("a fault at one position stands in the record of whoever needed it, and in no other", () => {
    const documents = documentsOf(run);
    const faulty = documents.map((document) => document?.faults.map(({ device }) => device) ?? []);
    expect(new Set(faulty[1])).toEqual(new Set(["lane-1.brake-bench-1"]));
    for (const [at, devices] of faulty.entries())
      if (at !== 1 && at < 5) expect([at, devices]).toEqual([at, []]);
    const voided = documents[1]?.items.filter(({ verdict }) => verdict === "void").map(({ item }) => item[0]);
    expect(new Set(voided)).toEqual(new Set(["B"]));
  });

  test("every lamp that was switched is of the position or the car of the job that asked for it", () => {
    const asked: string[] = [];
    const states = new Map<string, unknown>();
    const sessions = new Map<string, ReturnType<typeof openSession>["session"]>();
    const texts = new Map<string, string>();
    for (const entry of entries) if (entry.type === "artifact-stored") texts.set(entry.sha256, entry.text);
    for (const entry of entries) {
      if (entry.type !== "job-opened") continue;
      const opened = openSession(entry.order, (sha256) => texts.get(sha256) ?? "", entry.at.wallMs);
      sessions.set(entry.job, opened.session);
      states.set(entry.job, opened.session.initial);
    }
    walkJournal(entries, ({ job, input, events }, { before, after }) => {
      const session = sessions.get(job);
      const state = states.get(job);
      const decision = session?.decide(state, input);
      states.set(
        job,
        events.reduce((known, event) => session?.evolve(known, event), state),
      );
      if (decision?.kind !== "accepted") return;
      const { site, car } = before.opened.order.seat;
      for (const effect of decision.effects) {
        if (effect.kind !== "output") continue;
        const { line, position, on } = effect;
        asked.push(
          `${[site, car].filter(Boolean).join(" ")} ${[line, position].filter(Boolean).join(".")} ${on}`,
        );
        if (position !== null) expect([...before.holds, ...after.holds]).toContain(position);
      }
    });
    const lane = (lamp: string): boolean => lamp.startsWith("lane-");
    expect(lamps.filter(lane)).toEqual(asked.filter(lane));
    expect(new Set(lamps.filter((lamp) => lane(lamp) && lamp.endsWith("true"))).size).toBe(2 * (3 + 2));
    expect(lamps.filter((lamp) => !lane(lamp)).sort()).toEqual(asked.filter((lamp) => !lane(lamp)).sort());
  });
});
