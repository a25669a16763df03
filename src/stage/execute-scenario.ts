import { join } from "node:path";
import { exportJournal } from "../adapters/disk/memory-journal-store.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import { keyIdOf } from "../adapters/keys/node-crypto.ts";
import { createTrustList } from "../adapters/keys/trust-list-file.ts";
import type { ScenarioOrder, ScenarioOutcome } from "../cli/run.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import { assert } from "../core/machine.ts";
import { asId } from "../core/quantities/ids.ts";
import { logName } from "../core/record/checkpoint.ts";
import { EdgeError } from "../errors.ts";
import { makeDirectory } from "../runtime/data-directory.ts";
import { RecordShelf } from "../runtime/record-shelf.ts";
import { softwareIdentity } from "../runtime/software-identity.ts";
import type { Scenario, SingleScenario, StationScenario } from "../scenario/scenario-schema.ts";
import { runScenario } from "./run-scenario.ts";
import { runStation } from "./run-station.ts";
import { loadScenario } from "./scenario-file.ts";
import { missedOf } from "./scenario-verdict.ts";
import { SCENARIO_STATION, type ScenarioRun } from "./virtual-station.ts";

/** The name that a scenario file gives itself. Throws EdgeError FILE_UNREADABLE or CONFIG_INVALID. */
export function scenarioName(file: string): string {
  return loadScenario(file).value.name;
}

/** One scenario file, run and judged; with `out`, its journal, records, proofs and trust list as files. */
export async function executeScenario(order: ScenarioOrder): Promise<ScenarioOutcome> {
  const { value: scenario } = loadScenario(order.file);
  const seed = order.seed ?? scenario.seed;
  return scenario.kind === "station"
    ? executeStation(order, scenario, seed)
    : executeOne(order, scenario, seed);
}

async function executeOne(
  order: ScenarioOrder,
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
  const documents = run.records.map((record) => record.document);
  const { refused } = run;
  const missed: string[] = [];
  if (refused === null && scenario.expect.verdict !== "refused" && documents.length !== order.times)
    missed.push(`${documents.length} of ${order.times} jobs were sealed`);
  for (const document of documents.length === 0 ? [undefined] : documents)
    missed.push(...missedOf(scenario.expect, refused, document));
  const last = run.records.at(-1);
  return {
    ...outcomeOf(order, scenario, seed, run, performance.now() - startedMs),
    verdict: refused === null ? (last?.document.verdict ?? null) : "refused",
    score: last?.document.score?.points ?? null,
    missed: [...new Set(missed)],
  };
}

async function executeStation(
  order: ScenarioOrder,
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
  const missed = run.subjects.flatMap(({ name, expect, job, refused }) =>
    missedOf(expect, refused, documents.get(job ?? "")).map((what) => `${name}: ${what}`),
  );
  const slow = run.lanes.flatMap(({ lane, vehiclesPerHour }) => {
    const least = scenario.lanes.find((plan) => plan.lane === lane)?.vehiclesPerHourMin;
    return least === undefined || (vehiclesPerHour ?? 0) >= least
      ? []
      : [`${lane}: expected ${least} vehicles an hour, found ${vehiclesPerHour ?? "none"}`];
  });
  return {
    ...outcomeOf(order, scenario, seed, run, performance.now() - startedMs),
    verdict: `${run.records.length} jobs`,
    score: null,
    missed: [...missed, ...slow, ...run.problems],
    lanes: run.lanes.map(({ lane, vehicles, vehiclesPerHour }) => ({ lane, vehicles, vehiclesPerHour })),
  };
}

function outcomeOf(
  { file }: ScenarioOrder,
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
    realMs,
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
  for (const { sealed, envelope } of run.records) {
    shelf.putRecord(sealed.record, envelope);
    if (run.checkpoint !== null) shelf.putProof(sealed.record, sealed.index, run.checkpoint);
  }
  const span = { notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2099-12-31T00:00:00.000Z" };
  const { record, log, authority } = run.signers;
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
        { key: witness, role: "witness", station: null, name: witnessName, ...span },
      ],
    }),
  );
}
