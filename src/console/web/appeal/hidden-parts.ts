import type { AnyReason, Sentence } from "../../../core/trade/reason-shape.ts";
import { reason, sentenceOf, told } from "../../../core/trade/reasons.ts";
import { HIDDEN_SIGN } from "../../../core/trade/words/hidden-sign.ts";

type Members = Readonly<Record<string, unknown>>;

/** With the sign in the place of each digest. A reason of which a part is hidden is said again from what stands open, wherever the page says it. */
export function withSigns(value: unknown): unknown {
  if (isDigest(value)) return HIDDEN_SIGN;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withSigns);
  const shown = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withSigns(member)]));
  return isReason(shown) && hides(value) ? saidAgain(shown) : shown;
}

const DIGEST = /^[0-9a-f]{64}$/;

function isDigest(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const [only, ...more] = Object.entries(value);
  return more.length === 0 && only?.[0] === "digest" && DIGEST.test(String(only[1]));
}

function hides(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isDigest(value) || Object.values(value).some(hides);
}

function isReason(value: Members): value is Members & AnyReason {
  const { code, params } = value;
  return typeof code === "string" && typeof params === "object" && params !== null && !Array.isArray(params);
}

/** Where a row of words needs what is hidden, the code says what kind of reason it was. */
function saidAgain(why: Members & AnyReason): AnyReason {
  const known = isSaid(why)
    ? { code: why.code, params: why.params }
    : reason("REASON_HIDDEN", { code: why.code });
  return "zh" in why ? told(known) : (known as AnyReason);
}

const UNSAID = /undefined|\bNaN\b|\[object |Invalid Date/;

function isSaid({ code, params }: AnyReason): boolean {
  const unknown = `${code} ${JSON.stringify(params)}`;
  const isWhole = (words: string): boolean => !UNSAID.test(words) && !words.includes(unknown);
  const said: Sentence = sentenceOf({ code, params });
  return isWhole(said.zh) && isWhole(said.en);
}
