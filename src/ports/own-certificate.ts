import type { CertificateSpan } from "../core/requests/renewal-pace.ts";
import type { CertificateFault } from "../core/trade/words/certificate-faults.ts";
import type { Signer } from "./signer.ts";

/** The certificate by which a station is known at its broker, and the one that follows it. */
export interface OwnCertificate {
  /** P-256; the same for the next certificate. */
  readonly tlsSigner: Signer;
  /** Of the present one and the next one that whose end is later; null where none can be read. */
  held(): CertificateSpan | null;
  /**
   * Keeps it as the next one beside the present one, if it is for this station and key, was signed by the key that signed the present one or by an authority of the station file, and lasts longer;
   * what is wrong with it otherwise. `nowMs`: null where the clock cannot say whether it is in force. Never throws.
   */
  take(
    pem: string,
    of: { readonly station: string; readonly nowMs: number | null },
  ): CertificateFault | CertificateSpan;
  /** The broker let the station in: what was used for it is the present one from now on; false where it cannot be put in its place, and stays beside it. Never throws. */
  noteUp(): boolean;
}
