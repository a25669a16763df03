import { parseArgs } from "node:util";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { dossierSchema } from "../core/inspection/dossier.ts";
import { measurementFileSchema } from "../core/inspection/measurements.ts";
import { inspectionRulebookSchema } from "../core/inspection/rulebook.ts";
import { scoreInspection as score } from "../core/inspection/score.ts";
import type { Finding } from "../core/rules/finding.ts";
import type { SessionReport } from "../core/session.ts";
import { EdgeError } from "../errors.ts";
import type { CliIo } from "./command.ts";

const PASSED = 0;
const NOT_PASSED = 1;
const WRONG_INPUT = 2;

/** What follows the summary in `proofmark score --help` for inspections. */
export const SCORE_INSPECTION_HELP = `Usage: proofmark score inspection --dossier F --measurements F --rules F [--json]

  --dossier F        the vehicle and the inspection ordered (YAML, proofmark/dossier/v1)
  --measurements F   what was measured, by item (YAML or JSON, proofmark/measurements/v1)
  --rules F          the rulebook (YAML, proofmark/rulebook/v1)
  --json             one JSON document instead of text

Exit codes: 0 pass; 1 fail, void or undecided; 2 wrong input.

Example: proofmark score inspection --dossier config/dossiers/demo-k3.yaml \\
  --measurements measurements.yaml --rules config/rules/cn-inspection-2021.yaml`;

/** Judges recorded measurements without a station. */
export async function scoreInspection(args: readonly string[], io: CliIo): Promise<number> {
  try {
    const files = parseFiles(args);
    if (files === "help") {
      io.out(SCORE_INSPECTION_HELP);
      return PASSED;
    }
    const rulebook = loadYamlFile(files.rules, inspectionRulebookSchema);
    const dossier = loadYamlFile(files.dossier, dossierSchema).value;
    const measurements = loadYamlFile(files.measurements, measurementFileSchema).value;
    const scored = score({ dossier, rulebook: rulebook.value, measurements });
    if (scored.kind === "refused")
      throw new EdgeError("CONFIG_INVALID", `${files.measurements}: ${scored.reason}.`);
    const { report } = scored;
    const { id, edition } = rulebook.value;
    if (files.json)
      io.out(JSON.stringify({ rulebook: { id, edition, sha256: rulebook.sha256 }, ...report }, null, 2));
    else for (const line of inWords(report, `${id} (${rulebook.sha256.slice(0, 12)})`)) io.out(line);
    return report.verdict === "pass" ? PASSED : NOT_PASSED;
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    io.err(`${error.code}: ${error.message}`);
    return WRONG_INPUT;
  }
}

interface Files {
  readonly dossier: string;
  readonly measurements: string;
  readonly rules: string;
  readonly json: boolean;
}

function parseFiles(args: readonly string[]): Files | "help" {
  const values = parseWords(args);
  if (values.help === true) return "help";
  const { dossier, measurements, rules } = values;
  if (dossier === undefined || measurements === undefined || rules === undefined)
    throw new EdgeError("USAGE", "score inspection needs --dossier, --measurements and --rules.");
  return { dossier, measurements, rules, json: values.json === true };
}

function parseWords(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        dossier: { type: "string" },
        measurements: { type: "string" },
        rules: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
    return values;
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new EdgeError("USAGE", `score inspection does not understand the call: ${what}`, {}, cause);
  }
}

function inWords(report: SessionReport, rulebook: string): readonly string[] {
  const items = report.items.flatMap((item) => [
    `${item.item.padEnd(5)} ${String(item.verdict).padEnd(14)} ${item.nameZh} / ${item.nameEn}${
      item.reason === null ? "" : `: ${item.reason}`
    }`,
    ...item.findings.filter((finding) => finding.value !== null).map(findingInWords),
  ]);
  return [
    ...items,
    ...report.findings.map(findingInWords),
    ...report.reasons,
    `${report.unverifiedRules.length} of the rules applied rest on numbers that nobody has verified.`,
    `${report.subject.plate ?? ""} ${report.subject.vin ?? ""}: ${report.verdict} by ${rulebook}`,
  ];
}

function findingInWords(finding: Finding): string {
  const limit = finding.limit === null ? "" : `  (${finding.limit})`;
  return `      ${finding.outcome.padEnd(14)} ${finding.rule}: ${finding.arithmetic}${limit}`;
}
