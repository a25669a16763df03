import { readdirSync, readlinkSync } from "node:fs";

/** How many descriptors of this process are open on files below that folder. */
export function openFiles(directory: string): number {
  return readdirSync("/proc/self/fd").filter((name) => fileOf(name).startsWith(`${directory}/`)).length;
}

/** The descriptor by which the folder was listed is closed again by now. */
function fileOf(name: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${name}`);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw cause;
  }
}
