import { loadSoundCourse } from "../adapters/config/course-file.ts";
import { toldBy } from "../adapters/config/issue-sentence.ts";
import { readJson } from "../adapters/config/json-document.ts";
import { type Problem, placeOf, refusedAt } from "../adapters/config/refusal.ts";
import { BYTES_MAX, readTextFile, withoutMark } from "../adapters/config/strict-text.ts";
import { loadYamlFile, problemAt } from "../adapters/config/yaml-file.ts";
import { candidateSchema } from "../core/exam/candidate.ts";
import { examObservationSchema, ROLE_OF_KIND, traceEntrySchema } from "../core/exam/observation-schema.ts";
import { type Recorded, scoreExam as score } from "../core/exam/score.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { watchedRulebookSchema } from "../core/exam/watched-rulebook.ts";
import type { Observation } from "../core/observation.ts";
import type { SessionReport } from "../core/session.ts";
import { sayAll } from "../core/trade/reason-shape.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import { type CliIo, outLines } from "./command.ts";
import { dateInWords, scoreDate } from "./score-date.ts";

const COMMAND = "score exam";
const OPTIONS = {
  course: { type: "string" },
  vehicle: { type: "string" },
  rules: { type: "string" },
  trace: { type: "string" },
  candidate: { type: "string" },
  date: { type: "string" },
  json: { type: "boolean" },
} as const;

/**
 * Scores a recorded trace: JSON Lines of `{role, observation}` (an observation by itself is taken by its kind). Exit code 0 for a
 * pass, 1 for any other verdict. Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID.
 */
export async function scoreExam(args: readonly string[], io: CliIo): Promise<number> {
  const values = parseOptions(COMMAND, args, OPTIONS);
  const files = requireAll(COMMAND, {
    course: values.course,
    vehicle: values.vehicle,
    rules: values.rules,
    trace: values.trace,
  });
  const rulebook = loadYamlFile(files.rules, watchedRulebookSchema).value;
  const vehicle = loadYamlFile(files.vehicle, vehicleSchema, BYTES_MAX.vehicle).value;
  const { course } = loadSoundCourse(files.course, { vehicle, rulebook });
  const candidate =
    values.candidate === undefined
      ? null
      : loadYamlFile(values.candidate, candidateSchema, BYTES_MAX.subject).value;
  const day = scoreDate(COMMAND, values.date);
  const report = score({
    ...{ candidate, rulebook, course, vehicle },
    trace: recorded(files.trace),
    today: day.date,
  });
  if (values.json === true) outLines(io, JSON.stringify({ ...day, ...report }, null, 2));
  else for (const text of [...asText(report), dateInWords(day)]) io.out(text);
  return report.verdict === "pass" ? 0 : 1;
}

function* recorded(file: string): Generator<Recorded> {
  const lines = withoutMark(readTextFile(file, BYTES_MAX.trace)).split("\n");
  for (const [index, line] of lines.entries()) if (line.trim() !== "") yield parseLine(line, file, index + 1);
}

/** Throws EdgeError CONFIG_INVALID for a line that is no observation of its kind, or of no kind of an exam. */
function parseLine(text: string, file: string, line: number): Recorded {
  try {
    // An instrument's raw bytes stand in it as they came, line ends included: nothing of a trace is signed or shown.
    const read = readJson(text);
    if (read.kind === "refused") throw refusedAt(file, placeOf(text, read.at), read.problem);
    const { document } = read;
    const { value } = document;
    const wrapped = typeof value === "object" && value !== null && "observation" in value;
    const result = (wrapped ? traceEntrySchema : examObservationSchema).safeParse(value);
    if (!result.success) throw problemAt(document, text, file, toldBy(result.error.issues, document));
    const observation = "observation" in result.data ? result.data.observation : result.data;
    return { role: ROLE_OF_KIND[observation.kind], observation: observation as Observation };
  } catch (error) {
    // One line was read as a document of its own; its place in the file is told.
    if (!(error instanceof EdgeError)) throw error;
    const { column, problem } = error.context as { column: number; problem: Problem };
    throw refusedAt(file, { line, column }, problem);
  }
}

function asText(report: SessionReport): string[] {
  const lines = [`verdict ${report.verdict ?? "-"}, score ${report.score?.points ?? "-"}`];
  for (const why of report.reasons) lines.push(`  because ${sentenceOf(why).en}`);
  for (const note of report.notes) lines.push(`  note: ${sentenceOf(note).en}`);
  const sections = [
    { title: "general", findings: report.findings },
    ...report.items.map((item) => ({
      title: `${item.item} ${item.nameEn}: ${item.verdict ?? sayAll(item.reasons, sentenceOf).en}`,
      findings: item.findings,
    })),
  ];
  for (const section of sections) {
    lines.push(section.title);
    for (const finding of section.findings)
      if (finding.outcome !== "pass")
        lines.push(`  ${finding.outcome} ${finding.rule}: ${sayAll(finding.arithmetic, sentenceOf).en}`);
  }
  if (report.unverifiedRules.length > 0)
    lines.push(`not verified against the standard: ${report.unverifiedRules.length} rules`);
  return lines;
}
