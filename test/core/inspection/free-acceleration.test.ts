import { describe, expect, test } from "vitest";
import type { DeviceFault } from "../../../src/core/observation.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { fault, measuring, voidedAs } from "./item-lanes.ts";
import { HandLane, skipTo } from "./lane-fixture.ts";
import { findingOf, goodCar, scoreItems } from "./measured-fixture.ts";
import {
  accelerate,
  atIdle,
  atProbe,
  blown,
  diesel,
  drive,
  driven,
  FULL_RPM,
  inAir,
  look,
  looks,
  peak,
  phaseOf,
  rowDone,
  rowOf,
  smokeRun,
  summary,
  toThrottle,
  triggered,
  untriggered,
  zeroing,
} from "./smoke-lane.ts";

/** Goal: what a bad acceleration, a bad row, or an instrument in doubt may do to a diesel's smoke test: begin again, or void. Never fail. */
const resultOf = (lane: HandLane) => {
  const event = lane.events.findLast((e) => e.type === "item-measured");
  return event?.type === "item-measured" && event.result.kind === "measured"
    ? event.result.measurement.facts
    : null;
};
const promptReason = (lane: HandLane): string | undefined => {
  const because = Reflect.get(Object(lane.report.prompt?.text.params), "because");
  return Reflect.get(Object(because), "code") as string | undefined;
};
const commandsOf = (lane: HandLane) =>
  lane.effects.flatMap((effect) =>
    effect.kind === "instrument" && effect.role === "opacimeter" ? [effect.command.name] : [],
  );

describe("a sound run", () => {
  test("asks the person step by step, and the instrument in its order", () => {
    const lane = measuring("ES", diesel);
    expect([lane.action, commandsOf(lane)]).toEqual(["remove-probe", []]);
    zeroing(lane);
    expect([lane.action, promptReason(lane)]).toEqual(["wait", "OPACIMETER_PREPARES"]);
    lane.answer("opacimeter", "smoke.zero");
    lane.answer("opacimeter", "smoke.start");
    for (let i = 0; i < 5; i++) look(lane, { k: "0.01", gas: "25" });
    expect(lane.report.prompt).toMatchObject({ action: "insert-probe", params: { depthMm: 400 } });
    look(lane);
    expect([phaseOf(lane), lane.action]).toEqual(["idle", "idle"]);
    toThrottle(lane);
    expect(lane.action).toBe("full-throttle");
    drive(lane);
    expect([phaseOf(lane), lane.action]).toEqual(["idle", "idle"]);
    for (const [k, told] of [
      ["0.61", "ACCELERATION_COUNTS"],
      ["0.55", "ACCELERATION_COUNTS"],
    ] as const) {
      accelerate(lane, k);
      expect(promptReason(lane)).toBe(told);
    }
    accelerate(lane, "0.58");
    expect(phaseOf(lane)).toBe("summary");
    summary(lane, "0.58", "0.61", "0.55", "0.58");
    expect(resultOf(lane)).toEqual({ "smoke.peakSumPerM": "1.74", "smoke.accelerations": "3" });
    expect(commandsOf(lane)).toEqual([
      "smoke.zero",
      "smoke.start",
      "smoke.trigger",
      "smoke.trigger",
      "smoke.trigger",
      "smoke.summary",
      "smoke.stop",
    ]);
    expect(lane.replayed()).toEqual(lane.state);
    expect(lane.timers()).toEqual([]);
  });

  test.each([
    ["at the limit", ["1.20", "1.22", "1.18"], "1.20", "pass"],
    ["one step beyond", ["1.20", "1.22", "1.21"], "1.21", "fail"],
  ] as const)("%s", (_, peaks, mean, verdict) => {
    const lane = measuring("ES", diesel);
    smokeRun(lane, peaks, mean);
    const item = lane.report.items.find(({ item }) => item === "ES");
    expect(item?.verdict).toBe(verdict);
    expect(item?.findings).toMatchObject([{ rule: "smoke.mean", value: mean, outcome: verdict }]);
  });
});

