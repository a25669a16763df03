import { type Reason, reason } from "../trade/reasons.ts";

/** Crockford's base 32: no I, L, O and U, so that no character is taken for another one. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LABEL_CHARS = 3;
const SECRET_CHARS = 16;
const CODE_CHARS = LABEL_CHARS + SECRET_CHARS + 1;
const GROUP_CHARS = 4;
const BITS = 5;

/** Bits drawn for one code: 15 of the label, 80 of the secret. */
export const CODE_RANDOM_BYTES = LABEL_CHARS + SECRET_CHARS;
export const LABEL_FORM = new RegExp(`^[${ALPHABET}]{${LABEL_CHARS}}$`);

/** What a person carries from the registry to a station, once. */
export interface InvitationCode {
  /** Which invitation it is; no secret, and stands in the request. */
  readonly label: string;
  /** Label and secret without groups: what the key is made from. */
  readonly whole: string;
}

/** `random`: CODE_RANDOM_BYTES bytes that nobody knows, of which five bits each are used. */
export function codeFrom(random: Uint8Array): InvitationCode {
  const whole = [...random].map((byte) => ALPHABET[byte % 2 ** BITS]).join("");
  return { label: whole.slice(0, LABEL_CHARS), whole };
}

/** As it is printed: five groups of four, the last character of which is the check. */
export function formatCode({ whole }: InvitationCode): string {
  const chars = whole + checkOf(whole);
  const groups = Array.from({ length: chars.length / GROUP_CHARS }, (_none, at) =>
    chars.slice(at * GROUP_CHARS, (at + 1) * GROUP_CHARS),
  );
  return groups.join("-");
}

/** As somebody typed it: large or small, with any spaces and dashes, O for 0 and I or L for 1. */
export function readCode(
  typed: string,
): InvitationCode | { readonly kind: "refused"; readonly reason: Reason } {
  const refused = (why: Reason) => ({ kind: "refused" as const, reason: why });
  const chars = typed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const stranger = [...chars].find((char) => !ALPHABET.includes(char));
  if (stranger !== undefined) return refused(reason("CODE_CHARACTER", { character: stranger }));
  if (chars.length !== CODE_CHARS)
    return refused(reason("CODE_LENGTH", { chars: chars.length, wanted: CODE_CHARS }));
  const whole = chars.slice(0, -1);
  if (checkOf(whole) !== chars.at(-1)) return refused(reason("CODE_MISTYPED", {}));
  return { label: whole.slice(0, LABEL_CHARS), whole };
}

/**
 * A sum over the field of 32 elements (x^5 + x^2 + 1), each character times another power of x: one wrong character and any two that changed places are always
 * found, anything else in 31 of 32 cases.
 */
function checkOf(whole: string): string {
  let sum = 0;
  for (const char of whole) sum = timesX(sum ^ ALPHABET.indexOf(char));
  return ALPHABET[sum] ?? "";
}

function timesX(element: number): number {
  const doubled = element << 1;
  return doubled < 2 ** BITS ? doubled : doubled ^ 0b100101;
}
