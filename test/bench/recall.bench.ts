import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { openSegmentStore } from "../../src/adapters/disk/segment-store.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { recall } from "../../src/station/recall.ts";
import { StationMemory } from "../../src/station/station-memory.ts";
import { singleScenario } from "../support/single-scenario.ts";
import type { Measure } from "./main.ts";

/**
 * What a start does with a long journal: the fold from the first entry to the last, on a journal on disk that the operating
 * system has in memory. One lane of sound cars, one course of sound candidates. Usage: npm run bench recall
 */
const DAYS = [
  { name: "k3-sound", times: 40 },
  { name: "c1-sound", times: 3 },
] as const;
const READINGS = 9;

export async function bench(): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const { name, times } of DAYS) {
    const file = join("test/scenarios", `${name}.yaml`);
    const scenario = singleScenario(file);
    const run = await runScenario({ file, scenario, seed: 5, times, software: softwareIdentity() });
    const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
    try {
      exportJournal(run.store, join(directory, "journal"), asId<"station">(SCENARIO_STATION));
      const store = openSegmentStore({
        directory: join(directory, "journal"),
        station: asId<"station">(SCENARIO_STATION),
      });
      measures.push({
        name: `recall of ${times} jobs, ${name}, median of ${READINGS}`,
        value: store.size() / medianS(store) / 1000,
        unit: "entries/ms",
      });
      await store.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
  return measures;
}

function medianS(store: JournalStore): number {
  const seconds: number[] = [];
  for (let i = 0; i < READINGS; i++) {
    const fromMs = performance.now();
    recall(new StationMemory(asId<"station">(SCENARIO_STATION), openSession), store);
    seconds.push((performance.now() - fromMs) / 1000);
  }
  return seconds.sort((a, b) => a - b)[Math.floor(READINGS / 2)] ?? Number.NaN;
}
