import { runStation } from "../../src/stage/run-station.ts";
import { loadScenario } from "../../src/stage/scenario-file.ts";
import type { LiveMessage } from "../../src/station/live-message.ts";
import type { RecordedJob } from "./recorded-jobs.ts";

/** What the pages are told while the vehicles of a scenario go through their lanes. */
export async function recordedLanes(name: string): Promise<RecordedJob> {
  const file = `test/scenarios/${name}.yaml`;
  const { value: scenario } = loadScenario(file);
  if (scenario.kind !== "station") throw new Error(`${file} is of one subject`);
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
