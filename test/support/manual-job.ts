import { readArtifact } from "../../src/adapters/config/artifact-file.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { Answer } from "../../src/station/session-runner.ts";
import type { NewJob } from "../../src/station/station-options.ts";
import { PEOPLE } from "../core/inspection/manual/manual-car.ts";
import type { Rig } from "./lane-and-course.ts";

/** A call for a vehicle of which identity and chassis are looked at here, and which wait for nobody else. */
export function manualJob(person: string = PEOPLE.wang): Partial<NewJob> {
  const text = readArtifact("config/dossiers/demo-k3.yaml").text.replace(
    /^elsewhere: .*$/m,
    "elsewhere: [network, appearance, dynamic, exhaust-looks]",
  );
  return {
    dossier: { text, mediaType: "application/yaml" },
    by: { person, from: "192.0.2.7", session: "00112233aabbccdd" },
  };
}

/** What a person asks of a job, and what the station answers once time has passed for its disk. */
export function asks(at: Rig, job: string, person: string, command: Record<string, unknown>): Answer | null {
  const answers: Answer[] = [];
  const by = { by: asId<"actor">(person), at: { from: "192.0.2.7", session: "00112233aabbccdd" } };
  at.station.command(asId<"job">(job), by, command, (answer) => answers.push(answer));
  at.clock.advanceBy(10);
  return answers[0] ?? null;
}
