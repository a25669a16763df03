import { isTold } from "../delivery/told-rarely.ts";
import type { Decision, Machine } from "../machine.ts";
import { CLOCKS_APART_MS } from "../requests/request-messages.ts";
import type { ReadMessage } from "../requests/signed-message.ts";
import type { Reason } from "../trade/reasons.ts";
import { Turn } from "../turn.ts";
import type { OrderedBook } from "./book-orders.ts";
import type { Acknowledgement, CommandOutcome, HeardDocument } from "./command-messages.ts";
import { type CommandNote, type CommandsStanding, type NotedCommand, noteCommand } from "./commands-noted.ts";
import type { NotedEvidence } from "./evidence-orders.ts";
import { type HeldList, listTold, type NotedList, openLists, whyListOpen } from "./list-orders.ts";
import { answersOf, type OlderOrder } from "./older-order.ts";
import { answersTold, type NotedRecheck } from "./rechecks.ts";
import {
  AHEAD_MS_MAX,
  type BookCheck,
  bookIn,
  type EvidenceThere,
  type Ordered,
  whyRefused,
} from "./why-refused.ts";

export type DroppedCommand =
  | Extract<ReadMessage<never>, { kind: "dropped" }>["why"]
  | "of-another-station"
  | "of-the-future"
  | "at-the-disk"
  | "while-jobs-run";

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
      /** What the journal says of it, where it is of before those that are kept; null where that was not found, or not looked for. */
      readonly older: OlderOrder | null;
      /** Of the rulebook that is whole with this command; null of any other. */
      readonly checked: BookCheck | null;
      /** What the journal has of an order to send evidence; null of any other. */
      readonly there: EvidenceThere | null;
    }
  /** An inspection that was ordered has its record, or has begun: as the journal has it. */
  | { readonly kind: "rechecked"; readonly rechecks: readonly NotedRecheck[] }
  /** The registry was asked for the list of keys, or another one is held: as the journal has it. `because`: what came of the question; null where it was answered. */
  | {
      readonly kind: "list";
      readonly lists: readonly NotedList[];
      readonly held: HeldList | null;
      readonly because: Reason | null;
    }
  /** The registry has evidence that was ordered: as the journal has it. */
  | { readonly kind: "evidence"; readonly evidence: readonly NotedEvidence[] }
  /** What had to be kept before its entry could not be: nothing was appended. */
  | { readonly kind: "unkept" }
  /** The entry of the command that was appended stands. */
  | { readonly kind: "durable"; readonly note: CommandNote };

export type Said = Pick<Acknowledgement, "last" | "answer" | "fulfilled" | "list">;

export type CommandsEffect =
  /** `book`: to be kept before the entry is, which says that it is there. */
  | {
      readonly kind: "append";
      readonly note: Omit<CommandNote, "atWallMs">;
      readonly book: OrderedBook | null;
    }
  | { readonly kind: "send"; readonly acknowledgement: Said }
  /** Of a list of keys that was ordered, and is not held. */
  | { readonly kind: "fetch-list" }
  /** What is ordered is another than before. */
  | { readonly kind: "tell"; readonly number: number; readonly outcome: CommandOutcome }
  | { readonly kind: "log-dropped"; readonly why: DroppedCommand; readonly times: number };

export type CommandsEvent =
  | { readonly kind: "began"; readonly standing: CommandsStanding }
  | { readonly kind: "link"; readonly up: boolean }
  | { readonly kind: "appending"; readonly number: number | null }
  | { readonly kind: "noted"; readonly note: CommandNote }
  | { readonly kind: "rechecked"; readonly rechecks: readonly NotedRecheck[] }
  | { readonly kind: "evidenced"; readonly evidence: readonly NotedEvidence[] }
  | {
      readonly kind: "listed";
      readonly lists: readonly NotedList[];
      readonly held: HeldList | null;
      readonly why: Reason | null;
    }
  | { readonly kind: "dropped"; readonly why: DroppedCommand };

/** `appending`: the number of the command on its way to the disk. */
export interface CommandsState {
  /** Null until the journal was read. */
  readonly standing: CommandsStanding | null;
  readonly isUp: boolean;
  readonly appending: number | null;
  /** Why a list of keys that was ordered is not held yet; null where nothing is known of it. */
  readonly whyListOpen: Reason | null;
  readonly dropped: Readonly<Partial<Record<DroppedCommand, number>>>;
}

export type Commands = Machine<CommandsState, CommandsInput, CommandsEvent, CommandsEffect>;

