import type { Digest } from "../../journal/merkle.ts";
import { formatEnvelope, pae } from "../../record/dsse.ts";
import { buildProof } from "../../record/proof-bundle.ts";
import {
  ANSWERED_PROOF_SCHEMA,
  type RegistryStatement,
  STATED,
  STATEMENT_PAYLOAD_TYPE,
  STATEMENT_SCHEMA,
} from "../../record/registry-statement.ts";
import { standingOfRecord } from "./public-answer.ts";
import type { ProvenEntry, Searched } from "./searched-rows.ts";

export interface StatementSigner {
  readonly keyId: string;
  /** Ed25519, by the registry's first witness. */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/** The text of an answered proof of the record; null where the registry has none that holds: a record kept apart has no proof. */
export function publicProof(
  record: string,
  found: Searched,
  { digest, signer }: { readonly digest: Digest; readonly signer: StatementSigner },
): string | null {
  const standing = standingOfRecord(record, found, digest);
  const state = STATED.find((known) => known === standing?.state);
  if (standing === null || state === undefined) return null;
  const { row, withdrawal } = standing;
  const isWithdrawn = state === "withdrawn";
  const lost = isWithdrawn && (withdrawal === null || row.withdrawal === null);
  const proof = provenText(digest, row);
  if (lost || proof === null) return null;
  const statement: RegistryStatement = {
    schema: STATEMENT_SCHEMA,
    ...{ record, station: row.station, region: row.region, state },
    withdrawal: isWithdrawn ? row.withdrawnBy : null,
    asOf: new Date(found.asOfMs).toISOString(),
  };
  const of = isWithdrawn && row.withdrawal !== null ? provenText(digest, row.withdrawal) : null;
  return `{"schema":"${ANSWERED_PROOF_SCHEMA}","statement":${signedStatement(statement, signer)},"proof":${proof},"withdrawal":${of}}\n`;
}

function provenText(digest: Digest, { entry, index, size, inclusion, note }: ProvenEntry): string | null {
  if (note === null) return null;
  const parts = { digest, entry: new TextEncoder().encode(entry), index, size, inclusion, checkpoint: note };
  return buildProof(parts).trimEnd();
}

function signedStatement(statement: RegistryStatement, { keyId, sign }: StatementSigner): string {
  const payload = new TextEncoder().encode(JSON.stringify(statement));
  const signature = sign(pae(STATEMENT_PAYLOAD_TYPE, payload));
  return formatEnvelope({ payloadType: STATEMENT_PAYLOAD_TYPE, payload, signatures: [{ keyId, signature }] });
}
