import type { DeviceId, JobId } from "../core/quantities/ids.ts";
import { ROLES } from "../core/trade/words/roles.ts";
import type { Log } from "../ports/log.ts";
import type { DeviceLink } from "./device-link.ts";
import { guarded } from "./fault-line.ts";
import type { JobTrack } from "./job-track.ts";
import { isSameSeat, type Seat } from "./sites.ts";
import type { Lamp } from "./station-options.ts";

export interface MachineSafetyOptions {
  readonly links: readonly DeviceLink[];
  readonly log: Log;
  seatOf(device: DeviceId): Seat;
  output(lamp: Lamp, on: boolean): void;
}

/** Jobs, and which machines they may have set going. */
export interface MachineUsers {
  readonly jobs: readonly JobId[];
  uses(link: DeviceLink): boolean;
}

/** Knows what jobs have set going, and stops it: rollers, pump, headlamp tester, lamps. */
export class MachineSafety {
  readonly #options: MachineSafetyOptions;
  /** Outputs that are switched on, and by which job. */
  readonly #lit = new Map<string, { readonly lamp: Lamp; readonly by: JobId }>();

  constructor(options: MachineSafetyOptions) {
    this.#options = options;
  }

  output(job: JobId, lamp: Lamp, on: boolean): void {
    const name = nameOf(lamp);
    if (on) this.#lit.set(name, { lamp, by: job });
    this.#options.output(lamp, on);
    // Put out, as far as anybody knows: one that could not be is tried again when the job's machines are made safe.
    if (!on) this.#lit.delete(name);
  }

  /** True if a device was asked, and so needs a moment to be told. One that cannot be asked keeps no other from it. */
  makeSafe(users: MachineUsers): boolean {
    let asked = false;
    for (const link of this.#options.links) {
      const command = ROLES[link.role].safe;
      if (command === null || !users.uses(link)) continue;
      asked = true;
      this.#attempt(link.device, () => link.request(command));
    }
    for (const [name, { lamp, by }] of this.#lit) {
      if (!users.jobs.includes(by)) continue;
      this.#attempt(name, () => {
        this.#options.output(lamp, false);
        this.#lit.delete(name);
      });
    }
    return asked;
  }

  /** At a start, what the jobs that go on do not use themselves: who had a machine when the process ended nobody knows any more, and it must not go on turning. */
  makeSafeOfOpen(open: readonly JobTrack[], { uses }: Pick<MachineUsers, "uses">): void {
    const isOpen = (link: DeviceLink): boolean =>
      open.some(({ order }) => isSameSeat(order.seat, this.#options.seatOf(link.device)));
    this.makeSafe({ jobs: [], uses: (link) => isOpen(link) && !uses(link) });
  }

  #attempt(what: string, action: () => void): void {
    guarded(this.#options.log, `could not be made safe: ${what}`, action);
  }
}

function nameOf({ site, car, position, line }: Lamp): string {
  return [site, car ?? position ?? "", line].join(" ");
}
