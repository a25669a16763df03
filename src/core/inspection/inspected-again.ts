import type { EarlierAttempt, EarlierEntry, JobOrder } from "../journal/entry.ts";
import type { ResultDocument } from "../record/result-document.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { GENERAL } from "../trade/words/general-item.ts";
import type { InspectionEvent } from "./inspection-state.ts";
import type { ItemResult } from "./measurements.ts";

/** What a vehicle is inspected again with: the dossier of before, and what came of it. */
export type InspectedAgain =
  | { readonly kind: "may"; readonly after: EarlierAttempt }
  | { readonly kind: "refused"; readonly reason: Reason };

/** What the journal has of the earlier job beside its record. */
export interface EarlierJob {
  readonly order: Pick<JobOrder, "after">;
  readonly events: readonly InspectionEvent[];
}

/**
 * What may follow a record of an inspection that was not passed. Whether the rulebook of the day knows a re-inspection, in what time
 * and what of the earlier one it keeps is asked when the job is opened.
 */
export function inspectedAgain(
  record: string,
  first: ResultDocument,
  job: EarlierJob,
  on: string,
): InspectedAgain {
  if (first.verdict === "pass") return { kind: "refused", reason: reason("NOTHING_TO_REINSPECT", {}) };
  const before = job.order.after?.kept;
  const told = toldBy(
    job.events,
    first.items.map(({ item }) => item),
  );
  const general = first.items.find(({ item }) => item === GENERAL);
  return {
    kind: "may",
    after: {
      job: first.job,
      record,
      clean: first.items.flatMap(({ item, verdict }) =>
        item !== GENERAL && (verdict === "pass" || verdict === "not-applicable") ? [item] : [],
      ),
      kept: {
        times: (before?.times ?? 1) + 1,
        on: before?.on ?? on,
        openRules:
          general !== undefined && general.verdict !== "pass" && general.verdict !== "not-applicable",
        results: { ...before?.results, ...told.results },
        manual: { ...before?.manual, ...told.manual },
      },
    },
  };
}

/** `items` as the record has them: those that are measured stand in the order of the plan, which events count by. */
function toldBy(events: readonly InspectionEvent[], items: readonly string[]) {
  const results: Record<string, ItemResult> = {};
  const manual: Record<string, EarlierEntry> = {};
  let running: string | undefined;
  for (const event of events) {
    if (event.type === "item-started") running = items[event.index];
    if (event.type === "item-measured" && running !== undefined) results[running] = event.result;
    if (event.type === "item-entered") {
      const { item, found, note, values, by } = event;
      manual[item] = { found, note, values, by };
    }
  }
  return { results, manual };
}
