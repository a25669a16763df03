import type { HostedDevice } from "./device-host.ts";

/** What can go wrong with a device from the terminal, and how it is said there. */
export const FAULTS = {
  unplug: "its cable is pulled out",
  silent: "it neither hears nor speaks",
  freeze: "its readings stay as they are",
  drift: "its readings move by 5 units a minute",
  noise: "one byte in fifty on its line arrives as another one",
  restart: "it loses its power for a moment",
} as const;
export type Fault = keyof typeof FAULTS;

const DRIFT_PER_MINUTE = 5;
const NOISE_RATE = 0.02;

/** Which faults stand, by device; what a new driver or vehicle would clear is put on again. */
export class FaultBoard {
  readonly #standing = new Map<HostedDevice, Set<Fault>>();

  /** A sentence where this device cannot have it; null when it stands. */
  async strike(device: HostedDevice, fault: Fault): Promise<string | null> {
    const why = whyNot(device, fault);
    if (why !== null) return why;
    if (fault !== "restart") this.#standing.set(device, (this.#standing.get(device) ?? new Set()).add(fault));
    await put(device, fault);
    return null;
  }

  async heal(device: HostedDevice): Promise<void> {
    this.#standing.delete(device);
    await device.plug();
  }

  /** Of what was cleared by somebody else. */
  async again(devices: readonly HostedDevice[]): Promise<void> {
    for (const device of devices)
      for (const fault of this.#standing.get(device) ?? []) await put(device, fault);
  }

  of(device: HostedDevice): readonly Fault[] {
    return [...(this.#standing.get(device) ?? [])];
  }
}

function whyNot({ defects, plcDefects, config }: HostedDevice, fault: Fault): string | null {
  if (fault === "unplug" || defects !== null) return null;
  if (plcDefects !== null && fault === "freeze") return null;
  const allowed = plcDefects === null ? "unplug" : "unplug, freeze";
  return `${config.device} cannot have ${fault}; allowed for it: ${allowed}.`;
}

async function put(device: HostedDevice, fault: Fault): Promise<void> {
  const { defects, plcDefects } = device;
  switch (fault) {
    case "unplug":
      return device.unplug();
    case "silent":
      return defects?.strike("wedge");
    case "freeze":
      if (plcDefects !== null) plcDefects.frozen = true;
      return defects?.strike("stuck");
    case "drift":
      return defects?.strike("drift", { perMinute: DRIFT_PER_MINUTE });
    case "noise":
      return defects?.strike("noise", { rate: NOISE_RATE });
    case "restart":
      return defects?.strike("reset");
  }
}
