import { z } from "zod";
import { isNote } from "../door/signed-text.ts";
import { licenceShownSchema } from "../licence/licence-shown.ts";
import { papersFetchedSchema } from "../requests/papers-used.ts";
import { TAKEN_OUT_REASON_CODES } from "../trade/words/taken-out-reasons.ts";

/** The cleaned name of a waiting file. */
const FILE_CHARS_MAX = 255;
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const queue = z.enum(["inspection", "exam"]);
const file = z.string().min(1).max(FILE_CHARS_MAX);

/** A page's own number of what it asks for, so that the same press that comes twice is known again: 128 random bits in hex. */
export const requestId = z.string().regex(/^[0-9a-f]{32}$/);

/** A waiting file, as exactly as anything can be named. `sha256`: of its bytes. */
const exactFile = { file, modifiedMs: z.int(), sha256: hash };

/** Somebody was taken in at a console: this file waits from then on, in the place of `instead` where that was corrected. */
export const takenInSchema = z.strictObject({
  queue,
  request: requestId,
  ...exactFile,
  instead: z.strictObject(exactFile).nullable(),
  /** What came of fetching the papers; absent where nobody did. The reply itself is journalled with the job. */
  papers: papersFetchedSchema.exactOptional(),
  /** An electronic licence that was shown; absent where none was. */
  licence: licenceShownSchema.exactOptional(),
});

/** Somebody who was taken in at a console waits no more, for a reason of the list; the file lies in `taken-out/`. */
export const takenOutSchema = z.strictObject({
  queue,
  request: requestId,
  ...exactFile,
  choice: z.enum(TAKEN_OUT_REASON_CODES),
  note: z.string().refine(isNote),
});

export type TakenInAct = z.infer<typeof takenInSchema>;
export type TakenOutAct = z.infer<typeof takenOutSchema>;
