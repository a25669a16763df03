import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import { type KeyCheck, provenKey, publicKeySchema } from "../record/key-request.ts";
import type { VerifySignature } from "../record/signature.ts";
import { signingKeys } from "../registry/following-keys.ts";
import type { StationAccount } from "../registry/station-account.ts";
import { CERTIFICATE_REFUSALS, type CertificateRefusal } from "../trade/words/certificate-faults.ts";
import { envelopeIn, type MessageForm, readSigned } from "./signed-message.ts";

/** How a station asks for its next certificate by itself, and what it is answered: DSSE, docs/protocol.md, section 25. */
export const RENEWAL_PAYLOAD_TYPE = "application/vnd.proofmark.certificate-renewal.v1+json";
export const CERTIFICATE_REPLY_PAYLOAD_TYPE = "application/vnd.proofmark.certificate-reply.v1+json";
/** Bytes of one message. */
export const RENEWAL_BYTES_MAX = 4 * 1024;
export const CERTIFICATE_REPLY_BYTES_MAX = 16 * 1024;
const PEM_CHARS_MAX = 8 * 1024;

const name = z.string().min(1).max(64);
const requestId = z.string().regex(/^[0-9a-f]{32}$/);

export const renewalSchema = z
  .strictObject({
    schema: z.literal("proofmark/certificate-renewal/v1"),
    station: name,
    request: requestId.describe("128 random bits, of this one question."),
    tlsKey: publicKeySchema.describe(
      "P-256: is used for TLS alone, and stays from one certificate to the next.",
    ),
  })
  .describe("A station asks for its next certificate, signed by its log key and by its TLS key.");

export const certificateReplySchema = z
  .strictObject({
    schema: z.literal("proofmark/certificate-reply/v1"),
    station: name,
    request: requestId,
    certificate: z
      .string()
      .max(PEM_CHARS_MAX)
      .nullable()
      .describe("PEM: the station's, and its authority's behind it; null where none is given."),
    refused: z
      .enum(CERTIFICATE_REFUSALS)
      .nullable()
      .describe(
        "Why none is given: the log key signs for that station no more, the TLS key was revoked or is somebody else's, or this registry has no authority for certificates.",
      ),
  })
  .describe(
    "What a station is given, signed by a key that cosigns; the certificate is signed by the authority for certificates.",
  );

export type Renewal = z.infer<typeof renewalSchema>;
export type CertificateReply = z.infer<typeof certificateReplySchema>;

const RENEWAL: MessageForm<Renewal> = {
  payloadType: RENEWAL_PAYLOAD_TYPE,
  bytesMax: RENEWAL_BYTES_MAX,
  schema: renewalSchema,
};

/** A request that was taken; `isRevoked`: a log key signed it that signs nothing any more. */
export interface TakenRenewal {
  readonly renewal: Renewal;
  /** SubjectPublicKeyInfo, DER, P-256. */
  readonly tlsSpki: Uint8Array;
  readonly isRevoked: boolean;
}

/** Of a station, at its own topic; null where nothing is said. */
export function takeRenewal(
  bytes: Uint8Array,
  topicOf: string,
  account: StationAccount | undefined,
  { digest, verify }: { readonly digest: Digest; readonly verify: VerifySignature },
): TakenRenewal | null {
  if (account === undefined || account.station !== topicOf) return null;
  const check: KeyCheck = { digest, verify };
  const by = (keys: readonly { readonly spki: Uint8Array }[]) =>
    readSigned({ ...check, keys: keys.map(({ spki }) => spki) }, [RENEWAL], bytes);
  const read = by(account.log.keys);
  if (read.kind === "dropped" || read.document.station !== topicOf) return null;
  const envelope = envelopeIn(bytes);
  const tlsSpki = envelope === null ? null : provenKey(check, envelope, read.document.tlsKey, "record");
  if (tlsSpki === null) return null;
  const isRevoked = by(signingKeys(account.log)).kind === "dropped";
  return { renewal: read.document, tlsSpki, isRevoked };
}

export function certificateReply(
  { station, request }: Renewal,
  given: { readonly certificate: string } | { readonly refused: CertificateRefusal },
): CertificateReply {
  const head = { schema: "proofmark/certificate-reply/v1" as const, station, request };
  return "certificate" in given
    ? { ...head, certificate: given.certificate, refused: null }
    : { ...head, certificate: null, refused: given.refused };
}
