import { statSync } from "node:fs";
import { readTextUpTo } from "../adapters/disk/bounded-file.ts";
import {
  PROOF_CHARS_MAX,
  PROOF_SCHEMA,
  verifyProof,
  type WithdrawalProof,
} from "../core/record/proof-bundle.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import type { Verifier } from "../core/record/verify-record.ts";
import { type VerifiedWithdrawal, verifySealed } from "../core/record/verify-withdrawal.ts";
import { WITHDRAWAL_PAYLOAD_TYPE } from "../core/record/withdrawal-document.ts";
import { type Reason, reason, told } from "../core/trade/reasons.ts";
import type { FileVerdict } from "./file-verdict.ts";

const CHECKS = "envelope, signature, key's station and time, content, a record before it";
const PLACE = "place in the station's log, log signature, witness's cosignature";

/** What `verify` says of a withdrawal that it believes, by itself or in its proof. */
export function withdrawalVerdict(file: string, result: VerifiedWithdrawal | WithdrawalProof): FileVerdict {
  const { record, document, key } = result;
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
  };
  const withdrawals = [told(reasonOf(result))];
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

/** The withdrawals among what is verified in one call, by the record that each names. */
export type KnownWithdrawals = ReadonlyMap<string, VerifiedWithdrawal | WithdrawalProof>;

/** Looked for before anything is told, in whatever order the files are named. What cannot be read or believed is told in its turn. */
export function withdrawalsAmong(files: readonly string[], verifier: Verifier): KnownWithdrawals {
  const known = new Map<string, VerifiedWithdrawal | WithdrawalProof>();
  for (const file of files) {
    const text = readOrNull(file);
    if (text === null || !text.includes(WITHDRAWAL_PAYLOAD_TYPE)) continue;
    const result = text.includes(`"${PROOF_SCHEMA}"`)
      ? verifyProof(verifier, text)
      : verifySealed(verifier, text.trimEnd());
    if (result.kind === "withdrawal") known.set(result.document.withdraws.record, result);
  }
  return known;
}

function readOrNull(file: string): string | null {
  try {
    return statSync(file).isDirectory() ? null : readTextUpTo(file, PROOF_CHARS_MAX);
  } catch {
    return null;
  }
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
  const isOf = own?.document.station === document.station;
  if (own !== undefined && isOf && own.document.withdraws.sequence === document.sequence) {
    verdict.withdrawn = told(reasonOf(own));
    verdict.facts.withdrawnBy = own.record;
    notes.push(verdict.withdrawn);
  }
  const first = document.after?.record;
  const earlier = first === undefined ? undefined : known.get(first);
  if (first !== undefined && earlier?.document.station === document.station)
    notes.push(told(reason("RESTS_ON_WITHDRAWN", { first })));
  if (notes.length > 0) verdict.notes = notes;
}

function reasonOf({ record, document }: VerifiedWithdrawal | WithdrawalProof): Reason {
  const { withdraws, at, reason: because } = document;
  return reason("RECORD_WITHDRAWN", {
    record: withdraws.record,
    withdrawal: record,
    at,
    because: { code: because.code, params: because.params },
  });
}
