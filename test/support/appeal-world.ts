import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { pageWithEvidence } from "../../src/core/evidence/appeal-page.ts";
import { writeEvidence } from "../../src/core/evidence/evidence-bundle.ts";
import { bundleOf, playedScenario } from "./evidence-world.ts";

/** What an appeal is made of: the bundle of a job of a scenario as a file, and the trust list that goes along. */
export interface AppealParts {
  readonly evidence: Uint8Array;
  readonly trust: Uint8Array;
  readonly job: string;
  readonly authority: string;
}

export async function appealParts(scenario: string): Promise<AppealParts> {
  const { run, journal, trustText } = await playedScenario(scenario);
  const job = run.records.at(-1)?.document.job ?? "";
  const written = writeEvidence(bundleOf(journal, job), nodeGzip);
  if (written.kind === "refused") throw new Error("the bundle is not written");
  return {
    evidence: written.bytes,
    trust: new TextEncoder().encode(trustText),
    job,
    authority: run.signers.authority.keyId,
  };
}

export function appealPage(
  html: string,
  { evidence, trust }: Pick<AppealParts, "evidence" | "trust">,
): string {
  const page = pageWithEvidence(html, { evidence, trust });
  if (page === null) throw new Error("the built page has no place for evidence");
  return page;
}
