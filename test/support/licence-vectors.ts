import type { TestContext } from "vitest";
import { licenceCrypto, readerKeys } from "../../src/adapters/keys/licence-crypto.ts";
import { type Certificate, readCertificate } from "../../src/core/licence/certificate/certificate.ts";
import { checkLicence, type LicenceReading } from "../../src/core/licence/check-licence.ts";
import type { LicenceCheck } from "../../src/core/licence/licence-asked.ts";
import { LICENCE_DOC_TYPE } from "../../src/core/licence/licence-content.ts";
import { peerData } from "./peer-data.ts";

/** The worked example of ISO/IEC 18013-5, annex D. Its private keys are published: none of them may be trusted outside tests. */
const PREFIX =
  "a36776657273696f6e63312e3069646f63756d656e747381a367646f6354797065756f72672e69736f2e31383031332e352e312e6d444c6c6973737565725369676e6564";
const SUFFIX =
  "6c6465766963655369676e6564a26a6e616d65537061636573d81841a06a64657669636541757468a1696465766963654d61638443a10105a0f65820e99521a85ad7891b806a07f8b5388a332d92c189a7bf293ee1f543405ae6824d6673746174757300";
export const IACA =
  "MIIBzjCCAXOgAwIBAgIUKrTt0FKyWC9Matlhht5w9N5aOZQwCgYIKoZIzj0EAwIwIzEUMBIGA1UEAwwLdXRvcGlhIGlhY2ExCzAJBgNVBAYTAlVTMB4XDTIwMTAwMTAwMDAwMFoXDTI5MDkyOTAwMDAwMFowIzEUMBIGA1UEAwwLdXRvcGlhIGlhY2ExCzAJBgNVBAYTAlVTMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAELD4QPbwHslxadwru36XYvRVBfj5nYUJGGnh147QYiiIh5kI1mdHbGarvZvkj05S2FwlUm87C6m/2DsdSaPLglKOBhDCBgTAeBgNVHRIEFzAVgRNleGFtcGxlQGV4YW1wbGUuY29tMBwGA1UdHwQVMBMwEaAPoA2CC2V4YW1wbGUuY29tMB0GA1UdDgQWBBRU+iODoEwo4NkweSJhyAxIgdLACzAOBgNVHQ8BAf8EBAMCAQYwEgYDVR0TAQH/BAgwBgEB/wIBADAKBggqhkjOPQQDAgNJADBGAiEA7Il/C4rlECgoiVUDH4YAaWWbdZia9xKfpgnCQpmlx4cCIQDQiNh0H10Fs2DvboUCPpDfHTHdHmcBqI7+mnEDAh+YbA==";

export const READER_SECRET = hex("de3b4b9e5f72dd9b58406ae3091434da48a6f9fd010d88fcb0958e2cebec947c");
export const DEVICE_SECRET = hex("6ed542ad4783f0b18c833fadf2171273a35d969c581691ef704359cc7cf1e8c0");
/** Within the life of the example. */
export const THEN = Date.UTC(2021, 0, 1);

export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.trim(), "hex"));
}

/** A file of that folder; all of them are hexadecimal text. */
export function licenceVector(ctx: TestContext, name: string): Uint8Array {
  return hex(peerData(ctx, `mdoc/${name}`).toString("utf8"));
}

export function annexD(ctx: TestContext): Uint8Array {
  return hex(`${PREFIX}${Buffer.from(licenceVector(ctx, "issuer_signed.cbor")).toString("hex")}${SUFFIX}`);
}

export function transcriptD(ctx: TestContext): Uint8Array {
  return licenceVector(ctx, "session-session_transcript.cbor");
}

export function authorityD(): Certificate {
  return certificate(new Uint8Array(Buffer.from(IACA, "base64")));
}

export function certificate(der: Uint8Array): Certificate {
  const read = readCertificate(der);
  if (read === null) throw new Error("this is no certificate");
  return read;
}

export function pemCertificate(ctx: TestContext, name: string): Certificate {
  const text = peerData(ctx, `mdoc/${name}.pem`).toString("utf8");
  return certificate(new Uint8Array(Buffer.from(text.replace(/-----[^-]+-----|\s/g, ""), "base64")));
}

export function readerSession(isOurs: boolean) {
  const keys = readerKeys.of(READER_SECRET);
  if (keys === null) throw new Error("the reader's key is none");
  return { ...keys, isOurs };
}

export function timeOf(ms: number) {
  return { ms, day: new Date(ms).toISOString().slice(0, 10) };
}

export function checked(answer: Uint8Array, asked: Partial<LicenceCheck> = {}): LicenceReading {
  return checkLicence(
    {
      answer,
      transcript: null,
      session: null,
      authorities: [authorityD()],
      now: timeOf(THEN),
      docType: LICENCE_DOC_TYPE,
      signerLife: "at-signing",
      ...asked,
    },
    licenceCrypto,
  );
}

export function codes({ failures }: LicenceReading): readonly string[] {
  return failures.map(({ code }) => code);
}
