import { expect, test } from "vitest";
import { IdleClock } from "../../src/console/web/idle-clock.ts";

const MINUTE_MS = 60_000;

test("opening the page is told at once, touches at most once a minute, and the last of them is not lost", () => {
  const clock = new IdleClock(15 * MINUTE_MS, 0);
  expect(clock.shouldTell(0)).toBe(true);
  clock.telling(0);
  clock.told(0);
  clock.touched();
  expect(clock.shouldTell(59_999)).toBe(false);
  expect(clock.shouldTell(MINUTE_MS)).toBe(true);
  clock.telling(MINUTE_MS);
  clock.told(MINUTE_MS);
  expect(clock.shouldTell(5 * MINUTE_MS)).toBe(false);
  expect(clock.warnsS(15 * MINUTE_MS - 1)).toBeNull();
  expect(clock.warnsS(15 * MINUTE_MS)).toBe(60);
  expect(clock.warnsS(16 * MINUTE_MS - 1)).toBe(1);
  expect(clock.isOver(16 * MINUTE_MS - 1)).toBe(false);
  expect(clock.isOver(16 * MINUTE_MS)).toBe(true);
});

test("a station that could not be told has locked by its own clock: the time goes on from what it knows", () => {
  const clock = new IdleClock(15 * MINUTE_MS, 0);
  clock.telling(0);
  clock.told(0);
  clock.touched();
  clock.telling(2 * MINUTE_MS);
  clock.untold();
  expect(clock.shouldTell(2 * MINUTE_MS + 1)).toBe(false);
  expect(clock.shouldTell(3 * MINUTE_MS)).toBe(true);
  expect(clock.isOver(15 * MINUTE_MS)).toBe(true);
});

test("however short the lock is, whoever works is told of in time and warned half of it before", () => {
  const clock = new IdleClock(MINUTE_MS, 0);
  clock.telling(0);
  clock.told(0);
  clock.touched();
  expect(clock.shouldTell(30_000)).toBe(true);
  expect(clock.warnsS(29_999)).toBeNull();
  expect(clock.warnsS(30_000)).toBe(30);
});

test("found open after the time it asks again soon, without a warning, until somebody touches this page", () => {
  const clock = new IdleClock(15 * MINUTE_MS, 0);
  clock.telling(0);
  clock.told(0);
  const laterMs = 15 * MINUTE_MS;
  clock.stillOpen(laterMs);
  expect(clock.isOver(laterMs + 9_999)).toBe(false);
  expect(clock.warnsS(laterMs + 5_000)).toBeNull();
  expect(clock.isOver(laterMs + 10_000)).toBe(true);
  clock.touched();
  clock.telling(laterMs);
  clock.told(laterMs);
  expect(clock.warnsS(laterMs + 14 * MINUTE_MS)).toBe(60);
});
