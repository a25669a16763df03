import { unreachable } from "../machine.ts";
import type { Reason } from "../trade/reasons.ts";
import type { HeldEvent } from "./event-batch.ts";

/**
 * Sending events as a cursor on the journal. What the registry holds is known from its word alone and kept nowhere; `tail` is the event before
 * the next that is read. Plain data; only `evolveSending` changes it.
 */
export interface SendingState {
  readonly phase: "idle" | "running" | "stopped";
  readonly up: boolean;
  /** What is known of where the registry stands: nothing; a place that the journal is being looked at for; one that the journal has. */
  readonly knows: "nothing" | "seeking" | "place";
  readonly tail: HeldEvent | null;
  /** The batch that is being made, or the place that is being looked for; never more than one. */
  readonly busy: number | null;
  readonly flights: readonly EventFlight[];
  /** The timer that ends the wait; null when nothing waits. */
  readonly retry: number | null;
  /** Since the last answer that moved something. */
  readonly failures: number;
  /** Why no event is sent until something changes on the other side; told until it has. */
  readonly trouble: Reason | null;
  readonly nextId: number;
}

/** A batch without an answer. */
export interface EventFlight {
  readonly id: number;
  /** SHA-256 of the message, hex: what an answer names. */
  readonly batch: string;
  readonly after: HeldEvent | null;
  /** Null for a question. */
  readonly last: HeldEvent | null;
}

export type SendingEvent =
  | { readonly type: "started" }
  | { readonly type: "stopped" }
  | { readonly type: "link"; readonly up: boolean }
  | { readonly type: "busy" }
  | { readonly type: "idle" }
  | { readonly type: "flown"; readonly flight: EventFlight }
  /** Answered, as far as this one. */
  | { readonly type: "answered"; readonly id: number }
  /** Nothing is known, in flight or waits any more. */
  | { readonly type: "forgotten" }
  | { readonly type: "seeking" }
  | { readonly type: "found"; readonly held: HeldEvent | null }
  | { readonly type: "wait-begun" }
  | { readonly type: "wait-ended" }
  | { readonly type: "troubled"; readonly why: Reason };

export const NOTHING_SENT: SendingState = {
  phase: "idle",
  up: false,
  knows: "nothing",
  tail: null,
  busy: null,
  flights: [],
  retry: null,
  failures: 0,
  trouble: null,
  nextId: 1,
};

export function evolveSending(state: SendingState, event: SendingEvent): SendingState {
  switch (event.type) {
    case "started":
      return { ...state, phase: "running" };
    case "stopped":
      return { ...state, phase: "stopped", up: false };
    case "link":
      return { ...state, up: event.up };
    case "busy":
      return { ...state, busy: state.nextId, nextId: state.nextId + 1 };
    case "idle":
      return { ...state, busy: null };
    case "flown":
      return {
        ...state,
        busy: null,
        flights: [...state.flights, event.flight],
        tail: event.flight.last ?? state.tail,
      };
    case "answered":
      return { ...state, failures: 0, trouble: null, flights: after(state.flights, event.id) };
    case "forgotten":
      return { ...state, knows: "nothing", busy: null, flights: [], retry: null };
    case "seeking":
      return { ...state, knows: "seeking", flights: [] };
    case "found":
      return { ...state, knows: "place", tail: event.held, trouble: mended(state.trouble) };
    case "wait-begun":
      return { ...state, retry: state.nextId, nextId: state.nextId + 1, failures: state.failures + 1 };
    case "wait-ended":
      return { ...state, retry: null };
    case "troubled":
      return { ...state, trouble: event.why };
    default:
      return unreachable(event);
  }
}

function after(flights: readonly EventFlight[], id: number): readonly EventFlight[] {
  return flights.slice(flights.findIndex((flight) => flight.id === id) + 1);
}

/** The journal has what is held; whatever else is wrong shows when the next batch is answered. */
function mended(trouble: Reason | null): Reason | null {
  return trouble?.code === "EVENTS_OF_ANOTHER_HISTORY" ? null : trouble;
}
