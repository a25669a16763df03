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
  const payload = new TextEncoder().encode(JSON.stringify(document));
  signer.sign(pae(payloadType, payload), (result) => {
    if (result.kind === "failed") {
      then(result);
      return;
    }
    const signatures = [{ keyId: signer.keyId, signature: result.signature }];
    const envelope = formatEnvelope({ payloadType, payload, signatures });
    then({ kind: "signed", message: new TextEncoder().encode(envelope) });
  });
}
