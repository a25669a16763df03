import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { eventually } from "../support/eventually.ts";
import { ROOT } from "../support/source-tree.ts";
import type { Measure } from "./main.ts";

/** A newcomer's first minute on a machine that has nothing else to do: what `npm start` shows, and when, by the built demo. Usage: npm run bench demo */
const CAP_MS = 300_000;
const SIGNS = {
  "demo: command to sign-in link": /#link=/,
  "demo: command to the first item that failed": /: fail( |$)/,
  "demo: command to the first deduction": / {2}-\d+/,
} as const;
const RECEIPTS = {
  "vehicle inspection": "demo: command to the receipt of the first vehicle",
  "driving test": "demo: command to the receipt of the first candidate",
} as const;
/** For either: who starts it sees both within a minute. */
const RECEIPT_S = 60;
/** A job begins with its number and its kind. */
const BEGINS = /^(\S+) {2}(vehicle inspection|driving test) /;
const RECEIPT = /^ {2}receipt (\S+) /;

export async function bench(): Promise<Measure[]> {
  if (!existsSync(join(ROOT, "dist/src/runtime/main.js"))) {
    console.log("demo.bench.ts: skipped, there is no build in dist");
    return [];
  }
  const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
  // Where it is measured as root, its database runs as somebody else, who has to get there.
  chmodSync(directory, 0o711);
  const data = join(directory, "data");
  const fromMs = performance.now();
  const args = ["--max-semi-space-size=2", "dist/src/runtime/main.js", "demo", "--data", data, "--port", "0"];
  const demo = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  const seenS = new Map<string, number>();
  const receipts = new Map<string, string>();
  const seen = (name: string | undefined): void => {
    if (name !== undefined && !seenS.has(name)) seenS.set(name, (performance.now() - fromMs) / 1000);
  };
  createInterface({ input: demo.stdout }).on("line", (line) => {
    for (const [name, sign] of Object.entries(SIGNS)) if (sign.test(line)) seen(name);
    const [, begun = "", kind = ""] = BEGINS.exec(line) ?? [];
    if (kind in RECEIPTS) receipts.set(begun, RECEIPTS[kind as keyof typeof RECEIPTS]);
    seen(receipts.get(RECEIPT.exec(line)?.[1] ?? ""));
  });
  const names = [...Object.keys(SIGNS), ...Object.values(RECEIPTS)];
  try {
    await eventually("everything was seen", () => names.every((name) => seenS.has(name)), CAP_MS);
    return names.map((name) => {
      const isReceipt = Object.values<string>(RECEIPTS).includes(name);
      return { name, value: seenS.get(name) ?? 0, unit: "s", ...(isReceipt && { atMost: RECEIPT_S }) };
    });
  } finally {
    demo.kill("SIGINT");
    await once(demo, "exit");
    rmSync(directory, { recursive: true });
  }
}
