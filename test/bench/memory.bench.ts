import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { singleScenario } from "../support/single-scenario.ts";
import type { Measure } from "./main.ts";

/**
 * What a station keeps of the vehicles that have gone: the heap after a full collection, without compiled code, at vehicle 300 and
 * at the last of 1 000 vehicles of one lane in virtual time (three days of work without a pause). The bytes of the journal lie outside the
 * heap (a live station has them on disk), the registry stand-in has its records on disk. Resident memory of the live station:
 * start.bench.ts. Usage: npm run bench memory
 */
const VEHICLES = 1000;
/** Until then the engine still compiles what is called often. */
const WARM_UP = 300;

export async function bench(): Promise<Measure[]> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const file = join("test/scenarios", "k3-sound.yaml");
  const scenario = singleScenario(file);
  const heapKiB: number[] = [];
  const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
  let sealed = 0;
  let newest = "";
  try {
    await runScenario({
      file,
      scenario,
      seed: 5,
      times: VEHICLES,
      software: softwareIdentity(),
      leanIn: directory,
      onMessage: (message) => {
        if (message.type !== "job" || message.job.record === null || message.job.record === newest) return;
        newest = message.job.record;
        sealed += 1;
        if (sealed !== WARM_UP && sealed !== VEHICLES) return;
        collect();
        heapKiB.push(heapWithoutCodeKiB());
      },
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
  const [early = Number.NaN, late = Number.NaN] = heapKiB;
  return [
    { name: `heap after ${VEHICLES} vehicles`, value: late / 1024, unit: "MiB" },
    {
      name: `heap grown from vehicle ${WARM_UP} to vehicle ${VEHICLES}, a vehicle`,
      value: (late - early) / (VEHICLES - WARM_UP),
      unit: "KiB",
      atMost: 2,
    },
  ];
}

function heapWithoutCodeKiB(): number {
  const spaces = getHeapSpaceStatistics().filter(({ space_name: name }) => !name.includes("code"));
  return spaces.reduce((sum, { space_used_size: bytes }) => sum + bytes, 0) / 1024;
}
