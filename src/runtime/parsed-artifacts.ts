import type { z } from "zod";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { parseYamlText } from "../adapters/config/yaml-file.ts";
import { type Candidate, candidateSchema } from "../core/exam/candidate.ts";
import type { ExamRulebook } from "../core/exam/rulebook.ts";
import { watchedRulebookSchema } from "../core/exam/watched-rulebook.ts";
import { type InspectionRulebook, inspectionRulebookSchema } from "../core/inspection/rulebook.ts";
import { EdgeError } from "../errors.ts";

export type ArtifactPart = "dossier" | "rulebook" | "course" | "vehicle";

/**
 * By hash: a station opens the same rulebook a thousand times a day. Subjects apart: a long queue that is looked through pushes out
 * subjects, and not the rulebooks, which take long to read.
 */
const subjects = new Map<string, unknown>();
const stations = new Map<string, unknown>();
const PARSED_MAX = 64;

export function inspectionRulebookOf(sha256: string, text: string): InspectionRulebook {
  return parsedOnce(`inspection rulebook ${sha256}`, "rulebook", () =>
    parsedText(text, inspectionRulebookSchema, "rulebook", BYTES_MAX.rulebook),
  );
}

export function examRulebookOf(sha256: string, text: string): ExamRulebook {
  return parsedOnce(`exam rulebook ${sha256}`, "rulebook", () =>
    parsedText(text, watchedRulebookSchema, "rulebook", BYTES_MAX.rulebook),
  );
}

export function candidateOf(sha256: string, text: string): Candidate {
  return parsedOnce(`candidate ${sha256}`, "dossier", () =>
    parsedText(text, candidateSchema, "candidate", BYTES_MAX.subject),
  );
}

/** `key` holds all that the parsing rests on. Throws EdgeError CONFIG_INVALID with `context.part`. */
export function parsedOnce<T>(key: string, part: ArtifactPart, parse: () => T): T {
  const parsed = part === "dossier" ? subjects : stations;
  if (!parsed.has(key)) {
    const value = partOf(part, parse);
    if (parsed.size >= PARSED_MAX) parsed.clear();
    parsed.set(key, value);
  }
  return parsed.get(key) as T;
}

/** A course is checked for a car and its rules: by these three. */
export function courseKey(course: string, vehicle: string, rulebook: string): string {
  return `course ${course} for ${vehicle} by ${rulebook}`;
}

/** What a file of this name may weigh, when it is opened as when it was taken in. */
export function parsedText<S extends z.ZodType>(
  text: string,
  schema: S,
  name: string,
  bytesMax: number,
): z.output<S> {
  return parseYamlText(text, schema, name, bytesMax).value;
}

/** Which of a job's files a refusal is about: the door sends back the subject's, and keeps the others where they are. */
export function partOf<T>(part: ArtifactPart, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    throw new EdgeError(cause.code, cause.message, { ...cause.context, part }, cause.cause);
  }
}
