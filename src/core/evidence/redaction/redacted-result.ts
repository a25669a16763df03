import type { RecordSealed, WithdrawalSealed } from "../../journal/entry.ts";
import { readEntry } from "../../journal/read-entry.ts";
import { encodeBase64 } from "../../record/base64.ts";
import { canonicalJson, type Json } from "../../record/canonical-json.ts";
import { type Envelope, recordIdOf } from "../../record/dsse.ts";
import type { Compress } from "../../record/gzip.ts";
import { refusal } from "../../record/verification-failure.ts";
import { reason } from "../../trade/reasons.ts";
import { type DisclosedEntry, type EvidenceRefusal, refusedAt } from "../disclosed-entries.ts";
import { EVIDENCE_FILE_BYTES_MAX, EVIDENCE_MIB_MAX, EVIDENCE_SCHEMA } from "../evidence-bundle.ts";
import type { GatheredJob } from "../gather.ts";
import { type SealedInEntry, sealedInEntry } from "../sealed-in-entry.ts";
import { type Dependents, dependentsOf } from "./dependents.ts";
import { RESULT_FIELDS, WITHDRAWAL_FIELDS } from "./personal-fields.ts";
import { type HiddenValue, type RedactionTools, Redactor } from "./redact-document.ts";
import { type EntryToRedact, publicTexts, redactEntries } from "./redact-entries.ts";
import { TellingTexts } from "./telling-texts.ts";
import { allAskedIn, withhold } from "./withhold.ts";

/** A result as others may read it: what tells of persons replaced by salted digests, and signed anew. */
export const REDACTED_SCHEMA = "proofmark/redacted-result/v1";
export const REDACTED_PAYLOAD_TYPE = "application/vnd.proofmark.redacted-result.v1+gzip";
export const SALTS_SCHEMA = "proofmark/redaction-salts/v1";
/** Opened. A digest is longer than what it stands for. */
export const REDACTED_BYTES_MAX = 2 * 2 ** 20;

export interface Redaction {
  readonly kind: "redaction";
  /** To be signed under `REDACTED_PAYLOAD_TYPE`. */
  readonly payload: Uint8Array;
  /** Indexes of the entries that may be shown, rising. */
  readonly disclosed: readonly number[];
  readonly hiddenEntries: number;
  readonly hidden: readonly HiddenValue[];
}

export interface RedactionOptions extends RedactionTools {
  readonly compress: Compress;
  /** When it is made, by the clock of whoever makes it. */
  readonly nowMs: number;
  /**
   * A text of the journal, YAML or JSON, as a value; undefined for one that it cannot read. By the rules of a job it is told apart what depends on a personal fact:
   * without them all of it is hidden.
   */
  readonly read?: (text: string) => unknown;
}

/** What of the evidence of a job others may see, and the document that stands for the record; or why there is none. */
export function redactJob(gathered: GatheredJob, options: RedactionOptions): Redaction | EvidenceRefusal {
  const entries: EntryToRedact[] = [];
  for (const { index, entry: text } of gathered.entries) {
    const entry = readEntry(new TextEncoder().encode(text));
    if (entry === null) return refusedAt(refusal("ENTRY_MALFORMED", {}), index);
    entries.push({ index, entry, text });
  }
  const sealed = sealedAmong(entries, gathered.record, options);
  if (sealed.kind === "refused") return sealed;
  const texts = [...publicTexts(entries).values()];
  // Once to know what is hidden, and once more without a trace of it elsewhere.
  const first = new Redactor(options, null);
  redactedParts(first, sealed);
  const telling = new TellingTexts(
    first.hidden.map(({ value }) => value),
    texts,
  );
  const dependents = dependentsOfJob(entries, sealed, options);
  const { disclosed, hidden } = redactEntries(entries, telling, dependents);
  const redactor = new Redactor(options, telling);
  const document: Json = {
    schema: REDACTED_SCHEMA,
    station: gathered.station,
    job: gathered.job,
    at: new Date(options.nowMs).toISOString(),
    ...shownParts(redactor, sealed, dependents),
    vehicle: vehicleOf(entries),
    entries: entries.length,
    hidden: hidden.map(({ index, entry }) => ({ index, entry })),
  };
  const json = canonicalJson(document);
  const isTooLarge = json.kind === "bytes" && json.bytes.length > REDACTED_BYTES_MAX;
  if (json.kind === "refused" || isTooLarge) {
    const because =
      json.kind === "refused"
        ? json.reason
        : reason("PAYLOAD_TOO_LARGE", { bytes: json.bytes.length, bytesMax: REDACTED_BYTES_MAX });
    return refusedAt(refusal("REDACTION_UNWRITABLE", { because }), null);
  }
  return {
    kind: "redaction",
    payload: options.compress(json.bytes),
    disclosed,
    hiddenEntries: hidden.length,
    hidden: redactor.hidden,
  };
}

type SealedResult = Extract<SealedInEntry, { readonly kind: "result" }>;
type SealedWithdrawal = Extract<SealedInEntry, { readonly kind: "withdrawal" }>;

interface SealedParts {
  readonly kind: "parts";
  readonly result: SealedResult;
  readonly withdrawal: SealedWithdrawal | null;
}

