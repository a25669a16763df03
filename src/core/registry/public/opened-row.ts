import type { z } from "zod";
import type { Digest } from "../../journal/merkle.ts";
import { verifyInclusion } from "../../journal/merkle-proof.ts";
import { parseCheckpoint } from "../../record/checkpoint.ts";
import { PAYLOAD_BYTES_MAX, parseEnvelope, recordIdOf } from "../../record/dsse.ts";
import { gunzip } from "../../record/gzip.ts";
import { parseSealedEntry } from "../../record/proof-bundle.ts";
import { type ResultDocument, resultDocumentSchema } from "../../record/result-document.ts";
import { parseNote } from "../../record/signed-note.ts";
import { parseStrictJson } from "../../record/strict-json.ts";
import { type WithdrawalDocument, withdrawalDocumentSchema } from "../../record/withdrawal-document.ts";
import type { ProvenEntry, ResultRow } from "./searched-rows.ts";

/**
 * What a row holds, if it is what was signed: the id is the hash of its content, its entry is in the tree that was cosigned, and its columns
 * say what the document says. Signatures were checked when it came in, and whoever has the proof checks them again. Null: not to be shown to anybody as a result.
 */
export function openedResult(digest: Digest, row: ResultRow): ResultDocument | null {
  const document = contentOf(digest, row.entry, row.record, resultDocumentSchema);
  if (document === null || !isInLog(digest, row, row.station)) return null;
  const { plate = null, vin = null, learnerCertificate = null } = document.subject;
  const isSame =
    document.station === row.station &&
    document.verdict === row.verdict &&
    document.time.ended === row.ended &&
    plate === row.plate &&
    vin === row.vin &&
    learnerCertificate === row.certificate;
  return isSame ? document : null;
}

/** Of the withdrawal of a row; null where the registry has none that holds. */
export function openedWithdrawal(digest: Digest, row: ResultRow): WithdrawalDocument | null {
  const { withdrawal, withdrawnBy, station, record } = row;
  if (withdrawal === null || withdrawnBy === null) return null;
  const document = contentOf(digest, withdrawal.entry, withdrawnBy, withdrawalDocumentSchema);
  if (document === null || !isInLog(digest, withdrawal, station)) return null;
  return document.station === station && document.withdraws.record === record ? document : null;
}

/** Whether the entry is of the record with that id, whoever signed it. */
export function isEntryOf(digest: Digest, entry: string, record: string): boolean {
  return payloadOf(digest, entry, record) !== null;
}

function contentOf<Document>(
  digest: Digest,
  entry: string,
  record: string,
  schema: z.ZodType<Document>,
): Document | null {
  const payload = payloadOf(digest, entry, record);
  const opened = payload === null ? null : gunzip(payload, PAYLOAD_BYTES_MAX);
  if (opened === null || opened.kind === "refused") return null;
  const json = parseStrictJson(opened.bytes);
  const document = json.kind === "refused" ? null : schema.safeParse(json.value);
  return document?.success === true ? document.data : null;
}

function payloadOf(digest: Digest, entry: string, record: string): Uint8Array | null {
  const sealed = parseSealedEntry(new TextEncoder().encode(entry));
  const parsed = sealed === null ? null : parseEnvelope(sealed.envelope);
  if (parsed === null || parsed.kind === "malformed") return null;
  const { payloadType, payload } = parsed.envelope;
  return recordIdOf(digest, payloadType, payload) === record ? payload : null;
}

function isInLog(
  digest: Digest,
  { entry, index, size, inclusion, note }: ProvenEntry,
  station: string,
): boolean {
  const parsed = note === null ? null : parseNote(note);
  const checkpoint = parsed?.kind === "note" ? parseCheckpoint(parsed.note.text) : null;
  if (checkpoint === null || checkpoint.size !== size || checkpoint.origin !== `proofmark/${station}`)
    return false;
  const leaf = new TextEncoder().encode(entry);
  return verifyInclusion({ digest, leaf, index, size, proof: inclusion, root: checkpoint.root });
}
