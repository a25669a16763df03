import { z } from "zod";
import { type Reason, reason } from "../trade/reasons.ts";

/**
 * What station and registry say to each other, UTF-8 JSON, one document a message. `docs/protocol.md` is the law of it;
 * the RP numbers there name the sentence each limit here comes from.
 */
export const SUBMISSION_SCHEMA = "proofmark/submission/v1";
export const RECEIPT_SCHEMA = "proofmark/receipt/v1";
export const REFUSAL_SCHEMA = "proofmark/refusal/v1";
export const STATUS_SCHEMA = "proofmark/status/v1";

/** Bytes of one message, payload of one MQTT PUBLISH. */
export const MESSAGE_BYTES_MAX = 262_144;
export const RECORDS_MAX = 64;
/** Hashes of a proof in a tree of up to 2^63 leaves. */
export const PROOF_HASHES_MAX = 63;

const hash = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);
const size = z.int().min(0);
const note = z.string().min(1).max(4096);
const sentence = z.strictObject({ zh: z.string().min(1).max(400), en: z.string().min(1).max(400) });

export const submittedRecordSchema = z.strictObject({
  index: size,
  /** The entry's text: UTF-8 of it is the leaf. A third smaller than base64, and no work for either side. */
  entry: z.string().min(1).max(MESSAGE_BYTES_MAX),
  inclusion: z.array(hash).max(PROOF_HASHES_MAX),
});

export const submissionSchema = z.strictObject({
  schema: z.literal(SUBMISSION_SCHEMA),
  station: z.string().min(1).max(64),
  /** Size of the checkpoint that the registry cosigned last, as far as the station knows; 0 for none. */
  oldSize: size,
  checkpoint: note,
  consistency: z.array(hash).max(PROOF_HASHES_MAX),
  records: z.array(submittedRecordSchema).max(RECORDS_MAX),
});

export const receiptSchema = z.strictObject({
  schema: z.literal(RECEIPT_SCHEMA),
  station: z.string(),
  size,
  /** With the log's and the witness's signature lines. */
  checkpoint: note,
  /** Records that are in the log but do not verify: held apart, not in force, and not to be sent again. */
  quarantined: z.array(z.strictObject({ index: size, sentence })).max(RECORDS_MAX),
});

/**
 * malformed, forbidden (the log's signature), unknown-station, conflict (the old size), incomplete (records), fork
 * (consistency), unavailable (the registry could not store).
 */
export const REFUSAL_CODES = [400, 403, 404, 409, 412, 422, 503] as const;

export const refusalSchema = z.strictObject({
  schema: z.literal(REFUSAL_SCHEMA),
  station: z.string(),
  code: z.literal(REFUSAL_CODES),
  sentence,
  /** The submission meant, with the root of its checkpoint, which a stranger cannot guess; null where the registry could not read it. */
  submission: z.strictObject({ oldSize: size, size, root: hash }).nullable(),
  /** What the registry cosigned last. `checkpoint` is the proof of `size`; null at size 0. */
  held: z.strictObject({ size, checkpoint: note.nullable() }).nullable(),
  /** The record that was missing or not in the tree. */
  index: size.nullable(),
});

export const statusSchema = z.strictObject({
  schema: z.literal(STATUS_SCHEMA),
  station: z.string(),
  state: z.enum(["online", "offline"]),
  /** The same in a birth and in the will of the same connection. */
  bdSeq: z.int().min(0).max(0xffff_ffff),
  wallMs: z.number(),
  timeStatus: z.enum(["synchronised", "informative", "relative", "unknown"]),
});

export type Submission = z.infer<typeof submissionSchema>;
export type ReceiptMessage = z.infer<typeof receiptSchema>;
export type RefusalMessage = z.infer<typeof refusalSchema>;
export type StationStatus = z.infer<typeof statusSchema>;

export type RegistryAnswer =
  | { readonly kind: "receipt"; readonly receipt: ReceiptMessage }
  | { readonly kind: "refusal"; readonly refusal: RefusalMessage }
  | { readonly kind: "invalid"; readonly reason: Reason };

const answerSchema = z.discriminatedUnion("schema", [receiptSchema, refusalSchema]);

/** Total: any bytes give an answer, the wrong ones `invalid` with the reason. */
export function parseAnswer(bytes: Uint8Array): RegistryAnswer {
  if (bytes.length > MESSAGE_BYTES_MAX)
    return {
      kind: "invalid",
      reason: reason("ANSWER_TOO_LARGE", { bytes: bytes.length, bytesMax: MESSAGE_BYTES_MAX }),
    };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return { kind: "invalid", reason: reason("ANSWER_NOT_JSON", {}) };
  }
  const parsed = answerSchema.safeParse(json);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.map(String).join(".") ?? "";
    return { kind: "invalid", reason: reason("ANSWER_OF_NO_FORM", { at: at === "" ? "schema" : at }) };
  }
  return parsed.data.schema === RECEIPT_SCHEMA
    ? { kind: "receipt", receipt: parsed.data }
    : { kind: "refusal", refusal: parsed.data };
}

export function encodeMessage(
  message: Submission | ReceiptMessage | RefusalMessage | StationStatus,
): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message));
}
