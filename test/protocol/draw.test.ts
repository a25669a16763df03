import { expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { drawCount, drawn } from "../../src/core/commands/draw.ts";

/** Goal: a lot falls on the same records whoever draws it, and on each as often. */
const hash = (at: number): string => at.toString(16).padStart(64, "0");
const line = (name: string, byte: number): string =>
  `\u2014 ${name} ${Buffer.alloc(68, byte).toString("base64")}\n`;
const GROUND = {
  ...{ station: "HB-WH-0042", number: 7, from: "2026-11-27T16:00:00.000Z", to: "2026-11-28T16:00:00.000Z" },
  checkpoint: `log\n10\nAAAA\n\n${line("log", 1)}${line("registry", 2)}`,
};
const RECORDS = Array.from({ length: 100 }, (_none, at) => hash(at + 1));

test("RP-226 whoever has the records and the command draws the same, in whatever order they have them", () => {
  const lot = drawn(sha256, GROUND, RECORDS, 5);
  expect(lot).toHaveLength(5);
  for (let seed = 1; seed <= 20; seed++) {
    const random = new SeededRandom(seed, "draw");
    const shuffled = [...RECORDS].sort(() => random.unit() - 0.5);
    expect(drawn(sha256, GROUND, [...shuffled, ...RECORDS.slice(0, 3)], 5)).toEqual(lot);
  }
  // A share that is larger names the same and more.
  expect(drawn(sha256, GROUND, RECORDS, 9).slice(0, 5)).toEqual(lot);
  // The lines of other witnesses come later, and change nothing.
  const later = `${GROUND.checkpoint}${line("second", 3)}`;
  expect(drawn(sha256, { ...GROUND, checkpoint: later }, RECORDS, 5)).toEqual(lot);
});

test("all that the lot rests on changes it, and it falls on each as often", () => {
  const lot = drawn(sha256, GROUND, RECORDS, 5);
  for (const other of [
    { ...GROUND, number: 8 },
    { ...GROUND, station: "HB-WH-0043" },
    { ...GROUND, to: "2026-11-29T16:00:00.000Z" },
    { ...GROUND, checkpoint: GROUND.checkpoint.replace(line("registry", 2), line("registry", 4)) },
  ])
    expect(drawn(sha256, other, RECORDS, 5)).not.toEqual(lot);
  const times = new Map(RECORDS.map((record) => [record, 0]));
  for (let number = 1; number <= 1_000; number++)
    for (const record of drawn(sha256, { ...GROUND, number }, RECORDS, 10))
      times.set(record, (times.get(record) ?? 0) + 1);
  // 100 each, and 9.5 is the standard deviation.
  const counts = [...times.values()];
  expect(Math.min(...counts)).toBeGreaterThan(60);
  expect(Math.max(...counts)).toBeLessThan(140);
  expect([drawCount(300, 1), drawCount(7, 1), drawCount(5, 100), drawCount(201, 1)]).toEqual([3, 1, 5, 3]);
});
