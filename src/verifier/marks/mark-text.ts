import { base45Of } from "../bytes/base45.ts";
import { readCbor } from "../bytes/cbor.ts";
import { unzlib } from "../bytes/packed.ts";
import { refuse } from "../told.ts";

/** What a code holds: prefix, then Base45 of the mark with its status, packed where that is shorter. */
export const MARK_PREFIX = "PM1:";
const CHARS_MAX = 4096;
const BYTES_MAX = 16 * 1024;
const [PLAIN, PACKED] = [0x82, 0x78];
/** What was typed, wrapped or sent through a program that means well. */
const STRANGE_SIGN = /[^0-9A-Z $%*+\-./:]/u;

export interface MarkParts {
  readonly mark: Uint8Array;
  readonly status: Uint8Array | null;
}

/** Nothing is trimmed and no case is changed. Throws Refused. */
export function markPartsIn(text: string): MarkParts {
  if (text.length > CHARS_MAX) refuse("MARK_TOO_LONG", { found: text.length, most: CHARS_MAX });
  if (!text.startsWith(MARK_PREFIX))
    refuse("MARK_PREFIX_WRONG", { found: text.slice(0, MARK_PREFIX.length), allowed: MARK_PREFIX });
  const strange = STRANGE_SIGN.exec(text);
  if (strange !== null) refuse("MARK_SIGN_WRONG", { at: strange.index + 1, found: signName(strange[0]) });
  const body = base45Of(text.slice(MARK_PREFIX.length)) ?? refuse("MARK_NOT_BASE45", {});
  const [first] = body;
  if (first !== PLAIN && first !== PACKED) refuse("MARK_BODY_WRONG", {});
  const parts = readCbor(first === PACKED ? unzlib(body, BYTES_MAX) : body);
  if (parts.kind !== "array" || parts.items.length !== 2) return refuse("MARK_BODY_WRONG", {});
  const [mark, status] = parts.items;
  if (mark?.kind !== "bytes") return refuse("MARK_BODY_WRONG", {});
  if (status?.kind === "bytes") return { mark: mark.value, status: status.value };
  const isNone = status?.kind === "simple" && status.value === null;
  return isNone ? { mark: mark.value, status: null } : refuse("MARK_BODY_WRONG", {});
}

/** By its number too: many signs look like another one, or like none. */
function signName(sign: string): string {
  const number = `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  return /^[!-~\p{L}\p{N}]$/u.test(sign) ? `${sign} (${number})` : number;
}
