import { writeFileSync } from "node:fs";
import { EdgeError } from "../errors.ts";
import type { LiveListener } from "../station/live-feed.ts";
import { parseWords, wholeNumber } from "./arguments.ts";
import type { CliCommand, CliIo } from "./command.ts";
import { JobPrinter } from "./job-printer.ts";
import { junitReport } from "./junit-report.ts";

/** What came of one scenario. */
export interface ScenarioOutcome {
  readonly name: string;
  readonly file: string;
  readonly seed: number;
  readonly verdict: string | null;
  readonly score: number | null;
  readonly record: string | null;
  /** Expectations that do not hold; empty when all do. */
  readonly missed: readonly string[];
  readonly virtualS: number;
  readonly journalEntries: number;
  readonly realMs: number;
}

export interface ScenarioOrder {
  readonly file: string;
  readonly seed: number | null;
  readonly realtime: boolean;
  readonly out: string | null;
  readonly times: number;
  readonly onMessage: LiveListener | null;
}

const HELP = `Usage: proofmark run SCENARIO... [--seed N] [--times N] [--realtime] [--report junit:F] [--out DIR] [--verbose] [--json]

Runs scenarios in virtual time through the whole station: simulated instruments at the wire, journal, verdict, seal,
registry, receipt; then checks what the scenario expects.

  --seed N          instead of the scenario's own; the same seed gives byte-identical journals and records
  --times N         the same subject N times, one after the other (default 1)
  --realtime        at the pace of real time, telling what happens
  --verbose         tells what happens
  --report junit:F  writes a JUnit file
  --out DIR         writes DIR/NAME/{journal,records,trust.json,trace.jsonl}
  --json            one JSON line a scenario

Exit codes: 0 every expectation holds, 1 one does not, 2 wrong input.

Example: npx proofmark run test/scenarios/*.yaml --report junit:out.xml`;

/** The composition root hands in how a scenario is executed. */
export function createRunCommand(execute: (order: ScenarioOrder) => Promise<ScenarioOutcome>): CliCommand {
  return {
    name: "run",
    summary: "scenarios in virtual time, with what must come of them",
    help: HELP,
    async run(args, io) {
      const { values, words } = parseWords("run", args, {
        seed: { type: "string" },
        times: { type: "string" },
        realtime: { type: "boolean" },
        verbose: { type: "boolean" },
        report: { type: "string" },
        out: { type: "string" },
        json: { type: "boolean" },
      });
      if (words.length === 0) throw new EdgeError("USAGE", "proofmark run needs at least one scenario file.");
      const report = reportFile(values.report);
      const told = values.verbose === true || values.realtime === true;
      const outcomes: ScenarioOutcome[] = [];
      for (const file of words) {
        const printer = new JobPrinter((line) => io.out(line));
        const outcome = await execute({
          file,
          seed: values.seed === undefined ? null : wholeNumber("run", "seed", values.seed, 0, 2 ** 31 - 1),
          times: values.times === undefined ? 1 : wholeNumber("run", "times", values.times, 1, 1_000_000),
          realtime: values.realtime === true,
          out: values.out ?? null,
          onMessage: told ? (message) => printer.take(message) : null,
        });
        outcomes.push(outcome);
        tell(outcome, values.json === true, io);
      }
      if (report !== null) writeFileSync(report, junitReport(outcomes));
      const missed = outcomes.filter((outcome) => outcome.missed.length > 0).length;
      if (values.json !== true) io.out(`${outcomes.length - missed} passed, ${missed} failed`);
      return missed === 0 ? 0 : 1;
    },
  };
}

function reportFile(report: string | undefined): string | null {
  if (report === undefined) return null;
  if (!report.startsWith("junit:") || report.length <= "junit:".length) {
    throw new EdgeError(
      "USAGE",
      `proofmark run --report: found ${JSON.stringify(report)}, allowed: junit:FILE.`,
    );
  }
  return report.slice("junit:".length);
}

function tell(outcome: ScenarioOutcome, json: boolean, io: CliIo): void {
  if (json) {
    io.out(JSON.stringify(outcome));
    return;
  }
  const score = outcome.score === null ? "" : ` ${outcome.score} points`;
  const state = outcome.missed.length === 0 ? "ok  " : "MISS";
  const rate = `${outcome.virtualS.toFixed(0)} s in ${(outcome.realMs / 1000).toFixed(2)} s`;
  io.out(
    `${state} ${outcome.name.padEnd(34)} ${(outcome.verdict ?? "no end").padEnd(9)}${score.padEnd(11)} ${rate}`,
  );
  for (const line of outcome.missed) io.out(`       ${line}`);
}
