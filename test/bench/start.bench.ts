import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { eventually } from "../support/eventually.ts";
import { ROOT } from "../support/source-tree.ts";
import type { Measure } from "./main.ts";

/**
 * The built demo (`npm run build` first) under plain node: from the start of the process until it says where its console is, and
 * its resident memory after a minute with one lane and one course running. Usage: npm run bench start
 */
const STARTS = 3;
const RUNNING_MS = 60_000;

export async function bench(): Promise<Measure[]> {
  if (!existsSync(join(ROOT, "dist/src/runtime/main.js"))) {
    console.log("start.bench.ts: skipped, there is no build in dist");
    return [];
  }
  const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
  try {
    const seconds: number[] = [];
    let memory = Number.NaN;
    for (let i = 0; i < STARTS; i++) {
      const isLast = i === STARTS - 1;
      const life = await live(join(directory, isLast ? "last" : `${i}`), isLast ? RUNNING_MS : 0);
      seconds.push(life.readyS);
      memory = life.residentMiB;
    }
    return [
      {
        name: `start to ready, built demo, slowest of ${STARTS}`,
        value: Math.max(...seconds),
        unit: "s",
        atMost: 3,
      },
      {
        name: `resident memory, demo after ${RUNNING_MS / 1000} s of a lane and a course`,
        value: memory,
        unit: "MiB",
        atMost: 250,
      },
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function live(data: string, runMs: number): Promise<{ readyS: number; residentMiB: number }> {
  const fromMs = performance.now();
  // As `npm start` does: a small young generation, since a station makes little garbage that lives long.
  const args = ["--max-semi-space-size=2", "dist/src/runtime/main.js", "demo", "--data", data, "--port", "0"];
  const demo = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  let readyMs = 0;
  createInterface({ input: demo.stdout }).on("line", (line) => {
    if (readyMs === 0 && line.startsWith("Console:")) readyMs = performance.now();
  });
  try {
    await eventually("the demo is up", () => readyMs > 0, 30_000);
    await new Promise((resolve) => setTimeout(resolve, runMs));
    const status = readFileSync(`/proc/${demo.pid}/status`, "utf8");
    const residentMiB = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
    return { readyS: (readyMs - fromMs) / 1000, residentMiB };
  } finally {
    demo.kill("SIGINT");
    await once(demo, "exit");
  }
}
