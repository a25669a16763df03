import { isSame, type OwnCbor, readCbor, SIGN1_TAG, TaggedCbor, writeCbor } from "./own-cbor.ts";

/**
 * COSE_Sign1 (RFC 9052) as our own marks and statuses have it: ES256, key id and type in the protected header and nothing beside it, the
 * payload inside. The type keeps what was signed as one thing from passing for another.
 */
export interface Sign1Head {
  /** First 8 bytes of the SHA-256 of the key's SPKI: a hint, and several keys may have it. */
  readonly kid: Uint8Array;
  readonly typ: string;
}

export interface UnsignedSign1 {
  readonly toBeSigned: Uint8Array;
  /** `signature`: r||s, 64 bytes. */
  finish(signature: Uint8Array): Uint8Array;
}

export interface ReadSign1 extends Sign1Head {
  readonly payload: ReadonlyMap<number | string, OwnCbor>;
  readonly toBeSigned: Uint8Array;
  readonly signature: Uint8Array;
}

const ALG = 1;
const KID = 4;
const TYP = 16;
const ES256 = -7;
export const KID_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** First bytes of a key id in hex, as `Signer` has it. */
export function kidOf(keyId: string): Uint8Array {
  return Uint8Array.from({ length: KID_BYTES }, (_none, at) =>
    Number.parseInt(keyId.slice(2 * at, 2 * at + 2), 16),
  );
}

export function unsignedSign1({ kid, typ }: Sign1Head, payload: OwnCbor): UnsignedSign1 {
  const head = writeCbor(
    new Map<number, OwnCbor>([
      [ALG, ES256],
      [KID, kid],
      [TYP, typ],
    ]),
  );
  const content = writeCbor(payload);
  return {
    toBeSigned: toBeSigned(head, content),
    finish: (signature) => writeCbor(new TaggedCbor(SIGN1_TAG, [head, new Map(), content, signature])),
  };
}

/** Null for anything that we would not have written. The signature is not looked at. */
export function readSign1OfOurs(bytes: Uint8Array, bytesMax: number): ReadSign1 | null {
  const whole = readCbor(bytes, bytesMax)?.value;
  if (!(whole instanceof TaggedCbor) || whole.tag !== SIGN1_TAG || !isList(whole.value)) return null;
  const [head, beside, content, signature, ...more] = whole.value;
  if (!(head instanceof Uint8Array) || !(content instanceof Uint8Array)) return null;
  if (!(beside instanceof Map) || beside.size > 0 || more.length > 0) return null;
  if (!(signature instanceof Uint8Array) || signature.length !== SIGNATURE_BYTES) return null;
  const told = headOf(head);
  const payload = readCbor(content, bytesMax)?.value;
  if (told === null || !(payload instanceof Map)) return null;
  return { ...told, payload, signature, toBeSigned: toBeSigned(head, content) };
}

function headOf(bytes: Uint8Array): Sign1Head | null {
  const head = readCbor(bytes, bytes.length)?.value;
  if (!(head instanceof Map) || head.size !== 3 || head.get(ALG) !== ES256) return null;
  const [kid, typ] = [head.get(KID), head.get(TYP)];
  if (!(kid instanceof Uint8Array) || kid.length !== KID_BYTES || typeof typ !== "string") return null;
  return { kid, typ };
}

/** Whether a key's id begins with that hint. */
export function isOfKid(keyId: string, kid: Uint8Array): boolean {
  return isSame(kidOf(keyId), kid);
}

function toBeSigned(head: Uint8Array, payload: Uint8Array): Uint8Array {
  return writeCbor(["Signature1", head, new Uint8Array(0), payload]);
}

function isList(value: OwnCbor): value is readonly OwnCbor[] {
  return Array.isArray(value);
}