const INITIAL: CommandsState = {
  ...{ standing: null, isUp: false, appending: null },
  ...{ whyListOpen: null, dropped: {} },
};

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
  say(answer: Acknowledgement["answer"], older: OlderOrder | null = null): void {
    const { isUp, standing } = this.state;
    if (!isUp || standing === null) return;
    const last = standing.last ?? { number: 0, command: null };
    this.run({
      kind: "send",
      acknowledgement: {
        ...{ last, answer, ...answersTold(standing.rechecks, answer?.number ?? null, answersOf(older)) },
        ...listTold(standing.lists, standing.held, this.state.whyListOpen),
      },
    });
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
    case "rechecked":
      turn.emit({ kind: "rechecked", rechecks: input.rechecks });
      turn.say(null);
      break;
    case "list": {
      const { lists, held, because } = input;
      const why = whyListOpen(lists, held, because);
      const isNews = lists !== state.standing?.lists || why?.code !== state.whyListOpen?.code;
      turn.emit({ kind: "listed", lists, held, why });
      if (isNews && lists.length > 0) turn.say(null);
      break;
    }
    case "evidence":
      turn.emit({ kind: "evidenced", evidence: input.evidence });
      break;
    case "unkept":
      turn.emit({ kind: "appending", number: null });
      turn.drop("at-the-disk");
      break;
    case "durable": {
      const { number, command, outcome } = input.note;
      turn.emit({ kind: "noted", note: input.note });
      turn.run({ kind: "tell", number, outcome });
      turn.say({ number, command, outcome });
      // Behind what is said of it: the registry may answer at once.
      const { lists = [] } = turn.state.standing ?? {};
      if (openLists(lists).some((one) => one.number === number)) turn.run({ kind: "fetch-list" });
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

/** An answer names every vehicle that was inspected again by its order, or it is not said. */
function isWhole({ number, kind, outcome }: NotedCommand, { rechecks }: CommandsStanding): boolean {
  if (kind !== "recheck" || outcome.kind !== "taken") return true;
  return rechecks.some((one) => one.number === number);
}

interface HeardNow {
  readonly heard: Extract<HeardCommand, { kind: "command" }>;
  readonly atWallMs: number;
  readonly isClockSure: boolean;
  readonly older: OlderOrder | null;
  readonly checked: BookCheck | null;
  readonly there: EvidenceThere | null;
}

function hearInOrder(
  turn: OpenTurn,
  ordered: Ordered,
  standing: CommandsStanding,
  { heard: { document, id, envelope }, atWallMs, isClockSure, older, checked, there }: HeardNow,
): void {
  const last = standing.last?.number ?? 0;
  const { number, before } = document;
  if (number <= last) {
    const kept = standing.newest.find((one) => one.number === number && one.command === id);
    const known = kept !== undefined && isWhole(kept, standing) ? kept : older;
    turn.say(known === null ? null : { number, command: id, outcome: known.outcome }, older);
    return;
  }
  // One is missing, or the registry counts on from another than this journal has: `last` tells which.
  if (number > last + 1 || before !== (standing.last?.command ?? null)) {
    turn.say(null);
    return;
  }
  const aheadMs = isClockSure ? Date.parse(document.issued) - atWallMs : 0;
  if (aheadMs > CLOCKS_APART_MS && aheadMs <= AHEAD_MS_MAX) {
    turn.drop("of-the-future");
    return;
  }
  // By a clock that is in doubt nothing is over.
  const isOver = isClockSure && Date.parse(document.until) < atWallMs;
  turn.emit({ kind: "appending", number });
  const heardBook = isOver ? null : bookIn(standing, ordered, document);
  const nowMs = isClockSure ? atWallMs : null;
  const book = { heard: heardBook, checked };
  const why = isOver ? null : whyRefused(standing, ordered, document, { book, there, nowMs });
  const outcome: CommandOutcome = isOver
    ? { kind: "expired" }
    : why === null
      ? { kind: "taken" }
      : { kind: "refused", reason: why };
  const needs = outcome.kind === "taken" && there !== null ? { needs: there.first } : {};
  turn.run({
    kind: "append",
    note: { number, command: id, envelope, outcome, ...needs },
    book: why === null && heardBook?.kind === "whole" ? heardBook.book : null,
  });
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
    case "rechecked":
      if (state.standing === null) return state;
      return { ...state, standing: { ...state.standing, rechecks: event.rechecks } };
    case "evidenced":
      if (state.standing === null) return state;
      return { ...state, standing: { ...state.standing, evidence: event.evidence } };
    case "listed": {
      if (state.standing === null) return state;
      const { lists, held, why } = event;
      return { ...state, whyListOpen: why, standing: { ...state.standing, lists, held } };
    }
    case "dropped":
      return { ...state, dropped: { ...state.dropped, [event.why]: (state.dropped[event.why] ?? 0) + 1 } };
  }
}
