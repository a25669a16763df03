import type { ProtocolSession } from "../ports/protocol-session.ts";

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
}
