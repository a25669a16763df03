import { describe, expect, test } from "vitest";
import { LEVELS, SUBJECTS, tallied, truthOf } from "./exam-grid.ts";

/**
 * A part of the noise grid in every run: what sound and faulty candidates are judged by at the budgeted noise and beyond it. The whole
 * of it, with rates and their bounds, is `npm run noise`.
 */
const SEEDS = process.env.PROOFMARK_FULL ? 8 : 2;
const QUICK = [
  "without a mistake",
  "wheel 50 mm over, right angle",
  "creeps back 36 cm in five steps",
  "stops 2.6 s in the curve",
];
const subjects = SUBJECTS.filter(({ name }) => process.env.PROOFMARK_FULL || QUICK.includes(name));
const levels = LEVELS.filter(({ name }) => !name.includes("slow"));

describe.each(subjects)("$name", (subject) => {
  test("costs what it has to at every white noise", async () => {
    const truth = await truthOf(subject);
    const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1);
    for (const { name, noise } of levels) {
      const { falseFails, falsePasses, wrong } = tallied(subject, truth, noise, seeds);
      expect({ name, falseFails, falsePasses, wrong: [...wrong] }).toEqual({
        name,
        falseFails: 0,
        falsePasses: 0,
        wrong: [],
      });
    }
  }, 120_000);
});

test("the grid can be wrong: with far more noise than any budget, faults that nobody made appear", async () => {
  const [sound] = SUBJECTS;
  if (sound === undefined) throw new Error("there is a sound drive");
  const truth = await truthOf(sound);
  const wild = {
    whiteM: 0.2,
    driftM: 0.3,
    whiteDeg: 3,
    driftDeg: 3,
    speedMps: 0.5,
    speedLagS: 0,
    outliers: 0,
    bouncesPerS: 0,
  };
  const { falseFails, falsePasses, voids } = tallied(sound, truth, wild, [1, 2, 3]);
  expect(falseFails + falsePasses + voids).toBeGreaterThan(0);
});
