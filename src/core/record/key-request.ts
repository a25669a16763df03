import { z } from "zod";
import type { Digest } from "../journal/merkle.ts";
import type { KeyRole } from "../journal/person-act.ts";
import { isId } from "../quantities/ids.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { decodeBase64, toHex } from "./base64.ts";
import { logName } from "./checkpoint.ts";
import { type Envelope, pae, parseEnvelope } from "./dsse.ts";
import { LABEL_FORM } from "./invitation-code.ts";
import { algorithmOfSpki, type SignatureAlgorithm, SM2_SM3, type VerifySignature } from "./signature.ts";
import { parseStrictJson } from "./strict-json.ts";

/**
 * What a station asks of its registry about keys: to enrol both, or to take a new one in place of an old one. DSSE, signed by every key
 * that the request names: whoever asks has them all. What the registry makes of it stands in docs/protocol.md, section 11.
 */
export const ENROLMENT_PAYLOAD_TYPE = "application/vnd.proofmark.enrolment.v1+json";
export const ROTATION_PAYLOAD_TYPE = "application/vnd.proofmark.key-rotation.v1+json";

const instant = z.iso.datetime({ precision: 3 });
const publicKey = z
  .strictObject({
    keyId: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe("Lower-case hex SHA-256 of the key's DER."),
    algorithm: z.enum(["ecdsa-p256-sha256", "ed25519", "sm2-sm3"]),
    spki: z.string().max(400).describe("SubjectPublicKeyInfo, DER, base64."),
  })
  .describe("A public key.");
type PublicKey = z.infer<typeof publicKey>;

export { publicKey as publicKeySchema };

export const enrolmentSchema = z
  .strictObject({
    schema: z.literal("proofmark/enrolment/v1"),
    station: z.string().min(1).max(200).describe("Station code."),
    log: z.string().min(1).max(200).describe("Name of its log, and of the log key in signed notes."),
    recordKey: publicKey.describe("P-256: signs records."),
    logKey: publicKey.describe("Ed25519: signs checkpoints."),
    secondKey: publicKey
      .describe("SM2: signs records beside the first. Missing: records bear one signature.")
      .exactOptional(),
    issued: instant.describe("By the station's clock."),
    invitation: z
      .strictObject({
        label: z.string().regex(LABEL_FORM).describe("The first three characters of the code."),
        proof: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .describe(
            "HMAC-SHA256 by the code's key over who asks with which keys (docs/protocol.md, RP-168).",
          ),
      })
      .exactOptional()
      .describe(
        "That it was made with the code of an invitation. Missing: the keys are told on another way.",
      ),
  })
  .describe("Payload of a request to enrol a station, signed by each key that it names.");

export const rotationSchema = z
  .strictObject({
    schema: z.literal("proofmark/key-rotation/v1"),
    station: z.string().min(1).max(200).describe("Station code."),
    log: z.string().min(1).max(200).describe("Name of its log."),
    role: z.enum(["record", "log", "second"]).describe("Which of its keys; second: the one of SM2."),
    oldKey: publicKey.describe("The key that signs until now."),
    newKey: publicKey.describe("The key that will sign."),
    issued: instant.describe("By the station's clock."),
  })
  .describe("Payload of a request to take a new key in place of an old one, signed by both.");

/** Asks for a certificate by which the station is known at the broker; the key is used for TLS and signs nothing else but this. */
export const CERTIFICATE_REQUEST_PAYLOAD_TYPE = "application/vnd.proofmark.certificate-request.v1+json";

export const certificateRequestSchema = z
  .strictObject({
    schema: z.literal("proofmark/certificate-request/v1"),
    station: z.string().min(1).max(200).describe("Station code: the common name of the certificate."),
    logKey: publicKey.describe("Ed25519: says that it is that station."),
    tlsKey: publicKey.describe("P-256: is used for TLS alone."),
    issued: instant.describe("By the station's clock."),
  })
  .describe("Payload of a request for a certificate, signed by both keys.");

export type CertificateRequest = z.infer<typeof certificateRequestSchema>;
export type Enrolment = z.infer<typeof enrolmentSchema>;
export type KeyRotation = z.infer<typeof rotationSchema>;

/** A rotation whose two signatures hold. */
export interface ProvenRotation {
  readonly station: string;
  readonly role: KeyRole;
  readonly oldKeyId: string;
  readonly oldSpki: Uint8Array;
  readonly newKeyId: string;
  readonly newSpki: Uint8Array;
}

export interface KeyCheck {
  readonly digest: Digest;
  readonly verify: VerifySignature;
}

const ALGORITHMS: Readonly<Record<KeyRole, SignatureAlgorithm>> = {
  record: "ecdsa-p256-sha256",
  log: "ed25519",
  second: SM2_SM3,
};

/**
 * A rotation's request, if both keys signed it. The keys stand in it, so it is parsed before its signatures are checked; that the old one is
 * the station's is for the caller to know.
 */
export function readRotation(
  { digest, verify }: KeyCheck,
  text: string,
): ProvenRotation | { readonly kind: "refused"; readonly reason: Reason } {
  const refused = (role: KeyRole = "log") => ({
    kind: "refused" as const,
    reason: reason("ROTATION_UNSIGNED", { role }),
  });
  const parsed = parseEnvelope(text);
  if (parsed.kind === "malformed" || parsed.envelope.payloadType !== ROTATION_PAYLOAD_TYPE) return refused();
  const json = parseStrictJson(parsed.envelope.payload);
  const document = json.kind === "refused" ? null : rotationSchema.safeParse(json.value);
  if (document?.success !== true) return refused();
  const { station, role, oldKey, newKey } = document.data;
  const proven = (key: PublicKey) => provenKey({ digest, verify }, parsed.envelope, key, role);
  const [oldSpki, newSpki] = [proven(oldKey), proven(newKey)];
  if (oldSpki === null || newSpki === null || oldKey.keyId === newKey.keyId) return refused(role);
  return { station, role, oldKeyId: oldKey.keyId, oldSpki, newKeyId: newKey.keyId, newSpki };
}

