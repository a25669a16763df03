import { describe, expect, test } from "vitest";
import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import { inspectUnderNoise, noiseCell } from "./inspection-grid.ts";
import { NOISE_SUBJECTS } from "./inspection-subjects.ts";
import { wilson } from "./wilson.ts";

/** A small part of the grid; the whole of it, with many seeds, is `npm run noise`. */
const software = softwareIdentity();
const named = (name: string) => {
  const subject = NOISE_SUBJECTS.find((one) => one.name === name);
  if (subject === undefined) throw new Error(name);
  return subject;
};

describe.each(NOISE_SUBJECTS)("$name", (subject) => {
  test("is judged by its truth on a quiet line", async () => {
    const { falseFails, falsePasses, verdict } = await inspectUnderNoise(subject, 0, 1, software);
    expect({ falseFails, falsePasses }).toEqual({ falseFails: [], falsePasses: [] });
    expect(verdict).toBe(subject.broken.length === 0 ? "pass" : "fail");
  });
});

test.each(["car, sound", "car, parking brake worn", "light truck, side slip"])(
  "%s: two bytes in a thousand spoilt make no wrong verdict",
  async (name) => {
    const cell = await noiseCell(named(name), 0.002, [1, 2, 3, 4], software);
    expect(cell).toMatchObject({ runs: 4, falseFails: 0, falsePasses: 0, wrongSeeds: [] });
  },
);

test("noise is felt: at one byte in fifty nothing is decided any more", async () => {
  const { verdict, voids } = await inspectUnderNoise(named("car, sound"), 0.02, 1, software);
  expect(verdict).toBe("void");
  expect(voids.length).toBeGreaterThan(0);
});

test("the bounds of a share that was never seen, and of one that was", () => {
  const none = wilson(0, 1000);
  expect(none.low).toBe(0);
  expect(none.high).toBeCloseTo(0.00383, 5);
  const some = wilson(10, 100);
  expect([some.low, some.high].map((bound) => bound.toFixed(4))).toEqual(["0.0552", "0.1744"]);
});
