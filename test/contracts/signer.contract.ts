import { describe, expect, test } from "vitest";
import { keyIdOf, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { algorithmOfSpki } from "../../src/core/record/signature.ts";
import type { Signer } from "../../src/ports/signer.ts";

export interface SignerSubject {
  readonly name: string;
  open(): Signer;
  readonly algorithm: Signer["algorithm"];
}

export function signed(signer: Signer, message: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    signer.sign(message, (result) => {
      if (result.kind === "signed") resolve(result.signature);
      else reject(new Error(result.reason));
    });
  });
}

/** The promises of the Signer port; every implementation runs them. */
export function signerContract({ name, open, algorithm }: SignerSubject): void {
  describe(`${name} keeps the signer's promises`, () => {
    test("names its key by the hash of its DER, and its algorithm truly", () => {
      const signer = open();
      expect(signer.algorithm).toBe(algorithm);
      expect(algorithmOfSpki(signer.publicKeySpki)).toBe(algorithm);
      expect(signer.keyId).toBe(keyIdOf(signer.publicKeySpki));
      expect(signer.keyId).toMatch(/^[0-9a-f]{64}$/);
    });

    test("64 bytes that verify over the message and over nothing else", async () => {
      const signer = open();
      for (const size of [0, 1, 1000]) {
        const message = new Uint8Array(size).fill(7);
        const signature = await signed(signer, message);
        expect(signature).toHaveLength(64);
        const other: Signer["algorithm"] = algorithm === "ed25519" ? "ecdsa-p256-sha256" : "ed25519";
        expect(verifySignature(algorithm, signer.publicKeySpki, message, signature)).toBe(true);
        expect(verifySignature(other, signer.publicKeySpki, message, signature)).toBe(false);
        expect(verifySignature(algorithm, signer.publicKeySpki, new Uint8Array(size + 1), signature)).toBe(
          false,
        );
        signature[5] = (signature[5] ?? 0) ^ 1;
        expect(verifySignature(algorithm, signer.publicKeySpki, message, signature)).toBe(false);
      }
    });

    test("calls back once", async () => {
      const signer = open();
      let calls = 0;
      await new Promise<void>((resolve) => {
        signer.sign(new Uint8Array(3), () => {
          calls++;
          resolve();
        });
      });
      expect(calls).toBe(1);
    });
  });
}