/** An enrolment that each of its keys signed: whoever asks has them. That they are that station's is for people to see to. */
export interface ProvenEnrolment {
  readonly station: string;
  readonly log: { readonly keyId: string; readonly spki: Uint8Array };
  readonly record: { readonly keyId: string; readonly spki: Uint8Array };
  /** Of SM2; null where the station has none. */
  readonly second: { readonly keyId: string; readonly spki: Uint8Array } | null;
  /** What it says of its invitation, and over which bytes its proof has to be; null where it names none. */
  readonly invited: { readonly label: string; readonly proof: string; readonly message: Uint8Array } | null;
}

/** What the proof of an invitation is over: whoever copies the request can put no other key, station or time into it. UTF-8, one line each. */
export function invitedMessage({
  schema,
  station,
  recordKey,
  logKey,
  secondKey,
  issued,
}: Omit<Enrolment, "log" | "invitation">): Uint8Array {
  const keys = secondKey === undefined ? [recordKey, logKey] : [recordKey, logKey, secondKey];
  return new TextEncoder().encode(
    [schema, station, ...keys.map(({ keyId }) => keyId), issued].map((line) => `${line}\n`).join(""),
  );
}

export function readEnrolment(
  { digest, verify }: KeyCheck,
  text: string,
): ProvenEnrolment | { readonly kind: "refused"; readonly reason: Reason } {
  const refused = { kind: "refused" as const, reason: reason("ENROLMENT_UNSIGNED", {}) };
  const parsed = parseEnvelope(text.trim());
  if (parsed.kind === "malformed" || parsed.envelope.payloadType !== ENROLMENT_PAYLOAD_TYPE) return refused;
  const json = parseStrictJson(parsed.envelope.payload);
  const document = json.kind === "refused" ? null : enrolmentSchema.safeParse(json.value);
  if (document?.success !== true) return refused;
  const { station, log, logKey, recordKey, secondKey, invitation } = document.data;
  const check = { digest, verify };
  const logSpki = provenKey(check, parsed.envelope, logKey, "log");
  const recordSpki = provenKey(check, parsed.envelope, recordKey, "record");
  const secondSpki = secondKey === undefined ? null : provenKey(check, parsed.envelope, secondKey, "second");
  if (secondKey !== undefined && secondSpki === null) return refused;
  if (logSpki === null || recordSpki === null || log !== logName(station) || !isId(station)) return refused;
  return {
    station,
    log: { keyId: logKey.keyId, spki: logSpki },
    record: { keyId: recordKey.keyId, spki: recordSpki },
    second:
      secondKey === undefined || secondSpki === null ? null : { keyId: secondKey.keyId, spki: secondSpki },
    invited: invitation === undefined ? null : { ...invitation, message: invitedMessage(document.data) },
  };
}

/** A request for a certificate that both of its keys signed. That the log key is the station's is for the caller to know. */
export function readCertificateRequest(
  check: KeyCheck,
  text: string,
):
  | { readonly station: string; readonly logKeyId: string; readonly tlsSpki: Uint8Array }
  | { readonly kind: "refused"; readonly reason: Reason } {
  const refused = { kind: "refused" as const, reason: reason("CERTIFICATE_REQUEST_UNSIGNED", {}) };
  const parsed = parseEnvelope(text.trim());
  if (parsed.kind === "malformed" || parsed.envelope.payloadType !== CERTIFICATE_REQUEST_PAYLOAD_TYPE)
    return refused;
  const json = parseStrictJson(parsed.envelope.payload);
  const document = json.kind === "refused" ? null : certificateRequestSchema.safeParse(json.value);
  if (document?.success !== true) return refused;
  const { station, logKey, tlsKey } = document.data;
  const logSpki = provenKey(check, parsed.envelope, logKey, "log");
  // Of the kind that a record key has, and never the record key itself: the caller compares.
  const tlsSpki = provenKey(check, parsed.envelope, tlsKey, "record");
  if (logSpki === null || tlsSpki === null || !isId(station)) return refused;
  return { station, logKeyId: logKey.keyId, tlsSpki };
}

/** The bytes of a key of that role that signed the request it stands in; null for any other. */
export function provenKey(
  { digest, verify }: KeyCheck,
  envelope: Envelope,
  key: PublicKey,
  role: KeyRole,
): Uint8Array | null {
  const spki = decodeBase64(key.spki);
  if (spki === null || toHex(digest(spki)) !== key.keyId) return null;
  if (key.algorithm !== ALGORITHMS[role] || algorithmOfSpki(spki) !== key.algorithm) return null;
  return isSignedBy(verify, envelope, { ...key, spki }) ? spki : null;
}

/** True when a signature of that key is there and every one of it verifies. */
function isSignedBy(
  verify: VerifySignature,
  { payloadType, payload, signatures }: Envelope,
  key: { readonly keyId: string; readonly algorithm: SignatureAlgorithm; readonly spki: Uint8Array },
): boolean {
  const own = signatures.filter(({ keyId }) => keyId === key.keyId);
  const message = pae(payloadType, payload);
  return own.length > 0 && own.every(({ signature }) => verify(key.algorithm, key.spki, message, signature));
}
