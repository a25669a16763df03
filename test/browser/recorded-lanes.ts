import { runStation } from "../../src/stage/run-station.ts";
import { loadScenario } from "../../src/stage/scenario-file.ts";
import type { LiveMessage } from "../../src/station/live-message.ts";
import type { RecordedJob } from "./recorded-jobs.ts";

const VEHICLES_MAX = 6;

/** What the pages are told while the first vehicles of a scenario, one of each kind, go through their lanes. */
export async function recordedLanes(name: string): Promise<RecordedJob> {
  const file = `test/scenarios/${name}.yaml`;
  const { value } = loadScenario(file);
  if (value.kind !== "station") throw new Error(`${file} is of one subject`);
  const lanes = value.lanes.map((lane) => ({
    ...lane,
    vehicles: lane.vehicles.slice(0, VEHICLES_MAX).map((vehicle) => ({ ...vehicle, times: 1 })),
  }));
  const scenario = { ...value, lanes };
  const messages: LiveMessage[] = [];
  const software = { name: "proofmark", version: "test", sha256: "00" };
  await runStation({
    file,
    scenario,
    seed: scenario.seed,
    software,
    onMessage: (message) => messages.push(structuredClone(message)),
  });
  return { messages, records: new Map() };
}
