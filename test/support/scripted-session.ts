import type { DeviceFault, InstrumentAnswer, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { InstrumentCommand } from "../../src/core/trade/words/commands.ts";
import { type ProtocolSession, type SessionOutput, SILENT } from "../../src/ports/protocol-session.ts";
import type { DeviceLinkListener } from "../../src/station/device-link.ts";

export const DEVICE = asId<"device">("device-1");

/** Says "hello" on connection, each command's name on request, "poll" on each tick; notes all that it is asked. */
export class ScriptedSession implements ProtocolSession {
  readonly asked: string[] = [];
  dueMs: number | null = null;
  /** Milliseconds from one tick to the next; null leaves the due time alone. */
  everyMs: number | null = null;
  /** What every command is answered at once; null: the device says nothing to it. */
  outcome: InstrumentAnswer["outcome"] | null = null;
  /** What the next byte received leads to. */
  next: SessionOutput = SILENT;

  connected(atMs: number): SessionOutput {
    this.asked.push(`connected ${atMs}`);
    return says("hello");
  }

  receive(bytes: Uint8Array, atMs: number): SessionOutput {
    this.asked.push(`receive ${bytes.length} ${atMs}`);
    return this.next;
  }

  request(command: InstrumentCommand, atMs: number): SessionOutput {
    this.asked.push(`request ${command.name} ${atMs}`);
    const { outcome } = this;
    const answer = { kind: "answer", device: DEVICE, atMs, quality: "good", command: command.name } as const;
    return { ...says(command.name), observations: outcome === null ? [] : [{ ...answer, outcome }] };
  }

  tick(atMs: number): SessionOutput {
    if (this.dueMs === null || atMs < this.dueMs) throw new Error(`a tick at ${atMs}, due ${this.dueMs}`);
    this.asked.push(`tick ${atMs}`);
    this.dueMs = this.everyMs === null ? null : atMs + this.everyMs;
    return says("poll");
  }

  nextDueMs(): number | null {
    return this.dueMs;
  }
}

export function says(text: string): SessionOutput {
  return { ...SILENT, writes: [new TextEncoder().encode(text)] };
}

export function fault(code: DeviceFault["code"], raised: boolean, atMs = 0): DeviceFault {
  return { device: DEVICE, code, raised, atMs, detail: null };
}

/** What a link tells, as lines. */
export function heard(): { readonly told: string[]; readonly listener: DeviceLinkListener } {
  const told: string[] = [];
  const line = (o: Observation): string => {
    if (o.kind === "answer") return `answer ${o.command} ${o.outcome}`;
    if (o.kind === "digital") return `digital ${o.line} ${o.active} ${o.atMs}`;
    return o.kind;
  };
  return {
    told,
    listener: {
      onObservation: (role, observation) => told.push(`${role} ${line(observation)}`),
      onFault: (role, { code, raised, again }) => {
        if (again !== true) told.push(`${role} ${raised ? "raised" : "cleared"} ${code}`);
      },
    },
  };
}
