import { isSameBytes } from "../../cbor/cbor-node.ts";
import type { VerifyByCurve } from "../../cose/algorithms.ts";
import type { CertificateProfileFault } from "../../trade/words/licence-certificate-faults.ts";
import { attributeOf, type Certificate, extensionOf, type Name, signatureFor } from "./certificate.ts";
import { bitsOf, DER, derAt, derItems, derWhole, oidOf, smallInteger } from "./der.ts";

/**
 * What ISO/IEC 18013-5 (annex B) demands of the certificate of an issuing authority and of a document signer. A generic builder
 * of chains takes what must not be taken: a signer that is an authority, an authority that must not sign.
 */
const SUBJECT_KEY = "2.5.29.14";
const KEY_USAGE = "2.5.29.15";
const ISSUER_NAMES = "2.5.29.18";
const BASIC = "2.5.29.19";
const REVOCATION = "2.5.29.31";
const AUTHORITY_KEY = "2.5.29.35";
const EXTENDED = "2.5.29.37";
const KNOWN: ReadonlySet<string> = new Set([
  ...[SUBJECT_KEY, KEY_USAGE, ISSUER_NAMES, BASIC, REVOCATION, AUTHORITY_KEY, EXTENDED],
]);
const SIGNS_LICENCES = "1.0.18013.5.1.2";
const COUNTRY = "2.5.4.6";
const STATE = "2.5.4.8";
const DIGITAL_SIGNATURE = 0;
const SIGNS_CERTIFICATES = 5;
const DAY_MS = 86_400_000;
const SIGNER_DAYS_MAX = 457;
const KEY_ID = 0x80;

/** The country in capital letters, as licences have it; null where it names none. */
export function countryOf({ subject }: Certificate): string | null {
  return attributeOf(subject, COUNTRY);
}

export function stateOf({ subject }: Certificate): string | null {
  return attributeOf(subject, STATE);
}

/** What speaks against taking it as an issuing authority, whatever the day; empty where nothing does. */
export function authorityFaults(
  certificate: Certificate,
  verify: VerifyByCurve,
): readonly CertificateProfileFault[] {
  const faults: CertificateProfileFault[] = [];
  if (!isSameName(certificate.issuer, certificate.subject)) faults.push("not-self-issued");
  if (!isSignedBy(certificate, certificate, verify)) faults.push("signature");
  const basic = basicOf(certificate);
  if (basic === null || !basic.isCritical || !basic.isAuthority || basic.pathLength !== 0)
    faults.push("not-authority");
  const usage = usageOf(certificate);
  if (usage === null || !usage.has(SIGNS_CERTIFICATES)) faults.push("key-usage");
  if (subjectKeyOf(certificate) === null) faults.push("subject-key");
  if (countryOf(certificate) === null) faults.push("country");
  return [...faults, ...commonFaults(certificate)];
}

/** What speaks against taking it as a document signer of that authority, whatever the day. */
export function signerFaults(
  signer: Certificate,
  authority: Certificate,
  verify: VerifyByCurve,
): readonly CertificateProfileFault[] {
  const faults: CertificateProfileFault[] = [];
  if (!isSignedBy(signer, authority, verify)) faults.push("signature");
  const basic = basicOf(signer);
  if (basic?.isAuthority === true || (basic === null && extensionOf(signer, BASIC) !== null))
    faults.push("is-authority");
  const usage = usageOf(signer);
  if (usage === null || usage.size !== 1 || !usage.has(DIGITAL_SIGNATURE)) faults.push("key-usage");
  const extended = extensionOf(signer, EXTENDED);
  const uses = derItems(derWhole(extended?.value ?? new Uint8Array(0), DER.sequence)) ?? [];
  if (extended?.isCritical !== true || !uses.some((use) => oidOf(use) === SIGNS_LICENCES))
    faults.push("extended-use");
  if (signer.notAfterMs - signer.notBeforeMs > SIGNER_DAYS_MAX * DAY_MS) faults.push("too-long");
  const country = countryOf(signer);
  if (country === null || country !== countryOf(authority)) faults.push("country");
  const state = stateOf(authority);
  if (state !== null && state !== stateOf(signer)) faults.push("state");
  return [...faults, ...commonFaults(signer)];
}

function commonFaults(certificate: Certificate): readonly CertificateProfileFault[] {
  const faults: CertificateProfileFault[] = [];
  if (extensionOf(certificate, ISSUER_NAMES) === null) faults.push("alternative-name");
  if (extensionOf(certificate, REVOCATION) === null) faults.push("revocation-point");
  if (certificate.extensions.some(({ id, isCritical }) => isCritical && !KNOWN.has(id)))
    faults.push("critical-unknown");
  return faults;
}

/** In force at that moment; its end is the last second that counts (RFC 5280). */
export function dayFault({ notBeforeMs, notAfterMs }: Certificate, atMs: number): "not-yet" | "ended" | null {
  if (atMs < notBeforeMs) return "not-yet";
  return Math.floor(atMs / 1000) * 1000 > notAfterMs ? "ended" : null;
}

/** By name and by key identifier: several authorities of one name are usual when keys change, and one key may have several names. */
export function namesAuthority(signer: Certificate, authority: Certificate): boolean {
  const [wanted, own] = [authorityKeyOf(signer), subjectKeyOf(authority)];
  if (wanted === null || own === null) return false;
  return isSameBytes(wanted, own) && isSameName(signer.issuer, authority.subject);
}

export function isSignedBy(certificate: Certificate, issuer: Certificate, verify: VerifyByCurve): boolean {
  const signature = signatureFor(certificate.signature, issuer.key.curve);
  return signature !== null && verify(issuer.key, certificate.signature.hash, certificate.signed, signature);
}

function isSameName(a: Name, b: Name): boolean {
  return a.length === b.length && a.every(([key, text], i) => b[i]?.[0] === key && b[i]?.[1] === text);
}

/** Null where it is missing, or not marked as critical. */
function usageOf(certificate: Certificate): ReadonlySet<number> | null {
  const found = extensionOf(certificate, KEY_USAGE);
  return found?.isCritical === true ? bitsOf(derWhole(found.value, DER.bits)) : null;
}

function basicOf(certificate: Certificate): {
  readonly isCritical: boolean;
  readonly isAuthority: boolean;
  readonly pathLength: number | null;
} | null {
  const found = extensionOf(certificate, BASIC);
  const items = found === null ? null : derItems(derWhole(found.value, DER.sequence));
  if (found === null || items === null) return null;
  const [first, second] = items;
  const isAuthority = first?.tag === DER.boolean && first.value[0] === 0xff;
  return { isCritical: found.isCritical, isAuthority, pathLength: smallInteger(second) };
}

function subjectKeyOf(certificate: Certificate): Uint8Array | null {
  const found = extensionOf(certificate, SUBJECT_KEY);
  return found === null ? null : (derWhole(found.value, DER.octets)?.value ?? null);
}

function authorityKeyOf(certificate: Certificate): Uint8Array | null {
  const found = extensionOf(certificate, AUTHORITY_KEY);
  const sequence = found === null ? null : derWhole(found.value, DER.sequence);
  const first = sequence === null ? null : derAt(sequence.value, 0);
  return first?.tag === KEY_ID ? first.value : null;
}
