import { z } from "zod";
import { PART_ANSWER_PAYLOAD_TYPE, PART_PAYLOAD_TYPE } from "../../src/core/evidence/evidence-part.ts";
import { envelopeSchema } from "../../src/core/record/dsse.ts";

const signed = (type: string) => envelopeSchema.extend({ payloadType: z.literal(type) });

/** What is said of evidence that a station sends, by the names of the AsyncAPI document. */
export const EVIDENCE_MESSAGES = {
  evidencePart: {
    form: signed(PART_PAYLOAD_TYPE),
    title: "Part of a bundle of evidence",
    summary:
      "What a record rests on, a part of it: an envelope of the document in config/schema/evidence-part.schema.json (RP-255).",
  },
  evidenceAnswer: {
    form: signed(PART_ANSWER_PAYLOAD_TYPE),
    title: "Answer to a part of a bundle",
    summary:
      "How much of it is held: an envelope of the document in config/schema/evidence-answer.schema.json (RP-256).",
  },
} as const;
