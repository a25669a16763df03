import { type BackOff, fullJitterMs } from "../delivery/back-off.ts";
import { type Decision, type Machine, NOTHING, unreachable } from "../machine.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { Turn } from "../turn.ts";
import type { EventAnswer, HeldEvent } from "./event-batch.ts";
import {
  type EventFlight,
  evolveSending,
  NOTHING_SENT,
  type SendingEvent,
  type SendingState,
} from "./sending-state.ts";
import { samePlace } from "./station-event.ts";

export interface SendingTerms {
  readonly answerTimeoutMs: number;
  readonly backOff: BackOff;
  readonly flightsMax: number;
}

/** As docs/protocol.md has it, section 20. */
export const SENDING_TERMS: SendingTerms = {
  answerTimeoutMs: 10_000,
  backOff: { firstMs: 1_000, ceilingMs: 300_000 },
  flightsMax: 2,
};

/** What the journal has at the place that the registry holds. `let-go`: what stood there is in the journal no more. */
export type SoughtPlace = "found" | "let-go" | "differs" | "beyond";

/** `chance` is in [0, 1): the jitter of a wait that this input may lead to. */
export type SendingInput =
  | { readonly kind: "start" }
  | { readonly kind: "stop" }
  | { readonly kind: "link"; readonly up: boolean }
  /** There may be more to tell. */
  | { readonly kind: "tick" }
  /** Answer the effects `ask`, `make` and `seek` of the same id. `last`: null for a question. */
  | {
      readonly kind: "made";
      readonly id: number;
      readonly batch: string;
      readonly after: HeldEvent | null;
      readonly last: HeldEvent | null;
    }
  /** The journal has no more events. */
  | { readonly kind: "none"; readonly id: number }
  | { readonly kind: "unmade"; readonly id: number; readonly why: Reason; readonly chance: number }
  | {
      readonly kind: "sought";
      readonly id: number;
      readonly held: HeldEvent | null;
      readonly place: SoughtPlace;
      readonly chance: number;
    }
  /** Verified: a key that cosigns signed it, for this station. */
  | { readonly kind: "answer"; readonly answer: EventAnswer; readonly chance: number }
  | { readonly kind: "timer"; readonly id: number; readonly chance: number };

export type SendingEffect =
  | { readonly kind: "ask"; readonly id: number }
  | { readonly kind: "seek"; readonly id: number; readonly held: HeldEvent | null }
  | { readonly kind: "make"; readonly id: number; readonly after: HeldEvent | null }
  | { readonly kind: "send"; readonly id: number }
  /** They will not be sent again. */
  | { readonly kind: "drop"; readonly ids: readonly number[] }
  | {
      readonly kind: "start-timer";
      readonly timer: "event answer" | "event retry";
      readonly id: number;
      readonly afterMs: number;
    }
  | { readonly kind: "cancel-timer"; readonly id: number };

export type Sending = Machine<SendingState, SendingInput, SendingEvent, SendingEffect>;
type Deciding = Turn<SendingState, SendingEvent, SendingEffect>;

/**
 * Sends the events of a journal to the registry, in order, once each as far as the registry counts. Nothing moves it on but a signed answer to one of
 * its own batches; where the registry stands is looked for in the journal before anything is sent after it.
 */
export function createSending(terms: SendingTerms): Sending {
  return {
    initial: NOTHING_SENT,
    decide: (state, input) => decide(terms, state, input),
    evolve: evolveSending,
  };
}

function decide(
  terms: SendingTerms,
  state: SendingState,
  input: SendingInput,
): Decision<SendingEvent, SendingEffect> {
  const turn: Deciding = new Turn(state, evolveSending);
  if (input.kind === "start") {
    if (state.phase === "idle") turn.emit({ type: "started" });
  } else if (state.phase !== "running") {
    return NOTHING;
  } else {
    whileRunning(terms, turn, input);
  }
  return turn.decision();
}

function whileRunning(
  terms: SendingTerms,
  turn: Deciding,
  input: Exclude<SendingInput, { kind: "start" }>,
): void {
  switch (input.kind) {
    case "stop":
      forget(turn);
      turn.emit({ type: "stopped" });
      return;
    case "link":
      forget(turn);
      turn.emit({ type: "link", up: input.up });
      goOn(terms, turn);
      return;
    case "tick":
      goOn(terms, turn);
      return;
    case "made":
    case "none":
    case "unmade":
    case "sought":
      made(terms, turn, input);
      return;
    case "answer":
      hear(terms, turn, input);
      return;
    case "timer":
      timer(terms, turn, input);
      return;
    default:
      unreachable(input);
  }
}

/** Begins what is next, if anything may begin. */
function goOn(terms: SendingTerms, turn: Deciding): void {
  const { up, busy, retry, knows, flights, tail, nextId: id } = turn.state;
  if (!up || busy !== null || retry !== null) return;
  if (knows === "nothing" && flights.length === 0) {
    turn.emit({ type: "busy" });
    turn.run({ kind: "ask", id });
  } else if (knows === "place" && flights.length < terms.flightsMax) {
    turn.emit({ type: "busy" });
    turn.run({ kind: "make", id, after: tail });
  }
}

type Made = Extract<SendingInput, { kind: "made" | "none" | "unmade" | "sought" }>;

