import { z } from "zod";
import { toHex } from "../record/base64.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { LicenceReading } from "./check-licence.ts";
import type { LicenceDate } from "./licence-dates.ts";

const TEXT_MAX = 150;
/** Half of it: a letter may take two units, and a text that is cut within one cannot be sealed. */
const LETTERS_MAX = 75;
const LIST_MAX = 32;
const text = z.string().max(TEXT_MAX);
const date = z.string().regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?$/);

/**
 * What journal and record say of an electronic licence that a candidate showed at the desk; field order is byte order. Neither name
 * nor portrait nor birth date is in it, and its number is masked as every identity number is.
 */
export const licenceShownSchema = z.strictObject({
  word: z.enum(["accepted", "refused", "time-unknown"]),
  /** How its holder was proven; none: the portrait was compared with the person. */
  holder: z.enum(["signature", "mac", "none"]),
  /** Null where it was not disclosed. */
  number: text.nullable(),
  country: text.nullable(),
  /** Of the authority, by its certificate. */
  issuer: text,
  /** Codes are the issuer's own. */
  categories: z
    .array(z.strictObject({ category: text, issued: date.nullable(), expiry: date.nullable() }))
    .max(LIST_MAX),
  expiry: date.nullable(),
  /** Until when this copy of the data counted. */
  dataUntil: date,
  /** Hex SHA-256 of what the issuer signed: names the copy. */
  object: z.string().regex(/^[0-9a-f]{64}$/),
  /** Codes of what was against it. */
  failures: z.array(z.string().max(TEXT_MAX)).max(LIST_MAX),
});

export type LicenceShown = z.infer<typeof licenceShownSchema>;

/** Null where nothing shows that its issuer said it: there is nothing to write down of such a one. */
export function licenceShown({ word, holder, licence, failures }: LicenceReading): LicenceShown | null {
  if (licence === null) return null;
  const { content, issuer, validUntilMs, objectDigest } = licence;
  return {
    word,
    holder: holder.kind === "proven" ? holder.by : "none",
    number: content.number === null ? null : maskedNumber(content.number),
    country: content.country === null ? null : short(content.country),
    issuer: short(issuer),
    categories: (content.privileges ?? []).slice(0, LIST_MAX).map(({ category, issued, expiry }) => ({
      category: short(category),
      issued: shown(issued),
      expiry: shown(expiry),
    })),
    expiry: shown(content.expiry),
    dataUntil: instant(validUntilMs),
    object: toHex(objectDigest),
    failures: [...new Set(failures.map(({ code }) => code))].slice(0, LIST_MAX),
  };
}

/** What a record says of it besides. */
export function licenceNotes(shown: LicenceShown | undefined): readonly Reason[] {
  if (shown === undefined) return [];
  const { word, holder } = shown;
  return [reason("LICENCE_SHOWN", { word, holder })];
}

const END = 4;

/** In many countries it is the number of the person: its end alone is kept, as long as that is less than half of it. */
export function maskedNumber(number: string): string {
  const letters = [...number].slice(-LETTERS_MAX);
  const kept = Math.min(END, Math.floor(letters.length / 2));
  return letters.map((letter, i) => (i < letters.length - kept ? "*" : letter)).join("");
}

function short(value: string): string {
  return [...value].slice(0, LETTERS_MAX).join("");
}

function shown(value: LicenceDate | null): string | null {
  if (value === null) return null;
  return value.atMs === null ? value.day : instant(value.atMs);
}

function instant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
