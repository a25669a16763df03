import type { DeviceFault, Observation } from "../core/observation.ts";
import type { DeviceId } from "../core/quantities/ids.ts";
import type { InstrumentCommand } from "../core/trade/words/commands.ts";
import { type DeviceRole, ROLES } from "../core/trade/words/roles.ts";

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
}

export interface DeviceLinkListener {
  onObservation(role: DeviceRole, observation: Observation): void;
  /** Each change once: raised, then cleared. */
  onFault(role: DeviceRole, fault: DeviceFault): void;
}

/**
 * One that makes the machine safe and was asked for while the device was away is given as soon as it is back: rollers must
 * not go on turning because a cable was out at the wrong moment.
 */
export function makesSafe(role: DeviceRole, command: InstrumentCommand): boolean {
  return ROLES[role].safe?.name === command.name;
}

/** The faults that stand on one device. Raising a standing fault again, or clearing one that does not stand, is no change. */
export class StandingFaults {
  readonly #standing = new Map<DeviceFault["code"], DeviceFault>();

  /** True if this is a change worth telling. */
  note(fault: DeviceFault): boolean {
    const standing = this.#standing.has(fault.code);
    if (standing === fault.raised) return false;
    if (fault.raised) this.#standing.set(fault.code, fault);
    else this.#standing.delete(fault.code);
    return true;
  }

  list(): readonly DeviceFault[] {
    return [...this.#standing.values()];
  }
}
