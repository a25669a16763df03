import { unreachable } from "../machine.ts";
import type { Reason } from "../trade/reasons.ts";
import type { DeliveryLock } from "./delivery-lock.ts";
import { fitOf, lost, type MessageFit, passed, toldLimit } from "./message-fit.ts";
import { MESSAGE_BYTES_MAX } from "./messages.ts";
import { placesFrom, type ReceiptBook, type RecordPlace, type SealedRecord } from "./receipt-book.ts";
import type { LargeRecord } from "./submission.ts";

/**
 * Delivery as a cursor on the log. `base` is what the registry is known to hold, by a cosigned checkpoint; from `base` to `cursor`
 * lies what is in flight. Plain data; only `evolve` changes it.
 */
export interface DeliveryState {
  readonly phase: "idle" | "running" | "stopped";
  readonly connected: boolean;
  readonly lock: DeliveryLock | null;
  /** What the registry last refused, until it takes something. */
  readonly refusal: ShownRefusal | null;
  /** What the link says is wrong with it. */
  readonly linkTrouble: Reason | null;
  /** Why the broker refused a submission, until something is receipted. */
  readonly denied: Reason | null;
  /** A record that the broker does not take, until something is receipted or the broker says otherwise. */
  readonly large: LargeRecord | null;
  /** Submissions in a row without any answer, and the bytes of the last; 0 as soon as anything is receipted or refused. */
  readonly unanswered: { readonly times: number; readonly bytes: number };
  /** The registry has said since the start, with a proof, what it holds. */
  readonly isHeldKnown: boolean;
  /** It was so long ago that it is to be asked once more, if nothing else is sent. */
  readonly asksAgain: boolean;
  /** Messages that prove nothing and mean nothing in flight, since the last receipt: anybody can send them. */
  readonly strays: number;
  /** Its newest receipt is dated so that it is not taken, and what waits has none because of that. `heldSize`: what it holds of our log all the same; 0 where it is not known that our clock was ahead. */
  readonly misdated: { readonly why: Reason; readonly heldSize: number } | null;
  /** What the registry holds of `base` lacks cosignatures of witnesses: so many of so many are there. */
  readonly awaiting: { readonly found: number; readonly wanted: number } | null;
  readonly fit: MessageFit;
  /** Sealed records without a durable receipt, rising. */
  readonly book: readonly SealedRecord[];
  /** Receipted before, and asked for once more by a registry that has lost them; all below those of the book. */
  readonly again: readonly RecordPlace[];
  /** Every record at or above this is in `again` or in the book; above `base` only after the registry went back. */
  readonly knownFrom: number;
  /** Sealed records in the log. */
  readonly sealed: number;
  /** Largest size of a verified receipt. */
  readonly accepted: number;
  /** Largest size of a receipt that is durable in the journal. */
  readonly durable: number;
  readonly base: number;
  readonly cursor: number;
  /** The submission that is being made; never more than one. */
  readonly outgoing: Outgoing | null;
  readonly flights: readonly Flight[];
  /** Since the last accepted receipt. */
  readonly failures: number;
  /** The timer that ends the wait; null when nothing waits. */
  readonly retry: number | null;
  /** Names the next outgoing or retry, so that an answer to an earlier one is known for what it is. */
  readonly nextId: number;
}

export interface Outgoing {
  readonly id: number;
  readonly oldSize: number;
  readonly stage: "signing" | "submitting";
  /** Of the draft; null while the key signs. */
  readonly draft: { readonly size: number; readonly root: string; readonly records: number } | null;
}

/** A submission without an answer. */
export interface Flight {
  readonly id: number;
  readonly oldSize: number;
  readonly size: number;
  /** Of the log at `size`, base64: only who has read the submission, or has the log, knows it. */
  readonly root: string;
  readonly records: number;
  readonly bytes: number;
  readonly sentMs: number;
}

export interface ShownRefusal {
  readonly code: number;
  readonly zh: string;
  readonly en: string;
}

