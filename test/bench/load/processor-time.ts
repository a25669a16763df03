import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

const TICKS_PER_S = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Seconds of processor that the process has taken, with everything that it started. Linux alone. */
export function processorS(pid: number): number {
  const children = new Map<number, number[]>();
  const ticks = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const fields = fieldsOf(name);
    if (fields === null) continue;
    // After the name in brackets: state, parent ... utime (14th of all), stime, and those of children that have ended.
    const [own, parent] = [Number(name), Number(fields[1])];
    ticks.set(
      own,
      [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0),
    );
    children.set(parent, [...(children.get(parent) ?? []), own]);
  }
  const sum = (of: number): number =>
    (ticks.get(of) ?? 0) + (children.get(of) ?? []).reduce((all, child) => all + sum(child), 0);
  return sum(pid) / TICKS_PER_S;
}

function fieldsOf(pid: string): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    // It has ended in between.
    return null;
  }
}

/** What a figure was measured on. */
export function machine(): string {
  const all = cpus();
  return `${all.length} cores, ${all[0]?.model ?? "unknown processor"}, Node ${process.version}`;
}
