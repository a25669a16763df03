import { createHash, createPublicKey, verify } from "node:crypto";
import { members, strictBase64, strictJson } from "./strict-text.ts";

/** DSSE as the registry reads and writes it, by the specification and not by the station's code. */
export interface SignedEnvelope {
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signatures: readonly { readonly keyid: unknown; readonly sig: Buffer }[];
}

export function preAuthentication(type: string, payload: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `),
    payload,
  ]);
}

export function keyIdOf(spki: Uint8Array): string {
  return createHash("sha256").update(spki).digest("hex");
}

/** Null if it is none. */
export function readEnvelope(text: string): SignedEnvelope | null {
  const found = members(jsonOr(text), ["payload", "payloadType", "signatures"]);
  const payload = strictBase64(found?.payload);
  if (found === null || payload === null || typeof found.payloadType !== "string") return null;
  if (!Array.isArray(found.signatures) || found.signatures.length > 16) return null;
  const signatures = found.signatures.map((one) => {
    const parts = members(one, ["keyid", "sig"]);
    const sig = strictBase64(parts?.sig);
    return parts === null || sig === null ? null : { keyid: parts.keyid, sig };
  });
  const whole = signatures.filter((one) => one !== null);
  return whole.length === signatures.length
    ? { payloadType: found.payloadType, payload, signatures: whole }
    : null;
}

/** At least one signature of this key, and none of it that fails. */
export function isSignedBy(envelope: SignedEnvelope, spki: Uint8Array): boolean {
  const own = envelope.signatures.filter(({ keyid }) => keyid === keyIdOf(spki));
  const message = preAuthentication(envelope.payloadType, envelope.payload);
  const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  const isEd25519 = key.asymmetricKeyType === "ed25519";
  return (
    own.length > 0 &&
    own.every(({ sig }) =>
      isEd25519
        ? verify(null, message, key, sig)
        : verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, sig),
    )
  );
}

/** Null if the text is no JSON, or names a member twice. */
export function jsonOr(text: string): unknown {
  try {
    return strictJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
