import type { CourseMap } from "../../src/console/course-map.ts";
import { courseMap } from "../../src/runtime/course-map-from.ts";
import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { scenarioPath } from "../../src/stage/scenario-file.ts";
import type { LiveMessage } from "../../src/station/live-message.ts";
import { singleScenario } from "../support/single-scenario.ts";

export interface RecordedJob {
  readonly messages: readonly LiveMessage[];
  /** Sealed record and its proof stand-in by record id. */
  readonly records: ReadonlyMap<string, string>;
}

/** What a page would be told of this scenario, recorded in virtual time; the job is renamed so that several can be shown. */
export async function recordedJob(name: string, job: string): Promise<RecordedJob> {
  const file = `test/scenarios/${name}.yaml`;
  const scenario = singleScenario(file);
  const messages: LiveMessage[] = [];
  const run = await runScenario({
    file,
    scenario,
    seed: scenario.seed,
    software: softwareIdentity(),
    onMessage: (message) => messages.push(message),
  });
  const records = new Map(run.records.map(({ sealed, envelope }) => [sealed.record as string, envelope]));
  return { messages: messages.map((message) => renamed(message, job)), records };
}

export function demoCourse(): CourseMap {
  return courseMap(scenarioPath("", "config/courses/demo-c1.geojson"));
}

function renamed(message: LiveMessage, job: string): LiveMessage {
  if (message.type === "job") return { ...message, job: { ...message.job, job } };
  return "job" in message ? { ...message, job } : message;
}
