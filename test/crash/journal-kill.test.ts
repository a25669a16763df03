import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { readJournal } from "../../src/adapters/disk/journal-reader.ts";
import { openStore, temporaryDirectory, textsOf } from "../support/journal-directory.ts";
import { ROOT } from "../support/source-tree.ts";

/**
 * JR-03: a writer is killed with SIGKILL again and again, each time a random while after its first durable record, and
 * started on what it left. Goal: every record that it had called durable is there, whole, in order and once.
 */
const KILLS = process.env.PROOFMARK_FULL ? 200 : 40;
const LIVES_AT_ONCE = 2;

/** Runs one writer until it writes, lets it go on for `afterMs`, and kills it. Resolves with the size it called durable. */
function liveAndDie(directory: string, promises: string, afterMs: number): Promise<number> {
  const script = join(ROOT, "test/crash/journal-child.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, directory, promises], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let complained = "";
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), afterMs));
    child.stderr.on("data", (chunk: Buffer) => {
      complained += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") resolve(Number(readFileSync(promises, "utf8")));
      else reject(new Error(`the writer ended by itself with ${code}: ${complained}`));
    });
  });
}

async function storm(kills: number, random: SeededRandom): Promise<number> {
  const directory = temporaryDirectory();
  const promises = join(temporaryDirectory(), "promised");
  let size = 0;
  for (let life = 0; life < kills; life++) {
    const promised = await liveAndDie(directory, promises, random.unit() * 40);
    const found = textsOf(readJournal(directory));
    expect(found.length, `life ${life}`).toBeGreaterThanOrEqual(Math.max(promised, size));
    for (const [i, text] of found.entries()) {
      if (text !== `record ${i} ${"x".repeat(i % 400)}`)
        throw new Error(`life ${life}: record ${i} is ${text}`);
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
