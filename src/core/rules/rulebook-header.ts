import { z } from "zod";

/**
 * What every rulebook and every rule says of itself. Numbers are data: a rule names its source, how far it is to be
 * believed, and who checked it against the standard (null: nobody yet, and record and screen say "unverified").
 */
const date = z.string().regex(/^\d{4}-\d\d-\d\d$/, "a date like 2021-01-01");

export const rulebookHeaderShape = {
  schema: z.literal("proofmark/rulebook/v1"),
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  /** The edition of the standards it follows, e.g. `GB 38900-2020`. */
  edition: z.string(),
  validFrom: date,
  validTo: date.nullable(),
  nameZh: z.string(),
  nameEn: z.string(),
};

export const ruleProvenanceShape = {
  textZh: z.string().min(1),
  textEn: z.string().min(1),
  clause: z.string().nullable(),
  source: z.string().min(1),
  confidence: z.enum(["verified", "two-sources", "one-source", "recalled", "conflict"]),
  verifiedBy: z.string().nullable(),
};
