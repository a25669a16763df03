import type { Digest } from "../journal/merkle.ts";
import type { VerifySignature } from "../record/signature.ts";
import { signingKeys } from "../registry/following-keys.ts";
import type { StationAccount } from "../registry/station-account.ts";
import { type MessageForm, readSigned } from "../requests/signed-message.ts";
import {
  ACKNOWLEDGEMENT_BYTES_MAX,
  ACKNOWLEDGEMENT_PAYLOAD_TYPE,
  type Acknowledgement,
  acknowledgementSchema,
  type CommandDocument,
  type CommandOrder,
  type CommandOutcome,
} from "./command-messages.ts";

const ACKNOWLEDGEMENT: MessageForm<Acknowledgement> = {
  payloadType: ACKNOWLEDGEMENT_PAYLOAD_TYPE,
  bytesMax: ACKNOWLEDGEMENT_BYTES_MAX,
  schema: acknowledgementSchema,
};

export interface HeardAcknowledgement {
  readonly document: Acknowledgement;
  /** The envelope as it came. */
  readonly text: string;
}

/** Of a station whose log key signed it, at its own topic; null where nothing comes of it. Total: any bytes give an answer. */
export function readAcknowledgement(
  bytes: Uint8Array,
  topicOf: string,
  account: StationAccount | undefined,
  { digest, verify }: { readonly digest: Digest; readonly verify: VerifySignature },
): HeardAcknowledgement | null {
  if (account === undefined || account.station !== topicOf) return null;
  const keys = signingKeys(account.log).map(({ spki }) => spki);
  const read = readSigned({ digest, verify, keys }, [ACKNOWLEDGEMENT], bytes);
  if (read.kind === "dropped" || read.document.station !== topicOf) return null;
  return { document: read.document, text: read.text };
}

/** As an acknowledgement says what a station has; number 0 and null for nothing. */
export type LastCommand = Acknowledgement["last"];

/** A command that the registry signed. `command`: SHA-256 of what was signed, hex. */
export interface GivenCommand {
  readonly number: number;
  readonly command: string;
  readonly before: string | null;
  /** Null: the station has not answered. */
  readonly outcome: CommandOutcome["kind"] | null;
  /** By the station's clock, when it answered; null where it has not. */
  readonly answeredMs: number | null;
}

export interface StationCommands {
  /** Those that are not lost, in order: all without an answer, and all from the station's last on. */
  readonly given: readonly GivenCommand[];
  /** When the station last said what it has, by its clock; null: never. */
  readonly saidMs: number | null;
}

export interface Acknowledged {
  readonly answered: { readonly number: number; readonly outcome: CommandOutcome } | null;
  /** Numbers of commands that the station can never take: it has others there. They have to be ordered anew. */
  readonly lost: readonly number[];
  /** The number of the command that is sent now: what the station takes next, or else, behind an answer to one of before, the next without an answer; null: none. */
  readonly next: number | null;
}

/**
 * What an acknowledgement says of what was given. A station whose journal was restored has an older `last` and takes the same commands again; a
 * registry that was restored finds numbers taken by commands that it does not know.
 */
export function acknowledged(
  { at, last, answer }: Acknowledgement,
  { given, saidMs }: StationCommands,
): Acknowledged {
  const one = answer === null ? undefined : given.find(({ number }) => number === answer.number);
  const isNews =
    one !== undefined &&
    one.command === answer?.command &&
    (one.answeredMs === null || Date.parse(at) >= one.answeredMs);
  // One of before says nothing of what the station has now.
  const lost = saidMs !== null && Date.parse(at) < saidMs ? [] : lostTo(last, given);
  const isOwed = ({ number, outcome }: GivenCommand): boolean =>
    number === last.number + 1 ||
    (isNews && outcome === null && number > one.number && number <= last.number);
  const owed = given.filter((command) => isOwed(command) && !lost.includes(command.number));
  const next = owed.find(({ number }) => number > last.number) ?? owed[0];
  return {
    answered: isNews && answer !== null ? { number: answer.number, outcome: answer.outcome } : null,
    lost,
    next: next?.number ?? null,
  };
}

function lostTo(last: LastCommand, given: readonly GivenCommand[]): readonly number[] {
  const own = given.find(({ number }) => number === last.number);
  const isOurs = last.number === 0 || own?.command === last.command;
  const first = given.find(({ number }) => number > last.number);
  const goesOn = first === undefined || (first.number === last.number + 1 && first.before === last.command);
  return given
    .filter(({ number, outcome }) =>
      number > last.number ? !goesOn : !isOurs && (number === last.number || outcome === null),
    )
    .map(({ number }) => number);
}

/** Behind which the next command stands: the registry's newest, or the station's where that is further. */
export function commandBefore(newest: LastCommand | null, last: LastCommand | null): LastCommand {
  const own = newest ?? { number: 0, command: null };
  return last !== null && last.number >= own.number ? last : own;
}

export interface CommandGiven {
  readonly station: string;
  readonly order: CommandOrder;
  readonly by: string;
  readonly issuedMs: number;
  readonly untilMs: number;
}

export function nextCommand(
  before: LastCommand,
  { station, order, by, issuedMs, untilMs }: CommandGiven,
): CommandDocument {
  return {
    schema: "proofmark/command/v1",
    station,
    number: before.number + 1,
    before: before.command,
    issued: new Date(issuedMs).toISOString(),
    until: new Date(untilMs).toISOString(),
    by,
    order,
  };
}
