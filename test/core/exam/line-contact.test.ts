import { expect, test } from "vitest";
import type { Boundary } from "../../../src/core/exam/course.ts";
import { firstMotion } from "../../../src/core/exam/motion.ts";
import { BEGUN } from "../../../src/core/exam/progress.ts";
import { BODY_POINTS, BodyPoints } from "../../../src/core/exam/vehicle-body.ts";
import { lineContact } from "../../../src/core/exam/watch/line-contact.ts";
import type { FaultDetail, Found, Step } from "../../../src/core/exam/watch/watch.ts";
import { demoCourse, demoRulebook, demoVehicle } from "../../support/exam-drive.ts";
import {
  motionAt,
  oneWatchedBy,
  prepared,
  RIGHT_M,
  sightingAt,
  watched,
  watchFor,
} from "../../support/rulebook/exam-ground.ts";

/** A spike that points at the flat of the right side, between two points of the outline: only an edge can meet its tip. */
const vehicle = demoVehicle();
const body = new BodyPoints(vehicle);
const rulebook = demoRulebook();
const item = demoCourse().items[0];
const rule = rulebook.rules.find((one) => one.id === "s2.rp.bodyout");
const TIP_M = 1;
const spike: Boundary = {
  line: [TIP_M + 3, 0.4, TIP_M, 1.6, TIP_M + 3, 2.8],
  contact: "body",
  inside: "left",
  feature: 3,
};

/** Moves the body to the right until its side stands `overM` beyond the spike's tip. */
function slide(overM: number, steps: number): FaultDetail[] {
  if (item === undefined || rule === undefined) throw new Error("the demo files have both");
  const site = { item: { ...item, boundaries: [spike] }, rule, motion: rulebook.motion, breaches: {} };
  const watch = lineContact({ ...site, ruleOf: () => undefined }, { name: "line-contact", of: "body" });
  const found: Found[] = [];
  const place = (k: number) => {
    const eastM = ((TIP_M - vehicle.widthM / 2 + overM) * k) / steps;
    const pose = { eastM, northM: 0, headingRad: 0, pitchRad: 0 };
    const points = new Float64Array(2 * BODY_POINTS);
    body.place(pose, points);
    return {
      points,
      motion: { ...firstMotion(sightingAt({ ...pose, speedMps: 1 }), k * 50, rulebook.motion) },
    };
  };
  let memory = watch.initial;
  // It stays there for as many epochs as make a contact.
  for (let k = 1; k <= steps + rulebook.motion.crossedAtLeast; k++) {
    const before = place(Math.min(k - 1, steps));
    const now = place(Math.min(k, steps));
    const step: Step = {
      motion: now.motion,
      before: before.motion,
      points: now.points,
      previous: before.points,
      signals: { lines: {}, channels: {}, since: {} },
      atMs: 50 * k,
      progress: BEGUN,
      kind: "reverse-bay",
      first: false,
      resumed: false,
      reachM: 6,
      found,
      leapAtMs: null,
    };
    memory = watch.step(memory, step);
  }
  return found.flatMap((one) => (one.kind === "fault" ? [one.detail] : []));
}

test("a boundary's corner against the flat of the side is found, inside the window, at any step", () => {
  for (const steps of [1, 3, 40]) {
    expect(slide(0, steps)).toEqual([]);
    expect(slide(0.024, steps)).toEqual([]);
    expect(slide(0.05, steps)).toHaveLength(1);
  }
});

test("the finding says where on the line, by what, and when between the epochs", () => {
  const [fault] = slide(0.05, 1);
  expect(fault?.seen).toMatchObject({
    code: "LINE_CROSSED",
    params: { part: "outline-19", decidedMm: "25" },
  });
  expect(fault?.position?.[1]).toBeCloseTo(1.6, 2);
  expect(fault?.utcMs).toBeLessThan(50);
  expect(fault?.inputs).toContainEqual({ name: "boundary-feature", value: "3", unit: "", reason: null });
});

test("a place beyond doubt counts while one in doubt still waits for its epochs", () => {
  const watch = watchFor(
    prepared(rulebook),
    oneWatchedBy(rulebook, "line-contact", ({ of }) => of === "wheels"),
  );
  const moments = (sure: boolean) =>
    [false, false, true, false, true, false].map((out, i) => ({
      motion: motionAt(rulebook, {
        eastM: -RIGHT_M.wheel + (out ? 0.1 : -0.5),
        utcMs: 100 * i,
        // The first time over the line a wheel is known to a centimetre, the second time, where `sure`, exactly.
        ...(sure && i === 4 ? { spread: [0, 0, 0, 0, 0, 0, 0, 0, 0] as const } : {}),
      }),
    }));
  expect(watched(watch, moments(true)).faults).toHaveLength(1);
  expect(watched(watch, moments(false)).faults).toEqual([]);
});
