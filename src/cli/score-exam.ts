import { loadSoundCourse } from "../adapters/config/course-file.ts";
import { toldBy } from "../adapters/config/issue-sentence.ts";
import { readJson } from "../adapters/config/json-document.ts";
import { type Problem, placeOf, refusedAt } from "../adapters/config/refusal.ts";
import { BYTES_MAX, readTextFile, withoutMark } from "../adapters/config/strict-text.ts";
import { loadYamlFile, problemAt } from "../adapters/config/yaml-file.ts";
import { type Candidate, candidateSchema } from "../core/exam/candidate.ts";
import { examObservationSchema, ROLE_OF_KIND, traceEntrySchema } from "../core/exam/observation-schema.ts";
import type { ExamRulebook } from "../core/exam/rulebook.ts";
import { createExamSession } from "../core/exam/session.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import { watchedRulebookSchema } from "../core/exam/watched-rulebook.ts";
import type { Observation } from "../core/observation.ts";
import { asId } from "../core/quantities/ids.ts";
import type { SessionReport } from "../core/session.ts";
import { sayAll } from "../core/trade/reason-shape.ts";
import { sentenceOf } from "../core/trade/reasons.ts";
import type { DeviceRole } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import { type CliIo, outLines } from "./command.ts";

const COMMAND = "score exam";
const OPTIONS = {
  course: { type: "string" },
  vehicle: { type: "string" },
  rules: { type: "string" },
  trace: { type: "string" },
  candidate: { type: "string" },
  json: { type: "boolean" },
} as const;

const ANONYMOUS = {
  name: "-",
  idMasked: "******************",
  learnerCertificate: "000000000000",
  licenceClass: "-",
  attempt: 1,
  examiner: "-",
};

/**
 * Scores a recorded trace: JSON Lines of `{role, observation}` (an observation by itself is taken by its kind). The test
 * begins before the first line and is ended after the last. Exit code 0 for a pass, 1 for any other verdict. Throws
 * EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID.
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
  const candidate = values.candidate === undefined ? ANONYMOUS : named(values.candidate, rulebook);
  const traceFile = files.trace;
  const lines = withoutMark(readTextFile(traceFile, BYTES_MAX.trace)).split("\n");
  const session = createExamSession({ candidate, rulebook, course, vehicle, devices: [], today: null });
  const by = asId<"actor">("score-exam");
  let state = session.initial;
  const feed = (input: Parameters<typeof session.decide>[1]): void => {
    const answer = session.decide(state, input);
    if (answer.kind === "accepted") state = answer.events.reduce(session.evolve, state);
  };
  feed({ kind: "command", by, atMs: 0, command: { name: "begin" } });
  let atMs = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const { role, observation } = parseLine(line, traceFile, index + 1);
    atMs = observation.atMs;
    feed({ kind: "observation", role, observation });
  }
  if (state.phase === "running") feed({ kind: "command", by, atMs, command: { name: "end" } });
  const report = session.report(state);
  if (values.json === true) outLines(io, JSON.stringify(report, null, 2));
  else for (const text of asText(report)) io.out(text);
  return report.verdict === "pass" ? 0 : 1;
}

/** Throws EdgeError CONFIG_INVALID for a line that is no observation of its kind, or of no kind of an exam. */
function parseLine(text: string, file: string, line: number): { role: DeviceRole; observation: Observation } {
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

/** A verdict by a rulebook that does not know the class would be a verdict by nothing. */
function named(file: string, book: ExamRulebook): Candidate {
  const covered = candidateSchema.refine(({ licenceClass }) => book.licenceClasses.includes(licenceClass), {
    path: ["licenceClass"],
    message: `form:classOfRulebook:${book.licenceClasses.join(", ")}`,
  });
  return loadYamlFile(file, covered, BYTES_MAX.subject).value;
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
