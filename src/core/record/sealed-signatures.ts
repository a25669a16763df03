import { type Envelope, pae } from "./dsse.ts";
import { type SignatureAlgorithm, SM2_SM3, type VerifySignature } from "./signature.ts";
import { isValidAt, type StationSignatures, type TrustedKey, type TrustList } from "./trust-list.ts";
import { type Refusal, refusal } from "./verification-failure.ts";

/**
 * Who signed what a station sealed, and whether all signed it that have to: the one home of that rule on the side that signs (decision 44). A first signature there always is. A second one, SM2 with
 * SM3, has to be there where the list asks it of that station at that time, and is held to the same where it is not asked for.
 */
const FIRST: SignatureAlgorithm = "ecdsa-p256-sha256";
/** With more than these, whose they are has to be known. */
const SIGNATURES_USUAL = 2;

interface Checking {
  readonly trust: TrustList;
  readonly verify: VerifySignature;
}

export interface Signers {
  readonly kind: "signed";
  /** Of each signature in its order: as which keys of the list its key is known; of a stranger as none. */
  readonly signatures: readonly Signed[];
}
interface Signed {
  readonly keyId: string;
  readonly keys: readonly TrustedKey[];
}

/** One of a known record key that does not verify refuses it all. Before anything of the payload is read. */
export function signersOf({ trust, verify }: Checking, envelope: Envelope): Signers | Refusal {
  const message = pae(envelope.payloadType, envelope.payload);
  const signatures: Signed[] = [];
  for (const { keyId, signature } of envelope.signatures) {
    const keys = trust.keys.filter((key) => key.role === "record" && key.keyId === keyId);
    for (const key of keys)
      if (!verify(key.algorithm, key.spki, message, signature))
        return refusal("SIGNATURE_INVALID", { key: key.keyId, name: key.name });
    signatures.push({ keyId, keys });
  }
  const isKnown = signatures.some(({ keys }) => keys.length > 0);
  return isKnown ? { kind: "signed", signatures } : refusal("SIGNER_UNKNOWN", {});
}

export interface Sealers {
  readonly kind: "sealers";
  readonly key: TrustedKey;
  /** Who signed beside it; null where nobody did. */
  readonly second: TrustedKey | null;
}

/** Whether those are the ones of that station at that time. `ended`: when it was sealed, by what was signed. */
export function sealersOf(
  trust: TrustList,
  { signatures }: Signers,
  { station, ended }: { readonly station: string; readonly ended: string },
): Sealers | Refusal {
  const all = signatures.flatMap(({ keys }) => keys);
  const own = all.filter((key) => key.station === station);
  if (own.length === 0) {
    const expected = all.map((other) => other.station).join(", ");
    return refusal("STATION_MISMATCH", { found: station, expected });
  }
  const asked = askedOf(trust, station, ended);
  const stranger = signatures.find(({ keys }) => keys.every((key) => key.station !== station));
  if (stranger !== undefined && (asked !== null || signatures.length > SIGNATURES_USUAL))
    return refusal("SIGNATURE_UNASKED", { key: stranger.keyId, station });
  const key = own.find(({ algorithm }) => algorithm !== SM2_SM3);
  const second = own.find(({ algorithm }) => algorithm === SM2_SM3) ?? null;
  if (key === undefined) return refusal("SIGNATURE_MISSING", { algorithm: FIRST, station, from: null });
  const why = badTime(key, ended) ?? (second === null ? null : badTime(second, ended));
  if (why !== null) return why;
  if (asked === null || second !== null) return { kind: "sealers", key, second };
  const from = new Date(asked.fromMs).toISOString();
  return refusal("SIGNATURE_MISSING", { algorithm: SM2_SM3, station, from });
}

/** What asks for a second signature of what that station sealed then. */
function askedOf({ stations = [] }: TrustList, station: string, ended: string): StationSignatures | null {
  const endedMs = Date.parse(ended);
  return stations.find((one) => one.station === station && one.fromMs <= endedMs) ?? null;
}

function badTime(key: TrustedKey, ended: string): Refusal | null {
  const { keyId, revoked } = key;
  const endedMs = Date.parse(ended);
  if (revoked !== undefined && endedMs > revoked.fromMs) {
    const from = new Date(revoked.fromMs).toISOString();
    return refusal("KEY_REVOKED", { key: keyId, ended, from, why: revoked.why });
  }
  return isValidAt(key, endedMs) ? null : refusal("KEY_NOT_VALID_THEN", { key: keyId, ended });
}
