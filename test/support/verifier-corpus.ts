import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { formatEnvelope, pae } from "../../src/core/record/dsse.ts";
import { buildProof, PROOF_SCHEMA, verifyProof } from "../../src/core/record/proof-bundle.ts";
import {
  ANSWERED_PROOF_SCHEMA,
  STATEMENT_PAYLOAD_TYPE,
  verifyAnsweredProof,
} from "../../src/core/record/registry-statement.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import type { Verifier } from "../../src/core/record/verify-record.ts";
import { verifySealed } from "../../src/core/record/verify-withdrawal.ts";
import type { WithdrawalDocument } from "../../src/core/record/withdrawal-document.ts";
import { reason, told } from "../../src/core/trade/reasons.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { exam, inspection, KEYS, receiptNote, STATION, seal } from "./sealed-results.ts";
import { signed } from "./sealing-station.ts";
import { codesOf } from "./verifier-context.ts";

/** What is offered to a verifier, made by the side that signs. */
export interface Offered {
  readonly name: string;
  readonly text: string;
}

const SIZE = 9;
const INDEX = 5;
const AT = { monoMs: 12.5, wallMs: 1_795_000_000_000 };

export function withdrawalOf(record: string, document: ResultDocument): WithdrawalDocument {
  const { kind, station, site, car, job, sequence, software } = document;
  return {
    schema: "proofmark/withdrawal/v1",
    ...{ kind, station, site, car, job, sequence: sequence + 1 },
    withdraws: { record, sequence },
    reason: told(reason("WITHDRAWN_FOR", { by: "P-7K3M9Q2X", choice: "wrong-vehicle", note: "" })),
    by: "P-7K3M9Q2X",
    at: "2026-11-24T08:00:00.000Z",
    ...{ status: "synchronised", software },
  };
}

/** With its proof in a log of nothing else. */
export function sealedWithProof(document: ResultDocument | WithdrawalDocument): {
  readonly record: string;
  readonly envelope: string;
  readonly proof: string;
} {
  const sealed = seal(document);
  const common = { at: AT, job: asId<"job">(document.job), envelope: sealed.envelope };
  const record = asId<"record">(sealed.record);
  const entry = encodeEntry(
    "withdraws" in document
      ? {
          type: "withdrawal-sealed",
          ...common,
          record,
          withdraws: asId<"record">(document.withdraws.record),
          by: document.by,
        }
      : { type: "record-sealed", ...common, record },
  );
  const store = new MemoryJournalStore();
  const others = Array.from({ length: SIZE }, (_, i) => new TextEncoder().encode(`entry ${i}`));
  store.append([...others.slice(0, INDEX), entry, ...others.slice(INDEX + 1)], () => undefined);
  const proof = buildProof({
    ...{ digest: sha256, entry, index: INDEX, size: SIZE },
    inclusion: store.inclusionProof(INDEX, SIZE),
    checkpoint: receiptNote(SIZE, store.root(SIZE)),
  });
  return { ...sealed, proof };
}

/** What the registry says of a record, signed by its witness. */
export function answered(
  record: string,
  proof: string,
  withdrawal: { record: string; proof: string } | null,
): string {
  const statement = {
    schema: "proofmark/registry-statement/v1",
    ...{ record, station: STATION, region: "湖北" },
    state: withdrawal === null ? "in-force" : "withdrawn",
    withdrawal: withdrawal?.record ?? null,
    asOf: "2026-11-25T08:00:00.000Z",
  };
  const payload = new TextEncoder().encode(JSON.stringify(statement));
  const signature = signed(KEYS.witness, pae(STATEMENT_PAYLOAD_TYPE, payload));
  const envelope = formatEnvelope({
    ...{ payloadType: STATEMENT_PAYLOAD_TYPE, payload },
    signatures: [{ keyId: KEYS.witness.keyId, signature }],
  });
  const parts = [envelope, proof.trim(), withdrawal === null ? "null" : withdrawal.proof.trim()];
  return `{"schema":"${ANSWERED_PROOF_SCHEMA}","statement":${parts[0]},"proof":${parts[1]},"withdrawal":${parts[2]}}\n`;
}

/** One of each kind that both sides read, of these documents. */
export function corpusOf(documents: readonly ResultDocument[]): readonly Offered[] {
  return documents.flatMap((document, n) => {
    const of = sealedWithProof(document);
    const withdrawal = sealedWithProof(withdrawalOf(of.record, document));
    const name = `${document.kind} ${n}`;
    return [
      { name: `record, ${name}`, text: of.envelope },
      { name: `proof, ${name}`, text: of.proof },
      { name: `withdrawal of ${name}`, text: withdrawal.envelope },
      { name: `proof of the withdrawal of ${name}`, text: withdrawal.proof },
      { name: `answered proof, ${name}`, text: answered(of.record, of.proof, null) },
      { name: `answered proof, withdrawn ${name}`, text: answered(of.record, of.proof, withdrawal) },
    ];
  });
}

export const TOY_DOCUMENTS: readonly ResultDocument[] = [inspection(), exam()];

/** What the side that signs says of it: `verified`, or the codes of its refusal. As the command line asks it. */
export function coreOutcome(by: Verifier, text: string): string {
  const result = text.includes(`"${ANSWERED_PROOF_SCHEMA}"`)
    ? verifyAnsweredProof(by, text)
    : text.includes(`"${PROOF_SCHEMA}"`)
      ? verifyProof(by, text)
      : verifySealed(by, text.trimEnd());
  return result.kind === "refused" ? codesOf(result.reason) : "verified";
}
