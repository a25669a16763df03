import { readdirSync } from "node:fs";
import { join } from "node:path";

/** One measured figure. `atLeast` and `atMost` are what the design asks for. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

const only = process.argv[2];
const measures: Measure[] = [];
for (const file of readdirSync(import.meta.dirname).sort()) {
  if (!file.endsWith(".bench.ts") || (only !== undefined && !file.startsWith(only))) continue;
  const module = (await import(join(import.meta.dirname, file))) as { bench(): Promise<Measure[]> };
  measures.push(...(await module.bench()));
}

const shown = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en").replaceAll(",", " ") : value.toFixed(2);
const rows = measures.map((m) => {
  const wanted =
    m.atLeast === undefined
      ? m.atMost === undefined
        ? ""
        : `<= ${shown(m.atMost)}`
      : `>= ${shown(m.atLeast)}`;
  const held =
    (m.atLeast === undefined || m.value >= m.atLeast) && (m.atMost === undefined || m.value <= m.atMost);
  return [
    m.name,
    `${shown(m.value)} ${m.unit}`,
    wanted,
    wanted === "" ? "" : held ? "held" : "MISSED",
  ] as const;
});
const head = ["what", "measured here", "wanted", ""] as const;
const widths = [0, 1, 2, 3].map((at) => Math.max(...[head, ...rows].map((row) => (row[at] ?? "").length)));
const line = (row: readonly string[]): string =>
  `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
console.log(line(head));
console.log(`|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
for (const row of rows) console.log(line(row));
process.exitCode = rows.some((row) => row[3] === "MISSED") ? 1 : 0;
