import type { AnsweredProof } from "../core/record/registry-statement.ts";
import { reason, told } from "../core/trade/reasons.ts";
import type { FileVerdict } from "./file-verdict.ts";

const STATEMENT = "registry's statement, that it and the proofs speak of one record";

/** What the registry said of a record, beside what its proof shows: `verdict` is that of the proof. */
export function withStatement(
  verdict: FileVerdict,
  { statement, witness, withdrawal }: AnsweredProof,
): FileVerdict {
  const { state, asOf, region } = statement;
  const facts = { ...verdict.facts, region, state, asOf, statedBy: witness };
  const said = told(reason("STATEMENT_SAYS", { state, asOf, witness }));
  const notes = [...(verdict.notes ?? []), said];
  const stated = { ...verdict, checked: [...verdict.checked, STATEMENT], facts, notes };
  if (withdrawal === null) return stated;
  const { record, document } = withdrawal;
  const { withdraws, at, reason: because } = document;
  const withdrawn = told(
    reason("RECORD_WITHDRAWN", {
      record: withdraws.record,
      withdrawal: record,
      at,
      because: { code: because.code, params: because.params },
    }),
  );
  return { ...stated, facts: { ...facts, withdrawnBy: record }, withdrawn, notes: [...notes, withdrawn] };
}
