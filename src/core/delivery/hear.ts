import { sentenceOf } from "../trade/reasons.ts";
import type { BackOff } from "./back-off.ts";
import type { DeliveryInput } from "./delivery-input.ts";
import type { Flight } from "./delivery-state.ts";
import { ASK_AGAIN, lockUp, retryLater, rewind } from "./moves.ts";
import type { OpenDecision } from "./open-decision.ts";
import { placesFrom } from "./receipt-book.ts";
import type { ReceiptVerdict } from "./receipt-check.ts";
import type { RegistryReceipt, ShownCheckpoint } from "./registry-answer.ts";
import { isTold } from "./told-rarely.ts";

const ASK_WITNESS_MS = 60_000;

/** Anybody can send what proves nothing and means nothing in flight: it is counted, and moves nothing. `isStrange`: the registry would not have sent it. */
export function stray(
  decision: OpenDecision,
  what: string,
  details: Readonly<Record<string, unknown>>,
  isStrange = true,
): void {
  decision.emit({ type: "stray-heard", isStrange });
  const { strays } = decision.state;
  if (isTold(strays)) decision.log("warn", what, { ...details, times: strays });
}

export function hearReceipt(decision: OpenDecision, receipt: RegistryReceipt, atMs: number): void {
  const learnt = learn(decision, receipt, atMs);
  if (learnt?.kind !== "valid" && learnt?.kind !== "awaiting") return;
  for (const { index, why } of receipt.quarantined) {
    decision.log("error", "the registry quarantined a record", { index, why });
  }
}

/** A refusal that does not name something in flight, by its root, is passed over, but what it proves counts. */
export function hearRefusal(
  decision: OpenDecision,
  { refusal, chance, atMs }: Extract<DeliveryInput, { kind: "refusal" }>,
  backOff: BackOff,
): void {
  const { code, zh, en, submission, held, index } = refusal;
  const flight = decision.state.flights.find(
    ({ oldSize, size, root }) =>
      oldSize === submission?.oldSize && size === submission.size && root === submission.root,
  );
  const proof = held?.proof ?? null;
  const shown = proof === null ? null : learn(decision, proof, atMs);
  if (decision.state.lock !== null) return;
  if (flight === undefined) {
    if (shown === null)
      stray(decision, "a refusal of nothing in flight was dropped", { code, why: en }, false);
    return;
  }
  decision.emit({ type: "answered" });
  decision.log("warn", "the registry refused", { code, why: en, index });
  if (code === 409) {
    const waitAndSend = (): void => retryLater(decision, backOff, chance);
    if (shown?.kind === "awaiting") {
      // Nothing is wrong with what is in flight: it goes on from what the registry holds.
      rewind(decision, decision.state.base);
      return;
    }
    if (shown?.kind === "misdated") {
      heldWithoutReceipt(decision, shown.size);
      waitAndSend();
      return;
    }
    const heldSize = shown?.size ?? (held?.size === 0 ? 0 : null);
    hearConflict(decision, heldSize, flight, waitAndSend);
    return;
  }
  decision.emit({ type: "refused", refusal: { code, zh, en } });
  retryLater(decision, backOff, chance);
}

/**
 * What comes after goes on from there, and its receipt will cover all of it. Where nothing comes after, the registry is asked for the
 * same once more: it may have set its clock by then.
 */
function heldWithoutReceipt(decision: OpenDecision, size: number): void {
  const { base, book } = decision.state;
  if (size > base && placesFrom(book, size).length > 0) decision.emit({ type: "held-without-receipt", size });
}

/** `heldSize` is proven by a cosigned checkpoint, or 0, or null where the registry gave no proof. */
function hearConflict(
  decision: OpenDecision,
  heldSize: number | null,
  flight: Flight,
  waitAndSend: () => void,
): void {
  if (heldSize === null || heldSize === flight.oldSize) {
    waitAndSend();
  } else if (heldSize > flight.oldSize) {
    rewind(decision, decision.state.base);
  } else {
    // Lost on the way before this one, or forgotten by the registry: either way it gets them from there on.
    const { flights } = decision.state;
    const before = flights.filter(({ oldSize, size }) => oldSize >= heldSize && size <= flight.oldSize);
    decision.emit({ type: "lost-on-the-way", flights: before });
    decision.emit({ type: "set-back", to: heldSize });
    waitAndSend();
  }
}

