import { z } from "zod";
import { envelopeOf, pae } from "./dsse.ts";
import {
  PROOF_CHARS_MAX,
  type VerifiedProof,
  verifyProofValue,
  type WithdrawalProof,
} from "./proof-bundle.ts";
import { fieldOf } from "./signed-form.ts";
import { parseStrictJson } from "./strict-json.ts";
import { isValidAt } from "./trust-list.ts";
import { type Refusal, refusal } from "./verification-failure.ts";
import type { Verifier } from "./verify-record.ts";

/** What the registry says of a record at a moment, signed by a key that cosigns: the one thing that the logs do not prove is that nothing came later. */
export const STATEMENT_SCHEMA = "proofmark/registry-statement/v1";
export const STATEMENT_PAYLOAD_TYPE = "application/vnd.proofmark.registry-statement.v1+json";
/** A statement with the proof of the record, and of its withdrawal where there is one. */
export const ANSWERED_PROOF_SCHEMA = "proofmark/answered-proof/v1";
export const ANSWERED_PROOF_CHARS_MAX = 2 * PROOF_CHARS_MAX;

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

export const STATED = ["in-force", "no-verdict", "withdrawn", "superseded", "simulated"] as const;

export const statementSchema = z.strictObject({
  schema: z.literal(STATEMENT_SCHEMA),
  record: sha256Hex,
  station: z.string().min(1).max(200),
  /** Where the station is, as the registry has it; empty where it was not told. */
  region: z.string().max(200),
  state: z.enum(STATED),
  /** The withdrawal's own id. */
  withdrawal: sha256Hex.nullable(),
  /** The state of the database that was read. */
  asOf: z.iso.datetime({ precision: 3 }),
});

export type RegistryStatement = z.infer<typeof statementSchema>;

const answeredSchema = z.strictObject({
  schema: z.literal(ANSWERED_PROOF_SCHEMA),
  statement: z.unknown(),
  proof: z.unknown(),
  withdrawal: z.unknown(),
});

export interface AnsweredProof {
  readonly kind: "answered";
  readonly statement: RegistryStatement;
  /** Who signed the statement. */
  readonly witness: string;
  readonly proof: VerifiedProof;
  readonly withdrawal: WithdrawalProof | null;
}

/** Offline: who signed the statement, the proof of the record, that of its withdrawal, and that all of them speak of one record. */
export function verifyAnsweredProof(verifier: Verifier, text: string): AnsweredProof | Refusal {
  const json = parseStrictJson(text, { bytesMax: ANSWERED_PROOF_CHARS_MAX });
  if (json.kind === "refused") return refusal("PROOF_MALFORMED", { because: json.reason });
  const parts = answeredSchema.safeParse(json.value);
  if (!parts.success) return refusal("PROOF_MALFORMED", { because: fieldOf(parts.error) });
  const said = verifyStatement(verifier, parts.data.statement);
  if (said.kind === "refused") return said;
  const { statement, witness } = said;
  const proof = verifyProofValue(verifier, parts.data.proof);
  if (proof.kind === "refused") return proof;
  if (
    proof.kind === "withdrawal" ||
    proof.record !== statement.record ||
    proof.document.station !== statement.station
  )
    return refusal("STATEMENT_OF_OTHER", { record: statement.record });
  const { witnessedMs } = proof.receipt;
  if (Date.parse(statement.asOf) < witnessedMs)
    return refusal("STATEMENT_BEFORE_RECEIPT", {
      asOf: statement.asOf,
      witnessed: new Date(witnessedMs).toISOString(),
    });
  const answered = { kind: "answered", statement, witness, proof } as const;
  const isWithdrawn = statement.state === "withdrawn";
  if (parts.data.withdrawal === null)
    return isWithdrawn || statement.withdrawal !== null
      ? refusal("STATEMENT_UNLIKE_WITHDRAWAL", {})
      : { ...answered, withdrawal: null };
  const withdrawal = verifyProofValue(verifier, parts.data.withdrawal);
  if (withdrawal.kind === "refused") return withdrawal;
  const fits =
    withdrawal.kind === "withdrawal" &&
    isWithdrawn &&
    withdrawal.record === statement.withdrawal &&
    withdrawal.document.station === statement.station &&
    withdrawal.document.withdraws.record === statement.record &&
    withdrawal.document.withdraws.sequence === proof.document.sequence;
  return fits ? { ...answered, withdrawal } : refusal("STATEMENT_UNLIKE_WITHDRAWAL", {});
}

function verifyStatement(
  verifier: Verifier,
  value: unknown,
): { readonly kind: "said"; readonly statement: RegistryStatement; readonly witness: string } | Refusal {
  const parsed = envelopeOf(value);
  if (parsed.kind === "malformed") return refusal("STATEMENT_MALFORMED", { because: parsed.reason });
  const { payloadType, payload, signatures } = parsed.envelope;
  const message = pae(payloadType, payload);
  const signers = verifier.trust.keys.filter(
    (key) =>
      key.role === "witness" &&
      signatures.some(
        ({ keyId, signature }) =>
          keyId === key.keyId && verifier.verify(key.algorithm, key.spki, message, signature),
      ),
  );
  // Nothing of it is parsed before somebody of the list has signed it.
  if (signers.length === 0 || payloadType !== STATEMENT_PAYLOAD_TYPE)
    return refusal("STATEMENT_UNSIGNED", {});
  const json = parseStrictJson(payload);
  if (json.kind === "refused") return refusal("STATEMENT_MALFORMED", { because: json.reason });
  const statement = statementSchema.safeParse(json.value);
  if (!statement.success) return refusal("STATEMENT_MALFORMED", { because: fieldOf(statement.error) });
  const signer = signers.find((key) => isValidAt(key, Date.parse(statement.data.asOf)));
  return signer === undefined
    ? refusal("STATEMENT_UNSIGNED", {})
    : { kind: "said", statement: statement.data, witness: signer.name };
}
