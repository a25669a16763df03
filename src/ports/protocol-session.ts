import type { DeviceFault, Observation } from "../core/observation.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { InstrumentCommand } from "../core/trade/words/commands.ts";

/**
 * The conversation with one instrument model, without I/O: bytes and time come in, bytes, observations and problems
 * come out, all at once. Mutable inside, deterministic, never throws on any input, memory bounded (a frame buffer has
 * a limit and drops from the front).
 */
export interface ProtocolSession {
  /** A new connection: forget half frames; returns what to say first (identification, mode). */
  connected(atMs: number): SessionOutput;
  /** The bytes may be overwritten afterwards. */
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

/** A session that also tells how the line is doing: for `proofmark decode`, `proofmark doctor` and tests. */
export interface DecodingSession extends ProtocolSession {
  readonly statistics: LineStatistics;
}

/** Counted since the session was made. */
export interface LineStatistics {
  readonly acceptedFrames: number;
  /** Bytes that belong to no frame the manual knows, broken frames included. */
  readonly rejectedBytes: number;
  /** Bytes held now for a frame that is not complete; never above the limit of the model. */
  readonly heldBytes: number;
  /** What was refused and why, most bytes first; absent where the codec keeps no count of it. */
  readonly refused?: readonly Refusal[];
}

/** `why` is null for bytes that belong to no frame; of frames refused for one field, it shows what stood in the last one. */
export interface Refusal {
  readonly why: Reason | null;
  readonly frames: number;
  readonly bytes: number;
}
