import {
  encodeMessage,
  RECEIPT_SCHEMA,
  REFUSAL_SCHEMA,
  type ReceiptMessage,
  type RefusalMessage,
} from "../delivery/messages.ts";
import { encodeBase64 } from "../record/base64.ts";
import { type Reason, sentenceOf } from "../trade/reasons.ts";
import type { RefusalCode } from "./decide-submission.ts";
import type { ReadSubmission } from "./read-submission.ts";
import type { QuarantinedRecord, RegistryHead } from "./station-account.ts";

export function receiptOf(
  station: string,
  head: RegistryHead,
  quarantined: readonly QuarantinedRecord[],
): Uint8Array {
  const receipt: ReceiptMessage = {
    schema: RECEIPT_SCHEMA,
    station,
    size: head.size,
    checkpoint: head.note,
    quarantined: quarantined.map(({ index, sentence }) => ({ index, sentence: fitting(sentence) })),
  };
  return encodeMessage(receipt);
}

export interface RefusalOf {
  readonly code: RefusalCode;
  readonly reason: Reason;
  readonly index?: number | null;
  /** Null where it could not be read. */
  readonly submission: ReadSubmission | null;
  /** Null where the station is not registered. */
  readonly head: RegistryHead | null;
}

export function refusalOf({ code, reason, index = null, submission, head }: RefusalOf): Uint8Array {
  const checkpoint = submission?.checkpoint ?? null;
  const refusal: RefusalMessage = {
    schema: REFUSAL_SCHEMA,
    station: submission?.station ?? "",
    code,
    sentence: fitting(sentenceOf(reason)),
    submission:
      submission === null || checkpoint === null
        ? null
        : {
            oldSize: submission.oldSize,
            size: checkpoint.size,
            root: encodeBase64(checkpoint.root),
          },
    held: head && { size: head.size, checkpoint: head.note === "" ? null : head.note },
    index,
  };
  return encodeMessage(refusal);
}

const SENTENCE_CHARS_MAX = 400;

/** What a station sent may stand in a sentence, and a message has room for so much of it. */
function fitting({ zh, en }: { readonly zh: string; readonly en: string }): {
  readonly zh: string;
  readonly en: string;
} {
  return { zh: cut(zh), en: cut(en) };
}

function cut(text: string): string {
  if (text.length <= SENTENCE_CHARS_MAX) return text;
  // Between characters: half of a pair would be none.
  return `${text.slice(0, SENTENCE_CHARS_MAX - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
