import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { SignResult } from "../../src/ports/signer.ts";
import { faultInOneLine } from "../../src/station/fault-line.ts";
import type { Opening } from "../../src/station/job-door.ts";
import { Replay } from "../../src/station/replay.ts";
import type { Answer } from "../../src/station/session-runner.ts";
import type { StationOptions } from "../../src/station/station-options.ts";
import { countingSession } from "../support/counting-session.ts";
import { HeldStore } from "../support/held-store.ts";
import { recordSigner, TOY_STATION, toyRegistry, toySession, toyStation } from "../support/toy-station.ts";

/** Goal: what is not of the station (screens, shelves, signers, whoever waits) may fail in any way, and takes nothing with it. */
const BY = { by: asId<"actor">("tester") };
const bug = (): never => {
  throw new Error("a bug of somebody else's");
};

function rig(changes: Partial<StationOptions> = {}, session = countingSession) {
  const clock = new VirtualClock();
  const store = new MemoryJournalStore();
  const errors: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (what: string) => errors.push(what) };
  const registry = toyRegistry();
  const openSession = () => toySession(session);
  const toy = toyStation({ store, clock, registry, log, openSession, changes });
  toy.station.start();
  const weighThree = (): void => {
    for (const kg of ["1", "2", "3"]) {
      clock.advanceBy(10);
      toy.scale.weigh(kg, clock.monoMs());
    }
  };
  const types = (): string[] =>
    [...store.read(0)].map((bytes) => {
      const entry = readEntry(bytes);
      expect(entry, "every entry is read as it was written").not.toBeNull();
      return entry?.type ?? "?";
    });
  const count = (type: string): number => types().filter((of) => of === type).length;
  return { ...toy, clock, store, errors, registry, weighThree, count, types };
}

describe("whoever is told fails", () => {
  test("of a record: it is delivered, the next one is sealed, and no job ends twice", () => {
    const { open, weighThree, clock, station, count, errors } = rig({ onRecord: bug });
    for (let job = 1; job <= 3; job++) {
      expect(open()).toMatchObject({ kind: "opened" });
      weighThree();
      clock.advanceBy(60_000);
    }
    expect([count("record-sealed"), count("job-closed"), station.pendingReceipts()]).toEqual([3, 0, 0]);
    expect(errors[0]).toBe("whoever is told of records failed");
  });

  test("of a closed job: the next one is taken and sealed", () => {
    let isLong = false;
    const report: typeof countingSession.report = (state) => ({
      ...countingSession.report(state),
      ...(isLong ? { reasons: [reason("SOFTWARE_FAILED", { detail: "x".repeat(300_000) })] } : {}),
    });
    const { open, weighThree, count } = rig({ onClosed: bug }, { ...countingSession, report });
    open();
    isLong = true;
    weighThree();
    isLong = false;
    expect(open()).toMatchObject({ kind: "opened" });
    weighThree();
    expect([count("record-sealed"), count("job-closed")]).toEqual([1, 1]);
  });

  test("who asked for the job: it begins all the same, and is told once", () => {
    const { station, weighThree, count } = rig();
    const tolds: Opening[] = [];
    const text = { text: "plate: TEST", mediaType: "application/yaml" };
    const job = {
      kind: "inspection",
      dossier: text,
      rulebooks: [{ ...text, name: "toy.yaml" }],
      course: null,
      vehicle: null,
      seat: null,
      source: null,
    } as const;
    station.open(job, (opening) => {
      tolds.push(opening);
      bug();
    });
    weighThree();
    expect([tolds.length, count("record-sealed")]).toEqual([1, 1]);
  });

  test("who waits for an answer: the job goes on", () => {
    const { station, open, weighThree, count } = rig();
    open();
    station.command(asId<"job">("TOY-1-000001"), BY, { name: "begin" }, bug);
    station.command(asId<"job">("TOY-1-000099"), BY, { name: "begin" }, bug);
    weighThree();
    expect([count("record-sealed"), count("job-closed")]).toEqual([1, 0]);
  });

  test("a screen that prompts go to: the job is sealed as void, and the next one is taken", () => {
    const decide: typeof countingSession.decide = (state, input) => {
      const decision = countingSession.decide(state, input);
      if (decision.kind === "rejected" || input.kind !== "observation") return decision;
      const prompt = { id: "p", item: null, action: "wait", params: {}, text: reason("PROMPT_IDLE", {}) };
      return { ...decision, effects: [{ kind: "prompt", prompt }, ...decision.effects] };
    };
    const { open, weighThree, records, outputs } = rig(
      { operator: { show: bug } },
      { ...countingSession, decide },
    );
    open();
    weighThree();
    expect(records[0]).toMatch(/^sealed/);
    expect(outputs, "no effect of a broken job").toEqual([]);
    expect(open()).toMatchObject({ kind: "opened" });
  });
});

