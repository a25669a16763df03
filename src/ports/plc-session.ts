import type { Reason } from "../core/trade/reasons.ts";
import type { InstrumentCommand } from "../core/trade/words/commands.ts";
import type { PlcValue } from "./plc.ts";
import type { SessionOutput } from "./protocol-session.ts";

/**
 * The pure side of an instrument behind a PLC: variables in, observations out, commands as writes. As `ProtocolSession` it
 * is mutable inside, deterministic, and never throws on any input.
 */
export interface PlcSession {
  /** What to watch, and with which sampling interval. */
  readonly variables: readonly string[];
  readonly samplingMs: number;
  values(values: readonly PlcValue[]): SessionOutput;
  request(command: InstrumentCommand, atMs: number): PlcRequest;
  down(why: Reason, atMs: number): SessionOutput;
  up(atMs: number): SessionOutput;
  tick(atMs: number): SessionOutput;
  nextDueMs(): number | null;
}

export interface PlcRequest {
  /** In this order. */
  readonly writes: readonly { readonly variable: string; readonly value: boolean | number }[];
  readonly output: SessionOutput;
}
