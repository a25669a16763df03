import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "vite";
import { killedLives, type LivesOutcome, MOMENTS } from "../support/kill-lives.ts";
import { ROOT } from "../support/source-tree.ts";

/** `npx tsx test/crash/kill-many.ts 500 --seed 1`: so many kills of loaded stations, some at a time; exit code 1 if anything is wrong. */
const LIVES_OF_ONE_STATION = 25;
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string", default: "1" }, side: { type: "string", default: "2" } },
});
const kills = Number(positionals[0] ?? 50);
const firstSeed = Number(values.seed);
const stations = Math.ceil(kills / LIVES_OF_ONE_STATION);
const base = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const startedMs = performance.now();
const outcomes: LivesOutcome[] = [];
let next = 0;

/** In one file it is read in a quarter of the time, and the time goes into kills. Beside the build, where it finds its packages. */
async function oneFile(): Promise<string> {
  const outDir = join(ROOT, "dist", "kill-many");
  await build({
    configFile: false,
    logLevel: "error",
    root: ROOT,
    define: { "import.meta.dirname": JSON.stringify(join(ROOT, "src", "runtime")) },
    ssr: { noExternal: true, external: ["node-opcua", "onoff", "serialport", "johnny-five"] },
    build: { ssr: "test/support/loaded-station-child.ts", outDir, minify: false },
  });
  return join(outDir, "loaded-station-child.js");
}

async function oneAfterAnother(): Promise<void> {
  for (let at = next++; at < stations; at = next++) {
    const directory = mkdtempSync(join(base, "proofmark-kills-"));
    const lives = Math.min(LIVES_OF_ONE_STATION, kills - at * LIVES_OF_ONE_STATION);
    const seed = firstSeed * 1000 + at;
    const outcome = await killedLives({
      directory,
      seed,
      lives,
      unreachable: at % 2 === 1,
      program,
      tell: say,
    });
    outcomes.push(outcome);
    say(`station ${at + 1} of ${stations}, seed ${seed}: ${summary([outcome])}`);
    for (const problem of outcome.problems) say(`  ${problem}`);
    // What went wrong is left for whoever looks.
    if (outcome.problems.length === 0) rmSync(directory, { recursive: true, force: true });
    else say(`  its files are in ${directory}`);
  }
}

function summary(of: readonly LivesOutcome[]): string {
  const sum = (figure: (outcome: LivesOutcome) => number): number =>
    of.reduce((total, outcome) => total + figure(outcome), 0);
  const moments = MOMENTS.map((moment) => `${moment} ${sum((outcome) => outcome.moments[moment])}`).join(
    ", ",
  );
  return [
    `${sum((o) => o.kills)} kills (${moments})`,
    `${sum((o) => o.files)} files`,
    `${sum((o) => o.jobs)} jobs, ${sum((o) => o.promised)} promised`,
    `${sum((o) => o.records)} records`,
    `${sum((o) => o.entries)} journal entries`,
    `${sum((o) => o.problems.length)} problems`,
  ].join("; ");
}

function say(line: string): void {
  process.stdout.write(`${Math.round((performance.now() - startedMs) / 1000)} s  ${line}\n`);
}

const program = [await oneFile()];
say("the station is one file");
await Promise.all(Array.from({ length: Number(values.side) }, oneAfterAnother));
say(`all: ${summary(outcomes)}`);
process.exitCode = outcomes.some(({ problems }) => problems.length > 0) ? 1 : 0;
