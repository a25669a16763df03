import type { Signer } from "../../ports/signer.ts";

const P256_OID = Buffer.from("06082a8648ce3d030107", "hex");
const ED25519_OID = Buffer.from("06032b6570", "hex");
/** The PrintableString "edwards25519", as PKCS #11 v3.0 has it. */
const ED25519_NAME = Buffer.from("130c656477617264733235353139", "hex");
const P256_SPKI = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");
const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex");
const POINT_BYTES = { "ecdsa-p256-sha256": 65, ed25519: 32 } as const;
const UNCOMPRESSED = 4;

/** CKA_EC_PARAMS of a key that is to be made. */
export function curveOid(algorithm: Signer["algorithm"]): Uint8Array {
  return algorithm === "ed25519" ? ED25519_OID : P256_OID;
}

/**
 * From CKA_EC_PARAMS and CKA_EC_POINT. The point is an OCTET STRING by the standard; tokens have been seen to give it bare, and as a BIT STRING. Null: another curve,
 * or no such point.
 */
export function spkiOfPoint(
  params: Uint8Array,
  given: Uint8Array,
): { readonly spki: Uint8Array; readonly algorithm: Signer["algorithm"] } | null {
  const curve = Buffer.from(params);
  const algorithm = curve.equals(P256_OID)
    ? "ecdsa-p256-sha256"
    : curve.equals(ED25519_OID) || curve.equals(ED25519_NAME)
      ? "ed25519"
      : null;
  if (algorithm === null) return null;
  const point = barePoint(Buffer.from(given), POINT_BYTES[algorithm]);
  if (point === null || (algorithm === "ecdsa-p256-sha256" && point[0] !== UNCOMPRESSED)) return null;
  const head = algorithm === "ed25519" ? ED25519_SPKI : P256_SPKI;
  return { algorithm, spki: new Uint8Array(Buffer.concat([head, point])) };
}

function barePoint(given: Buffer, length: number): Buffer | null {
  const heads = [Buffer.alloc(0), Buffer.from([4, length]), Buffer.from([3, length + 1, 0])];
  const head = heads.find(
    (one) => given.length === one.length + length && given.subarray(0, one.length).equals(one),
  );
  return head === undefined ? null : given.subarray(head.length);
}
