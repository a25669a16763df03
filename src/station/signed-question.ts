import { toHex } from "../core/record/base64.ts";
import { formatEnvelope, pae } from "../core/record/dsse.ts";
import type { Signer } from "../ports/signer.ts";

const ID_BYTES = 16;

/** 128 random bits, lower-case hex. `entropy`: in [0, 1). */
export function newQuestionId(entropy: () => number): string {
  return toHex(Uint8Array.from({ length: ID_BYTES }, () => Math.floor(entropy() * 256)));
}

export type SignedQuestion =
  | { readonly kind: "signed"; readonly message: Uint8Array }
  | { readonly kind: "failed"; readonly reason: string };

/** The DSSE envelope of what a station asks the registry, when its key has signed it. */
export function signQuestion(
  signer: Signer,
  payloadType: string,
  document: object,
  then: (signed: SignedQuestion) => void,
): void {
  signQuestionBy([signer], payloadType, document, then);
}

/** The same, signed by each of these keys, one after the other. */
export function signQuestionBy(
  signers: readonly Signer[],
  payloadType: string,
  document: object,
  then: (signed: SignedQuestion) => void,
): void {
  const payload = new TextEncoder().encode(JSON.stringify(document));
  const message = pae(payloadType, payload);
  const signatures: { readonly keyId: string; readonly signature: Uint8Array }[] = [];
  const next = (): void => {
    const signer = signers[signatures.length];
    if (signer === undefined) {
      const envelope = formatEnvelope({ payloadType, payload, signatures });
      then({ kind: "signed", message: new TextEncoder().encode(envelope) });
      return;
    }
    signer.sign(message, (result) => {
      if (result.kind === "failed") {
        then(result);
        return;
      }
      signatures.push({ keyId: signer.keyId, signature: result.signature });
      next();
    });
  };
  next();
}
