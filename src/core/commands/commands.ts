import { isTold } from "../delivery/told-rarely.ts";
import type { Decision, Machine } from "../machine.ts";
import { CLOCKS_APART_MS } from "../requests/request-messages.ts";
import type { ReadMessage } from "../requests/signed-message.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { Turn } from "../turn.ts";
import type { Acknowledgement, CommandOutcome, HeardDocument } from "./command-messages.ts";
import { orderIn, scopeKey } from "./command-messages.ts";
import { type CommandNote, type CommandsStanding, noteCommand } from "./commands-noted.ts";

export type DroppedCommand =
  | Extract<ReadMessage<never>, { kind: "dropped" }>["why"]
  | "of-another-station"
  | "of-the-future"
  | "at-the-disk";

/** A command as it was heard; `id` is the SHA-256 of what was signed, hex. */
export type HeardCommand =
  | {
      readonly kind: "command";
      readonly document: HeardDocument;
      readonly id: string;
      readonly envelope: string;
    }
  | { readonly kind: "dropped"; readonly why: DroppedCommand };

export type CommandsInput =
  | { readonly kind: "started"; readonly standing: CommandsStanding }
  | { readonly kind: "link"; readonly up: boolean }
  /** `isClockSure`: the wall clock is not in doubt. */
  | {
      readonly kind: "heard";
      readonly heard: HeardCommand;
      readonly atWallMs: number;
      readonly isClockSure: boolean;
    }
  /** The entry of the command that was appended stands. */
  | { readonly kind: "durable"; readonly note: CommandNote };

export type CommandsEffect =
  | { readonly kind: "append"; readonly note: Omit<CommandNote, "atWallMs"> }
  | { readonly kind: "send"; readonly acknowledgement: Pick<Acknowledgement, "last" | "answer"> }
  /** What is ordered is another than before. */
  | { readonly kind: "tell"; readonly number: number; readonly outcome: CommandOutcome }
  | { readonly kind: "log-dropped"; readonly why: DroppedCommand; readonly times: number };

export type CommandsEvent =
  | { readonly kind: "began"; readonly standing: CommandsStanding }
  | { readonly kind: "link"; readonly up: boolean }
  | { readonly kind: "appending"; readonly number: number }
  | { readonly kind: "noted"; readonly note: CommandNote }
  | { readonly kind: "dropped"; readonly why: DroppedCommand };

/** `appending`: the number of the command on its way to the disk. */
export interface CommandsState {
  /** Null until the journal was read. */
  readonly standing: CommandsStanding | null;
  readonly isUp: boolean;
  readonly appending: number | null;
  readonly dropped: Readonly<Partial<Record<DroppedCommand, number>>>;
}

/** What this station has, as far as an order can be about it. */
export interface Ordered {
  readonly station: string;
  readonly sites: readonly string[];
}

export type Commands = Machine<CommandsState, CommandsInput, CommandsEvent, CommandsEffect>;

const INITIAL: CommandsState = { standing: null, isUp: false, appending: null, dropped: {} };

/**
 * What a station does with what the registry orders: number after number, each in the journal before anything comes of it, and each
 * answered with what came of it, however often it is sent.
 */
export function createCommands(ordered: Ordered): Commands {
  return {
    initial: INITIAL,
    evolve,
    decide: (state, input) => decide(ordered, state, input),
  };
}

class OpenTurn extends Turn<CommandsState, CommandsEvent, CommandsEffect> {
  constructor(state: CommandsState) {
    super(state, evolve);
  }

  drop(why: DroppedCommand): void {
    this.emit({ kind: "dropped", why });
    const times = this.state.dropped[why] ?? 0;
    if (isTold(times)) this.run({ kind: "log-dropped", why, times });
  }

  /** Says what stands, and what came of one command. */
  say(answer: Acknowledgement["answer"]): void {
    const { isUp, standing } = this.state;
    if (!isUp || standing === null) return;
    const last = standing.last ?? { number: 0, command: null };
    this.run({ kind: "send", acknowledgement: { last, answer } });
  }
}

