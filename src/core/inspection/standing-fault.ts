import type { DeviceFault } from "../observation.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { FAULTS } from "../trade/words/faults.ts";
import type { DeviceRole } from "../trade/words/roles.ts";
import type { InspectionState } from "./inspection-state.ts";

/** With `blocking` faults there is no use in starting; with the others the run itself finds out. */
export type FaultsAsked = "blocking" | "any";

/** What is wrong just now with the first of these devices that has such a fault. */
export function standingFaultOf(
  standing: InspectionState["standingFaults"],
  roles: readonly DeviceRole[],
  asked: FaultsAsked,
): Reason | null {
  for (const role of roles) {
    const faults = (standing[role] ?? []).filter((code) => asked === "any" || FAULTS[code].blocking);
    if (faults.length > 0) return reason("FAULT_STANDS", { role, faults });
  }
  return null;
}

/** A fault that ends a run, as the record gives it. */
export function whyFault(role: DeviceRole, { device, code: fault, detail }: DeviceFault): Reason {
  return reason("DEVICE_FAULT", { role, device, fault, detail });
}
