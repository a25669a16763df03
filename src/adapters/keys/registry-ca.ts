import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from "node:crypto";
import { dirname } from "node:path";
import { EdgeError } from "../../errors.ts";
import { readTextUpTo } from "../disk/bounded-file.ts";
import { PRIVATE_FILE, PRIVATE_FOLDER } from "../disk/file-modes.ts";
import { makeDirectories } from "../disk/make-directory.ts";
import { isThere, refuseIfOpen } from "./key-directory.ts";
import { writePrivateFile } from "./private-file.ts";

/** Who signs the certificates by which stations are known at the broker. */
export interface RegistryCa {
  /** PEM. */
  readonly cert: string;
  issue(wanted: WantedCertificate): Promise<string>;
  /** PEM, for `crlfile` of a broker. */
  crl(wanted: WantedCrl): Promise<string>;
}

export interface WantedCertificate {
  /** Common name: mosquitto takes it for the user name. */
  readonly commonName: string;
  /** SubjectPublicKeyInfo, DER, P-256. */
  readonly spki: Uint8Array;
  /** Hex. */
  readonly serial: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface WantedCrl {
  readonly fromMs: number;
  /** A broker refuses everybody after it. */
  readonly nextMs: number;
  readonly revoked: readonly { readonly serial: string; readonly atMs: number }[];
}

const DAY_MS = 86_400_000;
/** RFC 5280 allows any; a station outlives no authority of ten years. */
const CA_MS = 10 * 365 * DAY_MS;
const PEM_CHARS_MAX = 64 * 1024;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const CRL_NUMBER = "2.5.29.20";
/** Tag of DER. */
const INTEGER = 0x02;
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** A positive number of 126 random bits, as hex: RFC 5280, 4.1.2.2. */
export function newSerial(): string {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial.toString("hex");
}

/** Key and certificate, where neither is there yet. Throws EdgeError KEY_UNUSABLE. */
export async function createCa(
  files: { readonly key: string; readonly cert: string },
  name: string,
  wallMs: number,
): Promise<string> {
  for (const file of [files.key, files.cert])
    if (isThere(file))
      throw new EdgeError("KEY_UNUSABLE", `${file} is there already, and no authority is written over.`, {
        file,
      });
  const x509 = await library();
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ CN: [name] }],
    notBefore: new Date(wallMs - DAY_MS),
    notAfter: new Date(wallMs + CA_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      // Path length 0: it signs stations, and no other authority.
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  try {
    makeDirectories(dirname(files.key), PRIVATE_FOLDER);
    writePrivateFile(files.key, key.export({ format: "pem", type: "pkcs8" }).toString());
    writePrivateFile(files.cert, pemOf(certificate));
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `Cannot write the authority ${files.key}.`, { ...files }, cause);
  }
  return pemOf(certificate);
}

/** Throws EdgeError KEY_UNUSABLE. */
export async function loadCa(files: { readonly key: string; readonly cert: string }): Promise<RegistryCa> {
  const x509 = await library();
  refuseIfOpen(files.key, PRIVATE_FILE);
  const [cert, pem] = [textIn(files.cert), textIn(files.key)];
  let signingKey: CryptoKey;
  let issuer: InstanceType<typeof x509.X509Certificate>;
  try {
    const key = createPrivateKey(pem);
    if (!new X509Certificate(cert).checkPrivateKey(key)) throw new Error("another key");
    issuer = new x509.X509Certificate(cert);
    const pkcs8 = key.export({ format: "der", type: "pkcs8" });
    signingKey = await webcrypto.subtle.importKey("pkcs8", pkcs8, ALGORITHM, false, ["sign"]);
  } catch (cause) {
    throw new EdgeError(
      "KEY_UNUSABLE",
      `${files.key} and ${files.cert} are no authority of P-256 with its certificate.`,
      { ...files },
      cause,
    );
  }
  return {
    cert: pemOf(issuer),
    async issue({ commonName, spki, serial, fromMs, toMs }) {
      const publicKey = await webcrypto.subtle.importKey("spki", Buffer.from(spki), ALGORITHM, true, [
        "verify",
      ]);
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serial,
        subject: [{ CN: [commonName] }],
        issuer: issuer.subject,
        notBefore: new Date(fromMs),
        notAfter: new Date(Math.min(toMs, issuer.notAfter.getTime())),
        signingAlgorithm: ALGORITHM,
        ...{ publicKey, signingKey },
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([CLIENT_AUTH]),
          await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
        ],
      });
      return pemOf(certificate);
    },
    async crl({ fromMs, nextMs, revoked }) {
      const list = await x509.X509CrlGenerator.create({
        issuer: issuer.subject,
        thisUpdate: new Date(fromMs),
        nextUpdate: new Date(nextMs),
        signingAlgorithm: ALGORITHM,
        signingKey,
        extensions: [
          await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
          new x509.Extension(CRL_NUMBER, false, derInteger(Math.floor(fromMs / 1000))),
        ],
        entries: revoked.map(({ serial, atMs }) => ({
          serialNumber: serial,
          revocationDate: new Date(atMs),
        })),
      });
      // The library's own PEM bears a label that openssl does not read.
      const lines = Buffer.from(list.rawData)
        .toString("base64")
        .replace(/.{64}(?=.)/g, "$&\n");
      return `-----BEGIN X509 CRL-----\n${lines}\n-----END X509 CRL-----\n`;
    },
  };
}

/** Of a number that is not negative: RFC 5280, 5.2.3, lets lists be counted by it. */
function derInteger(value: number): Uint8Array<ArrayBuffer> {
  const hex = value.toString(16);
  // Two digits more where the first bit would make it negative.
  const even = hex.length % 2 === 0 ? (hex >= "8" ? `00${hex}` : hex) : `0${hex}`;
  const bytes = Buffer.from(even, "hex");
  return new Uint8Array([INTEGER, bytes.length, ...bytes]);
}

function pemOf(item: { toString(format: "pem"): string }): string {
  return `${item.toString("pem").trim()}\n`;
}

function textIn(file: string): string {
  try {
    const text = readTextUpTo(file, PEM_CHARS_MAX);
    if (text !== null) return text;
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `Cannot read ${file}.`, { file }, cause);
  }
  throw new EdgeError("KEY_UNUSABLE", `${file} is larger than a key or certificate may be.`, { file });
}

async function library() {
  // Half a second, and only where certificates are made.
  const { x509 } = await import("node-opcua-crypto");
  x509.cryptoProvider.set(webcrypto as Crypto);
  return x509;
}