describe("an acceleration that does not count begins the row again", () => {
  const bad: readonly (readonly [string, (lane: HandLane) => void, string])[] = [
    [
      "released early",
      (lane) => {
        drive(lane, { k: "0.60", holdMs: 1400 });
        peak(lane, "0.60");
      },
      "THROTTLE_RELEASED_EARLY",
    ],
    [
      "pressed slowly",
      (lane) => {
        looks(lane, 3200, { rpm: 1600, k: "0.60" });
        drive(lane, { k: "0.60" });
        peak(lane, "0.60");
      },
      "THROTTLE_SLOW",
    ],
    [
      "not pressed to the floor",
      (lane) => {
        looks(lane, 3000, { rpm: FULL_RPM - 1, k: "0.60" });
        look(lane);
        peak(lane, "0.60");
      },
      "THROTTLE_NOT_PRESSED",
    ],
    ["not pressed at all", (lane) => peak(lane, "0.05", 810), "THROTTLE_NOT_PRESSED"],
    [
      "too slow for the instrument",
      (lane) => {
        drive(lane, { k: "0.60" });
        peak(lane, "0.60", FULL_RPM - 1);
      },
      "PEAK_SPEED_LOW",
    ],
    [
      "seen otherwise by the instrument than by its readings",
      (lane) => {
        drive(lane, { k: "0.60" });
        peak(lane, "0.81");
      },
      "PEAK_CONTRADICTED",
    ],
    [
      "sampled before the smoke came",
      (lane) => {
        drive(lane, { k: "0.81" });
        peak(lane, "0.60");
      },
      "PEAK_CONTRADICTED",
    ],
  ];
  test.each(bad)("%s", (_, doIt, why) => {
    const lane = blown();
    accelerate(lane, "0.60");
    accelerate(lane, "0.62");
    toThrottle(lane);
    doIt(lane);
    look(lane);
    look(lane);
    expect([phaseOf(lane), rowOf(lane), promptReason(lane)]).toEqual([
      "idle",
      [],
      "ACCELERATION_NOT_COUNTED",
    ]);
    expect(lane.report.prompt?.text).toMatchObject({
      params: { because: { params: { because: { code: why } } } },
    });
    for (const k of ["0.60", "0.58", "0.61"]) accelerate(lane, k);
    summary(lane, "0.60", "0.60", "0.58", "0.61");
    expect(resultOf(lane)).toMatchObject({ "smoke.peakSumPerM": "1.79" });
  });

  test("a blow that was no full throttle is asked for again, and is not triggered", () => {
    const lane = atIdle();
    toThrottle(lane);
    drive(lane, { holdMs: 1000 });
    toThrottle(lane);
    expect(commandsOf(lane)).not.toContain("smoke.trigger");
    drive(lane);
    toThrottle(lane);
    expect(commandsOf(lane)).toContain("smoke.trigger");
  });

  test("a reading that comes while the trigger is not answered yet changes nothing", () => {
    const lane = blown();
    for (let i = 0; i < 100 && phaseOf(lane) === "idle"; i++) look(lane);
    look(lane, { rpm: 2600 });
    expect(phaseOf(lane)).toBe("trigger");
    lane.answer("opacimeter", "smoke.trigger");
    expect(lane.action).toBe("full-throttle");
  });

  test("an engine that leaves idle must idle its time again", () => {
    const lane = blown();
    looks(lane, 5000);
    look(lane, { rpm: 1500 });
    looks(lane, 5800);
    expect(phaseOf(lane)).toBe("idle");
    looks(lane, 600);
    expect(phaseOf(lane)).toBe("trigger");
  });

  test("a late peak of an acceleration that is over is not taken for the next one's", () => {
    const lane = blown();
    peak(lane, "3.00");
    expect(phaseOf(lane)).toBe("idle");
    accelerate(lane, "0.60");
    expect(rowOf(lane)).toEqual(["0.60"]);
  });
});

