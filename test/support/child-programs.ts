import { readdirSync, readFileSync } from "node:fs";

/** Names of the programs this process has started and that still run, as the kernel knows them (Linux). */
export function childPrograms(): string[] {
  const names: string[] = [];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readStat(entry);
    const found = /^\d+ \((.*)\) (\S) (\d+) /s.exec(stat);
    if (found?.[1] !== undefined && found[2] !== "Z" && Number(found[3]) === process.pid)
      names.push(found[1]);
  }
  return names;
}

/** Empty for a process that ended since its folder was listed. */
function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return "";
  }
}
