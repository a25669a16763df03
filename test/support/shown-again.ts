import type { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import type { ResultShown } from "../../src/console/console-options.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { documentOf } from "../../src/stage/virtual-station.ts";
import { jobAgain } from "../../src/station/job-again.ts";
import type { JobAgain } from "../../src/station/live-message.ts";
import { singleScenario } from "./single-scenario.ts";

/** The first job of a journal, with its record, as its result is shown afterwards. */
export function shownAgain(store: MemoryJournalStore): ResultShown & { readonly again: JobAgain } {
  const entries = [...store.read(0)].map(readEntry).filter((entry): entry is JournalEntry => entry !== null);
  const opened = entries.find((entry) => entry.type === "job-opened");
  const sealed = entries.find((entry) => entry.type === "record-sealed");
  if (opened?.type !== "job-opened" || sealed?.type !== "record-sealed") throw new Error("no sealed job");
  const steps = jobAgain({
    entries: store.read(0),
    job: opened.job,
    count: store.size(),
    openSession,
    localDate: (wallMs) => new Date(wallMs).toISOString().slice(0, 10),
    texts: new Map(),
    outcome: { record: sealed.record, receiptSize: null },
  });
  for (;;) {
    const made = steps.next();
    if (made.done !== true) continue;
    if (made.value === null) throw new Error("the journal has not all of it");
    return { document: documentOf(sealed.envelope), again: made.value };
  }
}

/** Of a scenario, in virtual time. */
export async function scenarioAgain(name: string): Promise<ReturnType<typeof shownAgain>> {
  const file = `test/scenarios/${name}.yaml`;
  const scenario = singleScenario(file);
  const software = { name: "proofmark", version: "test", sha256: "00" };
  return shownAgain((await runScenario({ file, scenario, seed: scenario.seed, software })).store);
}
