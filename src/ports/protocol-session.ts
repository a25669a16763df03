import type { DeviceFault, InstrumentCommand, Observation } from "../core/observation.ts";

/**
 * The conversation with one instrument model, without I/O: bytes and time come in, bytes, observations and problems
 * come out, all at once. Mutable inside, deterministic, never throws on any input, memory bounded (a frame buffer has
 * a limit and drops from the front).
 */
export interface ProtocolSession {
  /** A new connection: forget half frames; returns what to say first (identification, mode). */
  connected(atMs: number): SessionOutput;
  receive(bytes: Uint8Array, atMs: number): SessionOutput;
  request(command: InstrumentCommand, atMs: number): SessionOutput;
  /** Called at or after `nextDueMs()`: polls, answer timeouts, silence. */
  tick(atMs: number): SessionOutput;
  /** When `tick` wants to be called next, or null for never. */
  nextDueMs(): number | null;
}

export interface SessionOutput {
  readonly writes: readonly Uint8Array[];
  readonly observations: readonly Observation[];
  readonly faults: readonly DeviceFault[];
}

export const SILENT: SessionOutput = { writes: [], observations: [], faults: [] };
