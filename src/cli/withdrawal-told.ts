import type { WithdrawalProof } from "../core/record/proof-bundle.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import type { VerifiedWithdrawal } from "../core/record/verify-withdrawal.ts";
import type { WithdrawalDocument } from "../core/record/withdrawal-document.ts";
import { toldWithdrawn, type WithdrawnRecord } from "../core/record/withdrawal-evidence.ts";
import type { Told } from "../core/trade/reason-shape.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import type { FileVerdict } from "./file-verdict.ts";

const CHECKS = "envelope, signature, key's station and time, content, a record before it";
const PLACE = "place in the station's log, log signature, witness's cosignature";

/** What `verify` says of a withdrawal that it believes, by itself or in its proof. */
export function withdrawalVerdict(file: string, result: VerifiedWithdrawal | WithdrawalProof): FileVerdict {
  const { record, document, key, second } = result;
  const { withdraws } = document;
  const facts = {
    record,
    station: document.station,
    job: document.job,
    sequence: document.sequence,
    withdraws: withdraws.record,
    withdrawsSequence: withdraws.sequence,
    reason: `${document.reason.en} ${document.reason.zh} [${document.reason.code}]`,
    by: document.by,
    at: document.at,
    signedBy: key.name,
    ...(second === null ? {} : { secondSignature: second.algorithm }),
  };
  const withdrawals = [told(reasonOfWithdrawal(result))];
  if (!("receipt" in result))
    return { file, kind: "withdrawal", checked: [CHECKS], failures: [], facts, notes: withdrawals };
  const { receipt, index } = result;
  const inLog = {
    entry: `${index} of ${receipt.checkpoint.size}`,
    witness: receipt.witnesses.join(", "),
    witnessed: new Date(receipt.witnessedMs).toISOString(),
  };
  return {
    file,
    kind: "proof",
    checked: [CHECKS, PLACE],
    failures: [],
    facts: { ...facts, ...inLog },
    notes: withdrawals,
  };
}

/** By itself, in a proof, or in the entry that holds it. */
interface Withdrawal {
  readonly record: string;
  readonly document: WithdrawalDocument;
}

/** A withdrawal that is believed, wherever it was found: by itself, in a proof, a bundle, a day or a journal. */
export interface KnownWithdrawal {
  /** What is out of force. */
  readonly record: string;
  readonly station: string;
  readonly job: string;
  /** Null where who found it has held it against the record already. */
  readonly sequence: number | null;
  /** Null while it waits for its seal. */
  readonly withdrawal: string | null;
  readonly why: Told;
}

/** Among what is verified in one call, by the record that each names. */
export type KnownWithdrawals = ReadonlyMap<string, KnownWithdrawal>;

export function knownWithdrawal(found: Withdrawal): KnownWithdrawal {
  const { station, job, withdraws } = found.document;
  const { record, sequence } = withdraws;
  return { record, station, job, sequence, withdrawal: found.record, why: told(reasonOfWithdrawal(found)) };
}

/** Of a record whose journal, or whose part of it, says that a person withdrew it. */
export function noticedWithdrawal(found: WithdrawnRecord, station: string): KnownWithdrawal {
  const { record, job, withdrawal } = found;
  return { record, station, job, sequence: null, withdrawal, why: told(toldWithdrawn(found)) };
}

/** One that is sealed says more than one that waits for that. */
export function withdrawalsAmong(all: readonly KnownWithdrawal[]): KnownWithdrawals {
  const known = new Map<string, KnownWithdrawal>();
  for (const one of all) if ((known.get(one.record)?.withdrawal ?? null) === null) known.set(one.record, one);
  return known;
}

/** Says of a believed record that it is withdrawn: genuine all the same, and of no force. A withdrawal that names it by another station or number says nothing of it. */
export function noteWithdrawn(
  verdict: FileVerdict,
  document: ResultDocument | null,
  known: KnownWithdrawals,
): void {
  const own = known.get(String(verdict.facts.record));
  if (document === null) return;
  const notes = [...(verdict.notes ?? [])];
  const isOf = own?.station === document.station && (own.sequence ?? document.sequence) === document.sequence;
  if (own !== undefined && isOf && verdict.withdrawn?.code !== own.why.code) {
    verdict.withdrawn = own.why;
    if (own.withdrawal !== null) verdict.facts.withdrawnBy = own.withdrawal;
    notes.push(own.why);
  }
  const first = document.after?.record;
  const earlier = first === undefined ? undefined : known.get(first);
  if (first !== undefined && earlier?.station === document.station)
    notes.push(told(reason("RESTS_ON_WITHDRAWN", { first })));
  if (notes.length > 0) verdict.notes = notes;
}

function reasonOfWithdrawal({ record, document }: Withdrawal): Reason {
  const { withdraws, at, reason: because } = document;
  return reason("RECORD_WITHDRAWN", {
    record: withdraws.record,
    withdrawal: record,
    at,
    because: { code: because.code, params: because.params },
  });
}
