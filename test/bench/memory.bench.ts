import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { singleScenario } from "../support/single-scenario.ts";
import type { Measure } from "./main.ts";

/**
 * What a station keeps of the vehicles that have gone: the heap after a full collection, at the tenth and at the last of 150
 * vehicles of one lane in virtual time (ten hours of work without a pause). The journal itself lies outside the heap (a live
 * station has it on disk); the registry stand-in keeps its records inside and is counted in. Resident memory of the live
 * station: start.bench.ts. Usage: npm run bench memory
 */
const VEHICLES = 150;
const WARM_UP = 10;

export async function bench(): Promise<Measure[]> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const file = join("test/scenarios", "k3-sound.yaml");
  const scenario = singleScenario(file);
  const heapMiB: number[] = [];
  let envelopeBytes = 0;
  const sealed = new Set<string>();
  const { records } = await runScenario({
    file,
    scenario,
    seed: 5,
    times: VEHICLES,
    software: softwareIdentity(),
    onMessage: (message) => {
      if (message.type !== "job" || message.job.record === null || sealed.has(message.job.record)) return;
      sealed.add(message.job.record);
      if (sealed.size !== WARM_UP && sealed.size !== VEHICLES) return;
      collect();
      heapMiB.push(process.memoryUsage().heapUsed / 2 ** 20);
    },
  });
  for (const { envelope } of records.slice(WARM_UP)) envelopeBytes += envelope.length;
  const [early = Number.NaN, late = Number.NaN] = heapMiB;
  const vehicles = VEHICLES - WARM_UP;
  return [
    { name: `heap after ${VEHICLES} vehicles`, value: late, unit: "MiB" },
    {
      name: `heap grown by ${vehicles} vehicles, a vehicle`,
      value: ((late - early) * 1024) / vehicles,
      unit: "KiB",
      atMost: 200,
    },
    { name: "of which one record's envelope", value: envelopeBytes / 1024 / vehicles, unit: "KiB" },
  ];
}
