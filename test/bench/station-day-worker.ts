import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { singleScenario } from "../support/single-scenario.ts";

/** One lane of the day: its vehicles one after the other, in virtual time. Told: what came out, with the root of its journal. */
export interface LaneOrder {
  readonly file: string;
  readonly seed: number;
  readonly times: number;
}

export interface LaneDay {
  readonly records: number;
  readonly stored: number;
  readonly entries: number;
  readonly virtualS: number;
  readonly cpuS: number;
  /** Root of the journal's tree, hex: equal roots are equal journals. */
  readonly root: string;
}

process.on("message", async (lane: LaneOrder) => {
  const scenario = singleScenario(lane.file);
  const { seed, file, times } = lane;
  const cpu = process.cpuUsage();
  const run = await runScenario({ file, scenario, seed, times, software: softwareIdentity() });
  const { user, system } = process.cpuUsage(cpu);
  const day: LaneDay = {
    records: run.records.length,
    stored: run.registry.stored.length,
    entries: run.store.size(),
    virtualS: run.clock.monoMs() / 1000,
    cpuS: (user + system) / 1e6,
    root: Buffer.from(run.store.root(run.store.size())).toString("hex"),
  };
  process.send?.(day);
});
process.send?.("ready");
