import fc from "fast-check";
import { expect, test } from "vitest";
import type { InspectionState } from "../../../../src/core/inspection/inspection-state.ts";
import { IDENTITY, type ManualCar, manualCar, PEOPLE, SHA, throughTheLane } from "./manual-car.ts";

/** Goal: whatever people press in whatever order, nothing passes that was not looked at for long enough by somebody else than who signed it. */
const CHASSIS = ["C1-47", "C1-48", "C1-49", "C1-50", "C1-51"];
const person = fc.constantFrom(...Object.values(PEOPLE));
const part = fc.constantFrom("identity", "chassis", "network", "nothing");
const item = fc.constantFrom(...IDENTITY, ...CHASSIS, "F1-18", "B1");
const note = fc.constantFrom("", "漏油");

const command = fc.oneof(
  { weight: 3, arbitrary: fc.record({ name: fc.constant("part-begin"), part }) },
  {
    weight: 12,
    arbitrary: fc.record({
      name: fc.constant("part-enter"),
      item,
      found: fc.constantFrom("in-order", "in-order", "in-order", "defect"),
      note,
      values: fc.constantFrom({}, {}, {}, { "manual.treadSteerMm": "3.2" }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constant("part-photo"),
      part,
      photo: fc.constant("0113"),
      sha256: fc.constant(SHA),
    }),
  },
  { weight: 4, arbitrary: fc.record({ name: fc.constant("part-end"), part }) },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constant("send-back"),
      items: fc.array(item, { minLength: 1, maxLength: 3 }),
      note: fc.constant("再看"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ name: fc.constant("sign"), note }) },
);
/** Somebody who does all of a part in one go, so that most runs come to an end. */
const wholePart = fc.record({ whole: fc.constantFrom("identity", "chassis") });
/** At the end of the day somebody finishes it, whatever state it is in. */
const EVENING: readonly object[] = [
  { by: PEOPLE.wang, command: { whole: "identity" } },
  { by: PEOPLE.wang, command: { whole: "chassis" } },
  { by: PEOPLE.wang, command: { whole: "identity" } },
  ...Object.values(PEOPLE).map((by) => ({ by, command: { name: "sign", note: "" } })),
];
const step = fc.oneof(
  { weight: 10, arbitrary: fc.record({ by: person, command }) },
  { weight: 3, arbitrary: fc.record({ by: person, command: wholePart }) },
  { weight: 3, arbitrary: fc.record({ seconds: fc.integer({ min: 1, max: 90 }) }) },
  { weight: 1, arbitrary: fc.constant({ restart: true }) },
);

interface Seen {
  signedBy: string | null;
}

function play(car: ManualCar, steps: readonly object[]): Seen {
  const seen: Seen = { signedBy: null };
  const { lane } = car;
  lane.command({ name: "begin" });
  for (const one of steps) {
    if ("seconds" in one) lane.wait(1_000 * Number(one.seconds));
    if ("restart" in one && lane.state.laneDone) {
      lane.nowMs = 100;
      lane.feed({ kind: "resumed", atMs: 100 });
    }
    if ("lane" in one && !lane.state.laneDone) throughTheLane(lane);
    if (!("command" in one && "by" in one)) continue;
    const by = String(one.by);
    const asked = one.command as Record<string, unknown>;
    if ("whole" in asked) {
      car.ask(by, { name: "part-begin", part: asked.whole });
      const all = asked.whole === "identity" ? IDENTITY : CHASSIS;
      for (const code of all)
        car.ask(by, { name: "part-enter", item: code, found: "in-order", note: "", values: {} });
      car.ask(by, { name: "part-photo", part: asked.whole, photo: "0113", sha256: SHA });
      lane.wait(40_000);
      car.ask(by, { name: "part-end", part: asked.whole });
      continue;
    }
    const was: InspectionState = lane.state;
    const decision = car.ask(by, asked);
    if (decision.kind === "rejected") expect(lane.state).toBe(was);
    if (asked.name === "sign" && decision.kind === "accepted") seen.signedBy = by;
  }
  return seen;
}

test("in any order", () => {
  let passed = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), (steps) => {
      const car = manualCar();
      const { signedBy } = play(car, [{ lane: true }, ...steps, ...EVENING]);
      const { lane } = car;
      expect(lane.replayed()).toEqual(lane.state);
      expect(JSON.parse(JSON.stringify(lane.state))).toEqual(lane.state);
      const { manual, phase, verdict, signing } = lane.report;
      expect(phase === "over").toBe(signedBy !== null);
      if (phase !== "over") {
        expect(verdict).toBeNull();
        return;
      }
      expect(signing?.signed.map(({ by }) => by)).toEqual([signedBy]);
      for (const one of manual?.parts ?? []) {
        expect(one.state).toBe("done");
        expect(one.countedMs).toBeGreaterThanOrEqual(1_000 * one.minimumS);
        expect(one.by).not.toContain(signedBy);
        for (const { found, by } of one.items) {
          expect(found).not.toBeNull();
          expect(by).not.toBe(signedBy);
        }
        expect(one.photos.every(({ sha256 }) => sha256 !== null)).toBe(true);
      }
      const isDefect = manual?.parts.some(({ items }) => items.some(({ found }) => found === "defect"));
      expect(verdict).toBe(isDefect === true ? "fail" : "pass");
      passed++;
    }),
    { numRuns: 120, seed: 9 },
  );
  // The property says something only where inspections come to an end.
  expect(passed, "inspections that came to an end").toBeGreaterThan(10);
});
