import { type BackOff, fullJitterMs } from "../delivery/back-off.ts";
import { isTold } from "../delivery/told-rarely.ts";
import { type Decision, type Machine, NOTHING } from "../machine.ts";
import type { StationId } from "../quantities/ids.ts";
import { Turn } from "../turn.ts";
import {
  type AnsweredDocument,
  type Asked,
  type AskedDocument,
  askedKey,
  coversAsked,
  requestOf,
  timesKnown,
  whyNotAnswered,
} from "./asked.ts";
import { CLOCKS_APART_MS } from "./request-messages.ts";
import {
  evolveRequests,
  NO_REQUESTS,
  type Question,
  type RequestsEvent,
  type RequestsState,
  type WhyDropped,
} from "./requests-state.ts";
import type { ReadMessage } from "./signed-message.ts";

/** Milliseconds and counts of asking. */
export interface RequestTerms {
  /** After so long without an answer nobody waits for it any more. */
  readonly patienceMs: number;
  /** A request is sent again after a time drawn evenly up to these bounds, and no earlier than `againAfterMs`. */
  readonly again: BackOff;
  readonly againAfterMs: number;
  /** After one that got no answer the next is not asked before. */
  readonly rest: BackOff;
  /** An answer is asked for anew when it is looked at and was taken so long ago. */
  readonly freshMs: number;
  /** The same of papers: each press of a person fetches them anew, but for one that is pressed twice. */
  readonly papersFreshMs: number;
  readonly inFlightMax: number;
  readonly questionsMax: number;
}

export const REQUEST_TERMS: RequestTerms = {
  patienceMs: 10_000,
  again: { firstMs: 2_000, ceilingMs: 4_000 },
  againAfterMs: 1_000,
  rest: { firstMs: 20_000, ceilingMs: 300_000 },
  freshMs: 300_000,
  papersFreshMs: 10_000,
  inFlightMax: 16,
  questionsMax: 512,
};

export type RequestsInput =
  /** Somebody looks at this vehicle, or wants these papers. `request`: 128 random bits, in case it has to be asked. */
  | {
      readonly kind: "want";
      readonly asked: Asked;
      readonly request: string;
      readonly atMs: number;
      readonly atWallMs: number;
      readonly chance: number;
    }
  | {
      readonly kind: "heard";
      readonly message: ReadMessage<AnsweredDocument>;
      readonly atMs: number;
      readonly atWallMs: number;
    }
  | { readonly kind: "timer"; readonly request: string; readonly atMs: number; readonly chance: number }
  | { readonly kind: "link"; readonly up: boolean; readonly atMs: number };

export type RequestsEffect =
  | { readonly kind: "send"; readonly document: AskedDocument }
  | { readonly kind: "start-timer"; readonly request: string; readonly afterMs: number }
  /** What is known of a vehicle is another than before. */
  | { readonly kind: "tell"; readonly key: string }
  /** Why a reply was dropped, and how often one was for this. */
  | { readonly kind: "log-dropped"; readonly why: WhyDropped; readonly times: number };

export type Requests = Machine<RequestsState, RequestsInput, RequestsEvent, RequestsEffect>;

/**
 * What a station asks the registry beside its deliveries. It takes no place of theirs, may be lost, and ends by itself: whoever waits
 * for an answer has one, or the word that there is none, within `patienceMs`.
 */
export function createRequests(station: StationId, terms: RequestTerms = REQUEST_TERMS): Requests {
  return {
    initial: NO_REQUESTS,
    decide: (state, input) => decide(state, input, station, terms),
    evolve: evolveRequests,
  };
}

type Deciding = Turn<RequestsState, RequestsEvent, RequestsEffect>;

function decide(
  state: RequestsState,
  input: RequestsInput,
  station: StationId,
  terms: RequestTerms,
): Decision<RequestsEvent, RequestsEffect> {
  const turn: Deciding = new Turn(state, evolveRequests);
  switch (input.kind) {
    case "want":
      want(turn, input, station, terms);
      break;
    case "heard":
      hear(turn, input, station);
      break;
    case "timer":
      ring(turn, input, terms);
      break;
    case "link":
      if (state.connected === input.up) return NOTHING;
      turn.emit({ kind: "link", up: input.up });
      if (!input.up)
        for (const one of state.questions.values()) if (one.asking !== null) giveUp(turn, one, 0);
      break;
  }
  return turn.decision();
}

