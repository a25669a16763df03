import { statfsSync } from "node:fs";
import type { FreeBytes } from "../../ports/disk-space.ts";

/** Of the file system that holds `directory`, as the user of this program has it: without what is kept for root. */
export function freeSpaceOf(directory: string): FreeBytes {
  return () => {
    try {
      const { bavail, bsize } = statfsSync(directory);
      return bavail * bsize;
    } catch {
      return null;
    }
  };
}
