import { gunzip } from "../bytes/packed.ts";
import { readStrictJson, SIGNED_BYTES_MAX } from "../bytes/strict-json.ts";
import { faultOf, type Shape } from "../shape.ts";
import { type Envelope, envelopeIn, idOf } from "../signed/envelope.ts";
import type { TrustedKey, TrustList } from "../signed/trust-list.ts";
import { refuse, tell, within } from "../told.ts";
import {
  RESULT_FORMAT,
  type ResultDocument,
  resultForm,
  WITHDRAWAL_FORMAT,
  type WithdrawalDocument,
  withdrawalForm,
} from "./record-form.ts";
import { mustMakeSense } from "./record-sense.ts";
import { sealersOf, signaturesOf } from "./sealers.ts";

/** What a check of something sealed stands on. */
export interface Standing {
  readonly trust: TrustList;
  readonly witnessesAtLeast: number;
}

interface Opened<Document> {
  /** The id, of a withdrawal its own. */
  readonly record: string;
  readonly document: Document;
  readonly key: TrustedKey;
  /** Of the signature beside the first; null where there is none. */
  readonly second: TrustedKey | null;
}

export type SealedResult = Opened<ResultDocument> & { readonly kind: "record" };
export type SealedWithdrawal = Opened<WithdrawalDocument> & { readonly kind: "withdrawal" };
export type Sealed = SealedResult | SealedWithdrawal;

const RESULT_TYPE = /^application\/vnd\.proofmark\.result\.v([1-9]\d{0,3})\+(?:json|gzip)$/;
const WITHDRAWAL_TYPE = /^application\/vnd\.proofmark\.withdrawal\.v([1-9]\d{0,3})\+(?:json|gzip)$/;
/** Which software reads the formats of before. */
const SOFTWARE: Readonly<Record<number, string>> = { 1: "0.1", 2: "0.2" };

/** Throws Refused, as everything here. Nothing of the payload is read before its signature is good. */
export function sealedIn(standing: Standing, source: string): Sealed {
  const envelope = within(
    () => envelopeIn(source),
    (because) => tell("ENVELOPE_MALFORMED", { because }),
  );
  return sealedOf(standing, envelope);
}

export function sealedOf(standing: Standing, envelope: Envelope): Sealed {
  return isWithdrawal(envelope.payloadType) ? withdrawalOf(standing, envelope) : resultOf(standing, envelope);
}

/** The type is signed with the content, so that it alone says which of the two it is. */
export function isWithdrawal(payloadType: string): boolean {
  return WITHDRAWAL_TYPE.test(payloadType);
}

function resultOf(standing: Standing, envelope: Envelope): SealedResult {
  mustBeResult(envelope.payloadType);
  const opened = openSealed(standing, envelope, resultForm, ({ time }) => time.ended);
  mustMakeSense(opened.document);
  return { kind: "record", ...opened };
}

function withdrawalOf(standing: Standing, envelope: Envelope): SealedWithdrawal {
  const { payloadType } = envelope;
  const format = Number(WITHDRAWAL_TYPE.exec(payloadType)?.[1]);
  if (format > WITHDRAWAL_FORMAT) refuse("SCHEMA_NEWER", { found: format, reads: WITHDRAWAL_FORMAT });
  if (!payloadType.endsWith("+gzip")) refuse("PAYLOAD_TYPE_WRONG", { found: payloadType });
  const opened = openSealed(standing, envelope, withdrawalForm, ({ at }) => at);
  const { withdraws, sequence } = opened.document;
  if (withdraws.sequence >= sequence) refuse("WITHDRAWS_LATER", { withdraws: withdraws.sequence, sequence });
  return { kind: "withdrawal", ...opened };
}

function mustBeResult(found: string): void {
  const format = Number(RESULT_TYPE.exec(found)?.[1]);
  if (format === RESULT_FORMAT && found.endsWith("+gzip")) return;
  if (Number.isNaN(format) || format === RESULT_FORMAT) refuse("PAYLOAD_TYPE_WRONG", { found });
  const formats = { found: format, reads: RESULT_FORMAT };
  if (format > RESULT_FORMAT) refuse("SCHEMA_NEWER", formats);
  refuse("SCHEMA_OUTDATED", { ...formats, software: SOFTWARE[format] ?? "?" });
}

/** `endOf`: the instant at which the key has to have been good. `bytesMax`: of the payload, opened. */
export function openSealed<Document extends { readonly station: string }>(
  { trust }: Standing,
  envelope: Envelope,
  form: Shape<Document>,
  endOf: (document: Document) => string,
  bytesMax = SIGNED_BYTES_MAX,
): Opened<Document> {
  const signatures = signaturesOf(trust, envelope);
  const document = readSealed(envelope.payload, form, bytesMax);
  const sealers = sealersOf(trust, signatures, document.station, endOf(document));
  return { record: idOf(envelope), document, ...sealers };
}

function readSealed<Document>(payload: Uint8Array, form: Shape<Document>, bytesMax: number): Document {
  const bytes = within(
    () => gunzip(payload, bytesMax),
    (because) => tell("PAYLOAD_UNREADABLE", { because }),
  );
  const read = readStrictJson(bytes, bytesMax);
  if ("because" in read) return refuse("PAYLOAD_NOT_STRICT_JSON", read);
  const field = faultOf(form, read.value);
  return field === null ? (read.value as Document) : refuse("SCHEMA_WRONG", { field });
}
