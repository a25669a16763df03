import { expect, test } from "vitest";
import { killedLives, MOMENTS } from "../support/kill-lives.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/**
 * A loaded station (files wait, jobs run, records are unreceipted) is killed at seeded moments and started again. Goal: no file
 * and no job is lost or doubled, whatever was promised is in the journal, everything is delivered once. Many more: kill-many.ts.
 */
const LIVES = 14;
const LIFE_MS = 25_000;

test.each([
  { seed: 1, unreachable: false },
  { seed: 2, unreachable: true },
])(
  "killed again and again, seed $seed: every file has one place and every job one end",
  async ({ seed, unreachable }) => {
    const tell = (line: string): void => console.warn(line);
    const outcome = await killedLives({
      directory: temporaryDirectory(),
      seed,
      lives: LIVES,
      unreachable,
      tell,
    });
    expect(outcome.problems).toEqual([]);
    expect(outcome.kills).toBe(LIVES);
    expect(outcome.records).toBe(outcome.jobs);
    expect(outcome.jobs).toBeGreaterThan(0);
    const round = LIVES / MOMENTS.length;
    expect(outcome.moments).toEqual(Object.fromEntries(MOMENTS.map((moment) => [moment, round])));
  },
  LIVES * LIFE_MS,
);
