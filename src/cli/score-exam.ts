import { readFileSync } from "node:fs";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { candidateSchema } from "../core/exam/candidate.ts";
import { type Course, parseCourse } from "../core/exam/course.ts";
import { examRulebookSchema } from "../core/exam/rulebook.ts";
import { createExamSession } from "../core/exam/session.ts";
import { vehicleSchema } from "../core/exam/vehicle-body.ts";
import type { DeviceRole, Observation } from "../core/observation.ts";
import { asId } from "../core/quantities/ids.ts";
import type { SessionReport } from "../core/session.ts";
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
  const rulebook = loadYamlFile(files.rules, examRulebookSchema).value;
  const vehicle = loadYamlFile(files.vehicle, vehicleSchema).value;
  const course = loadCourse(files.course);
  const candidate =
    values.candidate === undefined ? ANONYMOUS : loadYamlFile(values.candidate, candidateSchema).value;
  const traceFile = files.trace;
  const lines = read(traceFile).split("\n");
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
    const { role, observation } = parseLine(line, `${traceFile}:${index + 1}`);
    atMs = observation.atMs;
    feed({ kind: "observation", role, observation });
  }
  if (state.phase === "running") feed({ kind: "command", by, atMs, command: { name: "end" } });
  const report = session.report(state);
  if (values.json === true) outLines(io, JSON.stringify(report, null, 2));
  else for (const text of asText(report)) io.out(text);
  return report.verdict === "pass" ? 0 : 1;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
}

function loadCourse(file: string): Course {
  const document = json(read(file), file);
  const result = parseCourse(document);
  if (result.ok) return result.course;
  const where = result.featureIndex === null ? file : `${file}: feature ${result.featureIndex}`;
  throw new EdgeError("CONFIG_INVALID", `${where}: ${result.reason}.`, { file });
}

function json(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EdgeError("CONFIG_INVALID", `${where} is not JSON.`, {}, cause);
  }
}

const ROLE_OF_KIND: Readonly<Record<string, DeviceRole>> = {
  "gnss-epoch": "gnss",
  digital: "vehicle-io",
  channel: "vehicle-io",
};

function parseLine(text: string, where: string): { role: DeviceRole; observation: Observation } {
  const value = json(text, where);
  const record = isRecord(value) ? value : {};
  const bare = isRecord(record.observation) ? record.observation : record;
  const kind = typeof bare.kind === "string" ? bare.kind : "";
  const role = ROLE_OF_KIND[kind];
  if (role === undefined || typeof bare.atMs !== "number")
    throw new EdgeError("CONFIG_INVALID", `${where}: not an observation of an exam.`);
  return { role, observation: bare as unknown as Observation };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asText(report: SessionReport): string[] {
  const lines = [`verdict ${report.verdict ?? "-"}, score ${report.score?.points ?? "-"}`];
  for (const reason of report.reasons) lines.push(`  because ${reason}`);
  const sections = [
    { title: "general", findings: report.findings },
    ...report.items.map((item) => ({
      title: `${item.item} ${item.nameEn}: ${item.verdict ?? "not driven"}`,
      findings: item.findings,
    })),
  ];
  for (const section of sections) {
    lines.push(section.title);
    for (const finding of section.findings)
      if (finding.outcome !== "pass")
        lines.push(`  ${finding.outcome} ${finding.rule}: ${finding.arithmetic}`);
  }
  if (report.unverifiedRules.length > 0)
    lines.push(`not verified against the standard: ${report.unverifiedRules.length} rules`);
  return lines;
}
