import type { DeviceRole, InstrumentCommand } from "../observation.ts";

export type JobKind = "inspection" | "exam";

/** Which devices belong to which kind of job: their readings and faults go to it. */
export const ROLES_OF: Readonly<Record<JobKind, readonly DeviceRole[]>> = {
  inspection: [
    "axle-scale",
    "brake-bench",
    "headlamp-tester",
    "gas-analyser",
    "side-slip-tester",
    "lane-beams",
  ],
  exam: ["gnss", "vehicle-io"],
};

/** What stops a machine that a job may have set going. */
export const SAFE_COMMANDS: Readonly<Partial<Record<DeviceRole, InstrumentCommand>>> = {
  "brake-bench": { name: "brake.stop" },
  "headlamp-tester": { name: "headlamp.stop" },
  "gas-analyser": { name: "gas.sample-off" },
};
