import { describe, expect, test } from "vitest";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { decodeBase64, encodeBase64 } from "../../../src/core/record/base64.ts";
import { formatEnvelope, pae, parseEnvelope, recordIdOf } from "../../../src/core/record/dsse.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const HELLO = { payloadType: "http://example.com/HelloWorld", payload: utf8("hello world") };

describe("DSSE", () => {
  test("pre-authentication bytes are those of the published vector", () => {
    expect(new TextDecoder().decode(pae(HELLO.payloadType, HELLO.payload))).toBe(
      "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
    );
    expect(new TextDecoder().decode(pae("检", utf8("é")))).toBe("DSSEv1 3 检 2 é");
  });

  test("an envelope round-trips, and its id does not depend on signatures or spelling", () => {
    const envelope = { ...HELLO, signatures: [{ keyId: "a", signature: utf8("sig") }] };
    const text = formatEnvelope(envelope);
    expect(parseEnvelope(text)).toEqual({ kind: "envelope", envelope });
    const spaced = JSON.stringify({ signatures: [], ...JSON.parse(text) }, null, 2);
    const again = parseEnvelope(spaced);
    expect(again).toEqual({ kind: "envelope", envelope });
    expect(recordIdOf(sha256, HELLO.payloadType, HELLO.payload)).toBe(
      Buffer.from(sha256(pae(HELLO.payloadType, HELLO.payload))).toString("hex"),
    );
  });

  test.each([
    ["not JSON", "not JSON"],
    ["another field", '{"payloadType":"t","payload":"","signatures":[],"alg":"none"}'],
    ["no type", '{"payload":"","signatures":[]}'],
    ["loose base64 bits", '{"payloadType":"t","payload":"YWJjZB==","signatures":[]}'],
    ["junk in base64", '{"payloadType":"t","payload":"YWJj$$ZA=","signatures":[]}'],
    ["URL-safe base64", '{"payloadType":"t","payload":"_-8=","signatures":[]}'],
    ["base64 without padding", '{"payloadType":"t","payload":"YQ","signatures":[]}'],
    ["a loose signature", '{"payloadType":"t","payload":"","signatures":[{"keyid":"k","sig":"YR=="}]}'],
    ["a payload twice", '{"payloadType":"t","payload":"","payload":"YQ==","signatures":[]}'],
    ["nothing but a null", "null"],
    ["a payload over 256 KiB", `{"payloadType":"t","payload":"${"A".repeat(4 * 87_384)}","signatures":[]}`],
    ["a text over any size", "x".repeat(2_000_000)],
  ])("refuses %s (SG-04)", (_, text) => {
    expect(parseEnvelope(text).kind).toBe("malformed");
  });

  test("takes 16 signatures and refuses 17 and ten thousand, without looking at them (SG-15)", () => {
    const withSignatures = (count: number, sig: string): string =>
      JSON.stringify({ payloadType: "t", payload: "", signatures: Array(count).fill({ keyid: "k", sig }) });
    const MANY = { reason: { code: "SIGNATURES_TOO_MANY", params: { most: 16 } } };
    expect(parseEnvelope(withSignatures(16, "YQ==")).kind).toBe("envelope");
    expect(parseEnvelope(withSignatures(17, "!"))).toMatchObject(MANY);
    expect(parseEnvelope(withSignatures(10_000, "!"))).toMatchObject(MANY);
  });
});

describe("strict base64", () => {
  test("agrees with node on every length, and decodes only what it would write", () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
      const text = encodeBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64"));
      expect(decodeBase64(text)).toEqual(bytes);
    }
    for (const text of [
      "A",
      "AA",
      "AAA",
      "A===",
      "====",
      "AA==AA==",
      "AAA\n",
      " AAAA",
      "AAAA=",
      "AB==",
      "AAB=",
    ]) {
      expect(decodeBase64(text), text).toBeNull();
    }
  });
});
