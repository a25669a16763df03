import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { eventually } from "../support/eventually.ts";
import { ROOT } from "../support/source-tree.ts";
import type { Measure } from "./main.ts";

/** A newcomer's first minute: what `npm start` shows, and when, by the built demo. Usage: npm run bench demo */
const CAP_MS = 300_000;
const SIGNS = {
  "demo: command to sign-in link": /#link=/,
  "demo: command to the first item that failed": /: fail( |$)/,
  "demo: command to the first deduction": / {2}-\d+/,
  "demo: command to the first receipt": /^ {2}receipt /,
} as const;
const AT_MOST_S: Readonly<Record<string, number>> = { "demo: command to the first receipt": 60 };

export async function bench(): Promise<Measure[]> {
  if (!existsSync(join(ROOT, "dist/src/runtime/main.js"))) {
    console.log("demo.bench.ts: skipped, there is no build in dist");
    return [];
  }
  const data = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
  const fromMs = performance.now();
  const args = ["--max-semi-space-size=2", "dist/src/runtime/main.js", "demo", "--data", data, "--port", "0"];
  const demo = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const seenS = new Map<string, number>();
  createInterface({ input: demo.stdout }).on("line", (line) => {
    for (const [name, sign] of Object.entries(SIGNS))
      if (!seenS.has(name) && sign.test(line)) seenS.set(name, (performance.now() - fromMs) / 1000);
  });
  try {
    await eventually("everything was seen", () => seenS.size === Object.keys(SIGNS).length, CAP_MS);
    return [...seenS].map(([name, value]) => {
      const atMost = AT_MOST_S[name];
      return { name, value, unit: "s", ...(atMost === undefined ? {} : { atMost }) };
    });
  } finally {
    demo.kill("SIGINT");
    await once(demo, "exit");
    rmSync(data, { recursive: true });
  }
}
