import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { readArtifact, readRulebook } from "../../src/adapters/config/artifact-file.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { JobDesk, type OpenAnswer } from "../../src/runtime/job-desk.ts";
import { CarDay } from "../../src/stage/car-day.ts";
import { LaneDay } from "../../src/stage/lane-day.ts";
import { scenarioPath } from "../../src/stage/scenario-file.ts";
import { seatResolver } from "../../src/stage/virtual-resolver.ts";
import { START_WALL_MS, virtualStation } from "../../src/stage/virtual-station.ts";
import type { Seat } from "../../src/station/sites.ts";
import type { NewJob } from "../../src/station/station-options.ts";
import { entriesOf, stationPlan } from "../support/whole-day.ts";

/** Goal: who presses gets the lane or the car that was asked for, or the first that is free, or hears who is in the way. */
const PLAN = stationPlan({
  lanes: [
    {
      lane: "lane-1",
      positions: [
        { position: "1", places: ["slip", "scale"] },
        { position: "2", places: ["bench", "headlamp", "exhaust"] },
      ],
      vehicles: [{ expect: { verdict: "pass" } }],
    },
    {
      lane: "lane-2",
      positions: [{ position: "1", places: ["slip", "scale", "bench", "headlamp", "exhaust"] }],
      vehicles: [{ expect: { verdict: "pass" } }],
    },
  ],
  courses: [
    {
      course: "course-1",
      cars: ["car-1", "car-2"].map((car) => ({ car, candidates: [{ expect: { verdict: "pass" } }] })),
    },
  ],
});
const path = (file: string): string => scenarioPath("test/scenarios/in-a-test.yaml", file);
const TESTER = { by: asId<"actor">("tester") };

function jobAt(kind: JobKind, seat: Seat): NewJob {
  const isExam = kind === "exam";
  return {
    kind,
    seat,
    dossier: readArtifact(path(`config/dossiers/${isExam ? "candidate-c1" : "demo-k3"}.yaml`)),
    rulebooks: [readRulebook(path(`config/rules/${isExam ? "cn-exam-c1-2022" : "cn-inspection-2021"}.yaml`))],
    course: isExam ? readArtifact(path("config/courses/demo-c1.geojson")) : null,
    vehicle: isExam ? readArtifact(path("config/vehicles/santana-c1.yaml")) : null,
    source: null,
  };
}

/** A whole station whose people do nothing: who is called stands where it is. */
async function standing() {
  const clock = new VirtualClock(START_WALL_MS);
  const lanes = PLAN.lanes.map((plan) => new LaneDay({ index: 0, plan, seed: 1, clock, path }));
  const [course] = PLAN.courses;
  if (course === undefined) throw new Error("the plan has a course");
  const cars = course.cars.map(
    (plan) => new CarDay({ at: ["courses", 0, "cars", 0], course, plan, seed: 1, clock, path }),
  );
  const days = [...lanes, ...cars];
  const store = new MemoryJournalStore();
  const { station } = virtualStation({
    seed: 1,
    software: { name: "proofmark", version: "test", sha256: "00" },
    store,
    clock,
    devices: days.flatMap(({ devices }) => [...devices]),
    sites: [
      ...PLAN.lanes.map(({ lane, positions }) => ({ lane, positions })),
      {
        course: course.course,
        file: course.file,
        cars: course.cars.map(({ car, vehicle }) => ({ car, vehicle })),
      },
    ],
    resolve: seatResolver(
      ({ device }) => {
        const day = days.find(({ devices }) => devices.some((own) => own.device === device));
        if (day === undefined) throw new Error(`no day has ${device}`);
        return { name: `${device} `, sims: day.sims };
      },
      1,
      clock,
      clock,
    ),
    operator: { show: () => undefined },
  });
  station.start();
  await new Promise((resolve) => setImmediate(resolve));
  clock.advanceBy(5_000);
  onTestFinished(async () => {
    await station.stop();
    for (const day of days) day.stop();
  });
  /** How many draw from the queue at once, at most: it has one hand. */
  let drawing = 0;
  let drawnAtOnce = 0;
  const claimed: string[] = [];
  const desk = new JobDesk({
    station,
    clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    tell: () => undefined,
    source: {
      look: () => ({ waiting: [], unreadable: null }),
      async next(kind, seat) {
        drawing += 1;
        drawnAtOnce = Math.max(drawnAtOnce, drawing);
        await new Promise((resolve) => setImmediate(resolve));
        const done = (): void => {
          drawing -= 1;
        };
        return {
          kind: "subject",
          names: {},
          job: jobAt(kind, seat),
          claim: (job) => {
            claimed.push(job);
            done();
          },
          reject: () => {
            done();
            return null;
          },
          leave: done,
        };
      },
      files: (kind, seat) => {
        const { rulebooks, course, vehicle } = jobAt(kind, seat);
        return { kind: "files", files: { rulebooks, course, vehicle }, names: {} };
      },
    },
  });
  const seats = (): string[] =>
    entriesOf({ store })
      .filter((entry): entry is Extract<JournalEntry, { type: "job-opened" }> => entry.type === "job-opened")
      .map(({ order: { seat } }) => [seat.site, seat.car ?? ""].join(" ").trim());
  const abort = (job: string): void => {
    station.command(
      asId<"job">(job),
      TESTER,
      { name: "abort", reason: "other", note: "the test" },
      () => undefined,
    );
    clock.advanceBy(1_000);
  };
  return { clock, station, desk, seats, abort, claimed, drawnAtOnce: () => drawnAtOnce };
}

