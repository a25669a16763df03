import { parseArgs } from "node:util";
import { type CodeMutant, codeMutants } from "./code-mutants.ts";
import { inOneLine, type Mutant } from "./mutant.ts";
import { type RulebookMutant, rulebookMutants } from "./rulebook-mutants.ts";
import { ScratchTree } from "./scratch-tree.ts";
import { judged, LIST } from "./survivor-list.ts";
import { TARGETS, type Target, targetOf } from "./targets.ts";

/**
 * Breaks the code and the rulebooks on purpose and looks whether a test turns red: `npm run mutate -- --only
 * 'config/rules/*'`, `--only 'src/core/rules/**' --sample 50 --seed 7 --jobs 2`. The tree itself is never touched.
 */
const FIRST_RUN_MS_MAX = 900_000;

interface Options {
  readonly seed: number;
  readonly sample: number;
  readonly only: RegExp;
  readonly jobs: number;
}

function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: "1" },
      sample: { type: "string", default: "0" },
      only: { type: "string", default: "**" },
      jobs: { type: "string", default: "1" },
    },
  });
  const glob = values.only.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const pattern = glob.replace(/\*\*|\*/g, (stars) => (stars === "**" ? ".*" : "[^/]*"));
  return {
    seed: Number(values.seed),
    sample: Number(values.sample),
    only: new RegExp(`^${pattern}$`),
    jobs: Math.max(1, Number(values.jobs)),
  };
}

/** The same choice for the same seed (a linear congruential generator); all of them where the sample is 0. */
function sampled<One>(from: readonly One[], { sample, seed }: Options): One[] {
  if (sample === 0 || sample >= from.length) return [...from];
  const left = [...from.entries()];
  const chosen: [number, One][] = [];
  let state = BigInt(seed);
  while (chosen.length < sample) {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    chosen.push(...left.splice(Number((state >> 33n) % BigInt(left.length)), 1));
  }
  return chosen.sort(([a], [b]) => a - b).map(([, one]) => one);
}

/** How long the tests of each target take while nothing is broken; they have to pass. */
async function untouched(tree: ScratchTree, targets: ReadonlySet<Target>): Promise<Map<Target, Patience>> {
  const patience = new Map<Target, Patience>();
  for (const target of targets) {
    const limits: number[] = [];
    for (const tests of [target.near, target.far]) {
      const since = performance.now();
      const outcome = await tree.run(tests, FIRST_RUN_MS_MAX);
      if (outcome !== "passed") throw new Error(`${outcome} before anything was broken: ${tests.join(" ")}`);
      limits.push(60_000 + 10 * (performance.now() - since));
    }
    patience.set(target, { nearMs: limits[0] ?? 0, farMs: limits[1] ?? 0 });
  }
  return patience;
}

interface Patience {
  readonly nearMs: number;
  readonly farMs: number;
}

async function codeRun(
  mutants: readonly CodeMutant[],
  jobs: number,
): Promise<{ alive: CodeMutant[]; late: number }> {
  const alive: CodeMutant[] = [];
  let late = 0;
  const left = [...mutants];
  const trees = Array.from({ length: jobs }, () => new ScratchTree());
  const work = async (tree: ScratchTree, patience: ReadonlyMap<Target, Patience>): Promise<void> => {
    for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
      const outcome = await outcomeOf(tree, mutant, patience);
      if (outcome === "passed") alive.push(mutant);
      if (outcome === "late") late++;
      process.stderr.write(
        `${mutants.length - left.length}/${mutants.length} ${outcome} ${inOneLine(mutant)}\n`,
      );
    }
  };
  try {
    const [first] = trees;
    const targets = new Set(
      mutants.map(({ file }) => targetOf(file)).filter((target) => target !== undefined),
    );
    const patience = first === undefined ? new Map() : await untouched(first, targets);
    await Promise.all(trees.map((tree) => work(tree, patience)));
  } finally {
    for (const tree of trees) tree.remove();
  }
  return { alive, late };
}

/** Passed: nothing noticed. First the tests beside it, then the wider ones. */
async function outcomeOf(
  tree: ScratchTree,
  { file, changed, original }: CodeMutant,
  patience: ReadonlyMap<Target, Patience>,
): Promise<"passed" | "failed" | "late"> {
  const target = targetOf(file);
  if (target === undefined) throw new Error(`${file} is no target`);
  const { nearMs, farMs } = patience.get(target) ?? { nearMs: FIRST_RUN_MS_MAX, farMs: FIRST_RUN_MS_MAX };
  tree.write(file, changed);
  const near = await tree.run(target.near, nearMs);
  const outcome = near === "passed" ? await tree.run(target.far, farMs) : near;
  tree.write(file, original);
  return outcome;
}

function timed(what: string, count: number, killed: number, sinceMs: number): void {
  const seconds = ((performance.now() - sinceMs) / 1000).toFixed(1);
  process.stdout.write(`${what}: ${count} mutants, ${killed} killed, ${seconds} s\n`);
}

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  const wanted = ({ file }: { readonly file: string }): boolean => options.only.test(file);
  const books = rulebookMutants().filter(wanted);
  const code = (await codeMutants(TARGETS.map((target) => target.code))).filter(wanted);
  const chosen = sampled<RulebookMutant | CodeMutant>([...books, ...code], options);
  const ofBooks = chosen.filter((mutant) => "isKilled" in mutant);
  const ofCode = chosen.filter((mutant) => "changed" in mutant);

  let since = performance.now();
  const aliveInBooks = ofBooks.filter((mutant) => !mutant.isKilled());
  timed("numbers of the rulebooks", ofBooks.length, ofBooks.length - aliveInBooks.length, since);
  since = performance.now();
  const { alive: aliveInCode, late } = await codeRun(ofCode, options.jobs);
  timed("operators and literals of the code", ofCode.length, ofCode.length - aliveInCode.length, since);
  if (late > 0) process.stdout.write(`${late} of them did not come to an end and count as killed\n`);

  const order = new Map(chosen.map((mutant, at) => [mutant as Mutant, at]));
  const survivors: Mutant[] = [...aliveInBooks, ...aliveInCode];
  survivors.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  const { fresh, dead } = judged([...books, ...code], chosen, survivors, wanted);
  for (const line of survivors.map(inOneLine))
    process.stdout.write(`${fresh.has(line) ? "NEW " : ""}${line}\n`);
  for (const line of dead) process.stdout.write(`may go from ${LIST}: ${line}\n`);
  process.stdout.write(
    `${survivors.length} alive, ${fresh.size} of them not in ${LIST}, ${dead.length} lines may go\n`,
  );
  process.exitCode = fresh.size === 0 ? 0 : 1;
}

// Told to stop, it leaves no copy of the tree behind.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
await main();
