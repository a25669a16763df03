import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isSm2Signed } from "../../../src/adapters/keys/sm2.ts";
import { sm2Point } from "../../../src/core/record/signature.ts";
import { isSm2Signed as verifierSays } from "../../../src/verifier/signed/sm2.ts";

/**
 * Why SM2 never goes by node:crypto here. This fails on the day on which Node does it otherwise: then decision 44 is to be read again.
 */
describe("what node:crypto calls SM2", () => {
  const pair = () => generateKeyPairSync("ec", { namedCurve: "SM2" });
  const message = Buffer.from("a record");
  const pointOf = (key: ReturnType<typeof pair>["publicKey"]): Uint8Array =>
    sm2Point(new Uint8Array(key.export({ format: "der", type: "spki" }))) as Uint8Array;

  test("with a key that it made it verifies its own signature, and nobody who knows SM2 does", () => {
    const { privateKey, publicKey } = pair();
    const signature = new Uint8Array(sign("sm3", message, privateKey));
    expect(verify("sm3", message, publicKey, signature)).toBe(true);
    expect(isSm2Signed(pointOf(publicKey), message, signature)).toBe(false);
    expect(verifierSays(pointOf(publicKey).subarray(1), message, signature)).toBe(false);
  });

  test("with the same key read from PEM it signs something else again, which neither is SM2 with the user id", () => {
    const { privateKey, publicKey } = pair();
    const again = createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" }));
    const signature = new Uint8Array(sign("sm3", message, again));
    expect(verify("sm3", message, createPublicKey(again), signature)).toBe(true);
    expect(verify("sm3", message, publicKey, signature)).toBe(false);
    expect(isSm2Signed(pointOf(publicKey), message, signature)).toBe(false);
    expect(verifierSays(pointOf(publicKey).subarray(1), message, signature)).toBe(false);
  });
});
