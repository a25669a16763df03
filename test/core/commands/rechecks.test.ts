import { expect, test } from "vitest";
import { acknowledgementSchema } from "../../../src/core/commands/command-messages.ts";
import {
  ANSWERS_TOLD,
  answersTold,
  isAnswered,
  markOf,
  type NotedRecheck,
  noteAnswered,
  noteBegun,
  noteOrdered,
  openVehicles,
  rechecksOf,
} from "../../../src/core/commands/rechecks.ts";

/** Goal: a vehicle that has to be inspected again is asked for until it was, once for each order. */
const WHY = { zh: "抽查。", en: "A check by lot." };
const hash = (at: number): string => at.toString(16).padStart(64, "0");
const vin = (at: number): string => `LFV2A21K8D4${String(at).padStart(6, "0")}`;

function ordered(before: readonly NotedRecheck[], number: number, vins: readonly string[]) {
  const of = vins.map((one) => ({ vin: one, plate: "鄂A12345", record: null }));
  const order = { kind: "recheck", of, due: "2026-12-06T08:00:00.000Z", draw: null, why: WHY } as const;
  const noted = {
    number,
    command: hash(number),
    by: "Wu",
    issued: "2026-11-29T08:00:00.000Z",
    atWallMs: number,
  };
  return noteOrdered(before, { ...order, of: [...of] }, noted);
}

test("an order stands until each of its vehicles was inspected again, and one inspection answers every order of that vehicle", () => {
  const both = ordered(ordered([], 1, [vin(1), vin(2)]), 2, [vin(1)]);
  const mark = markOf(both, vin(1), {});
  expect(mark).toEqual({ vin: vin(1), numbers: [1, 2] });
  if (mark === null) return;
  const begun = noteBegun(both, "J-1", mark);
  expect(begun.map(({ of }) => of[0]?.job)).toEqual(["J-1", "J-1"]);
  const after = noteAnswered(begun, { record: hash(9), atWallMs: 9 }, mark);
  expect(after.map(isAnswered)).toEqual([false, true]);
  expect([openVehicles(after), rechecksOf(after, vin(1)), markOf(after, vin(1), {})]).toEqual([1, [], null]);
  expect(answersTold(after).fulfilled?.map(({ number, record }) => [number, record])).toEqual([
    [1, hash(9)],
    [2, hash(9)],
  ]);
});

test("another vehicle, a second attempt and practice answer nothing", () => {
  const rechecks = ordered([], 1, [vin(1)]);
  expect([
    markOf(rechecks, vin(2), {}),
    markOf(rechecks, undefined, {}),
    markOf(rechecks, vin(1), { after: { job: "J-0", record: hash(1), clean: [] } }),
    markOf(rechecks, vin(1), { practice: true }),
  ]).toEqual([null, null, null, null]);
});

test("what is told and kept has an end, and what waits is never let go", () => {
  let rechecks: readonly NotedRecheck[] = ordered([], 1, [vin(0)]);
  for (let at = 2; at <= 100; at++) {
    rechecks = ordered(rechecks, at, [vin(at)]);
    rechecks = noteAnswered(rechecks, { record: hash(at), atWallMs: at }, { vin: vin(at), numbers: [at] });
  }
  expect(rechecks.map(({ number }) => number)).toContain(1);
  expect(rechecks).toHaveLength(33);
  const { fulfilled } = answersTold(rechecks);
  expect([fulfilled?.length, fulfilled?.at(-1)?.number]).toEqual([ANSWERS_TOLD, 100]);
  const said = {
    ...{ schema: "proofmark/acknowledgement/v1", station: "HB-WH-0042", at: "2026-11-29T08:00:00.000Z" },
    ...{ last: { number: 100, command: hash(100) }, answer: null, fulfilled },
  };
  expect(acknowledgementSchema.safeParse(said).success).toBe(true);
});

test("of the command that is answered all is told, however old", () => {
  let rechecks: readonly NotedRecheck[] = [];
  for (let at = 1; at <= 20; at++) {
    const vins = [vin(2 * at), vin(2 * at + 1)];
    rechecks = ordered(rechecks, at, vins);
    for (const one of vins)
      rechecks = noteAnswered(rechecks, { record: hash(at), atWallMs: at }, { vin: one, numbers: [at] });
  }
  const told = (asked: number | null) => answersTold(rechecks, asked).fulfilled ?? [];
  expect(told(null).some(({ number }) => number === 1)).toBe(false);
  expect(told(1).filter(({ number }) => number === 1)).toHaveLength(2);
  expect(told(1)).toHaveLength(ANSWERS_TOLD);
});
