import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { join } from "node:path";
import { EdgeError } from "../../errors.ts";
import { readTextUpTo } from "../disk/bounded-file.ts";
import { PRIVATE_FOLDER } from "../disk/file-modes.ts";
import { makeDirectories } from "../disk/make-directory.ts";
import { writePrivateFile } from "./private-file.ts";

/** PEM, both. */
export interface ConsoleCertificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 24 * 60 * 60_000;
/** Two years, as long as a browser believes one at most; a day of it lies before now, for a browser whose clock is slow. */
const VALID_MS = 2 * 365 * DAY_MS;
/** Made anew so long before its end. */
const RENEW_MS = 30 * DAY_MS;
const BYTES_MAX = 64 * 1024;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const HOST_NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/;
const KEY = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n?/;

/** Key and certificate in one file, so that they are exchanged in one step. */
export function ownCertificateFile(directory: string): string {
  return join(directory, "console.pem");
}

/**
 * The console's own self-signed certificate, P-256, made in `directory` where there is none that names all of `hosts` and lasts for another month.
 * `wallMs`: now, in ms since 1970. Throws EdgeError KEY_UNUSABLE where it can be neither read nor made.
 */
export async function ownConsoleCertificate(
  directory: string,
  hosts: readonly string[],
  wallMs: number,
): Promise<ConsoleCertificate> {
  const names = [...new Set(hosts.filter((host) => isIP(host) !== 0 || HOST_NAME.test(host)))];
  const present = readOwnCertificate(directory);
  if (present !== null && isGood(present, names, wallMs)) return present;
  const made = await selfSigned("Proofmark console", names, wallMs);
  const file = ownCertificateFile(directory);
  try {
    makeDirectories(directory, PRIVATE_FOLDER);
    writePrivateFile(file, `${made.key}${made.cert}`);
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `Cannot write the console's certificate ${file}.`, { file }, cause);
  }
  return made;
}

/** Null where there is none, or none that can be read. */
export function readOwnCertificate(directory: string): ConsoleCertificate | null {
  let text: string | null;
  try {
    text = readTextUpTo(ownCertificateFile(directory), BYTES_MAX);
  } catch {
    // A new one is made in its place, or that says what is wrong.
    return null;
  }
  const [cert, key] = [CERTIFICATE.exec(text ?? "")?.[0], KEY.exec(text ?? "")?.[0]];
  return cert === undefined || key === undefined ? null : { cert, key };
}

/** SHA-256 of the certificate, as browsers show it: pairs with colons. Throws where it is none. */
export function certificateFingerprint(pem: string): string {
  return new X509Certificate(pem).fingerprint256;
}

function isGood({ cert, key }: ConsoleCertificate, names: readonly string[], wallMs: number): boolean {
  try {
    const certificate = new X509Certificate(cert);
    const begins = Date.parse(certificate.validFrom);
    const ends = Date.parse(certificate.validTo);
    return (
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      begins <= wallMs &&
      wallMs < ends - RENEW_MS &&
      names.every((name) =>
        isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name) !== undefined,
      )
    );
  } catch {
    // Spoilt: a new one is made.
    return false;
  }
}

/** Of a server, P-256, for two years. `title`: its common name is that with a part of its serial number. */
export async function selfSigned(
  title: string,
  names: readonly string[],
  wallMs: number,
): Promise<ConsoleCertificate> {
  // Half a second, and needed once in two years.
  const { x509 } = await import("node-opcua-crypto");
  x509.cryptoProvider.set(webcrypto as Crypto);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const serial = randomBytes(16);
  // A positive number, whatever was drawn.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial.toString("hex"),
    name: [{ CN: [`${title} ${serial.toString("hex", 0, 4)}`] }],
    notBefore: new Date(wallMs - DAY_MS),
    notAfter: new Date(wallMs - DAY_MS + VALID_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([SERVER_AUTH]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ("dns" as const) : ("ip" as const), value })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return {
    cert: `${certificate.toString("pem").trim()}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${key.replace(/.{64}(?=.)/g, "$&\n")}\n-----END PRIVATE KEY-----\n`,
  };
}
