import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type Certificate, readCertificate } from "../../src/core/licence/certificate/certificate.ts";
import { type Cbor, cbor, Raw, Tagged, wrapped } from "./cbor-bytes.ts";
import { der, extension, madeCertificate, oid } from "./made-certificate.ts";

/**
 * A licence of an authority of our own, with each part as a test wants it: no outside example has a device signature, a
 * disclosed country, or an end that is near. What comes of it holds our reader against our own reading of the standard alone.
 */
export const AUTHORITY_KEY = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
export const SIGNER_KEY = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
export const DEVICE_KEY = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const COUNTRY = "2.5.4.6";
const COMMON = "2.5.4.3";
const KEY_ID = new Uint8Array(20).fill(9);
const NAMES = extension("2.5.29.18", false, der(0x30, der(0x81, Buffer.from("a@example.org"))));
const POINTS = extension("2.5.29.31", false, der(0x30));
export const AUTHORITY_NAME = [
  [COMMON, "example iaca"],
  [COUNTRY, "CN"],
] as const;

export const AUTHORITY_EXTENSIONS = {
  usage: extension("2.5.29.15", true, der(0x03, Uint8Array.of(1, 0x06))),
  basic: extension("2.5.29.19", true, der(0x30, der(1, Uint8Array.of(255)), der(2, Uint8Array.of(0)))),
  subjectKey: extension("2.5.29.14", false, der(0x04, KEY_ID)),
  names: NAMES,
  points: POINTS,
} as const;

export const SIGNER_EXTENSIONS = {
  usage: extension("2.5.29.15", true, der(0x03, Uint8Array.of(7, 0x80))),
  extended: extension("2.5.29.37", true, der(0x30, oid("1.0.18013.5.1.2"))),
  authorityKey: extension("2.5.29.35", false, der(0x30, der(0x80, KEY_ID))),
  names: NAMES,
  points: POINTS,
} as const;

type Extensions = Readonly<Record<string, Uint8Array | null>>;

function list(extensions: Extensions): readonly Uint8Array[] {
  return Object.values(extensions).filter((each) => each !== null);
}

export function madeAuthority(
  changed: Extensions = {},
  subject: readonly (readonly [string, string])[] = AUTHORITY_NAME,
): Uint8Array {
  return madeCertificate({
    subject,
    issuer: AUTHORITY_NAME,
    notBefore: "20250101000000Z",
    notAfter: "20350101000000Z",
    key: publicOf(AUTHORITY_KEY),
    signedBy: AUTHORITY_KEY,
    extensions: list({ ...AUTHORITY_EXTENSIONS, ...changed }),
  });
}

export interface SignerParts {
  readonly extensions?: Extensions;
  readonly country?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly signedBy?: KeyObject;
}

export function madeSigner(parts: SignerParts = {}): Uint8Array {
  return madeCertificate({
    subject: [
      [COUNTRY, parts.country ?? "CN"],
      [COMMON, "example ds"],
    ],
    issuer: AUTHORITY_NAME,
    notBefore: parts.notBefore ?? "20260101000000Z",
    notAfter: parts.notAfter ?? "20261231000000Z",
    key: publicOf(SIGNER_KEY),
    signedBy: parts.signedBy ?? AUTHORITY_KEY,
    extensions: list({ ...SIGNER_EXTENSIONS, ...parts.extensions }),
  });
}

export interface LicenceParts {
  readonly signer?: Uint8Array;
  readonly elements?: Readonly<Record<string, Cbor>>;
  /** Laid over the MSO. */
  readonly object?: Readonly<Record<string, Cbor>>;
  readonly validity?: Readonly<Record<string, Cbor>>;
  readonly algorithm?: "SHA-256" | "SHA-384" | "SHA-512";
  readonly docType?: string;
  readonly items?: (items: readonly Uint8Array[]) => readonly Uint8Array[];
  readonly deviceSigned?: (docType: string) => Cbor;
}

