import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, type TestContext, test } from "vitest";
import { sha256, verifySignature } from "../../../src/adapters/keys/node-crypto.ts";
import { ROOT } from "../../support/source-tree.ts";

/** Signature edge cases of C2SP Wycheproof, read in place (SG-16). */
const FOLDER = join(ROOT, "../shared/peer-data/crypto");

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

function vectors(ctx: TestContext, name: string): VectorFile {
  const file = join(FOLDER, name);
  if (!existsSync(file)) {
    if (process.env.PROOFMARK_FULL) throw new Error(`${name} is missing beside the repository`);
    ctx.skip(`${name} is not in ../shared/peer-data/crypto`);
  }
  return JSON.parse(readFileSync(file, "utf8")) as VectorFile;
}

function wrong(
  file: VectorFile,
  algorithm: "ecdsa-p256-sha256" | "ed25519",
  asRaw: (sig: Buffer) => Uint8Array | null,
) {
  const found: string[] = [];
  let valid = 0;
  for (const group of file.testGroups) {
    const spki = Buffer.from(group.publicKeyDer, "hex");
    for (const { tcId, comment, msg, sig, result } of group.tests) {
      const raw = asRaw(Buffer.from(sig, "hex"));
      const accepted = raw !== null && verifySignature(algorithm, spki, Buffer.from(msg, "hex"), raw);
      if (accepted) valid++;
      if (accepted !== (result === "valid"))
        found.push(`${tcId} ${comment}: ${accepted ? "accepted" : "refused"}`);
    }
  }
  return { found, valid };
}

/** The one DER encoding of two positive 256-bit numbers, as r||s; null for every other spelling. */
function rawOfDer(der: Buffer): Uint8Array | null {
  const numbers: Buffer[] = [];
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  for (let at = 2; at < der.length; ) {
    const length = der[at + 1] ?? 0;
    const value = der.subarray(at + 2, at + 2 + length);
    const isMinimal = value[0] === 0 ? (value[1] ?? 0) >= 0x80 : (value[0] ?? 0xff) < 0x80;
    if (der[at] !== 2 || length === 0 || length > 33 || value.length !== length || !isMinimal) return null;
    numbers.push(value[0] === 0 ? value.subarray(1) : value);
    at += 2 + length;
  }
  if (numbers.length !== 2 || numbers.some((n) => n.length > 32)) return null;
  return Buffer.concat(numbers.map((n) => Buffer.concat([Buffer.alloc(32 - n.length), n])));
}

describe("Wycheproof", () => {
  test("P-256, raw r||s", (ctx) => {
    const file = vectors(ctx, "wycheproof_ecdsa_secp256r1_sha256_p1363_test.json");
    expect(wrong(file, "ecdsa-p256-sha256", (sig) => sig)).toEqual({ found: [], valid: 173 });
  });

  test("P-256, DER turned into r||s", (ctx) => {
    const file = vectors(ctx, "wycheproof_ecdsa_secp256r1_sha256_test.json");
    expect(wrong(file, "ecdsa-p256-sha256", rawOfDer)).toEqual({ found: [], valid: 174 });
  });

  test("P-256, DER itself is never taken for r||s", (ctx) => {
    const file = vectors(ctx, "wycheproof_ecdsa_secp256r1_sha256_test.json");
    expect(wrong(file, "ecdsa-p256-sha256", (sig) => sig).valid).toBe(0);
  });

  test("Ed25519", (ctx) => {
    const file = vectors(ctx, "wycheproof_ed25519_test.json");
    expect(wrong(file, "ed25519", (sig) => sig)).toEqual({ found: [], valid: 88 });
  });
});

describe("verifySignature", () => {
  test("gives false for keys that are none", () => {
    const offCurve = Buffer.from(
      `3059301306072a8648ce3d020106082a8648ce3d03010703420004${"11".repeat(64)}`,
      "hex",
    );
    for (const spki of [new Uint8Array(0), new Uint8Array(91), offCurve]) {
      for (const algorithm of ["ecdsa-p256-sha256", "ed25519"] as const) {
        expect(verifySignature(algorithm, spki, new Uint8Array(3), new Uint8Array(64))).toBe(false);
      }
    }
  });

  test("sha256 is SHA-256", () => {
    const digest = Buffer.from(sha256(new TextEncoder().encode("abc"))).toString("hex");
    expect(digest).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
