import { type Cbor, readCbor } from "../bytes/cbor.ts";
import { hexOf, joined, utf8Of } from "../bytes/octets.ts";
import { refuse } from "../told.ts";

/** A COSE_Sign1 as this house writes it: tag 18, algorithm, key and type protected, nothing unprotected, its content attached. */
export interface Sign1 {
  readonly type: string;
  /** Hex of the first bytes of the key's fingerprint; narrows the choice of key, and no more. */
  readonly kid: string;
  readonly claims: Cbor;
  /** What is signed. */
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly bytes: Uint8Array;
}

export const KID_BYTES = 8;
const TAG_SIGN1 = 18;
const ES256 = -7;
const [ALGORITHM, KEY, TYPE] = [1, 4, 16];
const SIGNATURE_BYTES = 64;

/** Throws Refused. */
export function sign1In(bytes: Uint8Array): Sign1 {
  const tagged = readCbor(bytes);
  if (tagged.kind !== "tag" || tagged.tag !== TAG_SIGN1) return refuse("COSE_WRONG", { part: "tag" });
  if (tagged.item.kind !== "array" || tagged.item.items.length !== 4)
    return refuse("COSE_WRONG", { part: "array" });
  const [head, open, payload, signature] = tagged.item.items;
  if (head?.kind !== "bytes") return refuse("COSE_WRONG", { part: "protected" });
  if (open?.kind !== "map" || open.pairs.length > 0) return refuse("COSE_WRONG", { part: "unprotected" });
  if (payload?.kind !== "bytes") return refuse("COSE_WRONG", { part: "payload" });
  if (signature?.kind !== "bytes" || signature.value.length !== SIGNATURE_BYTES)
    return refuse("COSE_WRONG", { part: "signature" });
  return {
    ...headIn(head.value),
    claims: readCbor(payload.value),
    message: messageOf(head.value, payload.value),
    signature: signature.value,
    bytes,
  };
}

function headIn(bytes: Uint8Array): Pick<Sign1, "type" | "kid"> {
  const claims = claimsOf(readCbor(bytes), "protected", [ALGORITHM, KEY, TYPE]);
  const [algorithm, kid, type] = claims;
  if (algorithm?.kind !== "int" || algorithm.value !== ES256) return refuse("COSE_WRONG", { part: "alg" });
  if (kid?.kind !== "bytes" || kid.value.length !== KID_BYTES) return refuse("COSE_WRONG", { part: "kid" });
  if (type?.kind !== "text") return refuse("COSE_WRONG", { part: "typ" });
  return { kid: hexOf(kid.value), type: type.value };
}

/** The values under exactly these keys, in the order in which they are asked for. */
export function claimsOf(map: Cbor, part: string, keys: readonly (number | string)[]): readonly Cbor[] {
  if (map.kind !== "map") return refuse("COSE_WRONG", { part });
  const found = keys.map((key) => map.pairs.find(([found]) => isKey(found, key))?.[1]);
  const missing = keys.find((_, at) => found[at] === undefined);
  if (missing !== undefined) return refuse("CLAIM_MALFORMED", { claim: `${part} ${missing}` });
  if (map.pairs.length > keys.length) return refuse("CLAIM_UNKNOWN", { part });
  return found as readonly Cbor[];
}

function isKey(key: Cbor, wanted: number | string): boolean {
  return (key.kind === "int" || key.kind === "text") && key.value === wanted;
}

/** `Sig_structure` of RFC 9052, without external data. */
function messageOf(head: Uint8Array, payload: Uint8Array): Uint8Array {
  return joined(
    Uint8Array.of(0x84, 0x6a),
    utf8Of("Signature1"),
    byteString(head),
    Uint8Array.of(0x40),
    byteString(payload),
  );
}

function byteString(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  if (length < 24) return joined(Uint8Array.of(0x40 + length), bytes);
  if (length < 256) return joined(Uint8Array.of(0x58, length), bytes);
  if (length < 65_536) return joined(Uint8Array.of(0x59, length >> 8, length & 255), bytes);
  return joined(
    Uint8Array.of(0x5a, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255),
    bytes,
  );
}
