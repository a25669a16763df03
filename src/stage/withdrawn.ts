import type { ScenarioRun } from "./virtual-station.ts";

/** How a record was taken out of force. */
export interface Withdrawn {
  /** Of the list of the console. */
  readonly choice: string;
  readonly isReceipted: boolean;
}

/** By a sealed withdrawal of the record of this job; null where it is in force, or has no record. */
export function withdrawnOf(
  { records, withdrawals }: Pick<ScenarioRun, "records" | "withdrawals">,
  job: string | null,
): Withdrawn | null {
  const record = records.find(({ sealed }) => sealed.job === job)?.sealed.record;
  const found = withdrawals.find(({ document }) => document.withdraws.record === record);
  if (found === undefined) return null;
  return { choice: String(found.document.reason.params.choice), isReceipted: found.isReceipted };
}
