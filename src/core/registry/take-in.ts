import type { Digest } from "../journal/merkle.ts";
import { verifyInclusion } from "../journal/merkle-proof.ts";
import { type Reason, reason, sentenceOf } from "../trade/reasons.ts";
import type { LogCheckpoint, ReadRecord, ReadSubmission } from "./read-submission.ts";
import type { CheckedRecord, GoodRecord, SaidOfRecord } from "./record-check.ts";
import type { StationAccount, StoredWithdrawal, TakenRecord } from "./station-account.ts";

/** A record that the registry keeps of the same station, whether in force, withdrawn, or itself a withdrawal. */
export interface HeldRecord {
  readonly record: string;
  readonly kind: "result" | "withdrawal";
  readonly index: number;
  readonly sequence: number;
  readonly job: string;
  readonly of: "inspection" | "exam";
  readonly isWithdrawn: boolean;
  /** Of a branch of the log that does not go on. */
  readonly isAbandoned: boolean;
}

/** What is kept of the station, as far as a submission names it (`askedOf`). */
export interface HeldRecords {
  byId(record: string): HeldRecord | undefined;
  /** The record of an abandoned branch that has this job number. */
  abandonedOfJob(job: string): HeldRecord | undefined;
}

/** A record with what was made of it before anything was locked. */
export interface WeighedRecord extends ReadRecord {
  readonly checked: CheckedRecord;
}

export interface IntakeOf {
  readonly account: StationAccount;
  readonly held: HeldRecords;
  readonly digest: Digest;
  /** Started for simulation: results of simulated devices come into force here, and nowhere else (RP-130). */
  readonly simulation: boolean;
}

export type TakenIn =
  | { readonly kind: "taken"; readonly taken: readonly TakenRecord[]; readonly usedKeyIds: readonly string[] }
  | { readonly kind: "incomplete"; readonly index: number | null; readonly reason: Reason };

/** Ids and job numbers that have to be looked up before `takeIn` can answer. */
export function askedOf(
  account: StationAccount,
  records: readonly WeighedRecord[],
): { readonly records: readonly string[]; readonly jobs: readonly string[] } {
  const good = records.flatMap(({ checked }) => (checked.kind === "good" ? [checked] : []));
  const named = good.flatMap(({ said }) => (said.kind === "withdrawal" ? [said.withdraws.record] : []));
  if (account.branch === 0) return { records: named, jobs: [] };
  const own = good.map(({ record }) => record);
  return { records: [...named, ...own], jobs: good.map(({ said }) => said.job) };
}

/** The records one by one: whether each is in the log at its place, none is missing, and which of them come into force (RP-029 to RP-042). */
export function takeIn(
  intake: IntakeOf,
  submission: Pick<ReadSubmission, "oldSize">,
  records: readonly WeighedRecord[],
  checkpoint: LogCheckpoint,
): TakenIn {
  const taken: TakenRecord[] = [];
  const usedKeyIds: string[] = [];
  let sequence = intake.account.head.records;
  let previous = submission.oldSize - 1;
  for (const weighed of records) {
    const { index, checked } = weighed;
    if (index <= previous || !isInLog(intake.digest, weighed, checkpoint))
      return { kind: "incomplete", index, reason: reason("RECORD_NOT_AT_PLACE", { index }) };
    previous = index;
    if (checked.kind === "good" && checked.said.sequence > sequence) {
      const missing = { missing: sequence, found: checked.said.sequence };
      return { kind: "incomplete", index, reason: reason("RECORD_MISSING_BEFORE", missing) };
    }
    // The very record in the very place of a branch that was abandoned: it is in force already.
    if (!isThere(intake, weighed, sequence)) taken.push(takenAs(intake, weighed, sequence, taken));
    if (checked.kind === "good") usedKeyIds.push(...checked.keyIds);
    sequence++;
  }
  const counted = checkpoint.records ?? 0;
  if (sequence === counted) return { kind: "taken", taken, usedKeyIds };
  return { kind: "incomplete", index: null, reason: reason("RECORDS_UNLIKE_COUNT", { counted, sequence }) };
}

