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

/** Where the registry keeps what it orders of stations. Every call throws EdgeError DATABASE_UNAVAILABLE where the database does not do it. */
export interface CommandBook {
  account(station: string): Promise<StationAccount | undefined>;
  /** One after the other of one station, whoever asks; null where no such station is enrolled. */
  give(
    given: CommandGiven,
    sign: (before: LastCommand) => SignedCommand & { readonly document: CommandDocument },
  ): Promise<CommandDocument | null>;
  /** Keeps what came of it. The envelope of the command that the station takes next; null: it has all. */
  acknowledge(
    document: Acknowledgement,
    text: string,
    judge: (commands: StationCommands) => Acknowledged,
  ): Promise<string | null>;
  /** Of each of these stations the first that it has not answered. */
  open(
    stations: readonly string[],
  ): Promise<readonly { readonly station: string; readonly number: number; readonly envelope: string }[]>;
}