export type DeliveryEvent =
  | { readonly type: "started"; readonly book: ReceiptBook }
  | { readonly type: "stopped" }
  | { readonly type: "link-up"; readonly messageBytesMax: number | null }
  | { readonly type: "link-lost"; readonly why: Reason }
  | { readonly type: "link-troubled"; readonly why: Reason | null }
  | { readonly type: "denied"; readonly why: Reason }
  | { readonly type: "beyond-broker"; readonly record: LargeRecord }
  /** No answer came to it in time. */
  | { readonly type: "unanswered"; readonly flight: Flight }
  /** What came after them arrived. */
  | { readonly type: "lost-on-the-way"; readonly flights: readonly Flight[] }
  /** An answer came that means something in flight. */
  | { readonly type: "answered" }
  /** `isStrange`: it does not have the registry's signature, where what the registry itself sends twice or late has. */
  | { readonly type: "stray-heard"; readonly isStrange: boolean }
  | { readonly type: "misdated"; readonly why: Reason; readonly heldSize: number }
  | { readonly type: "record-noted"; readonly record: SealedRecord }
  | { readonly type: "signing-begun"; readonly oldSize: number }
  | { readonly type: "submitting-begun"; readonly draft: NonNullable<Outgoing["draft"]> }
  | { readonly type: "outgoing-dropped" }
  | { readonly type: "flight-begun"; readonly bytes: number; readonly sentMs: number }
  /** Nothing is in flight or waits any more, and the next submission begins at `to`. */
  | { readonly type: "rewound"; readonly to: number }
  | { readonly type: "receipt-accepted"; readonly size: number }
  /** The flight asked for what was receipted before, and that is what the registry holds. */
  | { readonly type: "held-told"; readonly id: number }
  | { readonly type: "receipt-durable"; readonly size: number }
  /** The registry has it, and gave nothing for it that is a receipt. */
  | { readonly type: "held-without-receipt"; readonly size: number }
  /** The registry has it and cosigned it, and other witnesses have not yet. */
  | {
      readonly type: "witness-awaited";
      readonly size: number;
      readonly found: number;
      readonly wanted: number;
    }
  /** The registry holds less than it did. */
  | { readonly type: "set-back"; readonly to: number }
  | { readonly type: "looked-back"; readonly from: number; readonly indexes: readonly number[] }
  | { readonly type: "refused"; readonly refusal: ShownRefusal }
  | { readonly type: "wait-begun" }
  | { readonly type: "wait-ended" }
  | { readonly type: "asking-again" }
  | { readonly type: "locked"; readonly lock: DeliveryLock };

export const IDLE: DeliveryState = {
  phase: "idle",
  connected: false,
  lock: null,
  refusal: null,
  linkTrouble: null,
  denied: null,
  large: null,
  unanswered: { times: 0, bytes: 0 },
  isHeldKnown: false,
  asksAgain: false,
  strays: 0,
  misdated: null,
  awaiting: null,
  fit: fitOf(MESSAGE_BYTES_MAX),
  book: [],
  again: [],
  knownFrom: 0,
  sealed: 0,
  accepted: 0,
  durable: 0,
  base: 0,
  cursor: 0,
  outgoing: null,
  flights: [],
  failures: 0,
  retry: null,
  nextId: 1,
};

