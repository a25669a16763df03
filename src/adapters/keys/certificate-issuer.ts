import type { X509Certificate } from "node:crypto";
import { algorithmOfSpki } from "../../core/record/signature.ts";
import type { CertificateFault } from "../../core/trade/words/certificate-faults.ts";

export interface IssuerQuestion {
  /** Null where it cannot be read. */
  readonly present: X509Certificate | null;
  readonly given: X509Certificate;
  /** Of the file that the station file names as `ca`. */
  readonly configured: readonly X509Certificate[];
  /** Behind the present one in its file, and behind the given one as it came. */
  readonly beside: readonly X509Certificate[];
}

export type IssuerAnswer =
  | { readonly kind: "proven"; readonly issuer: X509Certificate }
  | { readonly kind: "fault"; readonly fault: CertificateFault };

/**
 * Who signed the given one, by the signature and not by the name: an authority of the station's own file, or else the key that signed the present one. A name can be copied by anybody.
 */
export function provenIssuer({ present, given, configured, beside }: IssuerQuestion): IssuerAnswer {
  const trusted = configured.find((issuer) => issuer.ca && isSignedBy(given, issuer));
  if (trusted !== undefined) return { kind: "proven", issuer: trusted };
  const ofPresent = [...configured, ...beside.filter(isPlainP256)].filter(
    (issuer) => issuer.ca && present !== null && isSignedBy(present, issuer),
  );
  const issuer = ofPresent.find((one) => isSignedBy(given, one));
  if (issuer !== undefined) return { kind: "proven", issuer };
  const isOther = ofPresent.length > 0 || (present !== null && present.issuer !== given.issuer);
  return { kind: "fault", fault: isOther ? "other-authority" : "authority-unshown" };
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // A key of a kind that signs no certificates.
    return false;
  }
}

/**
 * In the one encoding that names its curve. To a signature that is there already anybody can make a key that fits, where they may choose the curve's parameters or an RSA modulus
 * themselves; on a curve that is given they cannot know the private one.
 */
function isPlainP256({ publicKey }: X509Certificate): boolean {
  return algorithmOfSpki(publicKey.export({ format: "der", type: "spki" })) === "ecdsa-p256-sha256";
}
