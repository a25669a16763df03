import type { ResultDocument } from "../record/result-document.ts";
import type { WithdrawalDocument } from "../record/withdrawal-document.ts";
import { type ReadSealed, withdrawsOf } from "./read-sealed.ts";
import type { RegistryRow } from "./registry-copy.ts";

/** Which column says something else than the entry in the row; null where all agree. */
export function differenceIn(
  row: RegistryRow,
  read: ReadSealed | null,
): "kind" | "record" | "content" | null {
  if (row.kind === "quarantined") return null;
  // What does not verify is never in force.
  if (read?.document == null) return "kind";
  const { document } = read;
  const withdraws = withdrawsOf(document);
  if ((withdraws !== null) !== (row.kind === "withdrawal")) return "kind";
  if (row.record !== read.record) return "record";
  const isSame =
    row.job === document.job &&
    row.of === document.kind &&
    row.withdraws === withdraws &&
    isOf(row, document);
  return isSame ? null : "content";
}

function isOf(row: RegistryRow, document: ResultDocument | WithdrawalDocument): boolean {
  if (!("verdict" in document)) return row.verdict === null;
  const { plate = null, vin = null, learnerCertificate = null } = document.subject;
  return (
    row.verdict === document.verdict &&
    row.plate === plate &&
    row.vin === vin &&
    row.certificate === learnerCertificate
  );
}

/** Whether a record that verifies is kept apart for what it is not. Of defects that rest on other records only those that can be seen here are judged. */
export function isApartForNothing(row: RegistryRow, read: ReadSealed, hasBranches: boolean): boolean {
  const { document } = read;
  if (document === null || !("verdict" in document)) return false;
  if (document.sequence !== row.sequence) return false;
  if (document.devices.some(({ simulated }) => simulated)) return false;
  return !(hasBranches && row.defect === "RECORD_JOB_USED");
}