export function evolve(state: DeliveryState, event: DeliveryEvent): DeliveryState {
  switch (event.type) {
    case "started":
      return started(event.book);
    case "stopped":
      return { ...state, phase: "stopped", connected: false };
    case "link-up":
    case "link-lost":
    case "link-troubled":
    case "denied":
    case "beyond-broker":
    case "unanswered":
    case "lost-on-the-way":
    case "answered":
    case "stray-heard":
    case "misdated":
      return onTheWay(state, event);
    case "record-noted":
      return noted(state, event.record);
    case "signing-begun":
      return {
        ...state,
        outgoing: { id: state.nextId, oldSize: event.oldSize, stage: "signing", draft: null },
        nextId: state.nextId + 1,
      };
    case "submitting-begun":
      return {
        ...state,
        outgoing: state.outgoing && { ...state.outgoing, stage: "submitting", draft: event.draft },
      };
    case "outgoing-dropped":
      return { ...state, outgoing: null };
    case "flight-begun":
      return flightBegun(state, event.bytes, event.sentMs);
    case "rewound":
      return { ...state, cursor: event.to, flights: [], outgoing: null, retry: null };
    case "receipt-accepted":
      return receiptAccepted(state, event.size);
    case "held-told":
      return { ...state, ...ANSWERED, flights: state.flights.filter(({ id }) => id !== event.id) };
    case "receipt-durable":
      return settled({ ...state, durable: Math.max(state.durable, event.size) });
    case "held-without-receipt":
      return { ...state, base: event.size, cursor: Math.max(state.cursor, event.size) };
    case "witness-awaited":
      return witnessAwaited(state, event);
    case "set-back":
      return { ...state, base: event.to, cursor: event.to, misdated: null };
    case "looked-back":
      return lookedBack(state, event.from, event.indexes);
    case "refused":
      return { ...state, refusal: event.refusal };
    case "wait-begun":
      return { ...state, retry: state.nextId, nextId: state.nextId + 1, failures: state.failures + 1 };
    case "wait-ended":
      return { ...state, retry: null };
    case "asking-again":
      return { ...state, asksAgain: true };
    case "locked":
      return { ...state, lock: event.lock };
    default:
      return unreachable(event);
  }
}

/** What happens between the station and the registry. */
function onTheWay(state: DeliveryState, event: Extract<DeliveryEvent, { type: WayEvent }>): DeliveryState {
  switch (event.type) {
    case "link-up":
      return linkUp(state, event.messageBytesMax);
    case "link-lost":
      return {
        ...state,
        connected: false,
        linkTrouble: event.why,
        fit: lostLargest(state.fit, state.flights),
      };
    case "link-troubled":
      return { ...state, linkTrouble: event.why };
    case "denied":
      return { ...state, denied: event.why };
    case "beyond-broker":
      return { ...state, large: event.record };
    case "unanswered":
      return unansweredBy(state, event.flight);
    case "lost-on-the-way":
      return { ...state, fit: lostLargest(state.fit, event.flights) };
    case "answered":
      return { ...state, unanswered: { times: 0, bytes: 0 } };
    case "stray-heard":
      return { ...state, strays: state.strays + 1 };
    case "misdated":
      return { ...state, misdated: { why: event.why, heldSize: event.heldSize } };
    default:
      return unreachable(event);
  }
}

type WayEvent =
  | "link-up"
  | "link-lost"
  | "link-troubled"
  | "denied"
  | "beyond-broker"
  | "unanswered"
  | "lost-on-the-way"
  | "answered"
  | "stray-heard"
  | "misdated";

function started({ receiptedSize: size, sealed, unreceipted, lock }: ReceiptBook): DeliveryState {
  const cursors = { knownFrom: size, accepted: size, durable: size, base: size, cursor: size };
  return { ...IDLE, ...cursors, phase: "running", sealed, book: unreceipted, lock };
}

/** One that the registry has before we were told of it is counted, and is nobody's to send. */
function noted(state: DeliveryState, record: SealedRecord): DeliveryState {
  const book = record.index < state.base ? state.book : [...state.book, record];
  return { ...state, book, sealed: record.sequence + 1 };
}

function flightBegun(state: DeliveryState, bytes: number, sentMs: number): DeliveryState {
  const { outgoing } = state;
  if (outgoing === null || outgoing.draft === null) return state;
  const { id, oldSize, draft } = outgoing;
  const flights = [...state.flights, { id, oldSize, ...draft, bytes, sentMs }];
  return { ...state, outgoing: null, flights, cursor: draft.size };
}

