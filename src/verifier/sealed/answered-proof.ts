import { strictJson } from "../bytes/strict-json.ts";
import {
  anything,
  matched,
  members,
  type Of,
  oneOf,
  orNull,
  realInstant,
  sha256Hex,
  text,
} from "../shape.ts";
import { checkingOnce } from "../signed/checked-once.ts";
import { envelopeOf, signedBytes } from "../signed/envelope.ts";
import { isValidAt } from "../signed/trust-list.ts";
import { refuse, tell, within } from "../told.ts";
import type { Told } from "../words/word-shape.ts";
import { PROOF_CHARS_MAX, type Proven, provenOf } from "./proof.ts";
import type { SealedWithdrawal, Standing } from "./sealed.ts";

/** What a registry says of a record at a moment, with the proof of it and of its withdrawal. */
export const ANSWERED_PROOF_SCHEMA = "proofmark/answered-proof/v1";
export const ANSWERED_CHARS_MAX = 2 * PROOF_CHARS_MAX;
const STATEMENT_TYPE = "application/vnd.proofmark.registry-statement.v1+json";

const form = members({
  schema: oneOf(ANSWERED_PROOF_SCHEMA),
  statement: anything,
  proof: anything,
  withdrawal: anything,
});

const statementForm = members({
  schema: oneOf("proofmark/registry-statement/v1"),
  record: sha256Hex,
  station: text(1, 200),
  region: text(0, 200),
  state: oneOf("in-force", "no-verdict", "withdrawn", "superseded", "simulated"),
  withdrawal: orNull(sha256Hex),
  asOf: realInstant,
});

export type Statement = Of<typeof statementForm>;

export interface Answered {
  readonly statement: Statement;
  /** Who signed it. */
  readonly witness: string;
  readonly proof: Proven;
  readonly withdrawal: (Proven & SealedWithdrawal) | null;
}

/** Throws Refused. */
export function answeredIn(standing: Standing, source: string): Answered {
  const parts = within(
    () => matched(form, strictJson(source, ANSWERED_CHARS_MAX)),
    (because) => tell("PROOF_MALFORMED", { because }),
  );
  const { statement, witness } = statementOf(standing, parts.statement);
  const proof = provenOf(standing, parts.proof);
  if (
    proof.kind !== "record" ||
    proof.record !== statement.record ||
    proof.document.station !== statement.station
  )
    return refuse("STATEMENT_OF_OTHER", { record: statement.record });
  const { witnessedMs } = proof.receipt;
  if (Date.parse(statement.asOf) < witnessedMs)
    refuse("STATEMENT_BEFORE_RECEIPT", {
      asOf: statement.asOf,
      witnessed: new Date(witnessedMs).toISOString(),
    });
  const isWithdrawn = statement.state === "withdrawn";
  if (parts.withdrawal === null) {
    if (isWithdrawn || statement.withdrawal !== null) refuse("STATEMENT_UNLIKE_WITHDRAWAL", {});
    return { statement, witness, proof, withdrawal: null };
  }
  const withdrawal = provenOf(standing, parts.withdrawal);
  if (
    withdrawal.kind !== "withdrawal" ||
    !isWithdrawn ||
    withdrawal.record !== statement.withdrawal ||
    withdrawal.document.station !== statement.station ||
    withdrawal.document.withdraws.record !== statement.record ||
    withdrawal.document.withdraws.sequence !== proof.document.sequence
  )
    return refuse("STATEMENT_UNLIKE_WITHDRAWAL", {});
  return { statement, witness, proof, withdrawal };
}

/** Nothing of it is read before a witness of the list has signed it. */
function statementOf({ trust }: Standing, value: unknown) {
  const malformed = (because: Told): Told => tell("STATEMENT_MALFORMED", { because });
  const envelope = within(() => envelopeOf(value), malformed);
  const isSignedBy = checkingOnce(signedBytes(envelope));
  const signers = trust.keys.filter(
    (key) =>
      key.role === "witness" &&
      envelope.signatures.some(({ keyId, signature }) => keyId === key.keyId && isSignedBy(key, signature)),
  );
  if (signers.length === 0 || envelope.payloadType !== STATEMENT_TYPE) refuse("STATEMENT_UNSIGNED", {});
  const statement = within(() => matched(statementForm, strictJson(envelope.payload)), malformed);
  const signer = signers.find((key) => isValidAt(key, Date.parse(statement.asOf)));
  return signer === undefined ? refuse("STATEMENT_UNSIGNED", {}) : { statement, witness: signer.name };
}
