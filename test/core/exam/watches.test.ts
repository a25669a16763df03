import { describe, expect, test } from "vitest";
import { brokenFinding, keptFinding } from "../../../src/core/exam/findings.ts";
import { isFatal } from "../../../src/core/exam/item-end.ts";
import type { ExamRule } from "../../../src/core/exam/rulebook.ts";
import { NO_SIGNALS } from "../../../src/core/exam/vehicle-signals.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { GENERAL } from "../../../src/core/trade/words/general-item.ts";
import { demoRulebook } from "../../support/exam-drive.ts";
import { type Moment, motionAt, prepared, watched, watchFor } from "../../support/rulebook/exam-ground.ts";

/** What the watches do beside their limits; the limits themselves are in test/core/rules/exam-rulebook.test.ts. */
const book = demoRulebook();

function rule(id: string): ExamRule {
  const found = book.rules.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no rule ${id}`);
  return found;
}

describe("rolling back between items", () => {
  const at = (backM: number, gear: number | null): Moment => ({
    motion: motionAt(book, { alongM: -backM, stopAlongM: 0, stopFromUtcMs: 1 }),
    signals: { ...NO_SIGNALS, channels: gear === null ? {} : { gear } },
  });
  const rolled = (...moments: Moment[]) =>
    watched(watchFor(prepared(book), "s2.gen.rollback30"), [at(0, 1), ...moments]);

  test("a first gear that rolls back is a fault", () => {
    expect(rolled(at(0.02, 1), at(0.4, 1)).faults).toHaveLength(1);
  });
  test("two centimetres in reverse are reversing on purpose: nothing more until the next stop", () => {
    expect(rolled(at(0.02, -1), at(0.4, 1)).faults).toEqual([]);
  });
  test("half a centimetre in reverse is no motion yet", () => {
    expect(rolled(at(0.005, -1), at(0.4, 1)).faults).toHaveLength(1);
  });
  test("with the gear not known it cannot be decided, but only beyond the limit", () => {
    expect(rolled(at(0.1, null))).toMatchObject({ faults: [], undecidable: [] });
    expect(rolled(at(0.4, null))).toMatchObject({ faults: [], undecidable: ["s2.gen.rollback30"] });
  });
});

describe("points", () => {
  const broken = (points: number) =>
    brokenFinding({ ...rule("s2.gen.stall"), points }, GENERAL, {
      utcMs: 0,
      position: null,
      value: 0,
      inputs: [],
      seen: reason("ENGINE_STALLED", { rpm: 0 }),
    });
  test.each([
    [100, true],
    [99, false],
    [50, false],
    [5, false],
  ])("%i of them end a test by themselves: %s", (points, fatal) => {
    expect(isFatal(prepared(book), broken(points))).toBe(fatal);
  });
  test("what was kept ends nothing", () => {
    expect(isFatal(prepared(book), keptFinding(rule("s2.gen.belt"), GENERAL))).toBe(false);
  });
  test.each([
    [50, true],
    [49, false],
  ])("%i of a full mark of 50: %s", (points, fatal) => {
    expect(isFatal(prepared({ ...book, fullMark: 50, passMark: 40 }), broken(points))).toBe(fatal);
  });
});

describe("a finding says its limit as the rulebook does", () => {
  const limits = (id: string) => keptFinding(rule(id), GENERAL).limits;
  test("an engine turns at least so fast", () => {
    expect(limits("s2.gen.stall")).toEqual([
      { atLeast: "20", atMost: null, unit: "rpm", window: null, decidedAt: null },
    ]);
  });
  test("a stop lasts at most so long, and where it is decided lies in its window", () => {
    expect(limits("s2.cv.stop")).toEqual([
      { atLeast: null, atMost: "2", unit: "s", window: "0.5", decidedAt: "2.25" },
    ]);
  });
  test("what has no number has no limit", () => {
    expect(limits("s2.gen.belt")).toEqual([]);
  });
});