test("a device that cannot be asked: the job ends, the others are made safe, the next one is taken", () => {
  const decide: typeof countingSession.decide = (state, input) => {
    const decision = countingSession.decide(state, input);
    if (decision.kind === "rejected" || input.kind !== "observation") return decision;
    const ask = { kind: "instrument", role: "axle-scale", command: { name: "brake.stop" } } as const;
    return { ...decision, effects: [...decision.effects, ask] };
  };
  const { open, weighThree, records, outputs, count } = rig({}, { ...countingSession, decide });
  open();
  weighThree();
  expect(records[0]).toMatch(/^sealed/);
  expect(outputs).toEqual(["lamp-go", "lamp-go off"]);
  expect(open()).toMatchObject({ kind: "opened" });
  expect(count("job-closed")).toBe(0);
});

describe("a signer", () => {
  test.each<[string, (n: number, done: (result: SignResult) => void) => boolean]>([
    ["throws", (n) => (n < 3 ? bug() : true)],
    [
      "fails",
      (n, done) => {
        if (n < 3) done({ kind: "failed", reason: "no token" });
        return n >= 3;
      },
    ],
    ["never answers at first", (n) => n >= 3],
  ])("that %s is asked again, and the job waits", (_name, signs) => {
    let asked = 0;
    const sign: typeof recordSigner.sign = (message, done) => {
      asked += 1;
      if (signs(asked, done)) recordSigner.sign(message, done);
    };
    const { open, weighThree, clock, station, count } = rig({ recordSigner: { ...recordSigner, sign } });
    open();
    weighThree();
    expect([count("record-sealed"), station.openJobs().length]).toEqual([0, 1]);
    clock.advanceBy(120_000);
    expect([count("record-sealed"), station.openJobs().length, station.pendingReceipts()]).toEqual([1, 0, 0]);
    open();
    weighThree();
    expect(count("record-sealed")).toBe(2);
  });

  test("that answers twice, or late to a question asked twice, seals once", () => {
    const late: (() => void)[] = [];
    const sign: typeof recordSigner.sign = (message, done) => {
      late.push(() => recordSigner.sign(message, done));
    };
    const { open, weighThree, clock, count } = rig({ recordSigner: { ...recordSigner, sign } });
    open();
    weighThree();
    clock.advanceBy(31_000);
    expect(late.length).toBe(2);
    for (const answer of [...late, ...late]) answer();
    clock.advanceBy(60_000);
    expect([count("record-sealed"), count("job-closed"), late.length]).toEqual([1, 0, 2]);
  });

  test("that answers when the station has stopped appends nothing, and leaves no timer", async () => {
    const late: (() => void)[] = [];
    const sign: typeof recordSigner.sign = (message, done) => {
      late.push(() => recordSigner.sign(message, done));
    };
    const { open, weighThree, clock, station, store } = rig({ recordSigner: { ...recordSigner, sign } });
    open();
    weighThree();
    await station.stop();
    const size = store.size();
    for (const answer of late) answer();
    expect([store.size() - size, clock.pending]).toEqual([0, 0]);
  });

  test("a digest that fails for a while at the seal", () => {
    let fails = false;
    const digest = (bytes: Uint8Array): Uint8Array => (fails ? bug() : sha256(bytes));
    const { open, weighThree, clock, count, station } = rig({ digest });
    open();
    fails = true;
    weighThree();
    const refused = { kind: "refused", reason: { code: "SOFTWARE_FAULT" } };
    expect(open("exam"), "and at the door: a refusal, not an exception").toMatchObject(refused);
    fails = false;
    clock.advanceBy(60_000);
    expect([count("record-sealed"), station.openJobs().length]).toEqual([1, 0]);
  });
});

