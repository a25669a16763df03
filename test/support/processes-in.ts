import { readdirSync, readlinkSync, realpathSync } from "node:fs";
import { sep } from "node:path";

/** Numbers of all processes that work in this folder or below it, whoever started them; those of a database do so. Needs /proc. */
export function processesIn(directory: string): readonly number[] {
  const at = realpathSync(directory);
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 1 && `${folderOf(pid)}${sep}`.startsWith(`${at}${sep}`));
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // It has ended meanwhile, or is another user's.
    return "";
  }
}
