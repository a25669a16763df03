import { verifyDay } from "./bundles/day.ts";
import { DAY_SCHEMA } from "./bundles/day-form.ts";
import { verifyEvidence } from "./bundles/evidence.ts";
import { textOf } from "./bytes/octets.ts";
import { isGzip } from "./bytes/packed.ts";
import { verifyIssuerList, verifyTrustList } from "./list-verdict.ts";
import { ISSUER_LIST_TYPE } from "./marks/issuer-list.ts";
import { verifyMark } from "./marks/mark.ts";
import { ANSWERED_PROOF_SCHEMA } from "./sealed/answered-proof.ts";
import { PROOF_SCHEMA } from "./sealed/proof.ts";
import { verifyAnswered, verifyProof, verifyRecord } from "./sealed-verdict.ts";
import { TRUST_LIST_TYPE } from "./signed/trust-list.ts";
import { Refused, tell } from "./told.ts";
import { type Context, refusedAs, type Verdict } from "./verdict.ts";

const INPUT_BYTES_MAX = 64 * 1024 * 1024;
/** Also in small or wide letters, behind a blank, or of another format: that is what is wrong with it then. */
const LIKE_A_MARK = /^[ \t\r\n\u00a0\u3000\ufeff]*[pPｐＰ][mMｍＭ][0-9０-９]{1,3}[:：]/;

/** What an input is, and whether it is to be believed. Total: any bytes give an answer. */
export function verify(input: Uint8Array, context: Context): Verdict {
  try {
    return answerTo(input, context);
  } catch (cause) {
    return failedBy(cause, context);
  }
}

/** The text of a code, whatever else it may be. Total, and always the word of a mark. */
export function verifyMarkText(text: string, context: Context): Verdict {
  try {
    return verifyMark(text, context);
  } catch (cause) {
    return { ...failedBy(cause, context), kind: "mark", word: "unreadable" };
  }
}

function failedBy(cause: unknown, context: Context): Verdict {
  const what = cause instanceof Error ? cause.name : typeof cause;
  return refusedAs(
    "unknown",
    cause instanceof Refused ? cause.told : tell("VERIFIER_FAILED", { what }),
    context,
  );
}

/** A look at an input decides only which check applies, never its outcome. */
function answerTo(input: Uint8Array, context: Context): Verdict {
  if (input.length > INPUT_BYTES_MAX)
    return refusedAs(
      "unknown",
      tell("INPUT_TOO_LARGE", { found: input.length, most: INPUT_BYTES_MAX }),
      context,
    );
  if (isGzip(input)) return verifyEvidence(input, context);
  const text = textOf(input);
  if (text === null) return refusedAs("unknown", tell("KIND_UNKNOWN", {}), context);
  if (LIKE_A_MARK.test(text)) return verifyMark(text, context);
  if (text.includes(`"${DAY_SCHEMA}"`)) return verifyDay(text, context);
  if (text.includes(`"${ANSWERED_PROOF_SCHEMA}"`)) return verifyAnswered(text, context);
  if (text.includes(`"${PROOF_SCHEMA}"`)) return verifyProof(text, context);
  if (text.includes(`"${TRUST_LIST_TYPE}"`)) return verifyTrustList(text, context);
  if (text.includes(`"${ISSUER_LIST_TYPE}"`)) return verifyIssuerList(text, context);
  if (text.trimStart().startsWith("{")) return verifyRecord(text.trimEnd(), context);
  return refusedAs("unknown", tell("KIND_UNKNOWN", {}), context);
}