const TYPE = "org.iso.18013.5.1.mDL";
const SPACE = "org.iso.18013.5.1";
export const day = (text: string): Tagged => new Tagged(1004, text);
export const moment = (text: string): Tagged => new Tagged(0, text);
export const ELEMENTS: Readonly<Record<string, Cbor>> = {
  family_name: "Li",
  given_name: "Ming",
  family_name_national_character: "李",
  given_name_national_character: "明",
  birth_date: day("1990-02-28"),
  issue_date: day("2020-06-01"),
  expiry_date: day("2026-11-30"),
  issuing_country: "CN",
  issuing_authority: "Example",
  document_number: "420101199002280011",
  portrait: Buffer.from("ffd8ffe000104a464946ffd9", "hex"),
  driving_privileges: [
    {
      vehicle_category_code: "B",
      issue_date: day("2020-06-01"),
      expiry_date: day("2026-11-30"),
      codes: [{ code: "01", sign: ">=", value: "2" }],
    },
    { vehicle_category_code: "A", issue_date: day("2027-01-01") },
    { vehicle_category_code: "C1", expiry_date: day("2025-01-01") },
  ],
};

/** The time at which it is good in every way. */
export const GOOD_AT = Date.UTC(2026, 10, 30, 8);

export function madeLicence(parts: LicenceParts = {}): Uint8Array {
  const docType = parts.docType ?? TYPE;
  const document = { docType, issuerSigned: new Raw(madeIssuerSigned(parts)) };
  const device = parts.deviceSigned === undefined ? {} : { deviceSigned: parts.deviceSigned(docType) };
  return cbor({ version: "1.0", documents: [{ ...document, ...device }], status: 0 });
}

export function madeIssuerSigned(parts: LicenceParts = {}): Uint8Array {
  const algorithm = parts.algorithm ?? "SHA-256";
  const items = Object.entries({ ...ELEMENTS, ...parts.elements }).map(([element, value], digestID) =>
    wrapped({ digestID, random: new Uint8Array(16), elementIdentifier: element, elementValue: value }),
  );
  const digests = new Map(
    items.map(({ bytes }, id) => [id, createHash(algorithm.replace("-", "")).update(bytes).digest()]),
  );
  const object = wrapped({
    version: "1.0",
    digestAlgorithm: algorithm,
    valueDigests: { [SPACE]: digests },
    deviceKeyInfo: { deviceKey: coseKey(DEVICE_KEY) },
    docType: TYPE,
    validityInfo: {
      signed: moment("2026-06-01T00:00:00Z"),
      validFrom: moment("2026-06-01T00:00:00Z"),
      validUntil: moment("2026-12-01T00:00:00Z"),
      ...parts.validity,
    },
    ...parts.object,
  }).bytes;
  const inside = cbor(new Map([[1, -7]]));
  const message = cbor(["Signature1", inside, new Uint8Array(0), object]);
  const signature = sign("sha256", message, { key: SIGNER_KEY, dsaEncoding: "ieee-p1363" });
  const shown = items.map(({ bytes }) => bytes);
  return cbor({
    nameSpaces: { [SPACE]: (parts.items?.(shown) ?? shown).map((bytes) => new Raw(bytes)) },
    issuerAuth: [inside, new Map([[33, parts.signer ?? madeSigner()]]), object, signature],
  });
}

/** Signed by the holder's device for that session. */
export function deviceSigned(
  transcript: Uint8Array,
  docType: string,
  { nameSpaces = {}, key = DEVICE_KEY }: { readonly nameSpaces?: Cbor; readonly key?: KeyObject } = {},
): Cbor {
  const spaces = wrapped(nameSpaces);
  const said = wrapped(["DeviceAuthentication", new Raw(transcript), docType, spaces]).bytes;
  const inside = cbor(new Map([[1, -7]]));
  const message = cbor(["Signature1", inside, new Uint8Array(0), said]);
  const signature = sign("sha256", message, { key, dsaEncoding: "ieee-p1363" });
  return { nameSpaces: spaces, deviceAuth: { deviceSignature: [inside, {}, null, signature] } };
}

/** A QR handover with that reader's key. */
export function transcriptOf(x: Uint8Array, y: Uint8Array): Uint8Array {
  const reader = new Map<Cbor, Cbor>([
    [1, 2],
    [-1, 1],
    [-2, x],
    [-3, y],
  ]);
  return cbor([wrapped({ engagement: "QR" }), wrapped(reader), null]);
}

export function madeCertificateRead(bytes: Uint8Array): Certificate {
  const read = readCertificate(bytes);
  if (read === null) throw new Error("this is no certificate");
  return read;
}

function coseKey(key: KeyObject): Cbor {
  const { x = "", y = "" } = publicOf(key).export({ format: "jwk" });
  return new Map<Cbor, Cbor>([
    [1, 2],
    [-1, 1],
    [-2, Buffer.from(x, "base64url")],
    [-3, Buffer.from(y, "base64url")],
  ]);
}

function publicOf(key: KeyObject): KeyObject {
  return createPublicKey(key);
}