function sealedAmong(
  entries: readonly EntryToRedact[],
  record: string,
  { digest }: RedactionTools,
): SealedParts | EvidenceRefusal {
  let result: SealedResult | null = null;
  let withdrawal: SealedWithdrawal | null = null;
  for (const { index, entry } of entries) {
    if (!isSealed(entry)) continue;
    const found = sealedInEntry(entry, index, { digest, verifier: null });
    if (found.kind === "refused") return refusedAt(found, index);
    if (found.kind === "withdrawal") withdrawal = found;
    else result = found;
  }
  if (result !== null) return { kind: "parts", result, withdrawal };
  return refusedAt(refusal("EVIDENCE_OF_ANOTHER", { found: "-", record }), null);
}

function isSealed(entry: EntryToRedact["entry"]): entry is RecordSealed | WithdrawalSealed {
  return entry.type === "record-sealed" || entry.type === "withdrawal-sealed";
}

/** Null for an exam: what is asked of a candidate hangs on no paper. */
function dependentsOfJob(
  entries: readonly EntryToRedact[],
  { result }: SealedParts,
  { read }: Pick<RedactionOptions, "read">,
): Dependents | null {
  const opened = entries.map(({ entry }) => entry).find((entry) => entry.type === "job-opened");
  if (opened?.order.kind !== "inspection") return null;
  const { dossierSha256, rulebookSha256, localDate } = opened.order;
  const textRead = (sha256: string): unknown =>
    entries.flatMap(({ entry }) =>
      entry.type === "artifact-stored" && entry.sha256 === sha256 ? [read?.(entry.text)] : [],
    )[0];
  const today = localDate ?? new Date(opened.at.wallMs).toISOString().slice(0, 10);
  const found = dependentsOf(textRead(rulebookSha256), textRead(dossierSha256), today);
  return found ?? allAskedIn(plain(result.document));
}

/** Without what depends on a personal fact, and with one digest for all of it. */
function shownParts(redactor: Redactor, sealed: SealedParts, dependents: Dependents | null) {
  if (dependents?.any !== true) return { ...redactedParts(redactor, sealed), withheld: null };
  const { shown, withheld } = withhold(plain(sealed.result.document), dependents);
  const fields = { ...RESULT_FIELDS, "scope.required": "personal" } as const;
  const parts = redactedParts(redactor, sealed, redactor.document(shown, fields, "result"));
  return { ...parts, withheld: redactor.hide("withheld", plain(withheld)) };
}

/** An id is hidden as well: who has the whole one is given the whole record by the registry. */
function redactedParts(
  redactor: Redactor,
  { result, withdrawal }: SealedParts,
  shown: Json = redactor.document(plain(result.document), RESULT_FIELDS, "result"),
) {
  return {
    of: redactor.hide("of", result.record),
    result: shown,
    withdrawal:
      withdrawal === null
        ? null
        : {
            of: redactor.hide("withdrawal.of", withdrawal.record),
            document: redactor.document(plain(withdrawal.document), WITHDRAWAL_FIELDS, "withdrawal.document"),
          },
  };
}

function plain(document: unknown): Json {
  return document as Json;
}

/** The record does not name it, and its text is shown. */
function vehicleOf(entries: readonly EntryToRedact[]): string | null {
  for (const { entry } of entries) if (entry.type === "job-opened") return entry.order.vehicleSha256;
  return null;
}

export interface RedactedBundle {
  readonly station: string;
  readonly job: string;
  readonly size: number;
  readonly checkpoint: string;
  readonly entries: readonly DisclosedEntry[];
  readonly hashes: readonly Uint8Array[];
  readonly document: Envelope;
  readonly trust?: unknown;
}

/** The bytes of the file. */
export function writeRedacted(
  bundle: RedactedBundle,
  compress: Compress,
): { readonly kind: "bytes"; readonly bytes: Uint8Array } | EvidenceRefusal {
  const { station, job, size, checkpoint, entries, hashes, document, trust } = bundle;
  const { payloadType, payload, signatures } = document;
  const text = JSON.stringify({
    schema: EVIDENCE_SCHEMA,
    redacted: true,
    ...{ station, job, size, checkpoint },
    entries: entries.map(({ index, entry }) => ({ index, entry })),
    hashes: hashes.map(encodeBase64),
    document: {
      payloadType,
      payload: encodeBase64(payload),
      signatures: signatures.map(({ keyId, signature }) => ({ keyid: keyId, sig: encodeBase64(signature) })),
    },
    ...(trust === undefined ? {} : { trust }),
  });
  const bytes = compress(new TextEncoder().encode(text));
  if (bytes.length <= EVIDENCE_FILE_BYTES_MAX) return { kind: "bytes", bytes };
  const mib = Math.ceil(bytes.length / 2 ** 20);
  return refusedAt(refusal("EVIDENCE_TOO_LARGE", { mib, mostMiB: EVIDENCE_MIB_MAX }), null);
}

/** For the person concerned: every value that was hidden, with its salt. Whoever has a row of it can show that this is what was hidden there. */
export function saltsText(
  { station, job, document }: RedactedBundle,
  hidden: readonly HiddenValue[],
  { digest }: Pick<RedactionTools, "digest">,
): string {
  return `${JSON.stringify(
    {
      schema: SALTS_SCHEMA,
      ...{ station, job },
      document: recordIdOf(digest, document.payloadType, document.payload),
      values: hidden.map(({ path, salt, value }) => ({ path, salt: encodeBase64(salt), value })),
    },
    null,
    1,
  )}\n`;
}
