import { describe, expect, test } from "vitest";
import { POSITION_TIMER } from "../../../src/core/exam/position-watch.ts";
import type { GnssEpoch } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { demoCourse, demoVehicle, drive, ExamRun, type Fed, legsOf } from "../../support/exam-drive.ts";

const course = demoCourse();
const vehicle = demoVehicle();
const curve = drive(course, vehicle, { legs: legsOf(course).filter((leg) => leg.item === "curve-1") });
const half = Math.floor(curve.length / 2);

/** The runner's part: the one timer of the session, fired when it is due. */
class Clocked extends ExamRun {
  nowMs = 1000;
  looks = 0;
  #seen = 0;
  #dueMs: number | null = null;

  begin(): this {
    this.command({ name: "begin" }, this.nowMs);
    this.#read();
    return this;
  }

  pass(fed: readonly Fed[]): void {
    for (const one of fed) {
      this.wait(one.observation.atMs);
      this.observe([one]);
      this.#read();
    }
  }

  /** Until that moment of the station's clock. */
  wait(untilMs: number): void {
    while (this.#dueMs !== null && this.#dueMs <= untilMs) {
      this.nowMs = this.#dueMs;
      this.#dueMs = null;
      this.looks++;
      this.feed({ kind: "timer", id: POSITION_TIMER, atMs: this.nowMs });
      this.#read();
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  get waits(): boolean {
    return this.#dueMs !== null;
  }

  #read(): void {
    for (const effect of this.effects.slice(this.#seen)) {
      if (effect.kind === "start-timer") this.#dueMs = this.nowMs + effect.afterMs;
      if (effect.kind === "cancel-timer") this.#dueMs = null;
    }
    this.#seen = this.effects.length;
  }
}

const itemOf = (run: ExamRun) => run.report().items.find((item) => item.item === "curve-1");
const lastMs = (fed: readonly Fed[]): number => fed.at(-1)?.observation.atMs ?? 0;
const lost = (run: Clocked, atMs: number): void =>
  run.feed({
    kind: "fault",
    role: "gnss",
    fault: {
      device: asId("rover"),
      code: "disconnected",
      raised: true,
      atMs,
      detail: reason("LINE_UNPLUGGED", {}),
    },
  });

describe("positions that stop coming", () => {
  test("with a fault: the item is void after 5 s, the test after 180 s, both by the station's clock", () => {
    const run = new Clocked().begin();
    run.pass(curve.slice(0, half));
    const from = lastMs(curve.slice(0, half));
    lost(run, from + 1);
    run.wait(from + 4999);
    expect(itemOf(run)?.state).toBe("suspended");
    run.wait(from + 5000);
    expect(itemOf(run)).toMatchObject({
      state: "waiting",
      verdict: "void",
      reasons: [
        reason("TRACK_LOST", {
          because: reason("DEVICE_FAULT", {
            role: "gnss",
            device: "rover",
            fault: "disconnected",
            detail: reason("LINE_UNPLUGGED", {}),
          }),
        }),
      ],
    });
    run.wait(from + 179_999);
    expect(run.report().phase).toBe("running");
    run.wait(from + 180_000);
    expect(run.report()).toMatchObject({ phase: "over", verdict: "void" });
    expect(run.report().reasons[0]).toEqual(
      reason("CLOSED_WITHOUT_POSITION", {
        afterS: 180,
        because: reason("DEVICE_FAULT", {
          role: "gnss",
          device: "rover",
          fault: "disconnected",
          detail: reason("LINE_UNPLUGGED", {}),
        }),
      }),
    );
    expect(run.deductions()).toEqual([]);
    expect(run.waits).toBe(false);
  });

  test("without a fault, and without one epoch at all, the same", () => {
    const silent = new Clocked().begin();
    silent.pass(curve.slice(0, half));
    silent.wait(lastMs(curve.slice(0, half)) + 5000);
    expect(itemOf(silent)?.reasons).toEqual([reason("TRACK_LOST", { because: reason("NO_EPOCHS", {}) })]);
    const never = new Clocked().begin();
    never.wait(180_999);
    expect(never.report().phase).toBe("running");
    never.wait(181_000);
    expect(never.report()).toMatchObject({ phase: "over", verdict: "void" });
    expect(never.report().items[0]).toMatchObject({ verdict: null, reasons: [reason("NOT_DRIVEN", {})] });
  });

  test("epochs that never pass the gate are no positions", () => {
    const run = new Clocked().begin();
    const floating = drive(course, vehicle, {
      legs: legsOf(course),
      epoch: (epoch) => ({ ...epoch, fix: "float" }),
    });
    run.pass(floating);
    expect(run.report()).toMatchObject({ phase: "over", verdict: "void" });
    expect(run.report().reasons[0]?.code).toBe("CLOSED_WITHOUT_POSITION");
  });

  test("positions that are back in time go on, and later items are judged; the void stays", () => {
    const run = new Clocked().begin();
    const all = drive(course, vehicle);
    const begins = all.findIndex((fed) => {
      run.pass([fed]);
      return run.report().currentItem === "side-parking-1";
    });
    const from = run.nowMs;
    run.pass(all.slice(begins + 1).filter(({ observation }) => observation.atMs > from + 8000));
    const verdicts = run.report().items.map((item) => item.verdict);
    expect(verdicts).toEqual(["pass", "pass", "void", "pass", "pass"]);
    // It may still be driven again.
    expect(run.report().phase).toBe("running");
    run.command({ name: "end" });
    expect(run.report().verdict).toBe("void");
    expect(run.deductions()).toEqual([]);
  });

  test("an item that was driven unseen is void with the test, not the candidate's omission", () => {
    const run = new Clocked().begin();
    const all = drive(course, vehicle);
    run.pass(all.slice(0, 100));
    run.pass(all.filter(({ observation }) => observation.atMs > 130_000));
    run.command({ name: "end" });
    expect(run.report().verdict).toBe("void");
    expect(run.report().items[0]?.reasons).toEqual([reason("NOT_SEEN_DRIVEN", {})]);
  });
});

test("one timer, seldom started: a look every 5 s while epochs come", () => {
  const run = new Clocked().begin();
  run.pass(drive(course, vehicle));
  expect(run.report().verdict).toBe("pass");
  const seconds = run.nowMs / 1000;
  expect(run.looks).toBeGreaterThan(seconds / 6);
  expect(run.looks).toBeLessThan(seconds / 4);
  expect(run.waits).toBe(false);
});

test("a vehicle that stands for ten minutes is not driven any more: judged as it stands", () => {
  const legs = legsOf(course).filter((leg) => leg.item === "reverse-bay-1");
  const run = new Clocked().begin();
  run.pass(
    drive(course, vehicle, {
      hz: 4,
      legs: legs.map((leg, i) => (i < legs.length - 1 ? leg : { ...leg, stopS: 620 })),
    }),
  );
  expect(run.report()).toMatchObject({ phase: "over", verdict: "undecided" });
  expect(run.report().reasons.slice(0, 2)).toEqual([
    reason("CLOSED_AT_STANDSTILL", { afterS: 600 }),
    reason("ITEM_OPEN", { item: "hill-start-1", because: [reason("NOT_DRIVEN", {})] }),
  ]);
});

describe("a wrong time of the receiver", () => {
  const DAY_MS = 86_400_000;
  const withTime = (change: (epoch: GnssEpoch, n: number) => number): Clocked => {
    const run = new Clocked().begin();
    let n = 0;
    run.pass(
      curve.map((fed, i): Fed => {
        if (i < half || fed.observation.kind !== "gnss-epoch") return fed;
        return { ...fed, observation: { ...fed.observation, utcMs: change(fed.observation, n++) } };
      }),
    );
    return run;
  };

  test.each([
    ["a day ahead", DAY_MS],
    ["one second ahead", 1000],
    ["a day back", -DAY_MS],
    ["beyond all calendars", 1e300],
  ])("%s in one epoch suspends, and the item goes on", (_, byMs) => {
    const run = withTime((epoch, n) => (n === 0 ? epoch.utcMs + byMs : epoch.utcMs));
    expect(itemOf(run)?.verdict).toBe("pass");
    expect(run.deductions()).toEqual([]);
    expect(run.events.some((event) => (event as { type: string }).type === "item-suspended")).toBe(true);
  });

  test("wrong for good: the item is void, and the new time is followed", () => {
    const run = withTime((epoch) => epoch.utcMs + DAY_MS);
    expect(itemOf(run)).toMatchObject({ verdict: "void" });
    expect(itemOf(run)?.reasons).toEqual([
      reason("TRACK_LOST", { because: reason("RECEIVER_TIME_AHEAD", {}) }),
    ]);
    expect(run.state.unfit).toBeNull();
  });

  test("a wrong time never becomes the time of what the examiner enters", () => {
    const run = new Clocked().begin();
    run.pass(curve.slice(0, half));
    const last = curve.slice(0, half).findLast(({ observation }) => observation.kind === "gnss-epoch");
    if (last?.observation.kind !== "gnss-epoch") throw new Error("there are epochs");
    const { utcMs, atMs } = last.observation;
    run.observe([
      { role: "gnss", observation: { ...last.observation, atMs: atMs + 50, utcMs: utcMs + DAY_MS } },
    ]);
    run.command({ name: "deduct", rule: "s2.gen.instr", note: "drove on" }, atMs + 1000);
    const finding = run.report().findings.find((one) => one.rule === "s2.gen.instr");
    expect(finding?.deduction?.utcMs).toBe(utcMs + 1000);
  });

  test("a recording without station time is scored by its own", () => {
    const run = new ExamRun();
    run.command({ name: "begin" }, 0);
    run.observe(curve.map((fed) => ({ ...fed, observation: { ...fed.observation, atMs: 0 } })));
    expect(itemOf(run)?.verdict).toBe("pass");
    const gap = new ExamRun();
    gap.command({ name: "begin" }, 0);
    const part = curve.filter((_, i) => i < half || i > half + 60);
    gap.observe(part.map((fed) => ({ ...fed, observation: { ...fed.observation, atMs: 0 } })));
    expect(itemOf(gap)?.reasons).toMatchObject([
      { code: "TRACK_GAP", params: { gapS: expect.stringMatching(/^3\.\d+$/), because: null } },
    ]);
  });
});
