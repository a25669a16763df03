import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { Session } from "../../src/core/session.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { InstrumentCommand } from "../../src/core/trade/words/commands.ts";
import type { DeviceRole } from "../../src/core/trade/words/roles.ts";
import type { DeviceLink } from "../../src/station/device-link.ts";
import type { Answer } from "../../src/station/session-runner.ts";
import { type CountingEvent, type CountingState, countingSession } from "../support/counting-session.ts";
import { toyRegistry, toySession, toyStation } from "../support/toy-station.ts";

/** Goal: whatever throws inside a job, its machines stop, it ends with an event, the others go on and everybody is answered. */
type Counting = Session<CountingState, never, CountingEvent>;
const BY = { by: asId<"actor">("tester") };

class ToyBench implements DeviceLink {
  readonly role: DeviceRole = "brake-bench";
  readonly device = asId<"device">("bench");
  readonly asked: string[] = [];
  start(): void {}
  stop(): void {}
  request(command: InstrumentCommand): void {
    this.asked.push(command.name);
  }
  state(): "ready" {
    return "ready";
  }
  faults() {
    return [];
  }
}

function entries(store: MemoryJournalStore): Record<string, unknown>[] {
  const decoder = new TextDecoder();
  return [...store.read(0)].map((record) => JSON.parse(decoder.decode(record)) as Record<string, unknown>);
}

function rig(changes: Partial<Counting>, output?: (line: string, on: boolean) => void) {
  const clock = new VirtualClock();
  const store = new MemoryJournalStore();
  const bench = new ToyBench();
  const errors: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (what: string) => errors.push(what) };
  const station = toyStation({
    store,
    clock,
    registry: toyRegistry(),
    more: [bench],
    log,
    openSession: (order) =>
      toySession(order.kind === "exam" ? countingSession : { ...countingSession, ...changes }),
    ...(output === undefined ? {} : { output }),
  });
  station.station.start();
  const weigh = (kg: string): void => {
    clock.advanceBy(10);
    station.scale.weigh(kg, clock.monoMs());
  };
  return { ...station, clock, store, bench, errors, weigh };
}

const throwsAt800: Counting["decide"] = (state, input) => {
  if (input.kind === "observation" && state.loads === 1) throw new Error("a bug\nof ours");
  return countingSession.decide(state, input);
};