let at: Awaited<ReturnType<typeof standing>>;
beforeEach(async () => {
  at = await standing();
});

const said = (answer: OpenAnswer): unknown =>
  answer.kind === "opened" ? answer.job : [answer.reason.code, answer.reason.params as unknown];

describe("where the next one is taken", () => {
  test("a lane, a course or a car that is none is refused with those there are", async () => {
    const lanes = { site: "lane-9", sites: ["lane-1", "lane-2"] };
    expect(said(await at.desk.ask("inspection", { site: "lane-9" }))).toEqual(["SITE_UNKNOWN", lanes]);
    const cars = ["course-1 car-1", "course-1 car-2"];
    expect(said(await at.desk.ask("exam", { car: "car-9" }))).toEqual([
      "SITE_UNKNOWN",
      { site: "car-9", sites: cars },
    ]);
    expect(said(await at.desk.ask("exam", { site: "lane-1" }))).toEqual([
      "SITE_UNKNOWN",
      { site: "lane-1", sites: cars },
    ]);
    expect(said(await at.desk.ask("inspection", { site: "course-1", car: "car-1" }))).toEqual([
      "SITE_UNKNOWN",
      expect.objectContaining({ sites: ["lane-1", "lane-2"] }),
    ]);
    expect(at.seats()).toEqual([]);
  });

  test("the car that was asked for, then the first that is free, then nobody", async () => {
    const first = await at.desk.ask("exam", { car: "car-2" });
    await at.desk.ask("exam");
    expect(at.seats()).toEqual(["course-1 car-2", "course-1 car-1"]);
    expect(said(await at.desk.ask("exam", { car: "car-2" }))).toEqual(["JOB_BUSY", { job: said(first) }]);
    expect(said(await at.desk.ask("exam"))).toMatchObject(["JOB_BUSY", {}]);
  });

  test("two presses at once are for two lanes, and nobody is drawn twice", async () => {
    const answers = await Promise.all([at.desk.ask("inspection"), at.desk.ask("inspection")]);
    expect(answers.map(({ kind }) => kind)).toEqual(["opened", "opened"]);
    expect(at.seats()).toEqual(["lane-1", "lane-2"]);
    expect(new Set(at.claimed).size).toBe(2);
    expect(at.drawnAtOnce()).toBe(1);
  });

  test("two presses at once for one lane are one and a word of patience", async () => {
    const answers = await Promise.all([
      at.desk.ask("inspection", { site: "lane-1" }),
      at.desk.ask("inspection", { site: "lane-1" }),
    ]);
    expect(answers.map(said)).toEqual([expect.any(String), ["OPENING_ALREADY", {}]]);
    expect(at.seats()).toEqual(["lane-1"]);
  });

  test("one of each kind at once", async () => {
    const answers = await Promise.all([at.desk.ask("inspection"), at.desk.ask("exam")]);
    expect(answers.map(({ kind }) => kind)).toEqual(["opened", "opened"]);
    expect(at.seats().sort()).toEqual(["course-1 car-1", "lane-1"]);
  });
});

describe("who is called into a lane", () => {
  test("of several positions: one in the first, one at the entrance, and the third is refused with the one who waits", async () => {
    const lane = { site: "lane-1" };
    const first = said(await at.desk.ask("inspection", lane));
    const second = said(await at.desk.ask("inspection", lane));
    const [view] = at.station.screen.snapshot().station.lanes;
    expect(view?.positions.map(({ job }) => job)).toEqual([first, null]);
    expect(view?.waiting).toMatchObject([
      { job: second, wants: "1", because: { code: "POSITION_TAKEN", params: { position: "1", job: first } } },
    ]);
    expect(said(await at.desk.ask("inspection", lane))).toEqual(["JOB_BUSY", { job: second }]);
    // Who is at the entrance goes: the next one may be called.
    at.abort(String(second));
    expect((await at.desk.ask("inspection", lane)).kind).toBe("opened");
  });

  test("of one position: nobody while somebody is in it", async () => {
    const lane = { site: "lane-2" };
    const first = said(await at.desk.ask("inspection", lane));
    expect(said(await at.desk.ask("inspection", lane))).toEqual(["JOB_BUSY", { job: first }]);
    at.abort(String(first));
    expect((await at.desk.ask("inspection", lane)).kind).toBe("opened");
  });

  test("past the one who was broken off before it came in: when a person has said that it is out", async () => {
    const lane = { site: "lane-1" };
    const first = asId<"job">(String(said(await at.desk.ask("inspection", lane))));
    expect(at.station.seenOut("lane-1", first).kind).toBe("refused");
    at.abort(first);
    const second = said(await at.desk.ask("inspection", lane));
    at.clock.advanceBy(600_000);
    const view = () => at.station.screen.snapshot().station.lanes[0];
    expect([view()?.leaving, view()?.positions[0]?.job]).toEqual([[first], first]);
    expect(at.station.seenOut("lane-1", first).kind).toBe("accepted");
    expect([view()?.leaving, view()?.positions[0]?.job]).toEqual([[], second]);
    expect(at.station.seenOut("lane-1", first).kind).toBe("refused");
  });
});
