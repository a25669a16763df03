import type { DeviceFault, Observation } from "../core/observation.ts";
import type { DeviceId } from "../core/quantities/ids.ts";
import type { InstrumentCommand } from "../core/trade/words/commands.ts";
import { type DeviceRole, ROLES } from "../core/trade/words/roles.ts";
import type { DevicePulse } from "./device-pulse.ts";

/** One device of the station, kept connected: commands go in, observations and faults come out. */
export interface DeviceLink {
  readonly role: DeviceRole;
  readonly device: DeviceId;
  start(listener: DeviceLinkListener): void;
  /** Answered by an `answer` observation, also when the device is away (`no-answer`). */
  request(command: InstrumentCommand): void;
  stop(): void;
  state(): "connecting" | "ready" | "fault";
  /** Those that stand now. */
  faults(): readonly DeviceFault[];
  /** What it heard and said lately; absent where nobody counts. */
  readonly pulse?: DevicePulse;
}

export interface DeviceLinkListener {
  onObservation(role: DeviceRole, observation: Observation): void;
  /** Each change once: raised, then cleared. With `again`, one that stands has come once more: no change, but no good reading either. */
  onFault(role: DeviceRole, fault: DeviceFault): void;
}

/**
 * One that makes the machine safe and was asked for while the device was away is given as soon as it is back: rollers must
 * not go on turning because a cable was out at the wrong moment.
 */
export function makesSafe(role: DeviceRole, command: InstrumentCommand): boolean {
  return ROLES[role].safe?.name === command.name;
}

/**
 * The command that made the machine safe and of which the device has not yet said that it heard it: a line may close between the
 * command and its answer, and open again a hundred times.
 */
export class OwedSafety {
  readonly #role: DeviceRole;
  #owed: InstrumentCommand | null = null;

  constructor(role: DeviceRole) {
    this.#role = role;
  }

  /** To be given when the device is back. */
  get command(): InstrumentCommand | null {
    return this.#owed;
  }

  /** `away`: the device was not there to be asked; then only what makes it safe is kept. */
  asked(command: InstrumentCommand, away: boolean): void {
    if (makesSafe(this.#role, command)) this.#owed = command;
    // Whoever sets it going now has it.
    else if (!away) this.#owed = null;
  }

  answered(observation: Observation): void {
    if (observation.kind !== "answer" || observation.command !== this.#owed?.name) return;
    if (observation.outcome !== "no-answer" && observation.outcome !== "busy") this.#owed = null;
  }
}
