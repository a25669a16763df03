import { checkedByKeys, type RegisteredKeys } from "./registered-keys.ts";
import type { AbandonedBranches } from "./registry-decision.ts";
import type {
  HeadChange,
  QuarantinedRecord,
  StationHead,
  StoredRecord,
  StoredWithdrawal,
} from "./registry-store.ts";
import type { RecordDefect, SealedRecord, SealedWithdrawal } from "./sealed-record-check.ts";
import type { ReadSubmission } from "./submission-reader.ts";
import { whyNotReal } from "./unreal-record.ts";
import type { LogCheckpoint } from "./witness-note.ts";
import { leafHash, rootByInclusion } from "./witnessed-tree.ts";

export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

export interface Verified {
  readonly stored: StoredRecord[];
  readonly withdrawn: StoredWithdrawal[];
  readonly quarantined: (QuarantinedRecord & Sentence)[];
}
export type Incomplete = { readonly index: number | null; readonly sentence: Sentence };

export interface IntakeOf extends RegisteredKeys {
  readonly abandoned: AbandonedBranches;
  readonly head: StationHead;
  /** Started for simulation: what simulated devices measured comes into force. */
  readonly simulation: boolean;
  /** Every change of the registry so far. Read for a withdrawal alone: nothing of a record is kept in memory. */
  changes(): Iterable<HeadChange>;
}

/** The records of a submission one by one: whether each is in the log at its place, none is missing, and which of them come into force. */
export function takeIn(
  station: IntakeOf,
  submission: ReadSubmission,
  checkpoint: LogCheckpoint,
): Verified | Incomplete {
  const verified: Verified = { stored: [], withdrawn: [], quarantined: [] };
  let sequence = station.head.records;
  let previous = submission.oldSize - 1;
  for (const { index, entry, inclusion } of submission.records) {
    const root = rootByInclusion(leafHash(entry), index, checkpoint.size, inclusion);
    if (index <= previous || root === null || !root.equals(checkpoint.root)) {
      return incomplete(index, "记录不在日志该位置。", "The record is not in the log at this place.");
    }
    previous = index;
    const record = checkedByKeys(station, entry);
    if (!("defect" in record) && record.sequence > sequence) {
      const en = `Record number ${sequence} is missing before number ${record.sequence}.`;
      return incomplete(index, `缺少第${sequence}号记录。`, en);
    }
    if (!("defect" in record) && record.sequence === sequence) {
      const isThere = station.abandoned.has({ ...record, index });
      if (isThere) {
        sequence++;
        continue;
      }
    }
    const checked =
      "defect" in record
        ? record
        : (unrealIn(station, record) ?? inItsTurn(station, record, sequence, verified));
    const kept = { station: station.name, index };
    if ("defect" in checked) {
      const { defect, zh, en } = checked;
      verified.quarantined.push({ ...kept, sequence, entry: entry.toString(), defect, zh, en });
    } else if ("withdraws" in checked) verified.withdrawn.push({ ...kept, ...checked });
    else {
      const { unreal: _unreal, ...stored } = checked;
      verified.stored.push({ ...kept, ...stored });
    }
    sequence++;
  }
  if (sequence === checkpoint.records) return verified;
  const en = `The checkpoint counts ${checkpoint.records} records, ${sequence} are here.`;
  return incomplete(null, `检查点记有${checkpoint.records}条记录，实有${sequence}条。`, en);
}

/** A withdrawal measures nothing: what it names has been looked at. */
function unrealIn({ simulation }: IntakeOf, record: SealedRecord | SealedWithdrawal): RecordDefect | null {
  return "withdraws" in record ? null : whyNotReal(record.unreal, simulation);
}

function incomplete(index: number | null, zh: string, en: string): Incomplete {
  return { index, sentence: { zh, en } };
}

const JOB_USED: RecordDefect = {
  defect: "job-used",
  zh: "任务编号在保留的分支中属于另一条记录。",
  en: "Its job number belongs to another record of a branch that stays in force.",
};

/**
 * A number that is used before. So is then an id that is used before, and needs no list of ids: it is the hash of bytes that say the number, and
 * numbers only rise. A withdrawal has the job of the record that it names.
 */
function inItsTurn(
  station: IntakeOf,
  record: SealedRecord | SealedWithdrawal,
  due: number,
  verified: Verified,
): SealedRecord | SealedWithdrawal | RecordDefect {
  const isWithdrawal = "withdraws" in record;
  if (!isWithdrawal && station.abandoned.usesJob(record.job, record.record)) return JOB_USED;
  if (record.sequence !== due)
    return { defect: "repeated", zh: "记录序号重复。", en: "Its sequence number is used before." };
  return isWithdrawal ? ofHeldRecord(station, record, verified) : record;
}

/** What a withdrawal names has to be in force here, before it, and not withdrawn. */
function ofHeldRecord(
  station: IntakeOf,
  withdrawal: SealedWithdrawal,
  verified: Verified,
): SealedWithdrawal | RecordDefect {
  const { withdraws, job, kind, sequence } = withdrawal;
  const changes = [...station.changes()].filter((change) => change.station === station.name);
  const held = [...changes, verified]
    .flatMap(({ stored }) => stored)
    .find(({ record }) => record === withdraws.record);
  const isHeld =
    held !== undefined &&
    [held.sequence, held.job, held.kind].join() === [withdraws.sequence, job, kind].join() &&
    held.sequence < sequence;
  if (!isHeld)
    return {
      defect: "withdraws-none",
      zh: "所撤销的记录不在登记中心，或不在其之前。",
      en: "The record that it withdraws is not held here, or not before it.",
    };
  const isWithdrawn = [...changes, verified]
    .flatMap(({ withdrawn = [] }) => withdrawn)
    .some((other) => other.withdraws.record === withdraws.record);
  if (!isWithdrawn) return withdrawal;
  return {
    defect: "withdrawn-twice",
    zh: "所撤销的记录已经撤销。",
    en: "The record that it withdraws is withdrawn already.",
  };
}