function linkUp(state: DeliveryState, messageBytesMax: number | null): DeliveryState {
  const fit = toldLimit(state.fit, Math.min(MESSAGE_BYTES_MAX, messageBytesMax ?? MESSAGE_BYTES_MAX));
  const large = state.large !== null && state.large.bytes > fit.bytesMax ? state.large : null;
  return { ...state, connected: true, fit, large };
}

/** Brokers drop a message that is too large, or end the connection over it: the largest is the one to suspect. */
function lostLargest(fit: MessageFit, flights: readonly Flight[]): MessageFit {
  const [largest] = [...flights].sort((a, b) => b.bytes - a.bytes);
  return largest === undefined ? fit : lost(fit, largest.bytes, largest.records <= 1);
}

function unansweredBy(state: DeliveryState, flight: Flight): DeliveryState {
  const unanswered = { times: state.unanswered.times + 1, bytes: flight.bytes };
  return { ...state, unanswered, fit: lost(state.fit, flight.bytes, flight.records <= 1) };
}

/** The registry has given a proof: whatever was wrong on the way there is over. */
const ANSWERED = {
  isHeldKnown: true,
  asksAgain: false,
  failures: 0,
  refusal: null,
  denied: null,
  large: null,
  unanswered: { times: 0, bytes: 0 },
  strays: 0,
  misdated: null,
  retry: null,
  awaiting: null,
} as const satisfies Partial<DeliveryState>;

function receiptAccepted(state: DeliveryState, size: number): DeliveryState {
  return settled({
    ...state,
    base: size,
    cursor: Math.max(state.cursor, size),
    accepted: Math.max(state.accepted, size),
    flights: state.flights.filter((flight) => flight.size > size),
    fit: state.flights
      .filter((flight) => flight.size <= size)
      .reduce((fit, { bytes }) => passed(fit, bytes), state.fit),
    ...ANSWERED,
  });
}

function witnessAwaited(
  state: DeliveryState,
  { size, found, wanted }: Extract<DeliveryEvent, { type: "witness-awaited" }>,
): DeliveryState {
  return settled({
    ...state,
    base: Math.max(state.base, size),
    cursor: Math.max(state.cursor, size),
    flights: state.flights.filter((flight) => flight.size > size),
    isHeldKnown: true,
    asksAgain: false,
    failures: 0,
    unanswered: { times: 0, bytes: 0 },
    refusal: null,
    denied: null,
    large: null,
    misdated: null,
    awaiting: size > state.accepted ? { found, wanted } : state.awaiting,
  });
}

/** Drops what nobody asks for any more: the book keeps a record until its receipt is durable. */
function settled(state: DeliveryState): DeliveryState {
  const size = Math.min(state.base, state.durable);
  return {
    ...state,
    book: placesFrom(state.book, size),
    again: placesFrom(state.again, state.base),
    knownFrom: Math.max(state.knownFrom, size),
  };
}

/** The records found stand just before those that are known, and so do their numbers. */
function lookedBack(state: DeliveryState, from: number, indexes: readonly number[]): DeliveryState {
  const next = state.again[0]?.sequence ?? state.book[0]?.sequence ?? state.sealed;
  const found = indexes.map((index, i) => ({ index, sequence: next - indexes.length + i }));
  return { ...state, again: [...found, ...state.again], knownFrom: from };
}

/** At most `count` records at or above the cursor, in the order of the log. */
export function nextPlaces(state: DeliveryState, count: number): readonly RecordPlace[] {
  const again = placesFrom(state.again, state.cursor).slice(0, count);
  return [...again, ...placesFrom(state.book, state.cursor).slice(0, count - again.length)];
}

/** A locked delivery does not even read what it is told. */
export function isListening(state: DeliveryState): boolean {
  return state.phase === "running" && state.lock === null;
}

/** Sealed records whose receipt is not durable. */
export function unreceipted(state: DeliveryState): readonly SealedRecord[] {
  return placesFrom(state.book, state.durable);
}
