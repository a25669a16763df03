import type { CommandOutcome } from "../commands/command-messages.ts";
import type { EntryTime } from "./entry.ts";

/** What the registry ordered, and what came of it; whatever follows from it follows from this entry alone. */
export interface CommandReceived {
  readonly type: "command-received";
  readonly at: EntryTime;
  readonly number: number;
  /** SHA-256 of what was signed, hex: the next one names it. */
  readonly command: string;
  /** The DSSE envelope, JSON text, exactly as it came. */
  readonly envelope: string;
  readonly outcome: CommandOutcome;
}
