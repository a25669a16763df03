import fc from "fast-check";
import { expect, test } from "vitest";
import {
  FIRST_PACE,
  HEALTHY_AFTER_MS,
  lost,
  RECONNECT_MS_FIRST,
  RECONNECT_MS_MAX,
  type ReconnectPace,
  unwell,
  well,
} from "../../../src/core/link/reconnect-pace.ts";

/** Goal: no link, whatever it does, is tried faster than its last healthy time allows. */
function waits(livesMs: readonly number[]): number[] {
  let pace = FIRST_PACE;
  let atMs = 0;
  return livesMs.map((liveMs) => {
    pace = well(pace, atMs);
    atMs += liveMs;
    const step = lost(pace, atMs);
    pace = step.pace;
    atMs += step.afterMs;
    return step.afterMs;
  });
}

test("a link that opens and closes at once is tried ever more slowly, up to the ceiling", () => {
  expect(waits([0, 0, 0, 0, 0, 0, 0])).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
});

test("after a healthy life the first try is quick; a moment less is no healthy life", () => {
  expect(waits([0, 0, 0, HEALTHY_AFTER_MS - 1, HEALTHY_AFTER_MS, 0])).toEqual([
    200, 400, 800, 1600, 200, 400,
  ]);
});

test("what goes wrong after a healthy life does not take its credit, and earns none", () => {
  const slow: ReconnectPace = { afterMs: RECONNECT_MS_MAX, wellSinceMs: 0 };
  expect(lost(unwell(slow, HEALTHY_AFTER_MS), HEALTHY_AFTER_MS + 1_000).afterMs).toBe(RECONNECT_MS_FIRST);
  const restless = [2, 4, 6, 8, 10, 12].reduce((pace, s) => well(unwell(pace, s * 1_000), s * 1_000), slow);
  expect(lost(restless, 13_000).afterMs).toBe(RECONNECT_MS_MAX);
});

test("any lives: never more than one try more than the first ones in each healthy time", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2 * HEALTHY_AFTER_MS), { maxLength: 60 }), (lives) => {
      const told = waits(lives);
      told.forEach((wait, at) => {
        const before = told[at - 1] ?? RECONNECT_MS_FIRST / 2;
        const healthy = (lives[at] ?? 0) >= HEALTHY_AFTER_MS;
        expect(wait).toBe(healthy ? RECONNECT_MS_FIRST : Math.min(before * 2, RECONNECT_MS_MAX));
      });
    }),
  );
});
