import { describe, expect, type TestContext, test } from "vitest";
import { verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { isSigned, type SignatureAlgorithm } from "../../src/verifier/signed/keys.ts";
import { peerData } from "../support/peer-data.ts";

/** Goal: signatures are judged as the cases of Wycheproof say, and as the side that signs judges them. */
interface VectorFile {
  readonly testGroups: readonly {
    readonly publicKeyDer: string;
    readonly tests: readonly {
      readonly tcId: number;
      readonly comment: string;
      readonly msg: string;
      readonly sig: string;
      readonly result: "valid" | "invalid";
    }[];
  }[];
}

function judged(ctx: TestContext, name: string, algorithm: SignatureAlgorithm) {
  const { testGroups } = JSON.parse(peerData(ctx, `crypto/${name}`).toString("utf8")) as VectorFile;
  const unlike: string[] = [];
  let valid = 0;
  for (const group of testGroups) {
    const spki = Buffer.from(group.publicKeyDer, "hex");
    for (const { tcId, comment, msg, sig, result } of group.tests) {
      const [message, signature] = [Buffer.from(msg, "hex"), Buffer.from(sig, "hex")];
      const own = isSigned(algorithm, spki, message, signature);
      if (own) valid++;
      if (own !== (result === "valid") || own !== verifySignature(algorithm, spki, message, signature))
        unlike.push(`${tcId} ${comment}`);
    }
  }
  return { unlike, valid };
}

describe("Wycheproof", () => {
  test("P-256, r||s", (ctx) => {
    const found = judged(ctx, "wycheproof_ecdsa_secp256r1_sha256_p1363_test.json", "ecdsa-p256-sha256");
    expect(found).toEqual({ unlike: [], valid: 173 });
  });

  test("Ed25519", (ctx) => {
    expect(judged(ctx, "wycheproof_ed25519_test.json", "ed25519")).toEqual({ unlike: [], valid: 88 });
  });
});

test("a key that is none has no signatures", () => {
  const offCurve = Buffer.from(
    `3059301306072a8648ce3d020106082a8648ce3d03010703420004${"11".repeat(64)}`,
    "hex",
  );
  for (const spki of [new Uint8Array(0), new Uint8Array(44), new Uint8Array(91), offCurve])
    for (const algorithm of ["ecdsa-p256-sha256", "ed25519"] as const)
      expect(isSigned(algorithm, spki, new Uint8Array(3), new Uint8Array(64))).toBe(false);
});

test("of a key of small order nothing counts, though some take its signatures", () => {
  const head = Buffer.from("302a300506032b6570032100", "hex");
  const identity = Buffer.concat([head, Buffer.from([1]), Buffer.alloc(31)]);
  const signature = Buffer.concat([Buffer.from([1]), Buffer.alloc(63)]);
  expect(isSigned("ed25519", identity, new Uint8Array(3), signature)).toBe(false);
});
