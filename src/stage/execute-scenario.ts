import { join } from "node:path";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { exportJournal } from "../adapters/disk/memory-journal-store.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import { keyIdOf } from "../adapters/keys/node-crypto.ts";
import { createTrustList } from "../adapters/keys/trust-list-file.ts";
import type { Miss, ScenarioOrder, ScenarioOutcome } from "../cli/scenario-outcome.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import { assert } from "../core/machine.ts";
import { asId } from "../core/quantities/ids.ts";
import { logName } from "../core/record/checkpoint.ts";
import { type RulebookTexts, rulebookTexts, rulebookTextsSchema } from "../core/record/rulebook-texts.ts";
import { EdgeError } from "../errors.ts";
import { makeDirectory } from "../runtime/data-directory.ts";
import { RecordShelf } from "../runtime/record-shelf.ts";
import { softwareIdentity } from "../runtime/software-identity.ts";
import type { Scenario, SingleScenario, StationScenario } from "../scenario/scenario-schema.ts";
import { DEFAULT_RULEBOOKS } from "./default-rulebooks.ts";
import type { TextsOf } from "./miss-words.ts";
import { type ScenarioPath, withLines } from "./orders-unmet.ts";
import { missedOutages } from "./outages-met.ts";
import type { RunEnd } from "./run-end.ts";
import { runScenario } from "./run-scenario.ts";
import { runStation } from "./run-station.ts";
import { loadScenario, scenarioPath } from "./scenario-file.ts";
import { missedOf } from "./scenario-verdict.ts";
import { endingOf } from "./turns.ts";
import { SCENARIO_STATION, type ScenarioRun } from "./virtual-station.ts";
import { withdrawnOf } from "./withdrawn.ts";

export { executeAtOnce } from "./scenario-workers.ts";
export { writeExpectation } from "./write-expectation.ts";

/** The name that a scenario file gives itself. Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID. */
export function scenarioName(file: string): string {
  return loadScenario(file).value.name;
}

/** One scenario file, run and judged; with `out`, its journal, records, proofs and trust list as files. */
export async function executeScenario(order: ScenarioOrder): Promise<ScenarioOutcome> {
  const { value: scenario, text } = loadScenario(order.file);
  const seed = order.seed ?? scenario.seed;
  return scenario.kind === "station"
    ? executeStation({ ...order, text }, scenario, seed)
    : executeOne({ ...order, text }, scenario, seed);
}

/** With the file's text, for the lines of what is missed. */
type ReadOrder = ScenarioOrder & { readonly text: string };

async function executeOne(
  order: ReadOrder,
  scenario: SingleScenario,
  seed: number,
): Promise<ScenarioOutcome> {
  const startedMs = performance.now();
  const run = await runScenario({
    file: order.file,
    scenario,
    seed,
    software: softwareIdentity(),
    times: order.times,
    ...(order.onMessage === null ? {} : { onMessage: order.onMessage }),
    ...(order.realtime ? { pace: realTime() } : {}),
  });
  if (order.out !== null) {
    const directory = join(order.out, scenario.name);
    writeRun(directory, run);
    writeFileOrSay(join(directory, "trace.jsonl"), traceOf(run));
  }
  const { end } = run;
  const textsOf = textsIn([scenarioPath(order.file, scenario.rulebook ?? DEFAULT_RULEBOOKS[scenario.kind])]);
  const missed = run.turns.flatMap((turn) => {
    const those = missedOf(turn.expect, endingOf(turn, run), textsOf);
    return turn.at.length === 0 ? those : placed(those, turn.at, order.text);
  });
  const last = run.turns.at(-1);
  const document = run.records.find(({ sealed }) => sealed.job === last?.job)?.document;
  return {
    ...outcomeOf(order, scenario, seed, run, performance.now() - startedMs),
    verdict: last?.refused == null ? (document?.verdict ?? null) : "refused",
    score: document?.score?.points ?? null,
    missed: eachOnce([
      ...missed,
      ...withLines(run.ordersMissed, order.text),
      ...missedReceipts(end),
      ...missedOutages(scenario, run.store),
    ]),
  };
}

