import { bytesOf, type CborNode } from "../cbor/cbor-node.ts";
import { arrayOf, byteString, textString } from "../cbor/write-head.ts";
import type { CoseFault } from "../trade/words/cose-faults.ts";
import { algorithmOf, type CoseAlgorithm, type CurveKey, type VerifyByCurve } from "./algorithms.ts";
import {
  algorithmLabel,
  type CoseAsk,
  type CoseHeaders,
  type CoseRefused,
  cosePartsOf,
  headerOf,
  refused,
} from "./cose-parts.ts";

/** A COSE_Sign1 (RFC 9052) whose form is in order; whether its signature is good says `sign1Fault`. */
export interface Sign1 {
  readonly kind: "sign1";
  readonly algorithm: CoseAlgorithm;
  /** A hint which key it may be, and nothing more. */
  readonly kid: Uint8Array | null;
  readonly headers: CoseHeaders;
  readonly payload: Uint8Array;
  /** Where the payload begins in the file; null where it was detached. */
  readonly payloadAt: number | null;
  /** What is signed. */
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

const KID = 4;

export function readSign1(node: CborNode, ask: CoseAsk): Sign1 | CoseRefused {
  const parts = cosePartsOf(node, 18, ask);
  if (parts.kind === "refused") return parts;
  const label = algorithmLabel(parts.headers, ask.profile);
  if (typeof label !== "number") return label;
  const algorithm = algorithmOf(label);
  if (algorithm === null) return refused("algorithm-unknown");
  if (parts.proof.length !== algorithm.signatureBytes) return refused("signature-length");
  const { headers, payload, payloadAt, protectedBytes } = parts;
  return {
    kind: "sign1",
    algorithm,
    kid: bytesOf(headerOf(headers, KID)),
    headers,
    payload,
    payloadAt,
    message: signedBytes("Signature1", protectedBytes, ask.aad ?? new Uint8Array(0), payload),
    signature: parts.proof,
  };
}

/** Null where that key made the signature. The key decides the algorithm, and the header has to agree with it. */
export function sign1Fault(sign1: Sign1, key: CurveKey, verify: VerifyByCurve): CoseFault | null {
  const { algorithm, message, signature } = sign1;
  if (algorithm.curve !== key.curve) return "algorithm-unlike-key";
  return verify(key, algorithm.hash, message, signature) ? null : "signature-wrong";
}

/** What a signature or MAC is over, from its parts as they were received. */
export function signedBytes(
  context: "Signature1" | "MAC0",
  protectedBytes: Uint8Array,
  aad: Uint8Array,
  payload: Uint8Array,
): Uint8Array {
  return arrayOf([textString(context), byteString(protectedBytes), byteString(aad), byteString(payload)]);
}
