import { type Decision, type Machine, NOTHING, rejected, unreachable } from "../machine.ts";
import { reason, sentenceOf } from "../trade/reasons.ts";
import type { BackOff } from "./back-off.ts";
import type { DeliveryEffect, DeliveryInput } from "./delivery-input.ts";
import {
  type DeliveryEvent,
  type DeliveryState,
  evolve,
  IDLE,
  isListening,
  type Outgoing,
} from "./delivery-state.ts";
import { hearReceipt, hearRefusal, stray } from "./hear.ts";
import { lockUp, retryLater, rewind, sendNext } from "./moves.ts";
import { OpenDecision } from "./open-decision.ts";
import { isTold } from "./told-rarely.ts";

export interface DeliveryOptions {
  readonly receiptTimeoutMs: number;
  readonly backOff: BackOff;
  /** With nothing to send, the registry is asked so often whether it still holds what it receipted. */
  readonly askAgainMs: number;
}

/** As docs/protocol.md has it, section 7. */
export const DELIVERY_DEFAULTS: DeliveryOptions = {
  receiptTimeoutMs: 10_000,
  backOff: { firstMs: 500, ceilingMs: 300_000 },
  askAgainMs: 600_000,
};

/** Submissions and waits are numbered from 1. */
const ASK_AGAIN = 0;

export type Delivery = Machine<DeliveryState, DeliveryInput, DeliveryEvent, DeliveryEffect>;
type Of<Kind extends DeliveryInput["kind"]> = Extract<DeliveryInput, { kind: Kind }>;
type Made = Of<"signed" | "unsigned" | "unsendable" | "beyond-broker" | "taken" | "not-taken">;

/**
 * Delivers the sealed records of a log to the registry. Nothing moves the cursor but a checkpoint that the witness cosigned and
 * whose root is the log's own; every other answer only makes it look again. Rejected is only what a bug of the owner asks.
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  return { initial: IDLE, decide: (state, input) => decide(options, state, input), evolve };
}

function decide(
  options: DeliveryOptions,
  state: DeliveryState,
  input: DeliveryInput,
): Decision<DeliveryEvent, DeliveryEffect> {
  const decision = new OpenDecision(state);
  if (input.kind === "start") {
    if (state.phase !== "idle") return rejected(reason("DELIVERY_STARTED_ALREADY", {}));
    decision.emit({ type: "started", book: input.book });
    waitToAsk(options, decision);
  } else if (input.kind === "receipt-durable") {
    // Also after the end: the journal is closed after the link.
    if (input.size > state.accepted) return rejected(reason("RECEIPT_NOT_ACCEPTED", { size: input.size }));
    decision.emit({ type: "receipt-durable", size: input.size });
  } else if (state.phase === "running") {
    whileRunning(options, decision, input);
  } else {
    return NOTHING;
  }
  return decision.decision();
}

function whileRunning(
  options: DeliveryOptions,
  decision: OpenDecision,
  input: Exclude<DeliveryInput, { kind: "start" | "receipt-durable" }>,
): void {
  switch (input.kind) {
    case "stop":
      rewind(decision, decision.state.base);
      decision.run({ kind: "cancel-timer", id: ASK_AGAIN });
      decision.emit({ type: "stopped" });
      return;
    case "link-ready":
    case "link-down":
    case "link-trouble":
    case "link-refused":
      link(options, decision, input);
      return;
    case "record-sealed":
      recordSealed(decision, input);
      return;
    case "signed":
    case "unsigned":
    case "unsendable":
    case "beyond-broker":
    case "taken":
    case "not-taken":
      makeSubmission(options, decision, input);
      return;
    case "looked-back":
      lookedBack(decision, input);
      return;
    case "receipt":
    case "refusal":
    case "noise":
      hear(options, decision, input);
      return;
    case "timer":
      timer(options, decision, input);
      return;
    default:
      unreachable(input);
  }
}

function link(
  options: DeliveryOptions,
  decision: OpenDecision,
  input: Of<"link-ready" | "link-down" | "link-trouble" | "link-refused">,
): void {
  switch (input.kind) {
    case "link-ready":
      decision.emit({ type: "link-up", messageBytesMax: input.messageBytesMax });
      sendNext(decision);
      return;
    case "link-down":
      decision.emit({ type: "link-lost", why: input.why });
      rewind(decision, decision.state.base);
      return;
    case "link-trouble":
      decision.emit({ type: "link-troubled", why: input.why });
      return;
    case "link-refused":
      if (decision.state.denied?.code !== input.why.code)
        decision.log("warn", "the broker refused a submission", { reason: sentenceOf(input.why).en });
      decision.emit({ type: "denied", why: input.why });
      // What else is in flight came to the same broker.
      if (decision.state.flights.length > 0) retryLater(decision, options.backOff, input.chance);
      return;
    default:
      unreachable(input);
  }
}

/** Told once: the journal calls back in order. */
function recordSealed(decision: OpenDecision, { record }: Of<"record-sealed">): void {
  if (record.sequence < decision.state.sealed) return;
  decision.emit({ type: "record-noted", record });
  sendNext(decision);
}