async function executeStation(
  order: ReadOrder,
  scenario: StationScenario,
  seed: number,
): Promise<ScenarioOutcome> {
  if (order.realtime || order.times !== 1)
    throw new EdgeError(
      "USAGE",
      `proofmark run: ${scenario.name} is of a whole station; it takes no --realtime and no --times.`,
    );
  const startedMs = performance.now();
  const run = await runStation({
    file: order.file,
    scenario,
    seed,
    software: softwareIdentity(),
    ...(order.onMessage === null ? {} : { onMessage: order.onMessage }),
  });
  if (order.out !== null) writeRun(join(order.out, scenario.name), run);
  const documents = new Map(run.records.map(({ sealed, document }) => [String(sealed.job), document]));
  const textsOf = textsIn(
    [...scenario.lanes, ...scenario.courses].map(({ rulebook }) => scenarioPath(order.file, rulebook)),
  );
  const missed = run.subjects.flatMap(({ name, expect, job, refused }) => {
    const standing = run.end.standing.get(job ?? "") ?? ["nobody ever opened a job for it"];
    const withdrawn = withdrawnOf(run, job);
    const ending = { refused, document: documents.get(job ?? ""), standing, withdrawn };
    return missedOf(expect, ending, textsOf).map((miss) => ({ ...miss, says: `${name}: ${miss.says}` }));
  });
  const slow = run.lanes.flatMap(({ lane, vehicles, vehiclesPerHour }): Miss[] => {
    const least = scenario.lanes.find((plan) => plan.lane === lane)?.vehiclesPerHourMin;
    if (least === undefined || (vehiclesPerHour ?? 0) >= least) return [];
    const says = `${lane}: expected at least ${least} vehicles an hour, found ${vehiclesPerHour ?? "none"}`;
    return [{ says, because: [`${vehicles} vehicles were sealed from the first call on`] }];
  });
  const problems = run.problems.map((says) => ({ says, because: [] }));
  return {
    ...outcomeOf(order, scenario, seed, run, performance.now() - startedMs),
    verdict: `${run.records.length} jobs`,
    score: null,
    missed: [
      ...missed,
      ...withLines(run.ordersMissed, order.text),
      ...slow,
      ...problems,
      ...missedReceipts(run.end),
      ...missedOutages(scenario, run.store),
    ],
    lanes: run.lanes.map(({ lane, vehicles, vehiclesPerHour }) => ({ lane, vehicles, vehiclesPerHour })),
  };
}

function outcomeOf(
  { file, times }: ScenarioOrder,
  { name }: Scenario,
  seed: number,
  run: ScenarioRun,
  realMs: number,
) {
  return {
    name,
    file,
    seed,
    record: run.records.at(-1)?.sealed.record ?? null,
    virtualS: run.clock.monoMs() / 1000,
    journalEntries: run.store.size(),
    again: [file, "--seed", String(seed), ...(times === 1 ? [] : ["--times", String(times)]), "--verbose"],
    realMs,
  };
}

/** Of a later job of a subject: with its place in the file. */
function placed(missed: readonly Miss[], at: ScenarioPath, text: string): Miss[] {
  const names = missed.map((miss) => ({
    ...miss,
    at: [...at, "expect"],
    says: `${at.join(".")}: ${miss.says}`,
  }));
  return withLines(names, text);
}

/** One who was expected to pass ten times and failed ten times missed it once. */
function eachOnce(missed: readonly Miss[]): Miss[] {
  return missed.filter((miss, at) => missed.findIndex(({ says }) => says === miss.says) === at);
}

function missedReceipts({ unreceipted, delivery }: RunEnd): Miss[] {
  if (unreceipted === 0) return [];
  return [
    { says: `receipts: expected one of every record, found ${unreceipted} without`, because: delivery },
  ];
}

/** Words of these rulebooks, read where somebody asks for any. */
function textsIn(files: readonly string[]): TextsOf {
  let all: RulebookTexts[] | null = null;
  return (rule) => {
    all ??= files.map((file) => rulebookTexts(loadYamlFile(file, rulebookTextsSchema).value));
    return all.map((texts) => texts.ruleOf(rule)).find((texts) => texts !== null) ?? null;
  };
}

function realTime(): (virtualMs: number) => Promise<void> {
  const beganMs = performance.now();
  return (virtualMs) =>
    new Promise((resolve) => setTimeout(resolve, Math.max(0, virtualMs - (performance.now() - beganMs))));
}

/** Every observation of the run as `score exam --trace` reads it. */
function traceOf(run: ScenarioRun): string {
  const lines: string[] = [];
  for (const record of run.store.read(0)) {
    const entry = readEntry(record);
    assert(entry !== null, "a run's journal is read as it was written");
    if (entry.type !== "job-input" || entry.input.kind !== "observation") continue;
    const { role, observation } = entry.input;
    lines.push(JSON.stringify({ role, observation }));
  }
  return `${lines.join("\n")}\n`;
}

function writeRun(directory: string, run: ScenarioRun): void {
  makeDirectory(directory);
  exportJournal(run.store, join(directory, "journal"), asId<"station">(SCENARIO_STATION));
  const shelf = new RecordShelf(join(directory, "records"), run.store);
  for (const { sealed, envelope } of [...run.records, ...run.withdrawals]) {
    shelf.putRecord(sealed.record, envelope);
    if (run.checkpoint !== null) shelf.putProof(sealed.record, sealed.index, run.checkpoint);
  }
  const span = { notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2099-12-31T00:00:00.000Z" };
  const { record, second, log, authority } = run.signers;
  const { witnessName, witnessSpki } = run.registry;
  const witness = { keyId: keyIdOf(witnessSpki), algorithm: "ed25519", publicKeySpki: witnessSpki } as const;
  writeFileOrSay(
    join(directory, "trust.json"),
    createTrustList({
      authority,
      issued: "2026-06-01T08:00:00.000Z",
      validTo: span.notAfter,
      keys: [
        { key: record, role: "record", station: SCENARIO_STATION, name: "records", ...span },
        {
          key: log,
          role: "log",
          station: SCENARIO_STATION,
          name: logName(SCENARIO_STATION),
          ...span,
        },
        ...(second === null
          ? []
          : [{ key: second, role: "record" as const, station: SCENARIO_STATION, name: "records", ...span }]),
        { key: witness, role: "witness", station: null, name: witnessName, ...span },
      ],
      ...(second !== null && { stations: [{ station: SCENARIO_STATION, from: span.notBefore }] }),
    }),
  );
}
