import { describe, expect, test } from "vitest";
import { asId } from "../../../src/core/quantities/ids.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import {
  channel,
  demoCourse,
  demoVehicle,
  digital,
  drive,
  ExamRun,
  type Fed,
} from "../../support/exam-drive.ts";

const perfect = drive(demoCourse(), demoVehicle());

function begun(): ExamRun {
  const run = new ExamRun();
  run.command({ name: "begin" });
  return run;
}

describe("the car's board", () => {
  const driveWith = (extra: (atMs: number) => Fed[], at = 300): ExamRun => {
    const run = begun();
    run.observe(perfect.slice(0, at));
    run.observe(extra(perfect[at]?.observation.atMs ?? 0));
    return run;
  };

  test("an open belt ends the test, but not before the first motion", () => {
    const open = (forMs: number) => (atMs: number) => [
      digital("belt", false, atMs),
      digital("belt", true, atMs + forMs),
    ];
    expect(
      driveWith((atMs) => [...open(501)(atMs).slice(0, 1), channel("gear", 1, atMs + 501)]).report().verdict,
    ).toBe("fail");
    const early = begun();
    early.observe([digital("belt", false, 900), digital("belt", true, 950), ...perfect]);
    expect(early.report().verdict).toBe("pass");
  });

  test("stalls cost 10 each, and three of them put the pass mark out of reach", () => {
    const stalls = (n: number) =>
      driveWith((atMs) =>
        Array.from({ length: n }, (_, i) => [
          channel("engine-speed", 0, atMs + 2000 * i),
          channel("engine-speed", 0, atMs + 2000 * i + 600),
          channel("engine-speed", 800, atMs + 2000 * i + 1000),
        ]).flat(),
      );
    expect(stalls(2).report()).toMatchObject({ verdict: null, score: { points: 80 } });
    expect(stalls(3).report()).toMatchObject({ verdict: "fail", phase: "over", score: { points: 70 } });
  });

  test.each<[string, (atMs: number) => Fed[], string]>([
    [
      "a belt that opens for 1 ms",
      (at) => [digital("belt", false, at), digital("belt", true, at + 1)],
      "SIGNAL_TOO_SHORT",
    ],
    ["for 499 ms", (at) => [digital("belt", false, at), digital("belt", true, at + 499)], "SIGNAL_TOO_SHORT"],
    [
      "one reading of 0 rpm",
      (at) => [channel("engine-speed", 0, at), channel("engine-speed", 800, at + 50)],
      "ENGINE_SPEED_TOO_SHORT",
    ],
    [
      "three of them, a second apart",
      (at) =>
        [0, 1000, 2000].flatMap((ms) => [
          channel("engine-speed", -5, at + ms),
          channel("engine-speed", 800, at + ms + 50),
        ]),
      "ENGINE_SPEED_TOO_SHORT",
    ],
  ])("%s costs nothing and is kept as a note", (_, extra, code) => {
    const run = driveWith(extra);
    expect(run.deductions()).toEqual([]);
    expect(run.report().notes?.map((note) => note.code)).toContain(code);
  });

  test("a contact that bounces all day is told of ten times", () => {
    const bounces = (at: number): Fed[] =>
      Array.from({ length: 50 }, (_, i) => [
        digital("belt", false, at + 10 * i),
        digital("belt", true, at + 10 * i + 5),
      ]).flat();
    expect(driveWith(bounces).report().notes).toHaveLength(10);
  });

  test("a starter that bounces for a moment while a gear is engaged starts nothing", () => {
    const run = driveWith((at) => [
      digital("starter", true, at),
      digital("starter", false, at + 30),
      channel("gear", 2, at + 900),
    ]);
    expect(run.deductions()).toEqual([]);
  });

  test("switching the engine off is no stall", () => {
    const run = driveWith((atMs) => [digital("ignition", false, atMs), channel("engine-speed", 0, atMs + 1)]);
    expect(run.deductions()).toEqual([]);
  });

  test.each([
    [2, []],
    [2.5, ["s2.gen.starter"]],
  ])("the starter held for %f s", (heldS, expected) => {
    const run = driveWith((atMs) => [
      channel("gear", 0, atMs),
      digital("starter", true, atMs),
      channel("engine-speed", 900, atMs + heldS * 1000 - 1),
      digital("starter", false, atMs + heldS * 1000),
    ]);
    expect(run.deductions().map((d) => d.rule)).toEqual(expected);
  });

  test("starting in gear fails; in neutral it does not", () => {
    const start = (gear: number) =>
      driveWith((atMs) => [
        channel("gear", gear, atMs),
        digital("starter", true, atMs),
        channel("gear", gear, atMs + 300),
      ]).deductions();
    expect(start(1).map((d) => d.rule)).toEqual(["s2.gen.neutral"]);
    expect(start(0)).toEqual([]);
  });

  test("a lost board voids what needs it and leaves geometry judged", () => {
    const run = begun();
    run.observe(perfect.slice(0, 3000));
    const atMs = perfect[3000]?.observation.atMs ?? 0;
    run.feed({
      kind: "fault",
      role: "vehicle-io",
      fault: { device: asId("car-board"), code: "evidence-lost", raised: true, atMs, detail: null },
    });
    run.observe(perfect.slice(3000));
    const report = run.report();
    expect(report.verdict).toBe("void");
    expect(report.items.find((item) => item.item === "curve-1")?.verdict).toBe("pass");
    expect(report.findings.find((f) => f.rule === "s2.gen.belt")?.outcome).toBe("undecided");
  });

  test("what a lost board leaves open is said once", () => {
    const run = begun();
    const lost = perfect.findIndex((fed) => {
      run.observe([fed]);
      return run.report().currentItem === "curve-1";
    });
    run.feed({
      kind: "fault",
      role: "vehicle-io",
      fault: { device: asId("car-board"), code: "disconnected", raised: true, atMs: 0, detail: null },
    });
    run.observe(perfect.slice(lost + 1).filter(({ role }) => role === "gnss"));
    expect(run.report()).toMatchObject({ phase: "over", verdict: "void" });
    expect(run.report().items.map((item) => item.verdict)).toEqual(["pass", "pass", "pass", "pass", "void"]);
    expect(run.report().items[4]?.reasons).toEqual([
      reason("RULE_UNDECIDED", {
        rule: "s2.ra.signal",
        because: [reason("SIGNALS_NOT_KNOWN", { signals: ["signal-left", "signal-right"] })],
      }),
    ]);
  });

  test("a board that is lost once more while its fault stands: what it told is old; and nothing more until it tells anew", () => {
    const run = begun();
    const lose = (role: "vehicle-io" | "gnss", again: boolean): unknown => {
      const before = run.state;
      const lost = {
        device: asId<"device">("d"),
        code: "disconnected",
        raised: true,
        atMs: 0,
        detail: null,
      } as const;
      run.feed({ kind: "fault", role, fault: again ? { ...lost, times: 2, again: true } : lost });
      return run.state === before ? "nothing" : run.state.signals.lines;
    };
    run.observe(perfect.slice(0, 300));
    expect(lose("vehicle-io", false)).toEqual({});
    expect(lose("vehicle-io", true)).toBe("nothing");
    run.observe([digital("belt", true, perfect[300]?.observation.atMs ?? 0)]);
    expect(lose("vehicle-io", true)).toEqual({});
    expect(lose("gnss", true)).toBe("nothing");
  });

  test("no board at all: undecided, not passed", () => {
    const run = begun();
    run.observe(perfect.filter(({ role }) => role === "gnss"));
    expect(run.deductions()).toEqual([]);
    expect(run.report().verdict).toBe("undecided");
  });
});