/** What became of the one submission that is being made; an answer that comes for an earlier one is nobody's. */
function makeSubmission(options: DeliveryOptions, decision: OpenDecision, input: Made): void {
  const { outgoing, flights } = decision.state;
  if (outgoing?.id !== input.id || outgoing.stage !== stageOf(input)) return;
  switch (input.kind) {
    case "signed": {
      const { id, draft, signature } = input;
      const { size, root, records } = draft;
      decision.emit({ type: "submitting-begun", draft: { size, root, records: records.length } });
      decision.run({ kind: "submit", id, draft, signature });
      return;
    }
    case "unsigned":
      decision.log("error", "the log key cannot sign", { reason: input.reason });
      retryLater(decision, options.backOff, input.chance);
      return;
    case "unsendable":
      // What went before it is still delivered, and sent again if need be.
      if (flights.length > 0) decision.emit({ type: "outgoing-dropped" });
      else lockUp(decision, { kind: input.why, at: input.index });
      return;
    case "beyond-broker":
      if (flights.length > 0) {
        decision.emit({ type: "outgoing-dropped" });
        return;
      }
      if (decision.state.large === null)
        decision.log("error", "the broker takes no message as large as this record", { ...input.record });
      decision.emit({ type: "beyond-broker", record: input.record });
      retryLater(decision, options.backOff, input.chance);
      return;
    case "not-taken":
      decision.emit({ type: "outgoing-dropped" });
      return;
    case "taken": {
      const { id, bytes, atMs } = input;
      decision.emit({ type: "flight-begun", bytes, sentMs: atMs });
      decision.run({ kind: "start-timer", timer: "receipt", id, afterMs: options.receiptTimeoutMs });
      sendNext(decision);
      return;
    }
    default:
      unreachable(input);
  }
}

function stageOf({ kind }: Made): Outgoing["stage"] {
  return kind === "taken" || kind === "not-taken" ? "submitting" : "signing";
}

function lookedBack(decision: OpenDecision, { from, to, indexes }: Of<"looked-back">): void {
  const { base, knownFrom } = decision.state;
  if (base >= knownFrom || to !== knownFrom || from >= to) return;
  if (indexes === null) {
    lockUp(decision, { kind: "archived", at: from });
    return;
  }
  decision.emit({ type: "looked-back", from, indexes });
  sendNext(decision);
}

function hear(
  options: DeliveryOptions,
  decision: OpenDecision,
  input: Of<"receipt" | "refusal" | "noise">,
): void {
  if (!isListening(decision.state)) return;
  if (input.kind === "receipt") hearReceipt(decision, input.receipt, input.atMs);
  else if (input.kind === "refusal") hearRefusal(decision, input, options.backOff);
  else if (input.reason !== null)
    stray(decision, "an unreadable answer was dropped", { reason: sentenceOf(input.reason).en });
  sendNext(decision);
}

/** One at a time, as long as delivery runs; its number is no submission's. */
function waitToAsk({ askAgainMs }: DeliveryOptions, decision: OpenDecision): void {
  decision.run({ kind: "start-timer", timer: "ask-again", id: ASK_AGAIN, afterMs: askAgainMs });
}

/** One that was cancelled and fires all the same is nobody's. */
function timer(
  options: DeliveryOptions,
  decision: OpenDecision,
  { timer: name, id, chance }: Of<"timer">,
): void {
  const { flights, retry } = decision.state;
  if (name === "ask-again") {
    waitToAsk(options, decision);
    decision.emit({ type: "asking-again" });
    sendNext(decision);
    return;
  }
  if (name === "resubmit") {
    if (id !== retry) return;
    decision.emit({ type: "wait-ended" });
    sendNext(decision);
    return;
  }
  const flight = flights.find((candidate) => candidate.id === id);
  if (flight === undefined) return;
  decision.emit({ type: "unanswered", flight });
  if (isTold(decision.state.unanswered.times))
    decision.log("warn", "no answer in time", { size: flight.size, times: decision.state.unanswered.times });
  retryLater(decision, options.backOff, chance);
}