describe("a row that is not steady gets one more acceleration", () => {
  test.each([
    ["falling", ["0.75", "0.70", "0.64"], "ROW_TREND"],
    ["rising", ["0.64", "0.70", "0.75"], "ROW_TREND"],
    ["one apart", ["0.60", "0.86", "0.60"], "ROW_SPREAD"],
  ] as const)("%s", (_, peaks, why) => {
    const lane = blown();
    for (const k of peaks) accelerate(lane, k);
    expect([phaseOf(lane), promptReason(lane)]).toEqual(["idle", "ROW_NOT_STEADY"]);
    expect(lane.report.prompt?.text).toMatchObject({
      params: { because: { params: { because: { code: why } } } },
    });
    for (const k of ["0.68", "0.66", "0.69"]) if (phaseOf(lane) === "idle") accelerate(lane, k);
    expect(phaseOf(lane)).toBe("summary");
  });

  test.each([
    ["going one way by no more than the meter's own error", ["0.70", "0.65", "0.60"]],
    ["with two that are equal", ["0.75", "0.75", "0.64"]],
    ["that turns", ["0.64", "0.75", "0.70"]],
  ] as const)("not one %s", (_, peaks) => {
    const lane = blown();
    for (const k of peaks) accelerate(lane, k);
    expect(phaseOf(lane)).toBe("summary");
  });

  test("the row is the last three: an earlier one apart is forgotten", () => {
    const lane = blown();
    for (const k of ["1.60", "0.60", "0.62", "0.61"]) accelerate(lane, k);
    summary(lane, "0.61", "0.60", "0.62", "0.61");
    expect(resultOf(lane)).toMatchObject({ "smoke.peakSumPerM": "1.83" });
  });

  test("that never comes is void, with what the last one lacked", () => {
    const lane = blown();
    for (let i = 0; i < 9; i++) accelerate(lane, i % 2 === 0 ? "0.60" : "0.90");
    expect(voidedAs(lane)).toMatchObject({
      code: "NEVER_STEADY",
      params: { done: 9, because: { code: "ROW_SPREAD" } },
    });
  });
});