function decide(
  ordered: Ordered,
  state: CommandsState,
  input: CommandsInput,
): Decision<CommandsEvent, CommandsEffect> {
  const turn = new OpenTurn(state);
  switch (input.kind) {
    case "started":
      turn.emit({ kind: "began", standing: input.standing });
      turn.say(null);
      break;
    case "link":
      turn.emit({ kind: "link", up: input.up });
      turn.say(null);
      break;
    case "heard":
      hear(turn, ordered, input);
      break;
    case "durable": {
      const { number, command, outcome } = input.note;
      turn.emit({ kind: "noted", note: input.note });
      turn.run({ kind: "tell", number, outcome });
      turn.say({ number, command, outcome });
      break;
    }
  }
  return turn.decision();
}

function hear(turn: OpenTurn, ordered: Ordered, input: Extract<CommandsInput, { kind: "heard" }>): void {
  const { heard } = input;
  const { standing, appending } = turn.state;
  if (heard.kind === "dropped") turn.drop(heard.why);
  else if (heard.document.station !== ordered.station) turn.drop("of-another-station");
  // The registry sends it again; what it is told then rests on the journal.
  else if (standing === null || appending !== null) turn.drop("at-the-disk");
  else hearInOrder(turn, ordered, standing, { ...input, heard });
}

interface HeardNow {
  readonly heard: Extract<HeardCommand, { kind: "command" }>;
  readonly atWallMs: number;
  readonly isClockSure: boolean;
}

function hearInOrder(
  turn: OpenTurn,
  ordered: Ordered,
  standing: CommandsStanding,
  { heard: { document, id, envelope }, atWallMs, isClockSure }: HeardNow,
): void {
  const last = standing.last?.number ?? 0;
  const { number, before } = document;
  if (number <= last) {
    const known = standing.newest.find((one) => one.number === number && one.command === id);
    turn.say(known === undefined ? null : { number, command: id, outcome: known.outcome });
    return;
  }
  // One is missing, or the registry counts on from another than this journal has: `last` tells which.
  if (number > last + 1 || before !== (standing.last?.command ?? null)) {
    turn.say(null);
    return;
  }
  if (isClockSure && Date.parse(document.issued) > atWallMs + CLOCKS_APART_MS) {
    turn.drop("of-the-future");
    return;
  }
  // By a clock that is in doubt nothing is over.
  const isOver = isClockSure && Date.parse(document.until) < atWallMs;
  turn.emit({ kind: "appending", number });
  const outcome: CommandOutcome = isOver ? { kind: "expired" } : outcomeOf(standing, ordered, document);
  turn.run({ kind: "append", note: { number, command: id, envelope, outcome } });
}

function outcomeOf(standing: CommandsStanding, ordered: Ordered, document: HeardDocument): CommandOutcome {
  const why = whyRefused(standing, ordered, document);
  return why === null ? { kind: "taken" } : { kind: "refused", reason: why };
}

function whyRefused({ locks }: CommandsStanding, { sites }: Ordered, document: HeardDocument): Reason | null {
  const order = orderIn(document);
  if (order === null) return reason("ORDER_UNKNOWN", { kind: document.order.kind });
  switch (order.kind) {
    case "lock":
      return order.of.what === "site" && !sites.includes(order.of.site)
        ? reason("COMMAND_SITE_UNKNOWN", { site: order.of.site, sites })
        : null;
    case "unlock":
      return locks.some(({ of }) => scopeKey(of) === scopeKey(order.of))
        ? null
        : reason("COMMAND_NOT_LOCKED", { scope: scopeKey(order.of) });
  }
}

function evolve(state: CommandsState, event: CommandsEvent): CommandsState {
  switch (event.kind) {
    case "began":
      return { ...state, standing: event.standing };
    case "link":
      return { ...state, isUp: event.up };
    case "appending":
      return { ...state, appending: event.number };
    case "noted":
      if (state.standing === null) return state;
      return { ...state, appending: null, standing: noteCommand(state.standing, event.note) };
    case "dropped":
      return { ...state, dropped: { ...state.dropped, [event.why]: (state.dropped[event.why] ?? 0) + 1 } };
  }
}
