import type {
  Acknowledged,
  CommandGiven,
  LastCommand,
  StationCommands,
} from "../core/commands/acknowledged.ts";
import type { Acknowledgement, CommandDocument } from "../core/commands/command-messages.ts";
import type { StationAccount } from "../core/registry/station-account.ts";

/** A command as it is sent. */
export interface SignedCommand {
  /** SHA-256 of what was signed, hex: the next one names it. */
  readonly command: string;
  /** The DSSE envelope. */
  readonly envelope: string;
}

export interface OpenCommand {
  readonly station: string;
  readonly number: number;
  readonly envelope: string;
  /** next: the station has not taken it in. answer: it has, and what came of it is not known. work: it was taken, and something of it is yet to be done. */
  readonly owed: "next" | "answer" | "work";
}

/** What is to be sent, and what it says. */
export interface NewCommand extends SignedCommand {
  readonly document: CommandDocument;
}

/** Of one station: behind which number the next is looked for, of those without an answer and of those with something yet to be done. */
export interface AfterCommand {
  readonly station: string;
  readonly answer: number;
  readonly work: number;
}

/** Where the registry keeps what it orders of stations. Every call throws EdgeError DATABASE_UNAVAILABLE where the database does not do it. */
export interface CommandBook {
  account(station: string): Promise<StationAccount | undefined>;
  /** What `sign` makes stands as one run behind what the station was ordered before: all of it or none, and nothing that somebody else orders between. Null where no such station is enrolled. */
  give(
    given: Pick<CommandGiven, "station" | "by" | "untilMs">,
    sign: (before: LastCommand) => readonly NewCommand[],
  ): Promise<readonly CommandDocument[] | null>;
  /** Keeps what came of it. The envelope of the command that the station takes next; null: it has all. */
  acknowledge(
    document: Acknowledgement,
    text: string,
    judge: (commands: StationCommands) => Acknowledged,
  ): Promise<string | null>;
  /** Of each of these stations one: the first that it has not taken in; else without an answer, else with something yet to be done: the first behind that number, or the first of all. */
  open(stations: readonly AfterCommand[]): Promise<readonly OpenCommand[]>;
}
