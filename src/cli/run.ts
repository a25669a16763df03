import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { makeDirectories } from "../adapters/disk/make-directory.ts";
import { refuseUsed } from "../adapters/disk/new-directory.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import { EdgeError } from "../errors.ts";
import { parseWords, wholeNumber } from "./arguments.ts";
import type { CliCommand, CliIo } from "./command.ts";
import { failureFrom } from "./failure.ts";
import { JobPrinter } from "./job-printer.ts";
import { junitReport } from "./junit-report.ts";
import type { ScenarioOrder, ScenarioResult, ScenarioStage, ToldResult } from "./scenario-outcome.ts";
import { exitCodeOf, junitCaseOf, summaryOf, tellScenario } from "./scenario-told.ts";

const HELP = `Usage: proofmark run SCENARIO... [--seed N] [--times N] [--jobs N] [--write-expect] [--realtime] [--report junit:F] [--out DIR] [--verbose] [--json]

Runs scenarios in virtual time through the whole station: simulated instruments at the wire, journal, verdict, seal,
registry, receipt; then checks what the scenario expects.

  --seed N          instead of the scenario's own; the same seed gives byte-identical journals and records
  --times N         the same subject N times, one after the other (default 1)
  --jobs N          so many at once, each in a process of its own; told in order all the same (default 1)
  --write-expect    writes what came of each into its file as what is expected, and checks that; nothing else of it changes
  --realtime        at the pace of real time, telling what happens
  --verbose         tells what happens
  --report junit:F  writes a JUnit file: of each miss what was expected, what was found and why, with seed and record
  --out DIR         writes DIR/NAME/{journal,records,trust.json,trace.jsonl}; DIR/NAME is not there yet, or is empty
  --json            one JSON line a scenario

A scenario that cannot be run (its file is wrong, or names what does not exist) is told, and the others run.

Exit codes: 0 every expectation holds, 1 one does not, 2 wrong input, also of one scenario among others, 3 a failure
while running.

Example: npx proofmark run test/scenarios/*.yaml --report junit:out.xml`;

const OPTIONS = {
  seed: { type: "string" },
  times: { type: "string" },
  jobs: { type: "string" },
  "write-expect": { type: "boolean" },
  realtime: { type: "boolean" },
  verbose: { type: "boolean" },
  report: { type: "string" },
  out: { type: "string" },
  json: { type: "boolean" },
} as const;

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
      const jobs = jobsOf(values.jobs, order.realtime);
      const isWritten = values["write-expect"] === true;
      if (isWritten) refuseBeside(values);
      const stage = await loadStage();
      if (order.out !== null) prepareFolder(order.out, words, (file) => stage.scenarioName(file));
      // Before hours of virtual time, not after them.
      if (report !== null) writeFileOrSay(report, junitReport([]));
      const results: ScenarioResult[] = [];
      const done = ({ lines, result }: ToldResult): void => {
        for (const line of lines) io.out(line);
        results.push(result);
        tellScenario(result, io, { json: values.json === true, isOneOfMany: words.length > 1 });
        // After each: what is known stands in it, whatever ends the rest.
        if (report !== null) writeFileOrSay(report, junitReport(results.map(junitCaseOf)));
      };
      const isTold = values.verbose === true || order.realtime;
      const orders = words.map((file) => ({ ...order, file }));
      if (jobs > 1 && words.length > 1) await stage.executeAtOnce(orders, { jobs, isTold, done });
      else for (const each of orders) done(await oneScenario(stage, each, { isTold, isWritten }, io));
      const isOneBroken = results.length === 1 && results.some((result) => "failure" in result);
      if (values.json !== true && !isOneBroken) io.out(summaryOf(results));
      return exitCodeOf(results);
    },
  };
}

/** What breaks one scenario does not keep the others from running. */
async function oneScenario(
  stage: ScenarioStage,
  order: Omit<ScenarioOrder, "onMessage">,
  { isTold, isWritten }: { readonly isTold: boolean; readonly isWritten: boolean },
  io: CliIo,
): Promise<ToldResult> {
  const printer = new JobPrinter((line) => io.out(line));
  const onMessage = isTold ? printer.take.bind(printer) : null;
  try {
    const unwritten = isWritten ? await stage.writeExpectation(order.file) : [];
    const outcome = await stage.executeScenario({ ...order, onMessage });
    return { lines: [], result: { ...outcome, missed: [...unwritten, ...outcome.missed] } };
  } catch (error) {
    return { lines: [], result: { file: order.file, failure: failureFrom(error) } };
  }
}

/** What is written is what the file says by itself, one after the other. */
function refuseBeside(values: Readonly<Record<string, unknown>>): void {
  const beside = ["seed", "times", "jobs", "realtime"].find((name) => values[name] !== undefined);
  if (beside !== undefined)
    throw new EdgeError("USAGE", `proofmark run takes --write-expect or --${beside}, not both.`);
}

/** How many at once; a clock on the wall is watched by one. */
function jobsOf(jobs: string | undefined, isRealtime: boolean): number {
  if (jobs === undefined) return 1;
  if (isRealtime) throw new EdgeError("USAGE", "proofmark run takes --jobs or --realtime, not both.");
  return wholeNumber("run", "jobs", jobs, 1, 64);
}

/** Throws EdgeError DIRECTORY_UNWRITABLE, DIRECTORY_USED where a scenario's own folder is not empty, or USAGE where two scenarios would write into one folder. */
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
  // Before the first run, not after it: its result would be lost.
  for (const name of taken.keys()) refuseUsed(join(out, name));
}

/** Null for a file that is broken: its own turn says so, and the others run. */
function nameIfSound(file: string, nameOf: (file: string) => string): string | null {
  try {
    return nameOf(file);
  } catch {
    return null;
  }
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
