import { z } from "zod";
import { decodeBase64, encodeBase64 } from "../record/base64.ts";
import type { Compress, Decompress } from "../record/gzip.ts";
import { fieldOf } from "../record/signed-form.ts";
import { parseStrictJson } from "../record/strict-json.ts";
import { type Refusal, refusal } from "../record/verification-failure.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { type Disclosed, disclosedFields, hashesOf } from "./disclosed-entries.ts";

/**
 * All that one record was made from, in one file that leaves the station: its entries of the journal as they stand there, with what shows that they do, and
 * the photos that they name. One gzip member of strict JSON.
 */
export const EVIDENCE_SCHEMA = "proofmark/evidence/v1";
export const EVIDENCE_MEDIA_TYPE = "application/vnd.proofmark.evidence.v1+gzip";
export const EVIDENCE_MIB_MAX = 64;
export const EVIDENCE_FILE_BYTES_MAX = EVIDENCE_MIB_MAX * 2 ** 20;
/** A text of one character more than this no engine holds. */
export const EVIDENCE_UNPACKED_MAX = 512 * 2 ** 20 - 64;
/** The form alone, and what a text takes more where its quotes are escaped. */
const PHOTOS_MAX = 400;

export interface EvidenceBundle extends Disclosed {
  readonly job: string;
  /** Id of the record. */
  readonly record: string;
  readonly photos: readonly EvidencePhoto[];
  /** The trust list file, whole or the station's excerpt: a value of JSON. What it is worth its reader decides. */
  readonly trust?: unknown;
}

export interface EvidencePhoto {
  /** Of the bytes, lower-case hex. */
  readonly sha256: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const evidenceSchema = z.strictObject({
  schema: z.literal(EVIDENCE_SCHEMA),
  ...disclosedFields,
  job: z.string().min(1).max(200),
  record: sha256Hex,
  photos: z
    .array(
      z.strictObject({
        sha256: sha256Hex,
        mediaType: z.enum(["image/jpeg", "image/png", "image/webp"]),
        data: z.string(),
      }),
    )
    .max(PHOTOS_MAX),
  trust: z.unknown().exactOptional(),
});

export type WrittenEvidence = { readonly kind: "bytes"; readonly bytes: Uint8Array } | Refusal;

/** The bytes of the file; refused where it would be larger than one may be. */
export function writeEvidence(bundle: EvidenceBundle, compress: Compress): WrittenEvidence {
  const { station, job, record, size, checkpoint, entries, hashes, photos, trust } = bundle;
  // Before it is one text: the engine throws where that is too long.
  let chars = 0;
  for (const { entry } of entries) chars += 2 * entry.length;
  for (const { bytes } of photos) chars += 2 * bytes.length;
  if (chars > EVIDENCE_UNPACKED_MAX) return tooLarge(chars);
  const text = JSON.stringify({
    schema: EVIDENCE_SCHEMA,
    ...{ station, job, record, size, checkpoint },
    entries: entries.map(({ index, entry }) => ({ index, entry })),
    hashes: hashes.map(encodeBase64),
    photos: photos.map(({ sha256, mediaType, bytes }) => ({ sha256, mediaType, data: encodeBase64(bytes) })),
    ...(trust === undefined ? {} : { trust }),
  });
  const bytes = compress(new TextEncoder().encode(text));
  return bytes.length > EVIDENCE_FILE_BYTES_MAX ? tooLarge(bytes.length) : { kind: "bytes", bytes };
}

function tooLarge(bytes: number): Refusal {
  return refusal("EVIDENCE_TOO_LARGE", { mib: Math.ceil(bytes / 2 ** 20), mostMiB: EVIDENCE_MIB_MAX });
}

export type ReadEvidence = { readonly kind: "evidence"; readonly bundle: EvidenceBundle } | Refusal;

/** Its form alone. Total: any bytes give an answer. */
export function readEvidence(packed: Uint8Array, decompress: Decompress): ReadEvidence {
  if (packed.length > EVIDENCE_FILE_BYTES_MAX) return tooLarge(packed.length);
  const opened = decompress(packed, EVIDENCE_UNPACKED_MAX);
  if (opened.kind === "refused") return malformed(opened.reason);
  const json = parseStrictJson(opened.bytes, { bytesMax: EVIDENCE_UNPACKED_MAX });
  if (json.kind === "refused") return malformed(json.reason);
  if ((json.value as { readonly redacted?: unknown } | null)?.redacted === true)
    return refusal("EVIDENCE_REDACTED", {});
  const checked = evidenceSchema.safeParse(json.value);
  if (!checked.success) return malformed(fieldOf(checked.error));
  const { schema: _, hashes: hashTexts, photos: photoTexts, ...rest } = checked.data;
  const hashes = hashesOf(hashTexts);
  if (hashes === null) return malformed(reason("NOT_BASE64", { field: "hashes" }));
  const photos: EvidencePhoto[] = [];
  for (const { sha256, mediaType, data } of photoTexts) {
    const bytes = decodeBase64(data);
    if (bytes === null) return malformed(reason("NOT_BASE64", { field: "photos" }));
    photos.push({ sha256, mediaType, bytes });
  }
  return { kind: "evidence", bundle: { ...rest, hashes, photos } };
}

/** Whether a file says that it is a bundle, whole or not: one that is redacted, too, or that lacks something. */
export function isMeantAsEvidence(packed: Uint8Array, decompress: Decompress): boolean {
  if (packed.length > EVIDENCE_FILE_BYTES_MAX) return false;
  const opened = decompress(packed, EVIDENCE_UNPACKED_MAX);
  if (opened.kind === "refused") return false;
  const json = parseStrictJson(opened.bytes, { bytesMax: EVIDENCE_UNPACKED_MAX });
  if (json.kind === "refused") return false;
  return (json.value as { readonly schema?: unknown } | null)?.schema === EVIDENCE_SCHEMA;
}

function malformed(because: Reason): Refusal {
  return refusal("EVIDENCE_MALFORMED", { because });
}
