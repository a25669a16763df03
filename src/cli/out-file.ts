import { realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { EdgeError } from "../errors.ts";
import type { StationData } from "./station-data.ts";

export interface Reads {
  readonly reads: readonly (string | null | undefined)[];
  readonly photos?: string | null | undefined;
}

/** The files of a station: its keys, its journal, what it sealed. */
export function keptBy(config: string, { keys, journal, records, photos, tlsKey }: StationData): Reads {
  return { reads: [config, keys, journal, records, photos, tlsKey] };
}

/** What a call was told to write, and by which of its words. */
export interface OutFile {
  readonly command: string;
  readonly option: string;
  readonly file: string | undefined;
}

/**
 * What a call writes goes beside what it reads, never in its place: a segment of a journal, a bundle or a list of keys that was written
 * over is lost. `reads`: files, and folders in which nothing is written. Of what lies in `photos` nothing is written over. Throws EdgeError USAGE.
 */
export function mustSpare({ command, option, file }: OutFile, { reads, photos }: Reads): void {
  if (file === undefined) return;
  const refuse = (why: string): never => {
    throw new EdgeError("USAGE", `proofmark ${command} ${option}: ${file} ${why}; name another file.`);
  };
  const own = statOf(file);
  const place = placeOf(file);
  for (const read of own === undefined ? reads : [...reads, photos]) {
    const known = read == null ? undefined : statOf(read);
    if (read == null || known === undefined) continue;
    if (!known.isDirectory()) {
      // Also by another name, or by a link.
      if (own?.dev === known.dev && own.ino === known.ino) refuse(`is ${read}, which this call reads`);
    } else if (place.startsWith(`${realpathSync(read)}${sep}`))
      refuse(`lies in ${read}, which this call reads`);
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // Whoever opens it says why it cannot be read.
    return undefined;
  }
}

/** Where it is or would be, links in its way followed. */
function placeOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    const folder = dirname(resolve(file));
    return folder === dirname(folder) ? resolve(file) : join(placeOf(folder), basename(file));
  }
}
