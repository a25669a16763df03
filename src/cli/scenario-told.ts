import { basename } from "node:path";
import type { CliIo } from "./command.ts";
import { failureLines } from "./failure.ts";
import type { JunitCase } from "./junit-report.ts";
import type { ScenarioOutcome, ScenarioResult } from "./scenario-outcome.ts";

/** What came of one scenario, for a terminal. */
export function tellScenario(
  result: ScenarioResult,
  io: CliIo,
  { json, isOneOfMany }: { readonly json: boolean; readonly isOneOfMany: boolean },
): void {
  if ("failure" in result) {
    const { sentence, code } = result.failure;
    if (json) io.out(JSON.stringify({ file: result.file, error: { code, sentence } }));
    else if (isOneOfMany) io.out(`ERR  ${basename(result.file)}`);
    for (const line of failureLines(result.failure)) io.err(line);
    return;
  }
  if (json) io.out(JSON.stringify(result));
  else for (const line of outcomeLines(result)) io.out(line);
}

function outcomeLines(result: ScenarioOutcome): string[] {
  const score = result.score === null ? "" : ` ${result.score} points`;
  const state = result.missed.length === 0 ? "ok  " : "MISS";
  const rate = `${result.virtualS.toFixed(0)} s in ${(result.realMs / 1000).toFixed(2)} s`;
  return [
    `${state} ${result.name.padEnd(34)} ${(result.verdict ?? "no end").padEnd(9)}${score.padEnd(11)} ${rate}`,
    ...(result.lanes ?? []).map(
      ({ lane, vehicles, vehiclesPerHour }) =>
        `       ${lane}: ${vehicles} vehicles, ${vehiclesPerHour ?? "-"} an hour`,
    ),
    ...missLines(result).map((line) => `       ${line}`),
    ...(result.missed.length === 0 ? [] : [`       again: ${commandOf(result)}`]),
  ];
}

/** What one expectation was missed by is often what the next one was missed by: it is told once. */
function missLines({ missed }: ScenarioOutcome): string[] {
  const told = new Set<string>();
  return missed.flatMap(({ says, because }) => {
    const fresh = because.filter((why) => !told.has(why));
    for (const why of fresh) told.add(why);
    const again = fresh.length === 0 && because.length > 0 ? ["  because of what is told above"] : [];
    return [says, ...fresh.map((why) => `  because ${why}`), ...again];
  });
}

/** A word that a shell would take apart stands in quotes. */
function commandOf({ again }: ScenarioOutcome): string {
  const quoted = again.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return `npx proofmark run ${quoted.join(" ")}`;
}

export function junitCaseOf(result: ScenarioResult): JunitCase {
  if ("failure" in result) {
    const { sentence, code } = result.failure;
    const body = failureLines(result.failure).join("\n");
    return {
      name: basename(result.file),
      file: result.file,
      error: { message: `${sentence} [${code}]`, body },
      realMs: 0,
    };
  }
  const { name, file, realMs, missed } = result;
  const [first, ...more] = missed;
  if (first === undefined) return { name, file, realMs };
  const message = more.length === 0 ? first.says : `${first.says} (and ${more.length} more)`;
  const body = [
    ...missLines(result),
    `found:  ${result.verdict ?? "no end"}${result.score === null ? "" : `, ${result.score} points`}`,
    `seed:   ${result.seed}`,
    `record: ${result.record ?? "none was sealed"}`,
    `again:  ${commandOf(result)}`,
  ].join("\n");
  return { name, file, realMs, failure: { message, body } };
}

export function summaryOf(results: readonly ScenarioResult[]): string {
  const broken = results.filter((result) => "failure" in result).length;
  const missed = results.filter((result) => "missed" in result && result.missed.length > 0).length;
  const end = broken === 0 ? "" : `, ${broken} could not be run`;
  return `${results.length - missed - broken} passed, ${missed} failed${end}`;
}

/** 2 or 3 where one could not be run, 1 where an expectation does not hold, else 0. */
export function exitCodeOf(results: readonly ScenarioResult[]): number {
  const broken = results.flatMap((result) => ("failure" in result ? [result.failure.exitCode] : []));
  if (broken.length > 0) return Math.max(...broken);
  return results.every((result) => "missed" in result && result.missed.length === 0) ? 0 : 1;
}
