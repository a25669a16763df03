import { beforeAll, describe, expect, test } from "vitest";
import { asId } from "../../src/core/quantities/ids.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import type { StationScenario } from "../../src/scenario/scenario-schema.ts";
import type { StationRun } from "../../src/stage/run-station.ts";
import { loadScenario } from "../../src/stage/scenario-file.ts";
import { missedOf } from "../../src/stage/scenario-verdict.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { Replay } from "../../src/station/replay.ts";
import { resultBytes } from "../../src/station/seal.ts";
import { documentsOf, entriesOf, runPlan } from "../support/whole-day.ts";

/** Goal: three in a lane at once do what one after the other did, in far less time, and the same again to the byte. */
const FILE = "test/scenarios/lane-of-three.yaml";
const LEAST_AN_HOUR = 9;
const FULL = process.env.PROOFMARK_FULL === "1";

function stationScenario(): StationScenario {
  const { value } = loadScenario(FILE);
  if (value.kind !== "station") throw new Error(`${FILE} is of a whole station`);
  if (FULL) return value;
  const lanes = value.lanes.map((lane) => ({
    ...lane,
    vehicles: lane.vehicles.map((vehicle) => ({ ...vehicle, times: Math.min(vehicle.times, 2) })),
  }));
  return { ...value, lanes };
}

/** The same vehicles, quickly two of each of the first four kinds, through a lane that has all its places in one position. */
function oneAtATime(scenario: StationScenario): StationScenario {
  const lanes = scenario.lanes.map((lane) => ({
    ...lane,
    vehicles: FULL ? lane.vehicles : lane.vehicles.slice(0, 4).map((vehicle) => ({ ...vehicle, times: 2 })),
    positions: [{ position: "1", places: lane.positions.flatMap(({ places }) => places) }],
  }));
  return { ...scenario, lanes };
}

function missedIn(run: StationRun): readonly string[] {
  const documents = documentsOf(run);
  return run.subjects.flatMap(({ name, expect, refused }, at) =>
    missedOf(expect, { refused, document: documents[at] ?? undefined, standing: [], withdrawn: null }).map(
      ({ says }) => `${name}: ${says}`,
    ),
  );
}

const MOST = FULL ? 20 : 11;

describe(`${MOST} vehicles through a lane of three`, () => {
  const scenario = stationScenario();
  let run: StationRun;
  beforeAll(async () => {
    run = await runPlan(scenario, { file: FILE });
  });

  test("each has what its file expects of it, and nobody runs into anybody", () => {
    expect(run.subjects).toHaveLength(MOST);
    expect(missedIn(run)).toEqual([]);
    expect(run.problems).toEqual([]);
    expect(run.records).toHaveLength(MOST);
    expect(run.registry.stored).toHaveLength(MOST);
  });

  test("run again, it is the same to the byte", async () => {
    const again = await runPlan(scenario, { file: FILE });
    const bytes = ({ store }: StationRun) => [...store.read(0)].map((record) => Buffer.from(record));
    const [first, second] = [bytes(run), bytes(again)];
    expect(second).toHaveLength(first.length);
    expect(second.findIndex((entry, at) => !entry.equals(first[at] ?? Buffer.alloc(0)))).toBe(-1);
    expect(again.records.map(({ envelope }) => envelope)).toEqual(
      run.records.map(({ envelope }) => envelope),
    );
  });

  test("every record replays from the journal alone", () => {
    const replay = new Replay({
      station: asId<"station">(SCENARIO_STATION),
      openSession,
      bytesOf: resultBytes,
    });
    for (const entry of entriesOf(run)) replay.note(entry);
    replay.finish();
    expect(replay.jobs).toHaveLength(MOST);
    expect(replay.jobs.filter(({ outcome }) => outcome !== "same")).toEqual([]);
  });

  test("nine an hour and more, and far more than one at a time", async () => {
    const alone = await runPlan(oneAtATime(scenario), { file: FILE });
    expect(missedIn(alone)).toEqual([]);
    expect(alone.problems).toEqual([]);
    const [three] = run.lanes;
    const [one] = alone.lanes;
    expect(three?.vehiclesPerHour ?? 0).toBeGreaterThanOrEqual(LEAST_AN_HOUR);
    expect(one?.vehiclesPerHour ?? 0).toBeGreaterThan(0);
    expect(three?.vehiclesPerHour ?? 0).toBeGreaterThan(
      1.4 * (one?.vehiclesPerHour ?? Number.POSITIVE_INFINITY),
    );
    // Both had the same to do: what is saved is waiting.
    expect(three?.view.positions.map(({ position }) => position)).toEqual(["1", "2", "3"]);
    expect(one?.view.positions.map(({ position }) => position)).toEqual(["1"]);
    // The last one has its record and is still on its way out.
    expect([three?.view.vehicles, three?.view.leaving.length]).toEqual([MOST - 1, 1]);
  });
});
