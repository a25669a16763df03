import { parseArgs } from "node:util";
import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import { type NoiseCell, noiseCell } from "./inspection-grid.ts";
import { NOISE_SUBJECTS } from "./inspection-subjects.ts";
import { NOISE_WORLDS } from "./inspection-worlds.ts";
import { wilson } from "./wilson.ts";

/**
 * The inspection half of the noise grid: every subject at every byte-error rate with many seeds, and how often noise made a fail of
 * a sound vehicle or a pass of a faulty one. `--seeds N --from S --rates 0,0.001 --only WORD`.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "50" },
    from: { type: "string", default: "1" },
    rates: { type: "string", default: "0,0.0005,0.001,0.002,0.005,0.01" },
    only: { type: "string", default: "" },
    cells: { type: "boolean", default: false },
  },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => Number(values.from) + i);
const rates = values.rates.split(",").map(Number);
const subjects = [...NOISE_SUBJECTS, ...NOISE_WORLDS].filter(({ name }) => name.includes(values.only));
const software = softwareIdentity();
const row = (...columns: readonly (string | number)[]): string =>
  columns.map((column, i) => (i === 0 ? String(column).padEnd(52) : String(column).padStart(14))).join("");

const all: NoiseCell[] = [];
console.log(row("subject", "byte errors", "runs", "false fails", "false passes", "withheld", "seeds"));
for (const rate of rates) {
  for (const subject of subjects) {
    const cell = await noiseCell(subject, rate, seeds, software);
    all.push(cell);
    console.log(
      row(
        cell.subject,
        `${(rate * 100).toFixed(2)} %`,
        cell.runs,
        cell.falseFails,
        cell.falsePasses,
        cell.withheld,
        `  ${cell.wrongSeeds.join(" ")}`,
      ),
    );
  }
}
console.log("");
console.log(row("all subjects", "byte errors", "runs", "false fails", "95 %", "false passes", "95 %"));
let wrong = false;
for (const rate of rates) {
  const cells = all.filter((cell) => cell.rate === rate);
  const sum = (of: (cell: NoiseCell) => number): number => cells.reduce((total, cell) => total + of(cell), 0);
  const runs = sum((cell) => cell.runs);
  const bounds = (hits: number): string => {
    const { low, high } = wilson(hits, runs);
    return `${low.toFixed(5)}-${high.toFixed(5)}`;
  };
  const fails = sum((cell) => cell.falseFails);
  const passes = sum((cell) => cell.falsePasses);
  const most = rate <= 0.001 ? 0 : rate <= 0.002 ? 0.001 : 1;
  if (Math.max(fails, passes) > most * runs) wrong = true;
  console.log(row("", `${(rate * 100).toFixed(2)} %`, runs, fails, bounds(fails), passes, bounds(passes)));
}
process.exitCode = wrong ? 1 : 0;
