import { entryRows } from "../../src/console/web/appeal/entry-rows.ts";
import { jobTexts } from "../../src/console/web/appeal/job-texts.ts";
import { bundleOf, bytesOf, type ShownBundle } from "../../src/console/web/appeal/shown-bundle.ts";
import { jobAgain } from "../../src/station/job-again.ts";
import type { JobAgain } from "../../src/station/live-message.ts";
import { sessionOpener } from "../../src/station/session-opener.ts";
import { verify } from "../../src/verifier/verify.ts";
import { appealParts } from "../support/appeal-world.ts";
import { contextWith } from "../support/verifier-context.ts";

/** What the page makes of the bundle of a scenario's job. */
export async function shownScenario(scenario: string): Promise<ShownBundle> {
  const { evidence, trust } = await appealParts(scenario);
  const shown = bundleOf(verify(evidence, contextWith({ trust })));
  if (shown === null) throw new Error("the bundle is not believed");
  return shown;
}

/** Its entries once more, as the page goes through them. */
export function goneThrough({ document, entries }: ShownBundle): JobAgain {
  const fold = jobAgain({
    entries: entries.map(({ entry }) => bytesOf(entry)),
    job: document.job,
    count: entries.length,
    openSession: sessionOpener(jobTexts),
    localDate: (wallMs) => new Date(wallMs).toISOString().slice(0, 10),
    texts: new Map(),
    outcome: { record: null, receiptSize: 0 },
  });
  for (;;) {
    const step = fold.next();
    if (step.done !== true) continue;
    if (step.value === null) throw new Error("the job is there");
    return step.value;
  }
}

export async function drivenScenario(scenario: string) {
  const shown = await shownScenario(scenario);
  const { trace } = goneThrough(shown);
  if (trace === null) throw new Error("nothing was driven");
  return { trace, timeline: null, rows: entryRows(shown) };
}
