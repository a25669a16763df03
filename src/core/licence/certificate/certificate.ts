import { isSameBytes } from "../../cbor/cbor-node.ts";
import { COORDINATE_BYTES, type Curve, type CurveKey, type HashName } from "../../cose/algorithms.ts";
import { instantOfParts } from "../licence-dates.ts";
import { DER, type DerNode, derAt, derItems, derWhole, fixedWidth, oidOf } from "./der.ts";

/** An X.509 certificate with what the profile of licences asks about. */
export interface Certificate {
  readonly der: Uint8Array;
  /** What its issuer signed. */
  readonly signed: Uint8Array;
  readonly signature: CertificateSignature;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly key: CurveKey;
  readonly extensions: readonly Extension[];
}

export interface CertificateSignature {
  readonly hash: HashName | null;
  /** Of ECDSA still in DER: how wide r and s are says the issuer's curve. */
  readonly bytes: Uint8Array;
}

/** In the order in which it is written: `["2.5.4.6", "US"]`. */
export type Name = readonly (readonly [attribute: string, text: string])[];

export interface Extension {
  readonly id: string;
  readonly isCritical: boolean;
  readonly value: Uint8Array;
}

const TEXT = new TextDecoder();
const EXPLICIT_0 = 0xa0;
const EXPLICIT_3 = 0xa3;
const UTC_TIME = 0x17;
const GENERAL_TIME = 0x18;
const VERSION_3 = 2;
const SIGNED_BY: Readonly<Record<string, HashName | null>> = {
  "1.2.840.10045.4.3.2": "SHA-256",
  "1.2.840.10045.4.3.3": "SHA-384",
  "1.2.840.10045.4.3.4": "SHA-512",
  "1.3.101.112": null,
};
const CURVES: Readonly<Record<string, Curve>> = {
  "1.2.840.10045.3.1.7": "P-256",
  "1.3.132.0.34": "P-384",
  "1.3.132.0.35": "P-521",
};
const EC_KEY = "1.2.840.10045.2.1";
const ED25519 = "1.3.101.112";
const UNCOMPRESSED = 4;

/** Null for what is no certificate of version 3 with a key and a signature of a curve that is read here. */
export function readCertificate(der: Uint8Array): Certificate | null {
  const [body, algorithm, bits] = derItems(derWhole(der, DER.sequence)) ?? [];
  const fields = body?.tag === DER.sequence ? derItems(body) : null;
  if (body === undefined || fields === null || bits?.tag !== DER.bits || bits.value[0] !== 0) return null;
  const [version, , inner, issuer, validity, subject, spki, ...rest] = fields;
  if (version?.tag !== EXPLICIT_0 || derAt(version.value, 0)?.value.at(-1) !== VERSION_3) return null;
  // It is signed by the algorithm that it says within, or somebody changed what stands around it.
  if (algorithm === undefined || inner === undefined || !isSameBytes(algorithm.whole, inner.whole))
    return null;
  const named = oidOf(derItems(inner)?.[0]);
  if (named === null || !Object.hasOwn(SIGNED_BY, named)) return null;
  const [begin, end] = derItems(validity ?? null) ?? [];
  const [notBeforeMs, notAfterMs] = [timeOf(begin), timeOf(end)];
  const [from, to, key] = [nameOf(issuer), nameOf(subject), keyOfSpki(spki)];
  const extensions = extensionsOf(rest.find(({ tag }) => tag === EXPLICIT_3));
  if (from === null || to === null || key === null || extensions === null) return null;
  if (notBeforeMs === null || notAfterMs === null) return null;
  const signature = { hash: SIGNED_BY[named] ?? null, bytes: bits.value.subarray(1) };
  return {
    ...{ der, signed: body.whole, signature, issuer: from, subject: to },
    ...{ notBeforeMs, notAfterMs, key, extensions },
  };
}

/** r and s as wide as that curve; of Ed25519 as it is. Null where it is no signature of it. */
export function signatureFor({ hash, bytes }: CertificateSignature, curve: Curve): Uint8Array | null {
  if ((hash === null) !== (curve === "Ed25519")) return null;
  if (hash === null) return bytes;
  const [r, s, more] = derItems(derWhole(bytes, DER.sequence)) ?? [];
  const width = COORDINATE_BYTES[curve];
  const [one, other] = [fixedWidth(r, width), fixedWidth(s, width)];
  return one === null || other === null || more !== undefined ? null : Uint8Array.from([...one, ...other]);
}

export function extensionOf({ extensions }: Certificate, id: string): Extension | null {
  return extensions.find((each) => each.id === id) ?? null;
}

export function attributeOf(name: Name, attribute: string): string | null {
  return name.find(([key]) => key === attribute)?.[1] ?? null;
}

/** How a person reads it: `C=US, CN=utopia iaca`. */
export function shownName(name: Name): string {
  return name.map(([key, text]) => `${SHORT[key] ?? key}=${text}`).join(", ");
}

const SHORT: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
};

function nameOf(node: DerNode | undefined): Name | null {
  const sets = node?.tag === DER.sequence ? derItems(node) : null;
  if (sets === null) return null;
  const name: (readonly [string, string])[] = [];
  for (const set of sets)
    for (const pair of derItems(set) ?? []) {
      const [attribute, value] = derItems(pair) ?? [];
      const id = oidOf(attribute);
      if (id === null || value === undefined) return null;
      name.push([id, TEXT.decode(value.value)]);
    }
  return name;
}

function timeOf(node: DerNode | undefined): number | null {
  if (node?.tag !== UTC_TIME && node?.tag !== GENERAL_TIME) return null;
  const text = TEXT.decode(node.value);
  const digits = node.tag === UTC_TIME ? `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}` : text;
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
  return found === null ? null : instantOfParts(found.slice(1).map(Number));
}

function keyOfSpki(node: DerNode | undefined): CurveKey | null {
  const [algorithm, bits] = derItems(node ?? null) ?? [];
  const [kind, curve] = derItems(algorithm ?? null) ?? [];
  if (bits?.tag !== DER.bits || bits.value[0] !== 0) return null;
  const point = bits.value.subarray(1);
  if (oidOf(kind) === ED25519)
    return point.length === COORDINATE_BYTES.Ed25519 ? { curve: "Ed25519", x: point, y: null } : null;
  const name = oidOf(kind) === EC_KEY ? CURVES[oidOf(curve) ?? ""] : undefined;
  if (name === undefined || point[0] !== UNCOMPRESSED) return null;
  const size = COORDINATE_BYTES[name];
  if (point.length !== 1 + 2 * size) return null;
  return { curve: name, x: point.subarray(1, 1 + size), y: point.subarray(1 + size) };
}

function extensionsOf(node: DerNode | undefined): readonly Extension[] | null {
  if (node === undefined) return [];
  const list = derItems(derWhole(node.value, DER.sequence));
  if (list === null) return null;
  const extensions: Extension[] = [];
  for (const each of list) {
    const [id, second, third] = derItems(each) ?? [];
    const name = oidOf(id);
    const isCritical = second?.tag === DER.boolean && second.value[0] === 0xff;
    const value = second?.tag === DER.boolean ? third : second;
    if (name === null || value?.tag !== DER.octets || extensions.some((known) => known.id === name))
      return null;
    extensions.push({ id: name, isCritical, value: value.value });
  }
  return extensions;
}