/** Takes a cosigned checkpoint for what it proves. Null where it is none of ours. */
function learn(
  decision: OpenDecision,
  { checkpoint, verdict }: ShownCheckpoint,
  atMs: number,
): Extract<ReceiptVerdict, { kind: "valid" | "misdated" | "awaiting" }> | null {
  switch (verdict.kind) {
    case "misdated":
      decision.emit({
        type: "misdated",
        why: verdict.reason,
        heldSize: verdict.isOurs ? verdict.size : 0,
      });
      decision.log("warn", "a receipt is dated implausibly", { reason: sentenceOf(verdict.reason).en });
      return verdict;
    case "awaiting":
      awaitWitness(decision, verdict);
      return verdict;
    case "invalid":
      stray(decision, "a receipt does not verify", { reason: sentenceOf(verdict.reason).en });
      return null;
    case "fork":
    case "rollback":
      lockUp(decision, { kind: verdict.kind, at: verdict.size }, checkpoint);
      return null;
    case "valid":
      accept(decision, verdict.size, checkpoint, atMs);
      return verdict;
  }
}

/**
 * The registry holds it, as its own cosignature proves: it is not sent again, and what comes after goes on. It has no receipt before the
 * other witnesses cosigned it, or something after it. The registry gives it by itself; in case that is lost, it is asked now and then.
 */
function awaitWitness(
  decision: OpenDecision,
  { size, found, wanted }: Extract<ReceiptVerdict, { kind: "awaiting" }>,
): void {
  const { base, cursor, accepted } = decision.state;
  const wasAwaiting = decision.state.awaiting !== null;
  if (size < base) return;
  if (size === base && size <= accepted) {
    heldTold(decision, size);
    return;
  }
  if (size > cursor) rewind(decision, size);
  for (const { id, size: flown } of decision.state.flights)
    if (flown <= size) decision.run({ kind: "cancel-timer", id });
  decision.emit({ type: "witness-awaited", size, found, wanted });
  // A registry that went back has lost no receipt of ours.
  if (size <= accepted) return;
  if (!wasAwaiting)
    decision.log("warn", "the registry holds what was sent, and waits for a witness", {
      size,
      found,
      wanted,
    });
  decision.run({ kind: "cancel-timer", id: ASK_AGAIN });
  decision.run({ kind: "start-timer", timer: "ask-again", id: ASK_AGAIN, afterMs: ASK_WITNESS_MS });
}

/** Nothing new; but it may be what was asked after the start. */
function heldTold(decision: OpenDecision, size: number): void {
  const asked = decision.state.flights.find((flight) => flight.oldSize === size && flight.size === size);
  if (asked === undefined) return;
  decision.run({ kind: "cancel-timer", id: asked.id });
  decision.emit({ type: "held-told", id: asked.id });
}

function accept(decision: OpenDecision, size: number, checkpoint: string, atMs: number): void {
  const { base, cursor, accepted, book } = decision.state;
  // At the base it may be the receipt that what is held there has lacked so far.
  if (size < base) return;
  if (size === base && size <= accepted) {
    heldTold(decision, size);
    return;
  }
  if (size > cursor) rewind(decision, size);
  const { flights, retry } = decision.state;
  for (const { id, size: flown, sentMs } of flights) {
    if (flown > size) continue;
    decision.run({ kind: "cancel-timer", id });
    decision.log("info", "receipted", { size: flown, afterMs: Math.round(atMs - sentMs) });
  }
  if (retry !== null) decision.run({ kind: "cancel-timer", id: retry });
  decision.emit({ type: "receipt-accepted", size });
  if (size <= accepted) return;
  const covered = book.filter(({ index }) => index >= accepted && index < size);
  decision.run({ kind: "report-receipt", size, checkpoint, covered });
}
