import { decodeBase64 } from "../record/base64.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { type Certificate, readCertificate } from "./certificate/certificate.ts";
import { authorityFaults } from "./certificate/licence-profile.ts";
import type { LicenceCrypto } from "./licence-crypto.ts";

/** Who may issue licences, as a folder of certificates says: one file, one authority or several. */
export interface LicenceAuthorities {
  readonly authorities: readonly Certificate[];
  /** Files, or parts of them, that are not taken. */
  readonly refused: readonly Reason[];
}

/** Names of files that are looked at; others (a README) may lie beside them. */
export const AUTHORITY_FILE = /\.(?:pem|crt|cer|der)$/i;
const PEM_BEGIN = "-----BEGIN CERTIFICATE-----";
const PEM_BLOCK = /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]*)-----END CERTIFICATE-----/g;

/** What is no authority by its profile is not trusted, whoever put it there. Whether it is in force is looked at when it is used. */
export function licenceAuthorities(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  crypto: LicenceCrypto,
): LicenceAuthorities {
  const authorities: Certificate[] = [];
  const refused: Reason[] = [];
  for (const { name: file, bytes } of files) {
    const ders = certificatesIn(bytes);
    if (ders.length === 0) refused.push(reason("LICENCE_ISSUER_FILE", { file, fault: "unreadable" }));
    for (const der of ders) {
      const certificate = readCertificate(der);
      const faults =
        certificate === null ? ["unreadable" as const] : authorityFaults(certificate, crypto.verify);
      if (certificate !== null && faults.length === 0) authorities.push(certificate);
      refused.push(...faults.map((fault) => reason("LICENCE_ISSUER_FILE", { file, fault })));
    }
  }
  return { authorities, refused };
}

/** DER, or text with one PEM block after another. */
export function certificatesIn(bytes: Uint8Array): readonly Uint8Array[] {
  const text = new TextDecoder().decode(bytes);
  if (!text.includes(PEM_BEGIN)) return bytes.length === 0 ? [] : [bytes];
  return [...text.matchAll(PEM_BLOCK)].flatMap(
    ([, base64 = ""]) => decodeBase64(base64.replace(/\s/g, "")) ?? [],
  );
}
