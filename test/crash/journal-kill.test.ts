import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readJournal } from "../../src/adapters/disk/journal-reader.ts";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { openStore, temporaryDirectory, textsOf } from "../support/journal-directory.ts";
import { ROOT } from "../support/source-tree.ts";

/**
 * JR-03: a writer is killed with SIGKILL again and again, each time a random while after its first durable record, and
 * started on what it left. Goal: every record that it had called durable is there, whole, in order and once.
 */
const KILLS = process.env.PROOFMARK_FULL ? 200 : 40;
const LIVES_AT_ONCE = 2;

interface Life {
  /** The largest size it called durable. */
  readonly promised: number;
}

/** Runs one writer until it has spoken, lets it go on for `afterMs`, and kills it. */
function liveAndDie(directory: string, afterMs: number): Promise<Life> {
  const child = spawn(process.execPath, ["--import", "tsx", join(ROOT, "test/crash/journal-child.ts"), directory], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let said = "";
    let complained = "";
    let doomed = false;
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (doomed) return;
      doomed = true;
      setTimeout(() => child.kill("SIGKILL"), afterMs);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      complained += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal !== "SIGKILL") reject(new Error(`the writer ended by itself with ${code}: ${complained}`));
      else resolve({ promised: Math.max(...said.slice(0, said.lastIndexOf("\n")).split("\n").map(Number)) });
    });
  });
}

async function storm(kills: number, random: SeededRandom): Promise<number> {
  const directory = temporaryDirectory();
  let size = 0;
  for (let life = 0; life < kills; life++) {
    const { promised } = await liveAndDie(directory, random.unit() * 40);
    const found = textsOf(readJournal(directory));
    expect(found.length, `life ${life}`).toBeGreaterThanOrEqual(Math.max(promised, size));
    for (const [i, text] of found.entries()) {
      if (text !== `record ${i} ${"x".repeat(i % 400)}`) throw new Error(`life ${life}: record ${i} is ${text}`);
    }
    size = found.length;
  }
  const store = openStore(directory, { segmentBytes: 100_000 });
  expect(store.size()).toBe(size);
  await store.close();
  return size;
}

test(
  `${KILLS} kills lose no durable record and double none (JR-03)`,
  async () => {
    const random = new SeededRandom(3, "journal-kill");
    const storms = Array.from({ length: LIVES_AT_ONCE }, () => storm(KILLS / LIVES_AT_ONCE, random));
    for (const size of await Promise.all(storms)) expect(size).toBeGreaterThan(KILLS);
  },
  process.env.PROOFMARK_FULL ? 180_000 : 60_000,
);
