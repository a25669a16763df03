import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { loadOrCreateKeys } from "../../src/adapters/keys/key-directory.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { eventually } from "../support/eventually.ts";
import { ROOT } from "../support/source-tree.ts";
import { writeStationFile } from "../support/station-file.ts";
import { WITNESS, writeYear } from "../support/year-journal.ts";
import type { Measure } from "./main.ts";

/**
 * The built station (`npm run build` first) on the journal of a new station and on that of 10 000 vehicles, entries and records of
 * real size (22 GB, written in some minutes): from the start of the process until it says that it is up, without devices or
 * registry, in turn. PROOFMARK_BENCH_VEHICLES=500 for a quick look. Usage: npm run bench years
 */
const VEHICLES = Number(process.env.PROOFMARK_BENCH_VEHICLES ?? 10_000);
const STARTS = 7;

export async function bench(): Promise<Measure[]> {
  if (!existsSync(join(ROOT, "dist/src/runtime/main.js"))) {
    console.log("years.bench.ts: skipped, there is no build in dist");
    return [];
  }
  const base = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
  try {
    const [fresh, old] = [join(base, "new"), join(base, "old")];
    const files: string[] = [];
    for (const directory of [fresh, old]) {
      mkdirSync(join(directory, "data"), { recursive: true, mode: 0o700 });
      const brokerUrl = "mqtt://127.0.0.1:9";
      const witness = { name: "witness/bench", spki: WITNESS.publicKeySpki };
      files.push(
        writeStationFile({
          directory,
          brokerUrl,
          witness,
          ports: {},
          station: SCENARIO_STATION,
          lane: false,
        }),
      );
    }
    const keys = loadOrCreateKeys(join(old, "data", "keys"));
    const fromMs = performance.now();
    await writeYear(join(old, "data", "journal"), VEHICLES, keys.log);
    console.log(`${VEHICLES} vehicles written in ${Math.round((performance.now() - fromMs) / 1000)} s`);
    const seconds: number[][] = [[], []];
    for (let i = 0; i < STARTS; i++)
      for (const [at, file] of files.entries()) seconds[at]?.push(await secondsToReady(file));
    const [empty, full] = seconds.map((all) => all.sort((a, b) => a - b)[STARTS >> 1] ?? Number.NaN);
    const what = "start to ready, built station";
    return [
      { name: `${what}, new, median of ${STARTS}`, value: empty ?? Number.NaN, unit: "s", atMost: 3 },
      {
        name: `${what}, ${VEHICLES} vehicles in its journal`,
        value: full ?? Number.NaN,
        unit: "s",
        atMost: 3,
      },
      { name: `${what}, old to new`, value: (full ?? 0) / (empty ?? 0), unit: "x", atMost: 1.3 },
    ];
  } finally {
    rmSync(base, { recursive: true });
  }
}

async function secondsToReady(file: string): Promise<number> {
  const fromMs = performance.now();
  const args = ["--max-semi-space-size=2", "dist/src/runtime/main.js", "start", "--config", file];
  const station = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  let readyMs = 0;
  createInterface({ input: station.stdout }).on("line", (line) => {
    if (readyMs === 0 && line.includes("is up. Console:")) readyMs = performance.now();
  });
  try {
    await eventually("the station is up", () => readyMs > 0, 60_000);
    return (readyMs - fromMs) / 1000;
  } finally {
    station.kill("SIGINT");
    await once(station, "exit");
  }
}
