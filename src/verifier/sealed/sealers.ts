import { checkingOnce } from "../signed/checked-once.ts";
import { type Envelope, signedBytes } from "../signed/envelope.ts";
import { SECOND_ALGORITHM } from "../signed/keys.ts";
import { isValidAt, type TrustedKey, type TrustList } from "../signed/trust-list.ts";
import { refuse } from "../told.ts";

/** A signature that holds, by every entry of the list that has its key; of a stranger by none. */
interface Held {
  readonly keyId: string;
  readonly keys: readonly TrustedKey[];
}

/** More than these, and each has to be of a key that is known. */
const USUAL = 2;

/** One of a known record key that does not verify refuses it all. Throws Refused, as everything here. */
export function signaturesOf(trust: TrustList, envelope: Envelope): readonly Held[] {
  const isSignedBy = checkingOnce(signedBytes(envelope));
  const held = envelope.signatures.map(({ keyId, signature }) => {
    const keys = trust.keys.filter((key) => key.role === "record" && key.keyId === keyId);
    const wrong = keys.find((key) => !isSignedBy(key, signature));
    if (wrong !== undefined) refuse("SIGNATURE_INVALID", { key: keyId, name: wrong.name });
    return { keyId, keys };
  });
  if (held.every(({ keys }) => keys.length === 0)) refuse("SIGNER_UNKNOWN", {});
  return held;
}

/** The first signature, and the second one where it is there or has to be. `ended`: when it was sealed. */
export function sealersOf(
  trust: TrustList,
  signatures: readonly Held[],
  station: string,
  ended: string,
): { readonly key: TrustedKey; readonly second: TrustedKey | null } {
  const known = signatures.flatMap(({ keys }) => keys);
  const own = known.filter((key) => key.station === station);
  if (own.length === 0)
    refuse("STATION_MISMATCH", { found: station, expected: known.map((key) => key.station).join(", ") });
  const endedMs = Date.parse(ended);
  const asked = trust.stations.find((one) => one.station === station && one.fromMs <= endedMs);
  const strange = signatures.find(({ keys }) => !keys.some((key) => key.station === station));
  if (strange !== undefined && (asked !== undefined || signatures.length > USUAL))
    refuse("SIGNATURE_UNASKED", { key: strange.keyId, station });
  const key = own.find(({ algorithm }) => algorithm !== SECOND_ALGORITHM);
  if (key === undefined)
    return refuse("SIGNATURE_MISSING", { algorithm: "ecdsa-p256-sha256", station, from: null });
  const second = own.find(({ algorithm }) => algorithm === SECOND_ALGORITHM) ?? null;
  mustBeGood(key, ended);
  if (second !== null) mustBeGood(second, ended);
  else if (asked !== undefined)
    refuse("SIGNATURE_MISSING", {
      algorithm: SECOND_ALGORITHM,
      station,
      from: new Date(asked.fromMs).toISOString(),
    });
  return { key, second };
}

function mustBeGood(key: TrustedKey, ended: string): void {
  const { keyId, revoked } = key;
  const endedMs = Date.parse(ended);
  if (revoked !== null && endedMs > revoked.fromMs) {
    const from = new Date(revoked.fromMs).toISOString();
    refuse("KEY_REVOKED", { key: keyId, ended, from, why: revoked.why });
  }
  if (!isValidAt(key, endedMs)) refuse("KEY_NOT_VALID_THEN", { key: keyId, ended });
}
