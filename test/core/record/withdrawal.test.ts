import { expect, test } from "vitest";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import type { PendingWithdrawal } from "../../../src/core/journal/withdrawals-noted.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { formatEnvelope, pae, parseEnvelope } from "../../../src/core/record/dsse.ts";
import { gzip } from "../../../src/core/record/gzip.ts";
import { verifyRecord } from "../../../src/core/record/verify-record.ts";
import { verifySealed } from "../../../src/core/record/verify-withdrawal.ts";
import {
  buildWithdrawal,
  WITHDRAWAL_PAYLOAD_TYPE,
  type WithdrawalDocument,
} from "../../../src/core/record/withdrawal-document.ts";
import { ABORT_REASONS } from "../../../src/core/trade/words/abort-reasons.ts";
import {
  everyWithdrawalReason,
  WITHDRAWAL_REASONS,
} from "../../../src/core/trade/words/withdrawal-reasons.ts";
import { resultBytes, type SealResult, sealResult } from "../../../src/station/seal.ts";
import { inspection, KEYS, STATION, verifier } from "../../support/sealed-results.ts";
import { signed } from "../../support/sealing-station.ts";

/** Goal: a withdrawal is signed, read and refused as strictly as a record, and neither is ever taken for the other. */
const RECORD = asId<"record">("ab".repeat(32));
const PENDING: PendingWithdrawal = {
  kind: "exam",
  site: "course-1",
  car: "car-1",
  job: asId<"job">(`${STATION}-000007`),
  withdraws: { record: RECORD, sequence: 6 },
  choice: "cheating",
  note: "an earpiece",
  by: { person: "P-7K3M9Q2X", from: "10.0.0.7", session: "00112233aabbccdd" },
  atWallMs: Date.parse("2026-11-28T08:00:00.000Z"),
  status: "synced",
};
const SOFTWARE = { name: "proofmark", version: "1", sha256: "00" };
const document = (sequence = 9): WithdrawalDocument =>
  buildWithdrawal(PENDING, { station: asId<"station">(STATION), sequence, software: SOFTWARE });

function sealed(of: WithdrawalDocument): SealResult {
  const results: SealResult[] = [];
  sealResult(of, { signer: KEYS.record, digest: sha256 }, (result) => results.push(result));
  return results[0] as SealResult;
}

/** Signed by the station's key whatever it says. */
function envelopeOf(value: object, payloadType = WITHDRAWAL_PAYLOAD_TYPE): string {
  const payload = gzip(new TextEncoder().encode(JSON.stringify(value)));
  const signature = signed(KEYS.record, pae(payloadType, payload));
  return formatEnvelope({ payloadType, payload, signatures: [{ keyId: KEYS.record.keyId, signature }] });
}

test("it says which record, by whom, when and why, in this order of bytes", () => {
  const bytes = new TextDecoder().decode(resultBytes(document()));
  expect(bytes).toBe(JSON.stringify(document()));
  expect(Object.keys(document())).toEqual([
    ...["schema", "kind", "station", "site", "car", "job", "sequence", "withdraws", "reason", "by", "at"],
    ...["status", "software"],
  ]);
  expect(document()).toMatchObject({
    schema: "proofmark/withdrawal/v1",
    withdraws: { record: RECORD, sequence: 6 },
    by: "P-7K3M9Q2X",
    at: "2026-11-28T08:00:00.000Z",
    reason: {
      code: "WITHDRAWN_FOR",
      params: { by: "P-7K3M9Q2X", choice: "cheating", note: "an earpiece" },
      en: "withdrawn by P-7K3M9Q2X: cheating, or somebody else sat in the car (an earpiece)",
      zh: "由 P-7K3M9Q2X 撤销：作弊或替考（an earpiece）",
    },
  });
});

test("what is sealed verifies, and its id is of its own bytes", () => {
  const result = sealed(document());
  if (result.kind !== "sealed") throw new Error(result.kind);
  expect(verifySealed(verifier(), result.envelope)).toMatchObject({
    kind: "withdrawal",
    record: result.record,
    document: document(),
  });
  const parsed = parseEnvelope(result.envelope);
  expect(parsed.kind === "envelope" && parsed.envelope.payloadType).toBe(WITHDRAWAL_PAYLOAD_TYPE);
});

test("a result is none, a withdrawal is no result, and another type is neither", () => {
  const withdrawal = sealed(document());
  if (withdrawal.kind !== "sealed") throw new Error(withdrawal.kind);
  expect(verifyRecord(verifier(), withdrawal.envelope)).toMatchObject({
    reason: { code: "PAYLOAD_TYPE_WRONG" },
  });
  const asResult = envelopeOf(inspection());
  expect(verifySealed(verifier(), asResult)).toMatchObject({ reason: { code: "SCHEMA_WRONG" } });
  const newer = envelopeOf(document(), "application/vnd.proofmark.withdrawal.v2+gzip");
  expect(verifySealed(verifier(), newer)).toMatchObject({ reason: { code: "SCHEMA_NEWER" } });
  const json = envelopeOf(document(), "application/vnd.proofmark.withdrawal.v1+json");
  expect(verifySealed(verifier(), json)).toMatchObject({ reason: { code: "PAYLOAD_TYPE_WRONG" } });
});

test.each<[string, object, string]>([
  ["a member more", { ...document(), more: 1 }, "SCHEMA_WRONG"],
  ["no reason", { ...document(), reason: "cheating" }, "SCHEMA_WRONG"],
  ["no record", { ...document(), withdraws: { record: "x", sequence: 1 } }, "SCHEMA_WRONG"],
  ["another station", { ...document(), station: "OTHER-1" }, "STATION_MISMATCH"],
  ["a record that does not come before it", document(6), "WITHDRAWS_LATER"],
  [
    "a day on which its key was not valid",
    { ...document(), at: "1999-01-01T00:00:00.000Z" },
    "KEY_NOT_VALID_THEN",
  ],
])("one with %s is refused", (_, value, code) => {
  expect(verifySealed(verifier(), envelopeOf(value))).toMatchObject({ kind: "refused", reason: { code } });
});

test("one bit of it changed is refused", () => {
  const result = sealed(document());
  if (result.kind !== "sealed") throw new Error(result.kind);
  const parsed = JSON.parse(result.envelope) as { payload: string };
  const payload = Buffer.from(parsed.payload, "base64");
  payload[20] = (payload[20] ?? 0) ^ 1;
  const changed = JSON.stringify({ ...parsed, payload: payload.toString("base64") });
  expect(verifySealed(verifier(), changed)).toMatchObject({ reason: { code: "SIGNATURE_INVALID" } });
});

test("a code has one name, and those that a job is ended by are not mixed up with them", () => {
  for (const [code, name] of everyWithdrawalReason())
    expect(everyWithdrawalReason().filter(([known]) => known === code)).toEqual(
      everyWithdrawalReason().flatMap(([known]) => (known === code ? [[code, name]] : [])),
    );
  expect(Object.keys(WITHDRAWAL_REASONS)).toEqual(Object.keys(ABORT_REASONS));
  for (const reasons of Object.values(WITHDRAWAL_REASONS)) expect(Object.keys(reasons).at(-1)).toBe("other");
});
