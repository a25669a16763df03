import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { LANE_PLACES } from "../../src/scenario/lane-operator.ts";
import { documentsOf, entriesOf, runPlan, stationPlan, walkJournal } from "../support/whole-day.ts";

/**
 * Goal: whoever comes, however slowly, however long, whatever fails and whenever somebody breaks off: one vehicle at a position,
 * nobody runs into anybody, everybody has a record, and the station asks nobody for what nobody understands.
 */
const QUICK = 6;
const SEEDS = Array.from({ length: process.env.PROOFMARK_FULL === "1" ? 40 : QUICK }, (_, i) => i + 1);

/** From one position up to five; in each lane all places, in an order of its own. */
const LAYOUTS: readonly (readonly (readonly string[])[])[] = [
  [[...LANE_PLACES]],
  [
    ["slip", "scale", "bench"],
    ["headlamp", "exhaust"],
  ],
  [["slip", "scale"], ["bench", "headlamp"], ["exhaust"]],
  [["exhaust"], ["scale", "bench"], ["headlamp", "slip"]],
  [["slip"], ["scale"], ["bench"], ["headlamp"], ["exhaust"]],
  [["exhaust"], ["slip"], ["scale", "bench"], ["headlamp"]],
];
const ROLES = ["axle-scale", "brake-bench", "headlamp-tester", "gas-analyser", "side-slip-tester"];
/** 0.9 s to react and 2.4 s to press, both this many times as long, and the last second held: the bench's run is over. */
const SLOW_FOOT = 7 / (0.9 + 2.4);
const PROMPTS = ["drive-onto", "press-brake", "insert-probe", "lamps-high"];

function randomPlan(seed: number) {
  const chance = new SeededRandom(seed, "who comes, and what fails");
  const one = <Value>(of: readonly Value[]): Value => of[chance.below(of.length)] as Value;
  const exitBeam = seed % 2 === 0;
  const vehicles = Array.from({ length: 4 + chance.below(2) }, () => {
    const isBrokenOff = chance.chance(0.25);
    const isFaulty = chance.chance(0.25);
    return {
      world: {
        vehicle: { longVehicle: chance.chance(0.4) },
        operator: {
          delayFactor: 0.5 + 2 * chance.unit(),
          // Who stands unseen between two beams and dawdles is taken for gone where no beam stands at the exit: decision 7.
          dawdlesMs: chance.chance(0.3) && !(isBrokenOff && !exitBeam) ? 15_000 : 0,
        },
        deviceFaults: isFaulty
          ? [
              {
                device: one(ROLES),
                kind: one(["wedge", "disconnect", "reset"]),
                onPrompt: { action: "drive-onto", occurrence: 1 + chance.below(4) },
                afterMs: 3_000 * chance.below(4),
                forMs: 20_000 + 60_000 * chance.unit(),
              },
            ]
          : [],
      },
      ...(isBrokenOff && {
        steps: [
          { at: { prompt: one(PROMPTS), afterS: chance.below(20) }, do: "abort", reason: "other", note: "x" },
        ],
      }),
      expect: { verdict: "pass" },
    };
  });
  const positions = LAYOUTS[seed % LAYOUTS.length] ?? [];
  return stationPlan({
    seed,
    lanes: [
      {
        lane: "lane-1",
        exitBeam,
        bench: chance.chance(0.3) ? "plc" : "serial",
        instruments: { beams: { bounceMs: chance.chance(0.5) ? 1 + chance.below(50) : 0 } },
        positions: positions.map((places, at) => ({ position: `P${at + 1}`, places })),
        vehicles,
      },
    ],
  });
}

describe("random traffic in a lane", () => {
  test.each(SEEDS)("seed %i", async (seed) => {
    const plan = randomPlan(seed);
    const run = await runPlan(plan);
    expect(run.problems).toEqual([]);
    const documents = documentsOf(run);
    // A device that does not come back in a minute may turn somebody away; nobody else is left without a record.
    const left = run.subjects.filter(({ refused }, at) => refused === null && documents[at] === null);
    expect(left).toEqual([]);
    const two: string[] = [];
    walkJournal(entriesOf(run), ({ at }, { after, others }) => {
      for (const other of others)
        for (const position of after.over || other.over ? [] : after.holds)
          if (other.holds.includes(position))
            two.push(`${at.monoMs}: ${after.opened.job} and ${other.opened.job} have ${position}`);
    });
    expect(two).toEqual([]);
    const sound = plan.lanes[0]?.vehicles ?? [];
    for (const [at, document] of documents.entries()) {
      // Nobody whose instruments worked and who was not broken off fails, and nobody passes who was broken off.
      const vehicle = sound[at];
      if (document === null || vehicle === undefined) continue;
      expect(document.verdict).not.toBe("fail");
      const aborted = document.reasons.some(({ code }) => code === "ABORTED_FOR");
      if (aborted) expect(document.verdict).toBe("void");
      const isQuiet =
        vehicle.steps.length === 0 && sound.every(({ world }) => world.deviceFaults.length === 0);
      if (!isQuiet) continue;
      // Whose foot needs longer than the bench's 8 s to come down never braked to the end: void, and nothing else is.
      const tooSlow = vehicle.world.operator.delayFactor > SLOW_FOOT && document.verdict === "void";
      if (tooSlow) expect(JSON.stringify(document.reasons)).toContain("FORCE_STILL_ROSE");
      else expect([at, document.verdict]).toEqual([at, "pass"]);
    }
  });
});
