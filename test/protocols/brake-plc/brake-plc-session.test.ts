import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reason } from "../../../src/core/trade/reasons.ts";
import type { PlcValue } from "../../../src/ports/plc.ts";
import { createBrakePlcSession } from "../../../src/protocols/brake-plc/brake-plc-session.ts";
import { at, Conversation, device, STANDING } from "./plc-conversation.ts";

describe("the brake bench behind a PLC", () => {
  test("left and right of one source time are one force, rounded to the newton", () => {
    const talk = new Conversation().values(
      at(10, { LeftForceN: 1234.5, RightForceN: 987.49, SampleIndex: 1 }),
    );
    expect(talk.forces()).toEqual([["1235", "987", "good"]]);
  });

  test("a batch is put into the order of its source times, whatever the order of its variables", () => {
    const instants = [10, 20, 30, 40];
    const expected = instants.map((t) => [String(t), String(t + 1), "good"]);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          instants.flatMap((t) => at(t, { LeftForceN: t, RightForceN: t + 1 }, 50)),
          { minLength: 8 },
        ),
        (values) => {
          expect(new Conversation().values(values).forces()).toEqual(expected);
        },
      ),
      { seed: 8, numRuns: 40 },
    );
  });

  test("a pair may come in two batches", () => {
    const talk = new Conversation().values(at(10, { LeftForceN: 5 }));
    expect(talk.forces()).toEqual([]);
    expect(talk.values(at(10, { RightForceN: 6 }, 12)).forces()).toEqual([["5", "6", "good"]]);
  });

  test("a side that never comes is null and bad, once the next pair or 200 ms have passed", () => {
    const talk = new Conversation().values(
      at(10, { LeftForceN: 5 }),
      at(20, { LeftForceN: 7, RightForceN: 8 }),
    );
    expect(talk.forces()).toEqual([
      ["5", null, "bad"],
      ["7", "8", "good"],
    ]);
    talk.values(at(30, { RightForceN: 9 }));
    expect(talk.session.nextDueMs()).toBe(230);
    expect(talk.take(talk.session.tick(229)).forces()).toHaveLength(2);
    expect(talk.take(talk.session.tick(230)).forces().at(-1)).toEqual([null, "9", "bad"]);
  });

  test("a status other than good is never a number: the side is null, the device at fault, and it heals", () => {
    const talk = new Conversation().values(at(10, { LeftForceN: "BadSensorFailure", RightForceN: 8 }));
    expect(talk.forces()).toEqual([[null, "8", "bad"]]);
    const bad = reason("VARIABLE_BAD", { variable: "Bench.LeftForceN", status: "BadSensorFailure" });
    expect(talk.observations.at(-1)?.qualityReason).toEqual(bad);
    expect(talk.faults[0]?.detail).toEqual(bad);
    expect(talk.codes()).toEqual(["+bad-quality"]);
    talk.values(at(20, { LeftForceN: 3, RightForceN: 8 }));
    expect(talk.codes()).toEqual(["+bad-quality", "-bad-quality"]);
  });

  test.each([
    ["not a number", Number.NaN],
    ["infinite", Number.POSITIVE_INFINITY],
    ["beyond any bench", 1e9],
    ["a switch", true],
  ])("a force that is %s is no force", (_, value) => {
    expect(new Conversation().values(at(10, { LeftForceN: value, RightForceN: 1 })).forces()).toEqual([
      [null, "1", "bad"],
    ]);
  });

  test("a negative force keeps its sign, and a small one is zero", () => {
    const talk = new Conversation().values(at(10, { LeftForceN: -12.5, RightForceN: -0.4 }));
    expect(talk.forces()).toEqual([["-13", "0", "good"]]);
  });

  test("a sample told twice is one sample", () => {
    const talk = new Conversation().values(at(10, { LeftForceN: 1, RightForceN: 2 }));
    talk.values(at(10, { LeftForceN: 1, RightForceN: 2 }, 15));
    expect(talk.forces()).toHaveLength(1);
  });

  test("a PLC whose clock is set back goes on", () => {
    const talk = new Conversation().values(at(100_000, { LeftForceN: 1, RightForceN: 2 }));
    talk.values(at(10_000, { LeftForceN: 3, RightForceN: 4 }, 100_010));
    expect(talk.forces()).toHaveLength(2);
  });

  test("a gap in the sample index while running is evidence-lost, until samples come one by one", () => {
    const talk = new Conversation().values(
      at(10, { SampleIndex: 7 }),
      at(20, { SampleIndex: 8 }),
      at(30, { SampleIndex: 10 }),
      at(40, { SampleIndex: 11 }),
    );
    expect(talk.codes()).toEqual(["+evidence-lost", "-evidence-lost"]);
    expect(talk.faults[0]?.detail).toEqual(reason("SAMPLE_SKIPPED", { sample: 10, before: 8 }));
  });

  test("between runs the sample index may jump", () => {
    const talk = new Conversation(0).values(at(10, { SampleIndex: 7 }), at(20, { SampleIndex: 90 }));
    talk.values(at(30, { Run: 1, SampleIndex: 500 }), at(40, { SampleIndex: 501 }));
    expect(talk.codes()).toEqual([]);
  });

  test("what stands beside the begin or the end of a run in one instant belongs to after it, in whatever order it came", () => {
    const talk = new Conversation(0).values(at(10, { SampleIndex: 500, Run: 1 }));
    talk.values(at(20, { SampleIndex: 501 }), at(30, { SampleIndex: 900, Run: 0 }));
    expect(talk.codes()).toEqual([]);
  });

  test("silence while running is raised after 500 ms, and cleared by the next force", () => {
    const talk = new Conversation().values(at(10, { LeftForceN: 1, RightForceN: 2, SampleIndex: 1 }));
    expect(talk.session.nextDueMs()).toBe(510);
    talk
      .take(talk.session.tick(509))
      .take(talk.session.tick(510))
      .values(at(600, { LeftForceN: 1, RightForceN: 2, SampleIndex: 2 }));
    expect(talk.codes()).toEqual(["+silent", "-silent"]);
  });

  test("a counter that runs on is no sign of life when the forces do not come", () => {
    const talk = new Conversation().values(at(10, { LeftForceN: 1, RightForceN: 2, SampleIndex: 1 }));
    for (let index = 2; index <= 50; index++) talk.values(at(index * 10, { SampleIndex: index }));
    talk.take(talk.session.tick(510));
    expect(talk.codes()).toEqual(["+silent"]);
  });

  test("a bench that stands may be silent", () => {
    const talk = new Conversation().values(at(10, { SampleIndex: 1 }), at(20, { Run: 0 }));
    expect(talk.session.nextDueMs()).toBeNull();
  });

  test("a run that never begins to sample is silent after 2 s", () => {
    const talk = new Conversation(0);
    talk.take(talk.session.request({ name: "brake.start", run: "service" }, 1_000).output);
    talk.values(at(1_010, { Run: 1 }));
    talk.take(talk.session.tick(3_009));
    expect(talk.codes()).toEqual([]);
    talk.take(talk.session.tick(3_010));
    expect(talk.codes()).toEqual(["+silent"]);
  });

  test("start and stop are written, and answered by the PLC's own variable", () => {
    const talk = new Conversation(0);
    const start = talk.session.request({ name: "brake.start", run: "parking" }, 100);
    expect(start.writes).toEqual([{ variable: "Bench.Run", value: 2 }]);
    expect(start.output.observations).toEqual([]);
    talk.values(at(120, { Run: 2 }));
    expect(talk.observations).toMatchObject([{ kind: "answer", command: "brake.start", outcome: "ok" }]);
    expect(talk.session.request({ name: "brake.stop" }, 200).writes).toEqual([
      { variable: "Bench.Run", value: 0 },
    ]);
    talk.values(at(210, { Run: 0 }));
    expect(talk.observations.at(-1)).toMatchObject({ command: "brake.stop", outcome: "ok" });
  });

  test("a start that the PLC does not follow is no-answer after a second", () => {
    const talk = new Conversation(0);
    talk.take(talk.session.request({ name: "brake.start", run: "service" }, 100).output);
    talk.take(talk.session.tick(1_099));
    expect(talk.observations).toEqual([]);
    talk.take(talk.session.tick(1_100));
    expect(talk.observations).toMatchObject([{ command: "brake.start", outcome: "no-answer" }]);
    expect(talk.session.nextDueMs()).toBeNull();
  });

  test("a stop while the bench stands already is answered at once", () => {
    const { output } = new Conversation(0).session.request({ name: "brake.stop" }, 9);
    expect(output.observations).toMatchObject([{ outcome: "ok" }]);
  });

  test("a start while a run is on is busy, and nothing is written", () => {
    const { writes, output } = new Conversation(1).session.request(
      { name: "brake.start", run: "service" },
      9,
    );
    expect(writes).toEqual([]);
    expect(output.observations).toMatchObject([{ command: "brake.start", outcome: "busy" }]);
  });

  test("other commands are refused, and nothing is written", () => {
    const { writes, output } = new Conversation().session.request({ name: "gas.zero" }, 9);
    expect(writes).toEqual([]);
    expect(output.observations).toMatchObject([{ command: "gas.zero", outcome: "refused" }]);
  });

  test("the state is told whole, once for each instant at which something of it changed", () => {
    const talk = new Conversation(0).values(
      at(10, { LeftMotorOn: true, RightMotorOn: true, Notice: 1 }),
      at(20, { Notice: 2 }),
      at(30, { LeftLocked: true }),
    );
    expect(talk.observations).toMatchObject([
      { kind: "brake-bench-state", leftMotorOn: true, rightMotorOn: true, notice: "drag", quality: "good" },
      { notice: "brake", leftLocked: false },
      { notice: "brake", leftLocked: true },
    ]);
  });

  test.each([
    [
      "a motor of unknown state",
      { LeftMotorOn: "BadCommunicationError" },
      reason("VARIABLE_BAD", { variable: "Bench.LeftMotorOn", status: "BadCommunicationError" }),
    ],
    [
      "a notice nobody knows",
      { Notice: 9 },
      reason("VARIABLE_SENSELESS", { variable: "Bench.Notice", value: 9 }),
    ],
  ] as const)("%s makes the state bad", (_, told, why) => {
    expect(new Conversation().values(at(10, told)).observations).toMatchObject([
      { kind: "brake-bench-state", quality: "bad", qualityReason: why },
    ]);
  });

  test("after a loss the standing values are no samples, and an open question is not answered", () => {
    const talk = new Conversation().values(at(10, { LeftForceN: 1, RightForceN: 2, SampleIndex: 1 }));
    talk.take(talk.session.request({ name: "brake.stop" }, 20).output);
    talk.take(talk.session.down(reason("PLC_SILENT", { ms: 1500 }), 30));
    expect(talk.observations.at(-1)).toMatchObject({ command: "brake.stop", outcome: "no-answer" });
    expect(talk.codes()).toEqual(["+disconnected"]);
    expect(talk.session.nextDueMs()).toBeNull();
    expect(talk.session.request({ name: "brake.stop" }, 35).writes).toEqual([]);

    talk.take(talk.session.up(40)).values(at(10, { ...STANDING, LeftForceN: 1, RightForceN: 2 }, 45));
    expect(talk.forces()).toHaveLength(1);
    talk.values(at(60, { LeftForceN: 3, RightForceN: 4 }));
    expect(talk.forces().at(-1)).toEqual(["3", "4", "good"]);
    expect(talk.codes()).toEqual(["+disconnected", "-disconnected"]);
  });

  test.each([
    ["silentAfterMs", 900, 910],
    ["startWithinMs", 3000, 3005],
  ])("%s is how long a run may be quiet", (option, ms, dueMs) => {
    const session = createBrakePlcSession({ device, [option]: ms });
    session.up(0);
    session.values(at(0, STANDING));
    session.values(at(5, { Run: 1 }));
    if (option === "silentAfterMs") session.values(at(10, { LeftForceN: 1, RightForceN: 2 }));
    expect(session.nextDueMs()).toBe(dueMs);
    expect(session.tick(dueMs).faults).toMatchObject([
      { code: "silent", raised: true, detail: { code: "NO_SAMPLE_IN_RUN", params: { ms } } },
    ]);
  });

  test("answerWithinMs and sideLateMs are its patience", () => {
    const session = createBrakePlcSession({ device, answerWithinMs: 300, sideLateMs: 50 });
    session.up(0);
    session.values(at(0, STANDING));
    session.request({ name: "brake.start", run: "service" }, 100);
    expect(session.nextDueMs()).toBe(400);
    session.values(at(110, { LeftForceN: 5 }));
    expect(session.nextDueMs()).toBe(160);
  });

  test.each([
    ["N", "1235"],
    ["daN", "12345"],
    ["kN", "1234500"],
  ] as const)("forces in %s become newtons", (forceUnit, leftN) => {
    const session = createBrakePlcSession({ device, forceUnit });
    session.values(at(0, STANDING));
    const [pair] = session.values(at(10, { LeftForceN: 1234.5, RightForceN: 1 })).observations;
    // Beyond any bench: 1.2 million newtons are a broken value.
    expect(pair).toMatchObject({ kind: "brake-force", leftN: forceUnit === "kN" ? null : leftN });
  });

  test("its variables may have other names, and the server another pace", () => {
    const variables = { leftForceN: "DB10.FL", rightForceN: "DB10.FR", run: "DB10.Cmd" };
    const session = createBrakePlcSession({ device, variables, samplingMs: 10 });
    expect(session.samplingMs).toBe(10);
    expect(session.variables).toEqual(
      expect.arrayContaining(["DB10.FL", "DB10.FR", "DB10.Cmd", "Bench.Notice"]),
    );
    const value = (variable: string, told: number, atMs: number): PlcValue => ({
      ...{ variable, value: told, good: true, status: "Good", sourceTimeMs: atMs, atMs },
    });
    session.up(0);
    session.values([value("DB10.FL", 0, 0), value("DB10.FR", 0, 0), value("DB10.Cmd", 0, 0)]);
    expect(session.request({ name: "brake.start", run: "service" }, 5).writes).toEqual([
      { variable: "DB10.Cmd", value: 1 },
    ]);
    const { observations } = session.values([value("DB10.FL", 7, 10), value("DB10.FR", 8, 10)]);
    expect(observations).toMatchObject([{ leftN: "7", rightN: "8" }]);
  });

  test("no values whatever make it throw, or wait for more than 64 sides", () => {
    const value = fc.record({
      variable: fc.constantFrom(...createBrakePlcSession({ device }).variables, "Bench.Other"),
      value: fc.oneof(fc.boolean(), fc.double(), fc.string(), fc.constant(null)),
      good: fc.boolean(),
      status: fc.constantFrom("Good", "BadSensorFailure"),
      sourceTimeMs: fc.option(fc.integer({ min: 0, max: 5_000 })),
      atMs: fc.nat(1_000),
    });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 200 }), (values) => {
        const talk = new Conversation(0);
        for (let from = 0; from < values.length; from += 7) talk.values(values.slice(from, from + 7));
        for (const force of talk.observations)
          if (force.kind === "brake-force" && force.quality === "good")
            expect([force.leftN, force.rightN]).not.toContain(null);
      }),
      { seed: 9, numRuns: 100 },
    );
  });
});