/** What became of the one thing that is being made; an answer that comes for an earlier one, or for another kind of thing, is nobody's. */
function made(terms: SendingTerms, turn: Deciding, input: Made): void {
  if (turn.state.busy !== input.id || !isOfThat(turn.state, input)) return;
  switch (input.kind) {
    case "made": {
      const { id, batch, after, last } = input;
      turn.emit({ type: "flown", flight: { id, batch, after, last } });
      send(terms, turn, id);
      goOn(terms, turn);
      return;
    }
    case "none":
      turn.emit({ type: "idle" });
      return;
    case "unmade":
      turn.emit({ type: "troubled", why: input.why });
      beginAgain(terms, turn, input.chance);
      return;
    case "sought":
      turn.emit({ type: "idle" });
      sought(terms, turn, input);
      return;
    default:
      unreachable(input);
  }
}

/** Where nothing is known a question is made, while a place is sought nothing else is done, and behind a place a batch is made. */
function isOfThat({ knows }: SendingState, input: Made): boolean {
  switch (input.kind) {
    case "made":
      return knows === (input.last === null ? "nothing" : "place");
    case "none":
      return knows === "place";
    case "sought":
      return knows === "seeking";
    case "unmade":
      return true;
    default:
      return unreachable(input);
  }
}

function sought(
  terms: SendingTerms,
  turn: Deciding,
  { held, place, chance }: Extract<Made, { kind: "sought" }>,
): void {
  if (place === "found" || place === "let-go") {
    turn.emit({ type: "found", held });
    goOn(terms, turn);
    return;
  }
  const at = held === null ? "" : `${held.at.index}.${held.at.part}`;
  turn.emit({ type: "troubled", why: reason("EVENTS_OF_ANOTHER_HISTORY", { at }) });
  beginAgain(terms, turn, chance);
}

function send(terms: SendingTerms, turn: Deciding, id: number): void {
  turn.run(
    { kind: "send", id },
    { kind: "start-timer", timer: "event answer", id, afterMs: terms.answerTimeoutMs },
  );
}

function hear(
  terms: SendingTerms,
  turn: Deciding,
  { answer: { batch, answer, held }, chance }: Extract<SendingInput, { kind: "answer" }>,
): void {
  const flight = turn.state.flights.find((flown) => flown.batch === batch);
  if (flight === undefined) return;
  if (answer === "other" || answer === "malformed") {
    const at = held === null ? "" : `${held.at.index}.${held.at.part}`;
    const code = answer === "other" ? "EVENTS_OF_ANOTHER_HISTORY" : "EVENTS_NOT_UNDERSTOOD";
    turn.emit({ type: "troubled", why: reason(code, { at }) });
    beginAgain(terms, turn, chance);
    return;
  }
  if (flight.last === null || !isGoingOn(terms, turn, held, chance)) lookFor(turn, held);
}

/** Whether the word of the registry is one that this side knows how to go on from without looking at the journal again. */
function isGoingOn(terms: SendingTerms, turn: Deciding, held: HeldEvent | null, chance: number): boolean {
  const { flights } = turn.state;
  const taken = flights.findLast(({ last }) => isSame(last, held));
  if (taken !== undefined && held !== null) {
    settle(turn, flights.slice(0, flights.indexOf(taken) + 1));
    turn.emit({ type: "answered", id: taken.id });
    goOn(terms, turn);
    return true;
  }
  const [first] = flights;
  if (first === undefined || !isSame(first.after, held)) return false;
  // The first was lost on the way, and those behind it do not fit: they are sent again as they are.
  waitAndSend(terms, turn, chance);
  return true;
}

function isSame(a: HeldEvent | null, b: HeldEvent | null): boolean {
  return samePlace(a?.at ?? null, b?.at ?? null) && a?.sha256 === b?.sha256;
}

function settle(turn: Deciding, flights: readonly EventFlight[]): void {
  for (const { id } of flights) turn.run({ kind: "cancel-timer", id });
  if (flights.length > 0) turn.run({ kind: "drop", ids: flights.map(({ id }) => id) });
}

function lookFor(turn: Deciding, held: HeldEvent | null): void {
  forget(turn);
  const id = turn.state.nextId;
  turn.emit({ type: "seeking" });
  turn.emit({ type: "busy" });
  turn.run({ kind: "seek", id, held });
}

/** One that was cancelled and fires all the same is nobody's. */
function timer(
  terms: SendingTerms,
  turn: Deciding,
  { id, chance }: Extract<SendingInput, { kind: "timer" }>,
): void {
  const { retry, flights } = turn.state;
  if (id === retry) {
    turn.emit({ type: "wait-ended" });
    for (const flight of flights) send(terms, turn, flight.id);
    goOn(terms, turn);
  } else if (flights.some((flight) => flight.id === id)) {
    waitAndSend(terms, turn, chance);
  }
}

/** What is in flight counts as lost, and is sent again, the same, after a wait that grows with each failure. */
function waitAndSend(terms: SendingTerms, turn: Deciding, chance: number): void {
  const { flights, retry } = turn.state;
  for (const { id } of flights) turn.run({ kind: "cancel-timer", id });
  if (retry === null) wait(terms, turn, chance);
}

/** After the wait the registry is asked anew: whatever was wrong there may have been mended. */
function beginAgain(terms: SendingTerms, turn: Deciding, chance: number): void {
  forget(turn);
  wait(terms, turn, chance);
}

function wait(terms: SendingTerms, turn: Deciding, chance: number): void {
  const { failures, nextId: id } = turn.state;
  turn.emit({ type: "wait-begun" });
  const afterMs = fullJitterMs(terms.backOff, failures, chance);
  turn.run({ kind: "start-timer", timer: "event retry", id, afterMs });
}

function forget(turn: Deciding): void {
  const { flights, retry } = turn.state;
  settle(turn, flights);
  if (retry !== null) turn.run({ kind: "cancel-timer", id: retry });
  turn.emit({ type: "forgotten" });
}
