import { accessSync, constants } from "node:fs";
import { basename } from "node:path";
import { makeDirectories } from "../adapters/disk/make-directory.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import { EdgeError } from "../errors.ts";
import type { LiveListener } from "../station/live-feed.ts";
import { parseWords, wholeNumber } from "./arguments.ts";
import type { CliCommand, CliIo } from "./command.ts";
import { type Failure, failureFrom, failureLines } from "./failure.ts";
import { JobPrinter } from "./job-printer.ts";
import { type JunitCase, junitReport } from "./junit-report.ts";

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
  /** Of a scenario of a whole station. */
  readonly lanes?: readonly {
    readonly lane: string;
    readonly vehicles: number;
    readonly vehiclesPerHour: number | null;
  }[];
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

A scenario that cannot be run (its file is wrong, or names what does not exist) is told, and the others run.

Exit codes: 0 every expectation holds, 1 one does not, 2 wrong input, also of one scenario among others, 3 a failure
while running.

Example: npx proofmark run test/scenarios/*.yaml --report junit:out.xml`;

const OPTIONS = {
  seed: { type: "string" },
  times: { type: "string" },
  realtime: { type: "boolean" },
  verbose: { type: "boolean" },
  report: { type: "string" },
  out: { type: "string" },
  json: { type: "boolean" },
} as const;

/** How a scenario is executed, and how its name is read from its file. */
export interface ScenarioStage {
  executeScenario(order: ScenarioOrder): Promise<ScenarioOutcome>;
  scenarioName(file: string): string;
}

/** The composition root hands in the stage; it is loaded when there is something to run. */
export function createRunCommand(loadStage: () => Promise<ScenarioStage>): CliCommand {
  return {
    help: HELP,
    async run(args, io) {
      const { values, words } = parseWords("run", args, OPTIONS);
      if (words.length === 0) throw new EdgeError("USAGE", "proofmark run needs at least one scenario file.");
      const report = reportFile(values.report);
      const order = {
        seed: values.seed === undefined ? null : wholeNumber("run", "seed", values.seed, 0, 2 ** 31 - 1),
        times: values.times === undefined ? 1 : wholeNumber("run", "times", values.times, 1, 1_000_000),
        realtime: values.realtime === true,
        out: values.out ?? null,
      };
      const stage = await loadStage();
      if (order.out !== null) prepareFolder(order.out, words, (file) => stage.scenarioName(file));
      // Before hours of virtual time, not after them.
      if (report !== null) writeFileOrSay(report, junitReport([]));
      const results: Result[] = [];
      for (const file of words) {
        const printer = new JobPrinter((line) => io.out(line));
        const onMessage = values.verbose === true || order.realtime ? printer : null;
        const result = await oneScenario(
          () =>
            stage.executeScenario({
              ...order,
              file,
              onMessage: onMessage && ((message) => onMessage.take(message)),
            }),
          file,
        );
        results.push(result);
        tell(result, values.json === true, io, words.length > 1);
      }
      if (report !== null) writeFileOrSay(report, junitReport(results.map(junitCase)));
      const isOneBroken = results.length === 1 && results.some((result) => "failure" in result);
      if (values.json !== true && !isOneBroken) io.out(summary(results));
      return exitCode(results);
    },
  };
}

type Result = ScenarioOutcome | BrokenScenario;

/** It did not come to a verdict on its expectations: its file is wrong, or we are. */
interface BrokenScenario {
  readonly file: string;
  readonly failure: Failure;
}

/** What breaks one scenario does not keep the others from running. */
async function oneScenario(execute: () => Promise<ScenarioOutcome>, file: string): Promise<Result> {
  try {
    return await execute();
  } catch (error) {
    return { file, failure: failureFrom(error) };
  }
}

/** Throws EdgeError DIRECTORY_UNWRITABLE, or USAGE where two scenarios would write into one folder. */
function prepareFolder(out: string, files: readonly string[], nameOf: (file: string) => string): void {
  const taken = new Map<string, string>();
  for (const file of files) {
    const name = nameIfSound(file, nameOf);
    if (name === null) continue;
    const other = taken.get(name);
    if (other !== undefined)
      throw new EdgeError(
        "USAGE",
        `proofmark run --out: ${other} and ${file} are both named ${JSON.stringify(name)} and would write into one folder.`,
      );
    taken.set(name, file);
  }
  try {
    makeDirectories(out);
    accessSync(out, constants.W_OK);
  } catch (cause) {
    throw new EdgeError("DIRECTORY_UNWRITABLE", `Cannot write into the directory ${out}.`, { out }, cause);
  }
}

/** Null for a file that is broken: its own turn says so, and the others run. */
function nameIfSound(file: string, nameOf: (file: string) => string): string | null {
  try {
    return nameOf(file);
  } catch {
    return null;
  }
}

function exitCode(results: readonly Result[]): number {
  const broken = results.flatMap((result) => ("failure" in result ? [result.failure.exitCode] : []));
  if (broken.length > 0) return Math.max(...broken);
  return results.every((result) => "missed" in result && result.missed.length === 0) ? 0 : 1;
}

function summary(results: readonly Result[]): string {
  const broken = results.filter((result) => "failure" in result).length;
  const missed = results.filter((result) => "missed" in result && result.missed.length > 0).length;
  const end = broken === 0 ? "" : `, ${broken} could not be run`;
  return `${results.length - missed - broken} passed, ${missed} failed${end}`;
}

function junitCase(result: Result): JunitCase {
  if ("missed" in result) return result;
  const { sentence, code, remedy } = result.failure;
  return {
    name: basename(result.file),
    file: result.file,
    missed: [],
    error: `${sentence} [${code}]\n${remedy}`,
    realMs: 0,
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

function tell(result: Result, json: boolean, io: CliIo, isOneOfMany: boolean): void {
  if ("failure" in result) {
    const { sentence, code } = result.failure;
    if (json) io.out(JSON.stringify({ file: result.file, error: { code, sentence } }));
    else if (isOneOfMany) io.out(`ERR  ${basename(result.file)}`);
    for (const line of failureLines(result.failure)) io.err(line);
    return;
  }
  if (json) {
    io.out(JSON.stringify(result));
    return;
  }
  const score = result.score === null ? "" : ` ${result.score} points`;
  const state = result.missed.length === 0 ? "ok  " : "MISS";
  const rate = `${result.virtualS.toFixed(0)} s in ${(result.realMs / 1000).toFixed(2)} s`;
  io.out(
    `${state} ${result.name.padEnd(34)} ${(result.verdict ?? "no end").padEnd(9)}${score.padEnd(11)} ${rate}`,
  );
  for (const { lane, vehicles, vehiclesPerHour } of result.lanes ?? [])
    io.out(`       ${lane}: ${vehicles} vehicles, ${vehiclesPerHour ?? "-"} an hour`);
  for (const line of result.missed) io.out(`       ${line}`);
}
