import type { CborNode } from "../cbor/cbor-node.ts";
import type { CoseFault } from "../trade/words/cose-faults.ts";
import { HMAC_256, HMAC_BYTES } from "./algorithms.ts";
import { algorithmLabel, type CoseAsk, type CoseRefused, cosePartsOf, refused } from "./cose-parts.ts";
import { signedBytes } from "./read-sign1.ts";

/** A COSE_Mac0 whose form is in order. */
export interface Mac0 {
  readonly kind: "mac0";
  readonly message: Uint8Array;
  readonly tag: Uint8Array;
}

export function readMac0(node: CborNode, ask: CoseAsk): Mac0 | CoseRefused {
  const parts = cosePartsOf(node, 17, ask);
  if (parts.kind === "refused") return parts;
  const label = algorithmLabel(parts.headers, ask.profile);
  if (typeof label !== "number") return label;
  if (label !== HMAC_256) return refused("algorithm-unknown");
  if (parts.proof.length !== HMAC_BYTES) return refused("signature-length");
  const message = signedBytes("MAC0", parts.protectedBytes, ask.aad ?? new Uint8Array(0), parts.payload);
  return { kind: "mac0", message, tag: parts.proof };
}

/** Null where that key made it. Each byte is looked at, so that the time taken tells nothing of where they part. */
export function mac0Fault(mac0: Mac0, key: Uint8Array, hmac: HmacSha256): CoseFault | null {
  const expected = hmac(key, mac0.message);
  let unlike = expected.length ^ mac0.tag.length;
  for (let i = 0; i < expected.length; i++) unlike |= (expected[i] as number) ^ (mac0.tag[i] ?? 0);
  return unlike === 0 ? null : "tag-wrong";
}

export type HmacSha256 = (key: Uint8Array, message: Uint8Array) => Uint8Array;
