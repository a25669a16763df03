import type { CommandOutcome } from "../commands/command-messages.ts";
import type { EntryTime } from "./entry.ts";

/** `back`: index of the entry before it that tells of orders. Absent of the first one, and in journals of older software. */
interface BeforeIt {
  readonly back?: number;
}

/** What the registry ordered, and what came of it; whatever follows from it follows from this entry alone. */
export interface CommandReceived extends BeforeIt {
  readonly type: "command-received";
  readonly at: EntryTime;
  readonly number: number;
  /** SHA-256 of what was signed, hex: the next one names it. */
  readonly command: string;
  /** The DSSE envelope, JSON text, exactly as it came. */
  readonly envelope: string;
  readonly outcome: CommandOutcome;
  /** Of an order to send evidence that was taken: the oldest entry that is here for it. Absent of any other. */
  readonly needs?: number;
}

/** An inspection that orders asked for has its record: it stands just before that, and counts with it. */
export interface RecheckAnswered extends BeforeIt {
  readonly type: "recheck-answered";
  readonly at: EntryTime;
  readonly vin: string;
  /** Of the commands. */
  readonly numbers: readonly number[];
  /** SHA-256 of the record, hex. */
  readonly record: string;
}

export type CommandEntry = CommandReceived | RecheckAnswered;

/** Of a job that is the answer to orders: which, and of which vehicle. Absent of all others. */
export interface MayAnswer {
  readonly rechecks?: { readonly vin: string; readonly numbers: readonly number[] };
}