describe("an item is void, and measured again once, because of", () => {
  const cases: readonly (readonly [string, () => HandLane, (lane: HandLane) => void, object])[] = [
    [
      "an opacimeter that warms up",
      () => zeroing(),
      (l) => l.answer("opacimeter", "smoke.zero", "warming-up"),
      { code: "ANSWER_BAD" },
    ],
    ["no answer", () => zeroing(), (l) => l.wait(20_000), { code: "OPACIMETER_NO_ANSWER" }],
    ["silence", () => inAir(), (l) => l.wait(5000), { code: "OPACIMETER_SILENT" }],
    ["smoke in clean air", () => inAir(), (l) => look(l, { k: "0.06" }), { code: "ZERO_NOT_KEPT" }],
    ["a zero too low", () => inAir(), (l) => look(l, { k: "-0.06" }), { code: "ZERO_NOT_KEPT" }],
    ["a figure of no engine", () => atIdle(), (l) => look(l, { k: "16.06" }), { code: "SMOKE_INCREDIBLE" }],
    ["a peak of no engine", () => driven(), (l) => peak(l, "16.06"), { code: "SMOKE_INCREDIBLE" }],
    ["no peak", () => driven(), (l) => looks(l, 30_000), { code: "OPACIMETER_NO_ANSWER" }],
    ["cold oil", () => atIdle(), (l) => looks(l, 6000, { oil: "79.9" }), { code: "OIL_COLD" }],
    ["a probe that slipped out", () => triggered(), slippedOut, { code: "NO_EXHAUST_IN_PROBE" }],
    ["a probe never put in", () => atProbe(), neverIn, { code: "PHASE_LATE", params: { phase: "probe" } }],
    ["no engine speed", () => atProbe(), withoutSpeed, { code: "PHASE_LATE", params: { phase: "probe" } }],
    [
      "an instrument's mean of its own",
      () => rowDone(),
      (l) => summary(l, "0.63", "0.60", "0.62", "0.61"),
      { code: "SUMMARY_CONTRADICTS" },
    ],
    [
      "an instrument's other accelerations",
      () => rowDone(),
      (l) => summary(l, "0.61", "0.60", "0.62", "0.62"),
      { code: "SUMMARY_OF_OTHERS" },
    ],
    [
      "no results",
      () => rowDone(),
      (l) => l.answer("opacimeter", "smoke.summary", "failed"),
      { code: "ANSWER_BAD" },
    ],
    [
      "a trigger refused",
      () => untriggered(),
      (l) => l.answer("opacimeter", "smoke.trigger", "refused"),
      { code: "ANSWER_BAD" },
    ],
    ["the vehicle leaving", () => atIdle(), (l) => l.beam("exhaust", false), { code: "VEHICLE_LEFT" }],
    ...(["disconnected", "silent", "garbled", "self-check-failed"] as const).map(
      (code: DeviceFault["code"]) =>
        [
          `a device that is ${code}`,
          () => triggered(),
          (l: HandLane) => fault(l, "opacimeter", code),
          { code: "DEVICE_FAULT" },
        ] as const,
    ),
  ];
  test.each(cases)("%s", (_, lane, happens, why) => {
    const l = lane();
    happens(l);
    const voided = l.events.findLast((event) => event.type === "item-voided");
    expect(voided?.type === "item-voided" ? voided : null).toMatchObject({ reason: why, next: "again" });
    expect(commandsOf(l)).toContain("smoke.stop");
    expect(l.replayed()).toEqual(l.state);
  });

  test("a rated speed that nobody knows, for good", () => {
    const lane = new HandLane({ dossier: { ...diesel, ratedEngineSpeedRpm: null } });
    lane.command({ name: "begin" });
    skipTo(lane, "ES");
    lane.beam("exhaust", true);
    expect(voidedAs(lane)).toMatchObject({
      code: "FACT_MISSING",
      params: { fact: "vehicle.ratedEngineSpeedRpm" },
    });
  });
});

function slippedOut(lane: HandLane): void {
  drive(lane, { k: "0.00", gas: "29" });
  peak(lane, "0.00");
  look(lane, { gas: "29" });
}
function neverIn(lane: HandLane): void {
  looks(lane, 480_000, { gas: "29" });
}
function withoutSpeed(lane: HandLane): void {
  looks(lane, 480_000, { rpm: 0 });
}

describe("a recorded diesel", () => {
  const items = (facts: Record<string, string>) => ({ ...goodCar(), E: undefined, ES: { facts } });
  const score = (facts: Record<string, string>) => {
    const { E: _, ...given } = items(facts);
    return scoreItems(diesel, given);
  };
  const sound = { "smoke.peakSumPerM": "1.74", "smoke.accelerations": "3" };

  test("passes with its smoke measured, and is undecided without", () => {
    expect(score(sound).verdict).toBe("pass");
    const { E: _, ...without } = goodCar();
    const report = scoreItems(diesel, without);
    expect(report.verdict).toBe("undecided");
    expect(report.items.find(({ item }) => item === "ES")).toMatchObject({
      verdict: "undecided",
      reasons: [reason("NOT_MEASURED", {})],
    });
  });

  test("a mean of fewer accelerations than the rule asks for is no pass", () => {
    const report = score({ "smoke.peakSumPerM": "1.16", "smoke.accelerations": "2" });
    expect(findingOf(report, "smoke.mean").outcome).toBe("undecided");
    expect(report.verdict).toBe("undecided");
  });

  test("the stricter limit set is 0.70", () => {
    const strict = (sum: string) => {
      const { E: _, ...given } = items({ ...sound, "smoke.peakSumPerM": sum });
      return findingOf(scoreItems({ ...diesel, limitSet: "b" }, given), "smoke.mean").outcome;
    };
    expect([strict("2.10"), strict("2.13")]).toEqual(["pass", "fail"]);
  });
});
