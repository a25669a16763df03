/**
 * What the page of the verifier stands on, as a block in the page itself: a copy that an authority hands out knows the authority's
 * lists from its first moment, and nobody has to load anything. The block is data; the policy of the page, which knows its script by
 * its hash, lets it be exchanged.
 */
export interface PageKeys {
  /** Fingerprint of the authority, hex; null: nobody said which one it has to be. */
  readonly authority: string | null;
  /** The text of an issuer list file. */
  readonly issuers: string | null;
  /** The text of a trust list file. */
  readonly trust: string | null;
}

export const KEYS_BLOCK = "keys";
const SCHEMA = "proofmark/page-keys/v1";
const BEGIN = `<script type="application/json" id="${KEYS_BLOCK}">`;
const END = "</script>";

/** The same page with these keys in the place of those that it had; null where the text is not that page. */
export function pageWithKeys(html: string, keys: PageKeys): string | null {
  const begin = html.indexOf(BEGIN);
  const end = begin < 0 ? -1 : html.indexOf(END, begin);
  if (end < 0) return null;
  const { authority, issuers, trust } = keys;
  // No sign that could end the block early, whatever a list holds.
  const text = JSON.stringify({ schema: SCHEMA, authority, issuers, trust }).replace(/</g, "\\u003c");
  return html.slice(0, begin + BEGIN.length) + text + html.slice(end);
}

/** What the block says; null where it holds no keys, or not in this form. */
export function keysOfBlock(text: string): PageKeys | null {
  const value = parsed(text);
  if (typeof value !== "object" || value === null) return null;
  const { schema, authority, issuers, trust } = value as Record<string, unknown>;
  if (schema !== SCHEMA || !isText(authority) || !isText(issuers) || !isText(trust)) return null;
  if (authority !== null && !/^[0-9a-f]{64}$/.test(authority)) return null;
  return { authority, issuers, trust };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isText(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}
