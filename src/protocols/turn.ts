import type { DeviceFault, InstrumentAnswer, Observation } from "../core/observation.ts";
import type { DeviceId } from "../core/quantities/ids.ts";
import type { InstrumentCommand } from "../core/trade/words/commands.ts";
import { type SessionOutput, SILENT } from "../ports/protocol-session.ts";
import { hexRaw } from "./wire-text.ts";

/** What one call into a session brings forth, gathered while the call runs. */
export class Turn {
  readonly device: DeviceId;
  readonly atMs: number;
  readonly writes: Uint8Array[] = [];
  readonly observations: Observation[] = [];
  readonly faults: DeviceFault[] = [];

  constructor(device: DeviceId, atMs: number) {
    this.device = device;
    this.atMs = atMs;
  }

  answer(
    command: InstrumentCommand["name"],
    outcome: InstrumentAnswer["outcome"],
    rawBytes: Uint8Array | null = null,
  ): void {
    this.observations.push({
      kind: "answer",
      device: this.device,
      atMs: this.atMs,
      quality: "good",
      ...(rawBytes === null ? {} : { raw: hexRaw(rawBytes) }),
      command,
      outcome,
    });
  }

  output(): SessionOutput {
    if (this.writes.length === 0 && this.observations.length === 0 && this.faults.length === 0) return SILENT;
    return { writes: this.writes, observations: this.observations, faults: this.faults };
  }
}
