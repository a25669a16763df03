import type { z } from "zod";
import { plainValueOf } from "../../../adapters/config/plain-value.ts";
import { candidateSchema } from "../../../core/exam/candidate.ts";
import { parseCourse } from "../../../core/exam/course.ts";
import { vehicleSchema } from "../../../core/exam/vehicle-body.ts";
import { watchedRulebookSchema } from "../../../core/exam/watched-rulebook.ts";
import { dossierSchema } from "../../../core/inspection/dossier.ts";
import { inspectionRulebookSchema } from "../../../core/inspection/rulebook.ts";
import { EdgeError } from "../../../errors.ts";
import type { JobTexts } from "../../../station/session-opener.ts";

/**
 * The texts of a job as its station read them. They are checked by their hashes, and the station has let them in through its door: what is asked here is
 * only what they say.
 */
export const jobTexts: JobTexts = {
  examRulebook: ({ text }) => parsed(text, watchedRulebookSchema, "rulebook"),
  inspectionRulebook: ({ text }) => parsed(text, inspectionRulebookSchema, "rulebook"),
  candidate: ({ text }) => parsed(text, candidateSchema, "dossier"),
  dossier: ({ text }) => parsed(text, dossierSchema, "dossier"),
  vehicle: ({ text }) => parsed(text, vehicleSchema, "vehicle"),
  course: ({ text }) => {
    const result = parseCourse(valueIn(text, "course"));
    return result.ok ? result.course : unread("course");
  },
};

function parsed<Schema extends z.ZodType>(text: string, schema: Schema, part: string): z.output<Schema> {
  const result = schema.safeParse(valueIn(text, part));
  return result.success ? result.data : unread(part);
}

export function valueIn(text: string, part: string): unknown {
  return plainValueOf(text) ?? unread(part);
}

function unread(part: string): never {
  throw new EdgeError("CONFIG_INVALID", `This software cannot read the ${part} of the job.`, { part });
}