describe("a function of a job throws", () => {
  test("while deciding: machines are made safe, the job is sealed as void, and the next one is taken", () => {
    const { station, bench, errors, records, open, store, weigh, clock } = rig({ decide: throwsAt800 });
    expect(open()).toMatchObject({ kind: "opened" });
    expect(open("exam")).toMatchObject({ kind: "opened" });
    weigh("500");
    expect(bench.asked).toEqual([]);
    weigh("800");
    expect(bench.asked).toEqual(["brake.stop"]);
    expect(errors[0]).toBe("the software failed in a job");
    const last = entries(store).filter((entry) => entry.type === "job-input" && entry.job === "TOY-1-000001");
    expect(last.at(-1)).toMatchObject({
      input: {
        kind: "command",
        command: {
          name: "abort",
          reason: { code: "SOFTWARE_FAILED", params: { detail: "Error: a bug of ours" } },
        },
      },
    });
    expect(records.filter((line) => line.startsWith("sealed")).length).toBe(1);
    expect(station.openJobs()).toEqual(["TOY-1-000002"]);
    expect(open()).toMatchObject({ kind: "opened", job: "TOY-1-000003" });
    clock.advanceBy(60_000);
    expect(station.pendingReceipts(), "the others are delivered").toBe(0);
  });

  test("and the abort throws too: the job is closed by an event, without a record", () => {
    const decide: Counting["decide"] = (state, input) => {
      if (state.loads === 1) throw new Error("a bug");
      return countingSession.decide(state, input);
    };
    const { station, bench, records, open, store, weigh } = rig({ decide });
    open();
    weigh("500");
    weigh("800");
    expect(bench.asked).toEqual(["brake.stop"]);
    const closed = { type: "job-closed", job: "TOY-1-000001", reason: { code: "JOB_BROKE" } };
    expect(entries(store).at(-1)).toMatchObject(closed);
    expect(records).toEqual(["closed TOY-1-000001 JOB_BROKE"]);
    expect(station.openJobs()).toEqual([]);
    expect(station.screen.snapshot().jobs[0]).toMatchObject({
      state: "closed",
      closed: { code: "JOB_BROKE" },
    });
    expect(open()).toMatchObject({ kind: "opened" });
  });

  test("while evolving, and while reporting the end", () => {
    const evolve: Counting["evolve"] = (state, event) => {
      if (event.type === "counted" && state.loads === 1) throw new Error("a bug");
      return countingSession.evolve(state, event);
    };
    const evolving = rig({ evolve });
    evolving.open();
    evolving.weigh("1");
    evolving.weigh("2");
    expect(evolving.records.map((line) => line.split(" ")[0])).toEqual(["sealed"]);

    let broken = false;
    const report: Counting["report"] = (state) => {
      if (broken) throw new Error("a bug");
      return countingSession.report(state);
    };
    const reporting = rig({ report });
    reporting.open();
    broken = true;
    for (const kg of ["1", "2", "3"]) reporting.weigh(kg);
    expect(reporting.bench.asked).toEqual(["brake.stop"]);
    expect(reporting.records).toEqual(["closed TOY-1-000001 JOB_BROKE"]);
  });

  test("an effect that throws ends the job; a verdict that stands already is sealed all the same", () => {
    const middle = rig({}, () => {
      throw new Error("the lamp is gone");
    });
    middle.open();
    middle.weigh("1");
    expect(middle.records.map((line) => line.split(" ")[0])).toEqual(["sealed"]);
    const abort = entries(middle.store).filter((entry) => entry.type === "job-input");
    expect(abort.at(-1)).toMatchObject({ input: { command: { name: "abort" } } });

    let loads = 0;
    const atTheEnd = rig({}, () => {
      loads += 1;
      if (loads === 3) throw new Error("the lamp is gone");
    });
    atTheEnd.open();
    for (const kg of ["1", "2", "3"]) atTheEnd.weigh(kg);
    expect(atTheEnd.records.map((line) => line.split(" ")[0])).toEqual(["sealed"]);
    const inputs = entries(atTheEnd.store).filter((entry) => entry.type === "job-input");
    expect(inputs.at(-1)).toMatchObject({ input: { kind: "observation" } });
  });

  test("whoever waits for an answer gets one", () => {
    const decide: Counting["decide"] = (state, input) => {
      if (input.kind === "command" && (input.command as { name: string }).name === "boom")
        throw new Error("a bug");
      return countingSession.decide(state, input);
    };
    const { station, open } = rig({ decide });
    open();
    const job = asId<"job">("TOY-1-000001");
    const answers: Answer[] = [];
    station.command(job, BY, { name: "boom" }, (answer) => answers.push(answer));
    station.command(job, BY, { name: "begin" }, (answer) => answers.push(answer));
    station.command(asId<"job">("TOY-1-000099"), BY, { name: "begin" }, (answer) => answers.push(answer));
    expect(answers.map((answer) => (answer.kind === "refused" ? answer.reason.code : answer.kind))).toEqual([
      "SOFTWARE_FAULT",
      "JOB_UNKNOWN",
      "JOB_UNKNOWN",
    ]);
  });

  test("a screen that throws is left out, and the job goes on", () => {
    const { station, open, weigh, records, errors } = rig({});
    station.screen.feed.subscribe(() => {
      throw new Error("a page");
    });
    const told: string[] = [];
    station.screen.feed.subscribe((message) => told.push(message.type));
    open();
    for (const kg of ["1", "2", "3"]) weigh(kg);
    expect(records.map((line) => line.split(" ")[0])).toEqual(["sealed"]);
    expect(told).toContain("job");
    expect(errors).toEqual(["a screen failed and is left out"]);
  });

  test("a result that can never be sealed ends visibly, and the next one is not held up", () => {
    let long = false;
    const report: Counting["report"] = (state) => ({
      ...countingSession.report(state),
      ...(long ? { reasons: [reason("SOFTWARE_FAILED", { detail: "x".repeat(300_000) })] } : {}),
    });
    const { open, weigh, records, station } = rig({ report });
    open();
    long = true;
    for (const kg of ["1", "2", "3"]) weigh(kg);
    expect(records).toEqual(["closed TOY-1-000001 RECORD_NOT_SEALABLE"]);
    expect(station.openJobs()).toEqual([]);
    long = false;
    expect(open()).toMatchObject({ kind: "opened" });
  });

  test("at the door: nothing is appended, and the station goes on", () => {
    const report: Counting["report"] = (state) => {
      if (state.over) throw new Error("a bug");
      return countingSession.report(state);
    };
    const { open, store } = rig({ report });
    const before = store.size();
    expect(open()).toMatchObject({ kind: "refused", about: "subject", reason: { code: "SOFTWARE_FAULT" } });
    expect(store.size()).toBe(before);
    expect(open("exam")).toMatchObject({ kind: "opened" });
  });
});
