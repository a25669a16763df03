import { z } from "zod";
import type { AnyReason, Told } from "./reason-shape.ts";

/** For a thing that is not of this form the record or the journal is malformed. */
export const anyReasonSchema: z.ZodType<AnyReason> = z.strictObject({
  code: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/),
  params: z.record(z.string(), z.json()) as unknown as z.ZodType<AnyReason["params"]>,
});

export const toldSchema: z.ZodType<Told> = z.strictObject({
  code: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/),
  params: z.record(z.string(), z.json()) as unknown as z.ZodType<Told["params"]>,
  zh: z.string(),
  en: z.string(),
});
