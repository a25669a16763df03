import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { singleScenario } from "./single-scenario.ts";

/** The document of one scenario as the product seals it, in virtual time: what a measured record has to be like. */
export async function realRecord(name: string): Promise<ResultDocument> {
  const file = `test/scenarios/${name}.yaml`;
  const scenario = singleScenario(file);
  const software = { name: "proofmark", version: "0.3.0", sha256: "5a".repeat(32) };
  const { records } = await runScenario({ file, scenario, seed: scenario.seed, software });
  const document = records[0]?.document;
  if (document === undefined) throw new Error(`${file} gave no record`);
  return document;
}

/** The n-th of a day of such jobs: another vehicle or person, another job, other entries of the journal, another time. */
export function anotherOf(document: ResultDocument, station: string, n: number): ResultDocument {
  const numbered = String(n).padStart(6, "0");
  const later = (time: string): string => new Date(Date.parse(time) + n * 400_000).toISOString();
  const { subject, time, evidence } = document;
  const length = evidence.endIndex - evidence.firstIndex;
  const named =
    "plate" in subject ? { plate: `鄂A${numbered.slice(1)}` } : { learnerCertificate: `420100${numbered}` };
  return {
    ...document,
    station,
    job: `${station}-${numbered}`,
    sequence: n,
    subject: { ...subject, ...named },
    time: { ...time, started: later(time.started), ended: later(time.ended) },
    evidence: {
      ...evidence,
      log: `proofmark/${station}`,
      // So that it lies before the record itself in a journal that holds records alone.
      firstIndex: 0,
      endIndex: Math.min(length, n + 1),
      entries: 1,
    },
  };
}
