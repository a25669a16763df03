import type { JobId } from "../core/quantities/ids.ts";
import { type JobKind, ROLES, serves } from "../core/trade/words/roles.ts";
import type { Log } from "../ports/log.ts";
import type { DeviceLink } from "./device-link.ts";
import { guarded } from "./fault-line.ts";

export interface MachineSafetyOptions {
  readonly links: readonly DeviceLink[];
  readonly log: Log;
  output(line: string, on: boolean): void;
}

/** Knows what jobs have set going, and stops it: rollers, pump, headlamp tester, lamps. */
export class MachineSafety {
  readonly #options: MachineSafetyOptions;
  /** Outputs that are switched on, and by which job. */
  readonly #lit = new Map<string, JobId>();

  constructor(options: MachineSafetyOptions) {
    this.#options = options;
  }

  output(job: JobId, line: string, on: boolean): void {
    if (on) this.#lit.set(line, job);
    this.#options.output(line, on);
    // Put out, as far as anybody knows: one that could not be is tried again when the job's machines are made safe.
    if (!on) this.#lit.delete(line);
  }

  /** True if a device was asked, and so needs a moment to be told. One that cannot be asked keeps no other from it. */
  makeSafe(jobs: readonly { readonly job: JobId; readonly kind: JobKind }[]): boolean {
    let asked = false;
    for (const link of this.#options.links) {
      const command = ROLES[link.role].safe;
      if (command === null || !jobs.some(({ kind }) => serves(link.role, kind))) continue;
      asked = true;
      this.#attempt(link.device, () => link.request(command));
    }
    for (const [line, by] of this.#lit) {
      if (!jobs.some(({ job }) => job === by)) continue;
      this.#attempt(line, () => {
        this.#options.output(line, false);
        this.#lit.delete(line);
      });
    }
    return asked;
  }

  #attempt(what: string, action: () => void): void {
    guarded(this.#options.log, `could not be made safe: ${what}`, action);
  }
}
