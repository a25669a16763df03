import type { MemoryJournalStore } from "../adapters/disk/memory-journal-store.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import { openSession } from "../runtime/open-session.ts";
import { jobAgain } from "../station/job-again.ts";
import type { JobView } from "../station/live-message.ts";
import type { Station } from "../station/station.ts";

/** How a station stood when a run was over, in words: why somebody has no record, and a record no receipt. */
export interface RunEnd {
  /** By the job, of those that have no record. */
  readonly standing: ReadonlyMap<string, readonly string[]>;
  /** Records that the registry had not receipted. */
  readonly unreceipted: number;
  readonly delivery: readonly string[];
}

/** Of a station that has not been stopped yet. */
export function endOf(station: Station, store: MemoryJournalStore): RunEnd {
  const { connected, trouble, refusal, locked } = station.screen.snapshot().station.registry;
  const words = [locked, refusal, trouble].flatMap((told) => (told == null ? [] : [told.en]));
  const open = station.openJobs().map((job): [string, string[]] => [job, standingOf(job, store)]);
  return {
    standing: new Map([...closedIn(store), ...open]),
    unreceipted: station.pendingReceipts(),
    delivery: [`the registry is ${connected ? "connected" : "not connected"}`, ...words],
  };
}

function closedIn(store: MemoryJournalStore): [string, string[]][] {
  return [...store.read(0)].flatMap((bytes): [string, string[]][] => {
    const entry = readEntry(bytes);
    if (entry?.type !== "job-closed") return [];
    const why = sentenceOf(entry.reason).en;
    return [[entry.job, [`${entry.job} was closed without a record: ${why} [${entry.reason.code}]`]]];
  });
}

/** Nobody looks at a run's screens, so that it is read again from the journal. */
function standingOf(job: string, store: MemoryJournalStore): string[] {
  const steps = jobAgain({
    entries: store.read(0),
    job,
    count: store.size(),
    openSession,
    localDate: (wallMs) => new Date(wallMs).toISOString().slice(0, 10),
    texts: new Map(),
    outcome: { record: null, receiptSize: null },
  });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value === null ? [] : viewWords(step.value.job);
  }
}

function viewWords({ job, state, currentItem, prompt, items }: JobView): string[] {
  const at = currentItem === null ? "" : `, at item ${currentItem}`;
  const asked = prompt === null ? "nothing" : `"${prompt.text.en}"`;
  const open = items.filter(({ verdict, reasons }) => reasons.length > 0 && verdict !== "not-applicable");
  return [
    `${job} is ${state}${at}; last asked for: ${asked}`,
    ...open.map(
      ({ item, verdict, reasons }) =>
        `item ${item}: ${verdict ?? "open"}: ${reasons.map(({ en }) => en).join(" ")}`,
    ),
  ];
}
