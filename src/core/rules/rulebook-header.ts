import { z } from "zod";
import { civilDay } from "../door/civil-day.ts";

/** Ids and keys of a book, and its texts, which stand in every record: ours, several times what books in force have. */
export const ID_MAX = 64;
export const TEXT_MAX = 400;

/**
 * What every rulebook and every rule says of itself. Numbers are data: a rule names its source, how far it is to be
 * believed, and who checked it against the standard (null: nobody yet, and record and screen say "unverified").
 */
export const rulebookHeaderShape = {
  schema: z.literal("proofmark/rulebook/v2", "form:rulebookSchema"),
  id: z
    .string()
    .max(ID_MAX)
    .regex(/^[a-z0-9][a-z0-9.-]*$/, "form:dottedId"),
  /** Where these rules are in force: a country of ISO 3166, with a subdivision where they are only that one's. */
  jurisdiction: z.string("form:jurisdiction").regex(/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/, "form:jurisdiction"),
  /** What they judge. Each kind has a form of its own. */
  kind: z.enum(["inspection", "exam"]),
  /** The edition of the standards it follows, e.g. `GB 38900-2020`. */
  edition: z.string().max(TEXT_MAX),
  validFrom: civilDay,
  /** Last day in force, not before `validFrom`; null: until another comes. */
  validTo: civilDay.nullable(),
  nameZh: z.string().max(TEXT_MAX),
  nameEn: z.string().max(TEXT_MAX),
};

export const ruleProvenanceShape = {
  textZh: z.string().min(1).max(TEXT_MAX),
  textEn: z.string().min(1).max(TEXT_MAX),
  clause: z.string().max(TEXT_MAX).nullable(),
  source: z.string().min(1).max(TEXT_MAX),
  confidence: z.enum(["verified", "two-sources", "one-source", "recalled", "conflict"]),
  verifiedBy: z.string().max(TEXT_MAX).nullable(),
};
