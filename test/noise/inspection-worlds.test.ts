import { describe, expect, test } from "vitest";
import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import { inspectUnderNoise, noiseCell } from "./inspection-grid.ts";
import { NOISE_SUBJECTS } from "./inspection-subjects.ts";
import { NOISE_WORLDS } from "./inspection-worlds.ts";

/** A part of it that takes some seconds: one world of each kind. The whole of it, with many seeds, is `npm run noise -- lane`. */
const software = softwareIdentity();
const named = (name: string) => {
  const world = NOISE_WORLDS.find((one) => one.name === name);
  if (world === undefined) throw new Error(name);
  return world;
};

describe("on a quiet line", () => {
  test.each([
    "truck of three axles, sound",
    "truck of three axles, weak middle wheel",
    "semi-trailer, last axle worn",
    "three-wheeler, sound",
    "motorcycle, sound",
    "motorcycle, dim lamp",
    "bench, right motor dead, sound",
    "bench, motor trips 900 ms into the braking, sound",
    "bench sends samples twice, weak wheel",
    "driver presses 4.6 s late, sound",
    "driver takes the accelerator once, all brakes worn",
  ])("%s: comes out as its truth and its lane ask", async (name) => {
    const world = named(name);
    const { falseFails, falsePasses, verdict } = await inspectUnderNoise(world, 0, 1, software);
    expect({ falseFails, falsePasses }).toEqual({ falseFails: [], falsePasses: [] });
    expect(verdict).toBe(world.verdict ?? (world.broken.length === 0 ? "pass" : "fail"));
  });
});

test.each(["scale without check byte, sound", "motorcycle, dim lamp"])(
  "%s: two bytes in a thousand spoilt make no wrong verdict",
  async (name) => {
    const cell = await noiseCell(named(name), 0.002, [1, 2, 3], software);
    expect(cell).toMatchObject({ runs: 3, falseFails: 0, falsePasses: 0, wrongSeeds: [] });
  },
);

test("every line that has no check byte, or can be without one, is disturbed in some world", () => {
  const disturbed = new Set([...NOISE_SUBJECTS, ...NOISE_WORLDS].flatMap(({ lines }) => lines));
  expect(disturbed).toEqual(
    new Set([
      "axle-scale",
      "brake-bench",
      "headlamp-tester",
      "gas-analyser",
      "opacimeter",
      "side-slip-tester",
    ]),
  );
  const names = [...NOISE_SUBJECTS, ...NOISE_WORLDS].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
