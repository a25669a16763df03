import { z } from "zod";
import { decodeBase64, encodeBase64 } from "../record/base64.ts";
import { type MessageForm, signedMessage } from "../requests/signed-message.ts";
import { anyReasonSchema } from "../trade/reason-schema.ts";
import { EVIDENCE_FILE_BYTES_MAX } from "./evidence-bundle.ts";

/** A bundle of evidence on its way to the registry, and how far that has it: DSSE envelopes of these documents, JSON in UTF-8 (docs/protocol.md, section 26). */
export const PART_PAYLOAD_TYPE = "application/vnd.proofmark.evidence-part.v1+json";
export const PART_ANSWER_PAYLOAD_TYPE = "application/vnd.proofmark.evidence-answer.v1+json";

/** Bytes of one message. */
export const PART_MESSAGE_BYTES_MAX = 262_144;
export const PART_ANSWER_BYTES_MAX = 8 * 1024;
/** Bytes of the bundle in one message: in base64 twice, with all that stands around them, they stay below the limit. */
export const PART_BYTES_MAX = 128 * 1024;
const PART_CHARS_MAX = Math.ceil(PART_BYTES_MAX / 3) * 4;

/** Around the data in its message: members, names, key id and signature, after both base64s. */
const FRAME_BYTES = 1_536;

/** Of the bundle, where a message may have so many bytes (null: any number). 0: none fits. */
export function partBytesMax(messageBytesMax: number | null): number {
  if (messageBytesMax === null) return PART_BYTES_MAX;
  const inBase64Twice = Math.max(0, messageBytesMax - FRAME_BYTES);
  return Math.min(PART_BYTES_MAX, Math.floor((inBase64Twice * 9) / 16));
}

const name = z.string().min(1).max(64);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const bundleBytes = z.int().min(1).max(EVIDENCE_FILE_BYTES_MAX);

export const evidencePartSchema = z
  .strictObject({
    schema: z.literal("proofmark/evidence-part/v1"),
    station: name,
    id: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .describe("128 random bits, another one each time that anything is sent."),
    record: sha256.describe("Id of the record that the bundle is of."),
    sha256: sha256.describe("Of the whole bundle."),
    bytes: bundleBytes.describe("Of the whole bundle."),
    at: z
      .int()
      .min(0)
      .max(EVIDENCE_FILE_BYTES_MAX - 1)
      .describe("Place of the first byte of this part."),
    data: z.string().min(4).max(PART_CHARS_MAX).describe("Bytes of the bundle from there on, base64."),
  })
  .describe("A part of a bundle of evidence, signed by the station's log key.");

export const evidenceAnswerSchema = z
  .strictObject({
    schema: z.literal("proofmark/evidence-answer/v1"),
    station: name,
    message: sha256.describe("SHA-256 of the message that this answers, as it came."),
    record: sha256,
    sha256: sha256.describe("Of the bundle, as the message has it."),
    have: z
      .int()
      .min(0)
      .max(EVIDENCE_FILE_BYTES_MAX)
      .describe("So many bytes of the bundle are held, from its first on; the next part begins there."),
    outcome: z
      .enum(["go-on", "kept", "refused"])
      .describe(
        "go-on: more has to come. kept: the whole is held, and durable. refused: nothing of it is held, and it is not wanted.",
      ),
    reason: anyReasonSchema.nullable().describe("Why it is refused; null otherwise."),
    issued: z.iso.datetime({ precision: 3 }).describe("By the registry's clock."),
  })
  .refine(({ outcome, reason }) => (outcome === "refused") === (reason !== null))
  .describe("How far the registry has a bundle of evidence, signed by a key that cosigns.");

export type EvidencePart = z.infer<typeof evidencePartSchema>;
export type EvidenceAnswer = z.infer<typeof evidenceAnswerSchema>;

export const PART_FORM: MessageForm<EvidencePart> = {
  payloadType: PART_PAYLOAD_TYPE,
  bytesMax: PART_MESSAGE_BYTES_MAX,
  schema: evidencePartSchema,
};
export const PART_ANSWER_FORM: MessageForm<EvidenceAnswer> = {
  payloadType: PART_ANSWER_PAYLOAD_TYPE,
  bytesMax: PART_ANSWER_BYTES_MAX,
  schema: evidenceAnswerSchema,
};

/** Which bundle, and of which record. */
export interface BundleOnItsWay {
  readonly record: string;
  /** Of its bytes, hex. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** The part of it that begins at `at`, as large as may be. */
export function partOf(
  { record, sha256: hash, bytes }: BundleOnItsWay,
  { station, id, at, bytesMax }: { station: string; id: string; at: number; bytesMax: number },
): EvidencePart {
  const data = encodeBase64(bytes.subarray(at, at + bytesMax));
  return {
    schema: "proofmark/evidence-part/v1",
    ...{ station, id, record, sha256: hash, bytes: bytes.length, at, data },
  };
}

/** Null where it is no base64, or goes beyond the end of the bundle. */
export function bytesOfPart({ data, at, bytes }: EvidencePart): Uint8Array | null {
  const decoded = decodeBase64(data);
  return decoded === null || decoded.length === 0 || at + decoded.length > bytes ? null : decoded;
}

/** The envelope of an answer, signed by each of these keys. */
export function signedPartAnswer(
  answer: EvidenceAnswer,
  keys: Parameters<typeof signedMessage>[2],
): Uint8Array {
  return signedMessage(PART_ANSWER_PAYLOAD_TYPE, answer, keys);
}
