import { z } from "zod";
import { encodeBase64 } from "../record/base64.ts";
import { fieldOf } from "../record/signed-form.ts";
import { parseStrictJson } from "../record/strict-json.ts";
import { type Refusal, refusal } from "../record/verification-failure.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { type Disclosed, disclosedFields, hashesOf } from "./disclosed-entries.ts";

/** The records of one civil day of a station, with what shows that none is missing between them. */
export const DAY_SCHEMA = "proofmark/day/v1";
export const DAY_MIB_MAX = 64;
export const DAY_CHARS_MAX = DAY_MIB_MAX * 2 ** 20;

export const civilDay = z.iso.date();

export interface DayFile extends Disclosed {
  /** `2026-11-30`, in that zone. */
  readonly day: string;
  /** Name of the IANA list. */
  readonly zone: string;
}

const daySchema = z.strictObject({
  schema: z.literal(DAY_SCHEMA),
  ...disclosedFields,
  day: civilDay,
  zone: z.string().min(1).max(64),
});

export type WrittenDay = { readonly kind: "text"; readonly text: string } | Refusal;

export function writeDay({ station, day, zone, size, checkpoint, entries, hashes }: DayFile): WrittenDay {
  const text = JSON.stringify({
    schema: DAY_SCHEMA,
    ...{ station, day, zone, size, checkpoint },
    entries: entries.map(({ index, entry }) => ({ index, entry })),
    hashes: hashes.map(encodeBase64),
  });
  return text.length > DAY_CHARS_MAX ? tooLarge(text.length) : { kind: "text", text };
}

export type ReadDay = { readonly kind: "day"; readonly file: DayFile } | Refusal;

/** Its form alone. Total: any text gives an answer. */
export function readDay(text: string): ReadDay {
  if (text.length > DAY_CHARS_MAX) return tooLarge(text.length);
  const json = parseStrictJson(text, { bytesMax: DAY_CHARS_MAX });
  if (json.kind === "refused") return malformed(json.reason);
  const checked = daySchema.safeParse(json.value);
  if (!checked.success) return malformed(fieldOf(checked.error));
  const { schema: _, hashes: texts, ...rest } = checked.data;
  const hashes = hashesOf(texts);
  return hashes === null
    ? malformed(reason("NOT_BASE64", { field: "hashes" }))
    : { kind: "day", file: { ...rest, hashes } };
}

function tooLarge(chars: number): Refusal {
  return refusal("DAY_TOO_LARGE", { mib: Math.ceil(chars / 2 ** 20), mostMiB: DAY_MIB_MAX });
}

function malformed(because: Reason): Refusal {
  return refusal("DAY_MALFORMED", { because });
}
