import { beforeAll, describe, expect, test } from "vitest";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import type { StationRun } from "../../src/stage/run-station.ts";
import { documentsOf, entriesOf, runPlan, stationPlan, verdictsOf } from "../support/whole-day.ts";

/**
 * Goal: whatever the moment in which the process ends, with vehicles before the lane, between positions and at them, each has one
 * record, no verdict turns, and the station that starts again sends nobody where somebody stands.
 */
const FULL = process.env.PROOFMARK_FULL === "1";
const QUICK_TIMES = 5;
const END_S = 460;
/** Every so often, or, quickly, these: each is one class of moment by itself (see the second test). */
const EVERY_S = 35;

const plan = (restartsAtS: readonly number[]) =>
  stationPlan({
    seed: 5,
    steps: restartsAtS.map((atS) => ({ at: { atS }, do: "restart", how: "stopped" })),
    lanes: [
      {
        lane: "lane-1",
        positions: [
          { position: "1", places: ["slip", "scale"] },
          { position: "2", places: ["bench", "headlamp"] },
          { position: "3", places: ["exhaust"] },
        ],
        vehicles: [
          { expect: { verdict: "pass" } },
          {
            world: { vehicle: { brakes: [{ axle: 1, side: "right", brakeFactor: 0.6 }] } },
            expect: { verdict: "fail" },
          },
          // Stands in the lane long after its job has ended, until the way out is free.
          {
            steps: [
              { at: { prompt: "press-brake", afterS: 1 }, do: "abort", reason: "other", note: "scenario" },
            ],
            expect: { verdict: "void" },
          },
          { expect: { verdict: "pass" } },
        ],
      },
    ],
  });

const TIMES = Array.from({ length: Math.floor(END_S / EVERY_S) }, (_, i) => (i + 1) * EVERY_S);

type Moment =
  | "waiting before the lane"
  | "between positions"
  | "driving"
  | "measuring"
  | "over, and in the lane";

/** What the jobs of the lane were doing when the process ended for the first time. */
function momentsOf(run: StationRun): readonly Moment[] {
  const entries = entriesOf(run);
  const again = entries.findLastIndex((entry) => entry.type === "station-started");
  const words = new Map<string, { holds: number; wants: boolean; stage: string; over: boolean }>();
  for (const entry of entries.slice(0, again)) {
    if (entry.type === "job-opened") words.set(entry.job, { holds: 0, wants: false, stage: "", over: false });
    const job = entry.type === "job-input" ? words.get(entry.job) : undefined;
    if (entry.type !== "job-input" || job === undefined) continue;
    for (const event of entry.events as readonly { type: string; stage?: string }[]) {
      if (event.type === "position-wanted") Object.assign(job, { wants: true, stage: "" });
      if (event.type === "position-granted") Object.assign(job, { wants: false, holds: job.holds + 1 });
      if (event.type === "stage-entered") job.stage = event.stage ?? "";
      if (event.type === "inspection-concluded") job.over = true;
    }
  }
  return [...words.values()].map(({ holds, wants, stage, over }) => {
    if (over) return "over, and in the lane";
    if (wants) return holds === 0 ? "waiting before the lane" : "between positions";
    return stage === "measuring" ? "measuring" : "driving";
  });
}

/** It may end void or undecided because of the restart, and then says so; what was a pass is no fail, what was a fail no pass. */
function turned(before: string, document: ResultDocument | null): string | null {
  if (document === null) return "no record";
  const { verdict } = document;
  if (verdict === before) return null;
  if (verdict === "pass" || verdict === "fail") return `${before} became ${verdict}`;
  const said = JSON.stringify([...document.reasons, ...document.items.flatMap(({ reasons }) => reasons)]);
  return said.includes("RESTARTED_MEANWHILE") ? null : `${before} became ${verdict}, and nobody says why`;
}

describe("a lane of three positions whose station is started again", () => {
  let verdicts: readonly string[] = [];
  const seen = new Set<Moment>();
  beforeAll(async () => {
    verdicts = verdictsOf(await runPlan(plan([])));
    expect(verdicts).toEqual(["pass", "fail", "void", "pass"]);
  });

  const times = FULL ? TIMES : TIMES.filter((_, i) => i % Math.ceil(TIMES.length / QUICK_TIMES) === 1);
  test.each(times)("after %i s: one record each, no verdict turned, nobody run into", async (atS) => {
    const run = await runPlan(plan([atS]));
    expect(run.problems).toEqual([]);
    const documents = documentsOf(run);
    expect(documents.map((document, at) => turned(verdicts[at] ?? "", document))).toEqual(
      verdicts.map(() => null),
    );
    expect(run.registry.stored).toHaveLength(verdicts.length);
    for (const moment of momentsOf(run)) seen.add(moment);
  });

  test("and those were moments of every kind", () => {
    expect([...seen].sort()).toEqual([
      "between positions",
      "driving",
      "measuring",
      "over, and in the lane",
      "waiting before the lane",
    ]);
  });

  test("with three restarts one after the other as well", async () => {
    const run = await runPlan(plan([60, 200, 300]));
    expect(run.problems).toEqual([]);
    expect(documentsOf(run).map((document, at) => turned(verdicts[at] ?? "", document))).toEqual(
      verdicts.map(() => null),
    );
  });
});
