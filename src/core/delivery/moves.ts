import { type BackOff, fullJitterMs } from "./back-off.ts";
import type { DeliveryLock } from "./delivery-lock.ts";
import { toldLock } from "./delivery-lock.ts";
import { type DeliveryState, nextPlaces } from "./delivery-state.ts";
import { RECORDS_MAX } from "./messages.ts";
import type { OpenDecision } from "./open-decision.ts";

/** Submissions without an answer at most. */
export const FLIGHTS_MAX = 4;

/** Begins the next submission, if one may begin and there is something to send. */
export function sendNext(decision: OpenDecision): void {
  const {
    phase,
    connected,
    lock,
    outgoing,
    retry,
    flights,
    fit,
    base,
    cursor,
    knownFrom,
    nextId,
    sealed,
    book,
  } = decision.state;
  const maySend = phase === "running" && connected && lock === null;
  if (!maySend || outgoing !== null || retry !== null || flights.length >= FLIGHTS_MAX) return;
  if (base < knownFrom) {
    decision.run({ kind: "look-back", from: base, to: knownFrom });
    return;
  }
  const places = nextPlaces(decision.state, RECORDS_MAX);
  const bytes = { aim: fit.aimBytes, max: fit.bytesMax };
  if (places.length === 0 && !mayAsk(decision.state)) return;
  decision.emit({ type: "signing-begun", oldSize: cursor });
  decision.run({
    kind: "sign",
    id: nextId,
    oldSize: cursor,
    places,
    sealedBelow: sealed - book.length,
    bytes,
  });
}

/**
 * With nothing to send after a start, what was receipted last is submitted again: whether the registry holds the same history is to be
 * known before the first job, not after it. And now and then later: a registry that has lost its data learns from nobody else what there was.
 */
function mayAsk({ isHeldKnown, asksAgain, base, flights }: DeliveryState): boolean {
  return (!isHeldKnown || asksAgain) && base > 0 && flights.length === 0;
}

/** Nothing is in flight or waits any more, and the next submission begins at `to`. */
export function rewind(decision: OpenDecision, to: number): void {
  const { flights, retry } = decision.state;
  for (const { id } of flights) decision.run({ kind: "cancel-timer", id });
  if (retry !== null) decision.run({ kind: "cancel-timer", id: retry });
  decision.emit({ type: "rewound", to });
}

/** Everything in flight counts as lost, and is sent again after a wait that grows with each failure. */
export function retryLater(decision: OpenDecision, backOff: BackOff, chance: number): void {
  rewind(decision, decision.state.base);
  const { failures, nextId } = decision.state;
  decision.emit({ type: "wait-begun" });
  const afterMs = fullJitterMs(backOff, failures, chance);
  decision.run({ kind: "start-timer", timer: "resubmit", id: nextId, afterMs });
}

/** Only the first reason counts: a person will look anyway. */
export function lockUp(decision: OpenDecision, lock: DeliveryLock, proof: string | null = null): void {
  if (decision.state.lock !== null) return;
  decision.emit({ type: "locked", lock });
  rewind(decision, decision.state.base);
  decision.log("error", "delivery is locked", { kind: lock.kind, at: lock.at, why: toldLock(lock).en });
  decision.run({ kind: "report-lock", lock, proof });
}
