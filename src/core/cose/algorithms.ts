/** What a COSE signature may be made with here, and by which curve alone: a key says what it is, and the header has to agree. */
export type Curve = "P-256" | "P-384" | "P-521" | "Ed25519";
export type HashName = "SHA-256" | "SHA-384" | "SHA-512";

export interface CoseAlgorithm {
  readonly name: string;
  readonly curve: Curve;
  /** Null where the curve hashes by itself. */
  readonly hash: HashName | null;
  /** r and s, each as wide as the curve. */
  readonly signatureBytes: number;
}

const P256 = { curve: "P-256", hash: "SHA-256", signatureBytes: 64 } as const;
const P384 = { curve: "P-384", hash: "SHA-384", signatureBytes: 96 } as const;
const P521 = { curve: "P-521", hash: "SHA-512", signatureBytes: 132 } as const;
const ED25519 = { curve: "Ed25519", hash: null, signatureBytes: 64 } as const;

/** Licences stand on the older names (RFC 9053); those of RFC 9864 are read as well. */
const BY_LABEL: ReadonlyMap<number, CoseAlgorithm> = new Map<number, CoseAlgorithm>([
  [-7, { name: "ES256", ...P256 }],
  [-35, { name: "ES384", ...P384 }],
  [-36, { name: "ES512", ...P521 }],
  [-8, { name: "EdDSA", ...ED25519 }],
  [-9, { name: "ESP256", ...P256 }],
  [-51, { name: "ESP384", ...P384 }],
  [-52, { name: "ESP512", ...P521 }],
  [-19, { name: "Ed25519", ...ED25519 }],
]);

/** HMAC with SHA-256 and the whole of its 32 bytes. */
export const HMAC_256 = 5;
export const HMAC_BYTES = 32;

export function algorithmOf(label: number): CoseAlgorithm | null {
  return BY_LABEL.get(label) ?? null;
}

/** A public key: coordinates as wide as the curve, of Ed25519 the 32 bytes as `x` alone. */
export interface CurveKey {
  readonly curve: Curve;
  readonly x: Uint8Array;
  readonly y: Uint8Array | null;
}

export const COORDINATE_BYTES: Readonly<Record<Curve, number>> = {
  "P-256": 32,
  "P-384": 48,
  "P-521": 66,
  Ed25519: 32,
};

/**
 * True only for a valid signature (r and s side by side); a point that is not on its curve gives false, never an exception.
 * `hash`: null for Ed25519.
 */
export type VerifyByCurve = (
  key: CurveKey,
  hash: HashName | null,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean;
