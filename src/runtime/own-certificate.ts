import { X509Certificate } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { readTextUpTo } from "../adapters/disk/bounded-file.ts";
import { provenIssuer } from "../adapters/keys/certificate-issuer.ts";
import { keyFrom } from "../adapters/keys/key-directory.ts";
import { moveIntoPlace, writePrivateFile } from "../adapters/keys/private-file.ts";
import type { CertificateSpan } from "../core/requests/renewal-pace.ts";
import type { CertificateFault } from "../core/trade/words/certificate-faults.ts";
import { EdgeError } from "../errors.ts";
import type { OwnCertificate } from "../ports/own-certificate.ts";
import type { Signer } from "../ports/signer.ts";

const PEM_CHARS_MAX = 64 * 1024;
/** All authorities of a system are a quarter of this. */
const CA_CHARS_MAX = 1024 * 1024;
const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

interface RegistryFiles {
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
}

/** The certificate that follows waits beside the present one until the broker has taken it. */
export function nextCertificateFile(cert: string): string {
  return `${cert}.next`;
}

/** Of the present file and the next one that whose certificate ends later. */
export function newestCertificateFile(cert: string): string {
  const next = nextCertificateFile(cert);
  return (certificateSpan(next)?.toMs ?? 0) > (certificateSpan(cert)?.toMs ?? 0) ? next : cert;
}

/** In the two files `cert` and `cert.next`. */
export class OwnCertificateFiles implements OwnCertificate {
  readonly tlsSigner: Signer;
  readonly #cert: string;
  readonly #next: string;
  readonly #ca: string | undefined;
  /** What the last attempt to connect was made with, and whether it came to anything. */
  #tried: "present" | "next" = "present";
  #isUp = false;

  /** Throws EdgeError KEY_UNUSABLE where the key is none of P-256 that only its owner may read. */
  constructor({ cert, key, ca }: { readonly cert: string; readonly key: string; readonly ca?: string }) {
    this.tlsSigner = keyFrom(key, "ecdsa-p256-sha256");
    this.#cert = cert;
    this.#next = nextCertificateFile(cert);
    this.#ca = ca;
  }

  /** Which file the next attempt to connect uses: in turns, as long as the broker has not said what it thinks of the new one. */
  forAttempt(): string {
    const isRefused = this.#tried === "next" && !this.#isUp;
    this.#isUp = false;
    // People may have put a newer one in the place of the present one meanwhile.
    const isNewer = newestCertificateFile(this.#cert) === this.#next;
    if (!isNewer && existsSync(this.#next)) this.giveUpNext();
    this.#tried = isNewer && !isRefused ? "next" : "present";
    return this.#tried === "next" ? this.#next : this.#cert;
  }

  held(): CertificateSpan | null {
    return certificateSpan(newestCertificateFile(this.#cert));
  }

  take(
    pem: string,
    { station, nowMs }: { station: string; nowMs: number | null },
  ): CertificateFault | CertificateSpan {
    const [given, ...behind] = certificatesIn(pem);
    if (given === undefined) return "unreadable";
    if (given.subject !== `CN=${station}`) return "of-other-station";
    const spki = given.publicKey.export({ format: "der", type: "spki" });
    if (!spki.equals(this.tlsSigner.publicKeySpki)) return "other-key";
    const [present, ...chain] = certificatesOf(this.#cert, PEM_CHARS_MAX);
    const proof = provenIssuer({
      ...{ given, present: present ?? null, beside: [...chain, ...behind] },
      configured: this.#ca === undefined ? [] : certificatesOf(this.#ca, CA_CHARS_MAX),
    });
    if (proof.kind === "fault") return proof.fault;
    const span = spanOf(given);
    if (nowMs !== null && (nowMs < span.fromMs || span.toMs <= nowMs)) return "not-in-force";
    if (span.toMs <= span.fromMs || span.toMs <= (this.held()?.toMs ?? 0)) return "not-longer";
    try {
      // The authority's stays behind it: by that the one after it is known.
      writePrivateFile(this.#next, `${given.toString()}${proof.issuer.toString()}`);
    } catch {
      return "unkept";
    }
    return span;
  }

  noteUp(): boolean {
    this.#isUp = true;
    if (this.#tried !== "next" || !existsSync(this.#next)) return true;
    this.#tried = "present";
    try {
      moveIntoPlace(this.#next, this.#cert);
      return true;
    } catch {
      return false;
    }
  }

  /** One that cannot be used at all is not tried again. */
  giveUpNext(): void {
    rmSync(this.#next, { force: true });
    this.#tried = "present";
  }
}

/** Null where a station has none, or has one of another kind of key, which a person renews. */
export function ownCertificate({ cert, key, ca }: RegistryFiles): OwnCertificateFiles | null {
  if (cert === undefined || key === undefined) return null;
  try {
    return new OwnCertificateFiles({ cert, key, ...(ca !== undefined && { ca }) });
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    return null;
  }
}

/** Of the first certificate in that file; null where there is none that can be read. */
export function certificateSpan(file: string): CertificateSpan | null {
  const [found] = certificatesOf(file, PEM_CHARS_MAX);
  return found === undefined ? null : spanOf(found);
}

function spanOf({ validFrom, validTo }: X509Certificate): CertificateSpan {
  return { fromMs: Date.parse(validFrom), toMs: Date.parse(validTo) };
}

function certificatesOf(file: string, charsMax: number): readonly X509Certificate[] {
  try {
    return existsSync(file) ? certificatesIn(readTextUpTo(file, charsMax) ?? "") : [];
  } catch {
    return [];
  }
}

/** In their order; none where one of them cannot be read. */
function certificatesIn(pem: string): readonly X509Certificate[] {
  try {
    return (pem.match(CERTIFICATES) ?? []).map((block) => new X509Certificate(block));
  } catch {
    return [];
  }
}