describe("the journal", () => {
  test("does not take a batch: the job is ended, and whoever waits is told", () => {
    const clock = new VirtualClock();
    const store = new MemoryJournalStore();
    let refuses = false;
    const append = store.append.bind(store);
    store.append = (records, onDurable) => {
      const text = new TextDecoder().decode(records[0]);
      if (refuses && text.includes('"job-input"') && !text.includes("SOFTWARE_FAILED")) bug();
      append(records, onDurable);
    };
    const { station, scale, open, records } = toyStation({ store, clock, registry: toyRegistry() });
    station.start();
    open();
    refuses = true;
    const answers: Answer[] = [];
    station.command(asId<"job">("TOY-1-000001"), BY, { name: "go" }, (answer) => answers.push(answer));
    expect(answers).toMatchObject([{ kind: "refused", reason: { code: "SOFTWARE_FAULT" } }]);
    scale.weigh("1", 1);
    refuses = false;
    expect(records.map((line) => line.split(" ")[0])).toEqual(["sealed"]);
    expect(open()).toMatchObject({ kind: "opened" });
  });

  test("is lost: nothing is opened any more, and everybody is told so, once", () => {
    const clock = new VirtualClock();
    const store = new HeldStore();
    const { station, scale, open } = toyStation({ store, clock, registry: toyRegistry() });
    station.start();
    store.releaseAll();
    open();
    store.releaseAll();
    const answers: Answer[] = [];
    scale.weigh("1", 1);
    station.command(asId<"job">("TOY-1-000001"), BY, { name: "begin" }, (answer) => answers.push(answer));
    store.fail(false);
    station.makeSafe();
    station.journalLost();
    expect(answers.length).toBe(1);
    expect(open("exam")).toMatchObject({ kind: "refused", reason: { code: "JOURNAL_LOST" } });
    scale.fail("silent", 2);
    expect(store.waiting, "nothing is appended any more").toBe(0);
  });

  test("a text that an ended job leaves behind is kept for one that is on its way to the journal", () => {
    const clock = new VirtualClock();
    const store = new HeldStore();
    const report: typeof countingSession.report = (state) => {
      if (state.loads === 3) throw new Error("a bug");
      return countingSession.report(state);
    };
    const openSession = (order: { kind: string }, artifact: (sha256: string) => string, _: number) => {
      artifact((order as { dossierSha256?: string }).dossierSha256 ?? "");
      return toySession(order.kind === "exam" ? countingSession : { ...countingSession, report });
    };
    const { station, scale, open } = toyStation({ store, clock, registry: toyRegistry(), openSession });
    station.start();
    store.releaseAll();
    const text = { text: "plate: OTHER", mediaType: "application/yaml" };
    const rulebooks = [{ ...text, name: "toy.yaml" }];
    const files = { dossier: text, rulebooks, course: null, vehicle: null, seat: null, source: null };
    station.open({ kind: "exam", ...files }, () => undefined);
    open();
    store.releaseAll();
    for (const kg of ["1", "2", "3"]) scale.weigh(kg, clock.monoMs());
    store.releaseAll();
    expect(station.freeSeat("inspection", {}).kind, "closed without a record").toBe("free");
    station.command(
      asId<"job">("TOY-1-000001"),
      BY,
      { name: "abort", reason: "other", note: "x" },
      () => undefined,
    );
    store.release();
    // The exam's record is on its way, and behind it a job by the text of the one that was closed.
    open();
    store.releaseAll();
    expect(station.openJobs()).toEqual(["TOY-1-000003"]);
  });
});

test.each([
  ["2026-06-01", "begin"],
  ["2026-06-02", "abort"],
])("a job opened on 2026-06-01, and a start on %s: %s", (today, command) => {
  const report: typeof countingSession.report = (state) => {
    const said = countingSession.report(state);
    return said.phase === "running" && state.loads === 0 ? { ...said, phase: "ready" } : said;
  };
  const openSession = () => toySession({ ...countingSession, report });
  const clock = new VirtualClock();
  const held = new HeldStore();
  const first = toyStation({ store: held, clock, registry: toyRegistry(), openSession });
  first.station.start();
  held.release();
  // What the first start makes of the clock.
  held.release();
  first.open();
  held.release();
  const store = new MemoryJournalStore();
  store.append(held.durable, () => undefined);
  const again = toyStation({
    store,
    clock,
    registry: toyRegistry(),
    boot: "second",
    openSession,
    changes: { localDate: () => today },
  });
  again.station.start();
  const inputs = [...store.read(0)].map(readEntry).filter((entry) => entry?.type === "job-input");
  expect(inputs[0]).toMatchObject({ input: { command: { name: command } } });
});

describe("what was thrown, in one line", () => {
  const hostile = [
    null,
    undefined,
    5,
    Symbol("x"),
    Object.create(null),
    { toString: bug },
    new Error("a\n\u202eb\ud840"),
  ];
  test.each(hostile.map((cause) => [cause]))("%#: is text that a record can hold", (cause) => {
    expect(faultInOneLine(cause)).toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}]{1,200}$/u);
  });

  test("cut in the middle of a character, no half of it is left", () => {
    for (let length = 180; length < 200; length++) {
      const line = faultInOneLine(new Error(`${"x".repeat(length)}${"\u{20000}".repeat(20)}`));
      expect(line).not.toMatch(/\p{Cs}/u);
      expect(line.length).toBeLessThanOrEqual(200);
    }
  });
});

test("a replay whose software cannot report a job says so, and goes on", () => {
  const { open, weighThree, store } = rig();
  open();
  open("exam");
  weighThree();
  const report = bug;
  const replay = new Replay({
    station: TOY_STATION,
    openSession: () => toySession({ ...countingSession, report }),
    bytesOf: () => new Uint8Array(),
  });
  for (const bytes of store.read(0)) {
    const entry = readEntry(bytes);
    if (entry !== null) replay.note(entry);
  }
  replay.finish();
  expect(replay.jobs.map(({ job, outcome }) => `${job.slice(-1)} ${outcome}`)).toEqual([
    "1 differs",
    "2 differs",
  ]);
  expect(replay.jobs[1]?.difference).toMatchObject({ code: "NOT_REPORTABLE_TODAY" });
});
