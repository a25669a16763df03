import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { readJournal } from "../../src/adapters/disk/journal-reader.ts";
import { openStore, temporaryDirectory, textsOf } from "../support/journal-directory.ts";
import { ROOT } from "../support/source-tree.ts";

/**
 * JR-03: a writer is killed with SIGKILL again and again, each time a random while after it began to write, and started
 * on what it left. Goal: every record that it had called durable is there, whole, in order and once.
 */
const KILLS_MAX = 200;
/** Every run takes the first of one seeded row: half the lives of one journal. */
const KILLS = process.env.PROOFMARK_FULL ? KILLS_MAX : 5;
const KILLS_A_JOURNAL = Math.min(KILLS, 10);
const AFTER_MS_MIN = 30;
/** On a slow disk a life is as long as this many promises took there: else most would die before their first one. */
const PROMISES_A_LIFE = 6;

/** One plain file, so that a life costs the start of node and no more. */
async function compiledChild(): Promise<string> {
  const outDir = temporaryDirectory();
  await build({
    configFile: false,
    root: ROOT,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: "test/crash/journal-child.ts",
      outDir,
      rollupOptions: { output: { entryFileNames: "child.mjs" } },
    },
  });
  return join(outDir, "child.mjs");
}

/** Runs one writer until it writes, lets it go on for `afterMs`, and kills it. Resolves with the size it called durable. */
function liveAndDie(script: string, directory: string, promises: string, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [script, directory, promises], { stdio: ["ignore", "pipe", "pipe"] });
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

/** How long this disk takes for the promises of one life, ms: a writer of its own is watched, then killed. */
function lifeMs(script: string): Promise<number> {
  const promises = join(temporaryDirectory(), "promised");
  const child = spawn(process.execPath, [
    script,
    temporaryDirectory(tmpdir()),
    promises,
    `${PROMISES_A_LIFE}`,
  ]);
  let begunAtMs = 0;
  return new Promise((resolve, reject) => {
    child.stdout.once("data", () => {
      begunAtMs = performance.now();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(Math.max(AFTER_MS_MIN, performance.now() - begunAtMs));
      else reject(new Error(`the writer ended with ${code}`));
    });
  });
}

/** Several lives of one journal, each up to `afterMsMax` long. Returns its size at the end. */
async function storm(script: string, afterMsMax: number, random: SeededRandom): Promise<number> {
  // On a real disk: a sync that takes no time would leave nothing between two moments to be killed in.
  const directory = temporaryDirectory(tmpdir());
  const promises = join(temporaryDirectory(), "promised");
  let size = 0;
  for (let life = 0; life < KILLS_A_JOURNAL; life++) {
    const promised = await liveAndDie(script, directory, promises, random.unit() * afterMsMax);
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
  `${KILLS} of ${KILLS_MAX} kills lose no durable record and double none (JR-03)`,
  async () => {
    const script = await compiledChild();
    const afterMsMax = await lifeMs(script);
    const random = new SeededRandom(3, "journal-kill");
    for (let journal = 0; journal < KILLS / KILLS_A_JOURNAL; journal++) {
      expect(await storm(script, afterMsMax, random)).toBeGreaterThan(KILLS_A_JOURNAL);
    }
  },
  process.env.PROOFMARK_FULL ? 300_000 : 90_000,
);
