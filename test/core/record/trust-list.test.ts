import { describe, expect, test } from "vitest";
import { sha256, verifySignature } from "../../../src/adapters/keys/node-crypto.ts";
import { encodeBase64 } from "../../../src/core/record/base64.ts";
import {
  isValidAt,
  readTrustList,
  TRUST_LIST_PAYLOAD_TYPE,
  type TrustListResult,
} from "../../../src/core/record/trust-list.ts";
import {
  envelopeOfBytes,
  envelopeWith,
  KEYS,
  STATION,
  TRUSTED,
  trustList,
  trustListText,
} from "../../support/sealed-results.ts";
import { bytesOf } from "../../support/submissions.ts";

const check = (text: string, authority?: string): TrustListResult =>
  readTrustList({
    text,
    digest: sha256,
    verify: verifySignature,
    ...(authority === undefined ? {} : { authority }),
  });

/** A list signed by the authority, whatever it says. */
function listSaying(change: (payload: Record<string, unknown>) => unknown): string {
  const file = JSON.parse(trustListText());
  const payload = JSON.parse(Buffer.from(file.envelope.payload, "base64").toString());
  const envelope = envelopeOfBytes(bytesOf(change(payload)), KEYS.authority, TRUST_LIST_PAYLOAD_TYPE);
  return `{"authority":"${encodeBase64(KEYS.authority.publicKeySpki)}","envelope":${envelope}}`;
}

describe("the trust list", () => {
  test("is read when the authority signed it, and says who may do what", () => {
    const list = trustList();
    expect(list.authority).toBe(KEYS.authority.keyId);
    expect(list.keys.map((key) => [key.role, key.station, key.algorithm])).toEqual([
      ["record", STATION, "ecdsa-p256-sha256"],
      ["log", STATION, "ed25519"],
      ["witness", null, "ed25519"],
    ]);
    const [record] = list.keys;
    expect(record && isValidAt(record, Date.parse("2026-06-01T00:00:00Z"))).toBe(true);
    expect(record && isValidAt(record, Date.parse("2027-06-01T00:00:00Z"))).toBe(false);
    expect(record && isValidAt(record, Date.parse("2025-06-01T00:00:00Z"))).toBe(false);
  });

  test("a pinned authority refuses every other", () => {
    expect(check(trustListText(), KEYS.authority.keyId).kind).toBe("trusted");
    expect(check(trustListText(), KEYS.authority.keyId.toUpperCase()).kind).toBe("trusted");
    expect(check(trustListText(TRUSTED, KEYS.stranger), KEYS.authority.keyId)).toMatchObject({
      kind: "refused",
      reason: { code: "TRUST_LIST_OF_OTHER", params: { authority: KEYS.stranger.keyId } },
    });
  });

  test.each([
    [
      "another payload",
      (file: never) => ({
        ...(file as object),
        envelope: JSON.parse(envelopeWith({}, KEYS.stranger, TRUST_LIST_PAYLOAD_TYPE)),
      }),
      "TRUST_LIST_UNSIGNED",
    ],
    [
      "a result in its place",
      (file: never) => ({ ...(file as object), envelope: JSON.parse(envelopeWith({}, KEYS.authority)) }),
      "TRUST_LIST_TYPE",
    ],
    [
      "another authority",
      (file: never) => ({ ...(file as object), authority: encodeBase64(KEYS.stranger.publicKeySpki) }),
      "TRUST_LIST_UNSIGNED",
    ],
    ["a key that is none", (file: never) => ({ ...(file as object), authority: "AAAA" }), "FIELD_MALFORMED"],
    ["one more field", (file: never) => ({ ...(file as object), more: 1 }), "FIELD_MALFORMED"],
  ])("refuses %s", (_, change, code) => {
    expect(check(JSON.stringify(change(JSON.parse(trustListText()) as never)))).toMatchObject({
      kind: "refused",
      reason: { code },
    });
  });

  test("refuses what does not hold together, even if the authority signed it", () => {
    const firstKey = (change: object) =>
      listSaying((payload) => ({
        ...payload,
        keys: (payload.keys as object[]).map((key, i) => (i === 0 ? { ...key, ...change } : key)),
      }));
    expect(check(listSaying((payload) => payload)).kind).toBe("trusted");
    expect(check(firstKey({ algorithm: "ed25519" }))).toMatchObject({
      reason: { code: "KEY_UNLIKE_KIND" },
    });
    expect(check(firstKey({ keyId: "ab".repeat(32) }))).toMatchObject({
      reason: { code: "KEY_UNLIKE_ID" },
    });
    expect(check(firstKey({ role: "witness" }))).toMatchObject({
      reason: { code: "KEY_STATION_WRONG" },
    });
    expect(check(firstKey({ station: null }))).toMatchObject({
      reason: { code: "KEY_STATION_WRONG" },
    });
    expect(check(firstKey({ notAfter: "soon" })).kind).toBe("refused");
    expect(check(firstKey({ alg: "none" })).kind).toBe("refused");
    expect(check("{").kind).toBe("refused");
  });
});
