import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { dossierSchema } from "../core/inspection/dossier.ts";
import { measurementFileSchema } from "../core/inspection/measurements.ts";
import { inspectionRulebookSchema } from "../core/inspection/rulebook.ts";
import { scoreInspection as score } from "../core/inspection/score.ts";
import { restsOnWords, scopeCounted } from "../core/record/told-scope.ts";
import type { Finding } from "../core/rules/finding.ts";
import { limitWords } from "../core/rules/limit-words.ts";
import type { SessionReport } from "../core/session.ts";
import { EdgeError } from "../errors.ts";
import { parseOptions, requireAll } from "./arguments.ts";
import { type CliIo, outLines } from "./command.ts";
import { dateInWords, scoreDate } from "./score-date.ts";
import { inEnglish, toldReport } from "./told-report.ts";

const PASSED = 0;
const NOT_PASSED = 1;
const COMMAND = "score inspection";
const OPTIONS = {
  dossier: { type: "string" },
  measurements: { type: "string" },
  rules: { type: "string" },
  date: { type: "string" },
  json: { type: "boolean" },
} as const;

/** Judges recorded measurements without a station. Throws EdgeError USAGE, FILE_UNREADABLE, CONFIG_INVALID. */
export async function scoreInspection(args: readonly string[], io: CliIo): Promise<number> {
  const words = parseOptions(COMMAND, args, OPTIONS);
  const {
    rules,
    dossier: dossierFile,
    measurements: measurementFile,
  } = requireAll(COMMAND, {
    dossier: words.dossier,
    measurements: words.measurements,
    rules: words.rules,
  });
  const rulebook = loadYamlFile(rules, inspectionRulebookSchema);
  const dossier = loadYamlFile(dossierFile, dossierSchema, BYTES_MAX.subject).value;
  const measurements = loadYamlFile(measurementFile, measurementFileSchema, BYTES_MAX.measurements).value;
  const day = scoreDate(COMMAND, words.date);
  const scored = score({ dossier, rulebook: rulebook.value, measurements, today: day.date });
  if (scored.kind === "refused")
    throw new EdgeError("CONFIG_INVALID", `${measurementFile}: ${inEnglish([scored.reason])}.`);
  const { report } = scored;
  const { id, edition } = rulebook.value;
  if (words.json === true) {
    outLines(
      io,
      JSON.stringify(
        { rulebook: { id, edition, sha256: rulebook.sha256 }, ...day, ...toldReport(report) },
        null,
        2,
      ),
    );
  } else {
    io.out(dateInWords(day));
    for (const line of inWords(report, `${id} (${rulebook.sha256.slice(0, 12)})`)) io.out(line);
  }
  return report.verdict === "pass" ? PASSED : NOT_PASSED;
}

function inWords(report: SessionReport, rulebook: string): readonly string[] {
  const items = report.items.flatMap((item) => [
    `${item.item.padEnd(5)} ${String(item.verdict).padEnd(14)} ${item.nameZh} / ${item.nameEn}${
      item.reasons.length === 0 ? "" : `: ${inEnglish(item.reasons)}`
    }`,
    ...item.findings.filter((finding) => finding.value !== null).map(findingInWords),
  ]);
  const rests = report.scope === null ? null : restsOnWords(report.scope);
  const scope = report.scope === null ? "" : `; ${inEnglish([scopeCounted(report.scope)])}`;
  return [
    ...items,
    ...report.findings.map(findingInWords),
    ...report.reasons.map((why) => inEnglish([why])),
    ...report.notes.map((note) => `note: ${inEnglish([note])}`),
    ...(rests === null ? [] : [`note: ${inEnglish([rests])}`]),
    `${report.unverifiedRules.length} of the rules applied rest on numbers that nobody has verified.`,
    `${report.subject.plate ?? ""} ${report.subject.vin ?? ""}: ${report.verdict} by ${rulebook}${scope}`,
  ];
}

function findingInWords(finding: Finding): string {
  const limits = limitWords(finding.limits);
  const shown = limits === null ? "" : `  (${limits.en})`;
  return `      ${finding.outcome.padEnd(14)} ${finding.rule}: ${inEnglish(finding.arithmetic)}${shown}`;
}