function isInLog(
  digest: Digest,
  { index, entry, inclusion }: ReadRecord,
  checkpoint: LogCheckpoint,
): boolean {
  const leaf = new TextEncoder().encode(entry);
  return verifyInclusion({
    digest,
    leaf,
    index,
    size: checkpoint.size,
    proof: inclusion,
    root: checkpoint.root,
  });
}

function isThere({ held }: IntakeOf, { index, checked }: WeighedRecord, sequence: number): boolean {
  if (checked.kind !== "good" || checked.said.sequence !== sequence) return false;
  const known = held.byId(checked.record);
  return known?.isAbandoned === true && known.index === index && known.sequence === sequence;
}

function takenAs(
  intake: IntakeOf,
  weighed: WeighedRecord,
  sequence: number,
  before: readonly TakenRecord[],
): TakenRecord {
  const { index, entry, inclusion, checked } = weighed;
  const place = { index, sequence, entry };
  const why = checked.kind === "spoilt" ? checked.reason : whyNotInForce(intake, checked, sequence, before);
  if (why !== null || checked.kind === "spoilt") {
    const told = why ?? reason("ENTRY_NOT_SEALED", {});
    return { kind: "quarantined", ...place, defect: told.code, sentence: sentenceOf(told) };
  }
  const { record, said } = checked;
  const of = { record, job: said.job, of: said.of };
  if (said.kind === "withdrawal") {
    const { withdraws, at } = said;
    return { kind: "withdrawal", ...place, inclusion, ...of, withdraws, at };
  }
  const { verdict, subject, ended } = said;
  return { kind: "result", ...place, inclusion, ...of, verdict, subject, ended };
}

/** Null where it comes into force. */
function whyNotInForce(
  intake: IntakeOf,
  { record, said }: GoodRecord,
  due: number,
  before: readonly TakenRecord[],
): Reason | null {
  const { job, sequence } = said;
  if (said.kind === "withdrawal") {
    if (sequence !== due) return reason("RECORD_NUMBER_USED", { sequence });
    return whyNoWithdrawal(intake, said, before);
  }
  if (said.isSimulated && !intake.simulation) return reason("RECORD_SIMULATED", {});
  const ofJob = intake.held.abandonedOfJob(job);
  if (ofJob !== undefined && ofJob.record !== record)
    return reason("RECORD_JOB_USED", { job, record: ofJob.record });
  return sequence === due ? null : reason("RECORD_NUMBER_USED", { sequence });
}

/** What a withdrawal names has to have come into force here, before it, and not to be withdrawn (RP-123, RP-124). */
function whyNoWithdrawal(
  { held }: IntakeOf,
  { withdraws, job, of, sequence }: SaidOfRecord & { readonly kind: "withdrawal" },
  before: readonly TakenRecord[],
): Reason | null {
  const beside = before.find((other) => other.kind === "result" && other.record === withdraws.record);
  const known = held.byId(withdraws.record);
  const named = beside?.kind === "result" ? beside : known?.kind === "result" ? known : undefined;
  const fits =
    named !== undefined &&
    named.sequence === withdraws.sequence &&
    named.job === job &&
    named.of === of &&
    named.sequence < sequence;
  if (!fits) return reason("WITHDRAWS_NONE_HELD", { record: withdraws.record });
  const isTwice =
    known?.isWithdrawn === true ||
    before.some((other) => isOfWithdrawal(other) && other.withdraws.record === withdraws.record);
  return isTwice ? reason("WITHDRAWN_TWICE", { record: withdraws.record }) : null;
}

function isOfWithdrawal(record: TakenRecord): record is StoredWithdrawal {
  return record.kind === "withdrawal";
}
