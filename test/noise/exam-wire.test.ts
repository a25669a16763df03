import { expect, test } from "vitest";
import { count, emptyTally } from "./exam-grid.ts";
import { DISTURBANCES, driven, talliedOnWire, WIRE_SUBJECTS } from "./exam-wire.ts";

/** A part of the grid through the wire in every run; the whole of it is `npm run noise -- exam --wire`. */
const SEEDS = process.env.PROOFMARK_FULL ? [1, 2, 3] : [1];
const QUICK: readonly (readonly [subject: string, disturbance: string])[] = [
  ["without a mistake", "as published"],
  ["without a mistake", "outliers, 2 in 100"],
  ["without a mistake", "pulses lost and doubled"],
  ["without a mistake", "second receiver, 0.9 m away"],
  ["wheel 50 mm over, right angle", "speed smoothed over 0.5 s"],
  ["creeps back 36 cm in five steps", "all of it white"],
  ["no belt", "contacts 0.2 s late"],
];

function named<One extends { readonly name: string }>(all: readonly One[], name: string): One {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

test.each(QUICK)("%s, %s: what is judged is what was done", async (subject, name) => {
  const disturbance = named(DISTURBANCES, name);
  const tally = await talliedOnWire(named(WIRE_SUBJECTS, subject), disturbance, SEEDS);
  const { falseFails, falsePasses, voids } = tally;
  expect({ falseFails, falsePasses, wrong: [...tally.wrong] }).toEqual({
    falseFails: 0,
    falsePasses: 0,
    wrong: [],
  });
  expect(voids).toBe(disturbance.opens === true ? SEEDS.length : 0);
});

test("the grid can be wrong: what was done and must not cost, or was not done and must, is counted", async () => {
  const [published] = DISTURBANCES;
  if (published === undefined) throw new Error("there is a receiver without a disturbance");
  const beltless = named(WIRE_SUBJECTS, "no belt");
  const tally = emptyTally();
  const { costs, verdict } = await driven(beltless, published, 1);
  count(tally, { ...beltless, costs: [] }, costs, verdict);
  count(tally, { ...beltless, costs: ["s2.gen.stall", "s2.gen.belt"] }, costs, verdict);
  expect(tally).toMatchObject({ drives: 2, falseFails: 1, falsePasses: 1, voids: 0 });
});
