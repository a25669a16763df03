import type { DeviceFault, Observation } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import type { PlcValue } from "../../../src/ports/plc.ts";
import type { SessionOutput } from "../../../src/ports/protocol-session.ts";
import { createBrakePlcSession } from "../../../src/protocols/brake-plc/brake-plc-session.ts";

export const device = asId<"device">("brake-bench-1");

export type Told = Partial<Record<string, boolean | number | string>>;

/** Values of one instant, `Bench.` left out of their names; a string stands for a bad status. */
export function at(sourceTimeMs: number, told: Told, atMs = sourceTimeMs): PlcValue[] {
  return Object.entries(told).map(([name, value]) => ({
    variable: `Bench.${name}`,
    value: typeof value === "string" || value === undefined ? null : value,
    good: typeof value !== "string",
    status: typeof value === "string" ? value : "Good",
    sourceTimeMs,
    atMs,
  }));
}

export const STANDING = {
  LeftForceN: 0,
  RightForceN: 0,
  LeftMotorOn: false,
  RightMotorOn: false,
  LeftLocked: false,
  RightLocked: false,
  Notice: 0,
  SampleIndex: 0,
  Run: 0,
};

export class Conversation {
  readonly session = createBrakePlcSession({ device });
  readonly observations: Observation[] = [];
  readonly faults: DeviceFault[] = [];

  constructor(run = 1) {
    this.take(this.session.up(0));
    this.take(this.session.values(at(0, STANDING)));
    if (run !== 0) this.take(this.session.values(at(5, { Run: run, LeftMotorOn: true, RightMotorOn: true })));
    this.observations.length = 0;
  }

  take(output: SessionOutput): this {
    this.observations.push(...output.observations);
    this.faults.push(...output.faults);
    return this;
  }

  values(...values: readonly (readonly PlcValue[])[]): this {
    return this.take(this.session.values(values.flat()));
  }

  forces(): (readonly [string | null, string | null, string])[] {
    return this.observations.flatMap((o) =>
      o.kind === "brake-force" ? [[o.leftN, o.rightN, o.quality] as const] : [],
    );
  }

  codes(): string[] {
    return this.faults.map(({ code, raised }) => `${raised ? "+" : "-"}${code}`);
  }
}
