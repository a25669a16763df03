import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Measure } from "./main.ts";
import type { LaneDay, LaneOrder } from "./station-day-worker.ts";

/**
 * A day of a thousand vehicles in virtual time, wire bytes to receipts: ten stations of one lane each, a hundred sound cars a
 * lane, as many at a time as the machine has processors. Then two smaller days, mixed, twice: their journals must be the same
 * bytes. Usage: npm run bench station
 */
const LANES = 10;
const VEHICLES_A_LANE = 100;
const SCENARIOS = "test/scenarios";
const MIXED: readonly LaneOrder[] = [
  "k3-sound",
  "k3-left-rear-weak",
  "k3-noisy-line",
  "c1-sound",
  "c1-stalls-on-hill",
].map((name) => ({ file: join(SCENARIOS, `${name}.yaml`), seed: 7, times: 4 }));

export async function bench(): Promise<Measure[]> {
  const lanes = Array.from({ length: LANES }, (_, lane) => ({
    file: join(SCENARIOS, "k3-sound.yaml"),
    seed: 100 + lane,
    times: VEHICLES_A_LANE,
  }));
  const pool = await Pool.start(availableParallelism());
  try {
    const fromMs = performance.now();
    const days = await pool.run(lanes);
    const seconds = (performance.now() - fromMs) / 1000;
    const sum = (of: (day: LaneDay) => number): number => days.reduce((total, day) => total + of(day), 0);
    const first = await pool.run(MIXED);
    const second = await pool.run([...MIXED].reverse());
    const differing = first.filter(({ root }, at) => root !== second.at(-1 - at)?.root).length;
    const what = `${sum((day) => day.records)} vehicles in virtual time`;
    return [
      { name: what, value: seconds, unit: "s", atMost: 60 },
      { name: `${what}, processor time`, value: sum((day) => day.cpuS), unit: "s" },
      { name: `${what}, journal entries`, value: sum((day) => day.entries) / seconds, unit: "entries/s" },
      { name: `${what}, faster than real time`, value: sum((day) => day.virtualS) / seconds, unit: "x" },
      {
        name: `${what}, records missing at the registry`,
        value: LANES * VEHICLES_A_LANE - sum((day) => day.stored),
        unit: "records",
        atMost: 0,
      },
      { name: "mixed days run twice, journals that differ", value: differing, unit: "journals", atMost: 0 },
    ];
  } finally {
    await pool.end();
  }
}

/** Processes that each take the next lane when they are done with one. */
class Pool {
  readonly #workers: readonly ChildProcess[];

  private constructor(workers: readonly ChildProcess[]) {
    this.#workers = workers;
  }

  static async start(count: number): Promise<Pool> {
    const file = join(import.meta.dirname, "station-day-worker.ts");
    const workers = Array.from({ length: count }, () => fork(file, [], { execArgv: ["--import", "tsx"] }));
    await Promise.all(workers.map((worker) => once(worker, "message")));
    return new Pool(workers);
  }

  /** Results in the order of the orders. */
  async run(orders: readonly LaneOrder[]): Promise<LaneDay[]> {
    const days: LaneDay[] = [];
    let next = 0;
    const work = async (worker: ChildProcess): Promise<void> => {
      while (next < orders.length) {
        const at = next++;
        const order = orders[at];
        if (order !== undefined) worker.send(order);
        const [day] = (await once(worker, "message")) as [LaneDay];
        days[at] = day;
      }
    };
    await Promise.all(this.#workers.map(work));
    return days;
  }

  async end(): Promise<void> {
    for (const worker of this.#workers) worker.kill();
    await Promise.all(this.#workers.map((worker) => once(worker, "exit")));
  }
}
