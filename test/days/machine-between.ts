import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DayStationOptions } from "./day-station.ts";

/** What a station believes of its machine: how far its wall clock is ahead, and how much room its disk has (null: what it has). */
interface Believed {
  readonly clockAheadMs: number;
  readonly freeBytes: number | null;
}

const LOOK_MS = 100;

/** In the station's process, before its own modules: it has the machine's clock and disk as a file says that they are. */
const BETWEEN = `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const { now } = Date;
const { statfsSync } = fs;
let believed = { clockAheadMs: 0, freeBytes: null };
const look = () => {
  believed = JSON.parse(fs.readFileSync(process.env.PROOFMARK_DAY_MACHINE, "utf8"));
};
look();
setInterval(look, ${LOOK_MS}).unref();
Date.now = () => now() + believed.clockAheadMs;
fs.statfsSync = (...words) => {
  const found = statfsSync(...words);
  if (believed.freeBytes !== null) found.bavail = Math.floor(believed.freeBytes / found.bsize);
  return found;
};
syncBuiltinESMExports();
`;

/** A machine whose clock jumps and whose disk fills up, for one station and nobody else: no right over the real ones is needed. */
export class MachineBetween {
  readonly #file: string;
  #believed: Believed = { clockAheadMs: 0, freeBytes: null };

  constructor(directory: string) {
    this.#file = join(directory, "machine.json");
    this.believe({});
  }

  get options(): DayStationOptions {
    return {
      preload: [`data:text/javascript,${encodeURIComponent(BETWEEN)}`],
      env: { PROOFMARK_DAY_MACHINE: this.#file },
    };
  }

  believe(changes: Partial<Believed>): void {
    this.#believed = { ...this.#believed, ...changes };
    // The station looks at any moment: it finds the one before or this one, and never a half.
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#believed));
    renameSync(`${this.#file}.new`, this.#file);
  }
}