function want(
  turn: Deciding,
  { asked, request, atMs, atWallMs, chance }: Extract<RequestsInput, { kind: "want" }>,
  station: StationId,
  terms: RequestTerms,
): void {
  const key = askedKey(asked);
  const known = turn.state.questions.get(key);
  // Looks come every second for each seat: only what changes something is an event.
  if (known === undefined || atMs - known.wantedMs > 1_000) turn.emit({ kind: "wanted", asked, atMs });
  for (const old of turn.state.questions.keys()) {
    if (turn.state.questions.size <= terms.questionsMax) break;
    turn.emit({ kind: "forgotten", key: old });
  }
  if (!turn.state.connected || !isDue(known, asked, atMs, terms)) return;
  const inFlight = [...turn.state.questions.values()].filter(({ asking }) => asking !== null).length;
  if (inFlight >= terms.inFlightMax) return;
  const document = requestOf(asked, { station, request, sent: new Date(atWallMs).toISOString() });
  turn.emit({ kind: "asked", key, asked, document, atMs, atWallMs });
  turn.run({ kind: "send", document }, { kind: "start-timer", request, afterMs: againMs(terms, 0, chance) });
}

function isDue(known: Question | undefined, asked: Asked, atMs: number, terms: RequestTerms): boolean {
  if (known === undefined) return true;
  if (known.asking !== null || atMs < known.restUntilMs) return false;
  const { answer } = known;
  const freshMs = asked.kind === "pre-checks" ? terms.freshMs : terms.papersFreshMs;
  return answer === null || !coversAsked(known.asked, asked) || atMs - answer.takenMs >= freshMs;
}

/** Each of these is a way in which a reply is not the one that was asked for. */
function hear(
  turn: Deciding,
  { message, atMs, atWallMs }: Extract<RequestsInput, { kind: "heard" }>,
  station: StationId,
): void {
  if (message.kind === "dropped") {
    drop(turn, message.why);
    return;
  }
  const { document, text } = message;
  const asked = [...turn.state.questions.values()].find(
    ({ asking }) => asking !== null && asking.request === document.request,
  );
  const why = whyNotTaken(document, asked, station, atWallMs);
  if (why !== null || asked === undefined) {
    drop(turn, why ?? "not-asked");
    return;
  }
  const reply = { document, text, takenMs: atMs, takenWallMs: atWallMs };
  turn.emit({ kind: "answered", key: asked.key, reply });
  turn.run({ kind: "tell", key: asked.key });
}

function whyNotTaken(
  document: AnsweredDocument,
  asked: Question | undefined,
  station: StationId,
  atWallMs: number,
): WhyDropped | null {
  if (document.station !== station) return "other-station";
  // Late, doubled, of a station's life before, or never asked: it is the same to us.
  if (asked === undefined || asked.asking === null) return "not-asked";
  const other = whyNotAnswered(document, asked.asked);
  if (other !== null) return other;
  const issuedMs = Date.parse(document.issued);
  const isOfThen =
    issuedMs <= atWallMs + CLOCKS_APART_MS && issuedMs >= asked.asking.sentWallMs - CLOCKS_APART_MS;
  const isKnownThen = timesKnown(document).every((asOf) => Date.parse(asOf) <= issuedMs);
  return isOfThen && isKnownThen ? null : "misdated";
}

function drop(turn: Deciding, why: WhyDropped): void {
  turn.emit({ kind: "dropped", why });
  const times = turn.state.dropped[why] ?? 0;
  if (isTold(times)) turn.run({ kind: "log-dropped", why, times });
}

function ring(
  turn: Deciding,
  { request, atMs, chance }: Extract<RequestsInput, { kind: "timer" }>,
  terms: RequestTerms,
): void {
  const one = [...turn.state.questions.values()].find(({ asking }) => asking?.request === request);
  if (one === undefined || one.asking === null) return;
  const { asking, key, failures } = one;
  const leftMs = asking.sinceMs + terms.patienceMs - atMs;
  if (leftMs <= 0) {
    giveUp(turn, one, atMs + terms.rest.firstMs + fullJitterMs(terms.rest, failures, chance));
    return;
  }
  turn.emit({ kind: "sent-again", key });
  const afterMs = Math.min(leftMs, againMs(terms, asking.sends, chance));
  turn.run({ kind: "send", document: asking.document }, { kind: "start-timer", request, afterMs });
}

function giveUp(turn: Deciding, { key, asking }: Question, restUntilMs: number): void {
  if (asking === null) return;
  turn.emit({ kind: "given-up", key, restUntilMs });
  turn.run({ kind: "tell", key });
}

function againMs({ again, againAfterMs }: RequestTerms, sends: number, chance: number): number {
  return Math.ceil(Math.max(againAfterMs, fullJitterMs(again, sends, chance)));
}
