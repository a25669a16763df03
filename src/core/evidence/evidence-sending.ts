import { type BackOff, fullJitterMs } from "../delivery/back-off.ts";
import { type Decision, type Machine, NOTHING, unreachable } from "../machine.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { Turn } from "../turn.ts";
import type { EvidenceAnswer } from "./evidence-part.ts";
import {
  type EvidenceSendingEvent,
  type EvidenceSendingState,
  type EvidenceWork,
  evolveEvidence,
  type MadeBundle,
  NO_EVIDENCE_SENT,
} from "./evidence-sending-state.ts";
import { ASIDE_MAX } from "./policy-noted.ts";

export interface EvidenceTerms {
  readonly answerTimeoutMs: number;
  readonly backOff: BackOff;
  /** How long what is refused, or cannot be made, is left alone. */
  readonly asideMs: number;
  /** The same of what has no receipt yet. */
  readonly earlyMs: number;
}

/** As docs/protocol.md has it, section 26. */
export const EVIDENCE_TERMS: EvidenceTerms = {
  answerTimeoutMs: 20_000,
  backOff: { firstMs: 1_000, ceilingMs: 300_000 },
  asideMs: 3_600_000,
  earlyMs: 5_000,
};

/** `chance` is in [0, 1): the jitter of a wait that this input may lead to. */
export type EvidenceSendingInput =
  | { readonly kind: "start" }
  | { readonly kind: "stop" }
  | { readonly kind: "link"; readonly up: boolean; readonly chance: number }
  /** Records of which evidence is to be sent, the first first; asked again and again, while there is room for it. */
  | { readonly kind: "wanted"; readonly work: readonly EvidenceWork[] }
  /** By the policy it is not tried any more: too many could not be sent after it. */
  | { readonly kind: "given-up"; readonly record: string }
  /** Somebody took the record of what is under way out of force since it was begun. */
  | { readonly kind: "outdated" }
  /** Answer the effect `make` of the same id. */
  | { readonly kind: "made"; readonly id: number; readonly bundle: MadeBundle }
  | { readonly kind: "unmade"; readonly id: number; readonly why: Reason }
  /** As well: no receipt covers all of it yet. */
  | { readonly kind: "early"; readonly id: number }
  /** Answer the effect `cut` of the same id; `message`: SHA-256 of what was signed and is to be sent, of so many bytes; `toldMax`: what the broker says it takes, null where it does not. */
  | {
      readonly kind: "cut";
      readonly id: number;
      readonly message: string;
      readonly bytes: number;
      readonly toldMax: number | null;
    }
  | { readonly kind: "uncut"; readonly id: number; readonly why: Reason; readonly chance: number }
  /** Verified: a key that cosigns signed it, for this station. `envelope`: its exact text. */
  | {
      readonly kind: "answer";
      readonly answer: EvidenceAnswer;
      readonly envelope: string;
      readonly chance: number;
    }
  /** Answers the effect `append` of the same id. */
  | { readonly kind: "durable"; readonly id: number }
  | { readonly kind: "timer"; readonly id: number; readonly chance: number };

export type EvidenceSendingEffect =
  | { readonly kind: "make"; readonly id: number; readonly work: EvidenceWork }
  /** Its message has at most so many bytes, or fewer where the broker says so. */
  | { readonly kind: "cut"; readonly id: number; readonly at: number; readonly messageBytesMax: number }
  | { readonly kind: "send"; readonly id: number }
  /** Bundle and message are needed no more. */
  | { readonly kind: "forget" }
  | {
      readonly kind: "append";
      readonly id: number;
      readonly work: EvidenceWork;
      readonly sha256: string;
      readonly answer: string;
    }
  | {
      readonly kind: "start-timer";
      readonly timer: "evidence answer" | "evidence retry" | "evidence aside";
      readonly id: number;
      readonly afterMs: number;
    }
  | { readonly kind: "cancel-timer"; readonly id: number };

export type EvidenceSending = Machine<
  EvidenceSendingState,
  EvidenceSendingInput,
  EvidenceSendingEvent,
  EvidenceSendingEffect
>;
type Sending = Turn<EvidenceSendingState, EvidenceSendingEvent, EvidenceSendingEffect>;

/** Sends one bundle after the other, a part at a time. Nothing moves it on but a signed answer to the very part that is without one. */
export function createEvidenceSending(terms: EvidenceTerms): EvidenceSending {
  return {
    initial: NO_EVIDENCE_SENT,
    decide: (state, input) => decide(terms, state, input),
    evolve: evolveEvidence,
  };
}

function decide(
  terms: EvidenceTerms,
  state: EvidenceSendingState,
  input: EvidenceSendingInput,
): Decision<EvidenceSendingEvent, EvidenceSendingEffect> {
  const turn: Sending = new Turn(state, evolveEvidence);
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
  terms: EvidenceTerms,
  turn: Sending,
  input: Exclude<EvidenceSendingInput, { kind: "start" }>,
): void {
  switch (input.kind) {
    case "stop":
      for (const { id } of turn.state.aside) turn.run({ kind: "cancel-timer", id });
      end(turn);
      turn.emit({ type: "stopped" });
      return;
    case "link":
      turn.emit({ type: "link", up: input.up });
      linked(terms, turn, input.chance);
      return;
    case "wanted":
      wanted(turn, input.work);
      return;
    case "given-up":
      giveUp(terms, turn, input.record);
      return;
    case "outdated":
      if (turn.state.step.kind !== "keeping") end(turn);
      return;
    case "made":
    case "unmade":
      made(terms, turn, input);
      return;
    case "early":
      if (isAt(turn, "making", input.id)) setAside(turn, null, terms.earlyMs);
      return;
    case "cut":
    case "uncut":
      wasCut(terms, turn, input);
      return;
    case "answer":
      hear(terms, turn, input);
      return;
    case "durable":
      if (isAt(turn, "keeping", input.id)) end(turn);
      return;
    case "timer":
      timer(terms, turn, input);
      return;
    default:
      unreachable(input);
  }
}

function isAt(turn: Sending, kind: EvidenceSendingState["step"]["kind"], id: number): boolean {
  const { step } = turn.state;
  return step.kind === kind && "id" in step && step.id === id;
}

/** Where the connection ended what was in flight is lost, and goes again from what the registry was known to have. It may have ended over that very part: the next one is smaller, and waits as after any loss. */
function linked(terms: EvidenceTerms, turn: Sending, chance: number): void {
  const { step, up, failures, nextId: id } = turn.state;
  if (!up) {
    if (step.kind === "cutting" || step.kind === "flying" || step.kind === "waiting") {
      cancelTimer(turn);
      if (step.kind === "flying") turn.emit({ type: "part-lost" });
      turn.emit({ type: "resting" });
    }
  } else if (step.kind === "resting" && failures > 0) {
    turn.emit({ type: "held-back" });
    waitFor(terms, turn, { id, failures: failures - 1, chance });
  } else if (step.kind === "resting") cut(turn);
}

function wanted(turn: Sending, work: readonly EvidenceWork[]): void {
  const { work: now, step, up, aside } = turn.state;
  const isWanted =
    now === null ||
    work.some(({ record, isWithdrawn }) => record === now.record && isWithdrawn === now.isWithdrawn);
  if (!isWanted && step.kind !== "keeping") end(turn);
  if (!up || turn.state.step.kind !== "none") return;
  const alone = new Set(aside.flatMap(({ record, kind }) => (kind === "given-up" ? [] : [record])));
  const next = work.find(({ record }) => !alone.has(record));
  if (next === undefined) return;
  const id = turn.state.nextId;
  turn.emit({ type: "begun", work: next });
  turn.run({ kind: "make", id, work: next });
}

function made(
  terms: EvidenceTerms,
  turn: Sending,
  input: Extract<EvidenceSendingInput, { kind: "made" | "unmade" }>,
): void {
  if (!isAt(turn, "making", input.id)) return;
  if (input.kind === "unmade") {
    refused(terms, turn, input.why);
    return;
  }
  turn.emit({ type: "made", bundle: input.bundle });
  if (turn.state.up) cut(turn);
  else turn.emit({ type: "resting" });
}

function cut(turn: Sending): void {
  const { nextId: id, have, fit } = turn.state;
  turn.emit({ type: "cutting" });
  turn.run({ kind: "cut", id, at: have, messageBytesMax: Math.min(fit.aimBytes, fit.bytesMax) });
}

function wasCut(
  terms: EvidenceTerms,
  turn: Sending,
  input: Extract<EvidenceSendingInput, { kind: "cut" | "uncut" }>,
): void {
  if (!isAt(turn, "cutting", input.id)) return;
  const { id } = input;
  if (input.kind === "uncut") {
    wait(terms, turn, { have: turn.state.have, why: input.why, chance: input.chance });
    return;
  }
  const { message, bytes, toldMax } = input;
  turn.emit({ type: "flown", id, message, bytes, toldMax });
  turn.run(
    { kind: "send", id },
    { kind: "start-timer", timer: "evidence answer", id, afterMs: terms.answerTimeoutMs },
  );
}

function hear(
  terms: EvidenceTerms,
  turn: Sending,
  { answer, envelope, chance }: Extract<EvidenceSendingInput, { kind: "answer" }>,
): void {
  const { step, work, bundle, have } = turn.state;
  if (step.kind !== "flying" || work === null || bundle === null) return;
  const isOfIt = answer.record === work.record && answer.sha256 === bundle.sha256;
  if (answer.message !== step.message || !isOfIt) return;
  cancelTimer(turn);
  turn.emit({ type: "part-passed" });
  switch (answer.outcome) {
    case "kept": {
      const id = turn.state.nextId;
      turn.emit({ type: "keeping" });
      turn.run({ kind: "append", id, work, sha256: bundle.sha256, answer: envelope });
      return;
    }
    case "refused":
      refused(terms, turn, answer.reason as Reason);
      return;
    case "go-on":
      // More than was ever sent in this start may be held: the start before sent it.
      if (answer.have > have && answer.have < bundle.bytes) {
        turn.emit({ type: "moved", have: answer.have });
        cut(turn);
      } else wait(terms, turn, { have: answer.have < bundle.bytes ? answer.have : 0, why: null, chance });
      return;
    default:
      unreachable(answer.outcome);
  }
}

/** One that was cancelled and fires all the same is nobody's. */
function timer(
  terms: EvidenceTerms,
  turn: Sending,
  { id, chance }: Extract<EvidenceSendingInput, { kind: "timer" }>,
): void {
  if (turn.state.aside.some((one) => one.id === id)) turn.emit({ type: "taken-up", id });
  else if (isAt(turn, "flying", id)) {
    turn.emit({ type: "part-lost" });
    wait(terms, turn, { have: turn.state.have, why: null, chance });
  } else if (isAt(turn, "waiting", id)) cut(turn);
}

function wait(
  terms: EvidenceTerms,
  turn: Sending,
  { have, why, chance }: { readonly have: number; readonly why: Reason | null; readonly chance: number },
): void {
  const { nextId: id, failures } = turn.state;
  turn.emit({ type: "stuck", have, why });
  waitFor(terms, turn, { id, failures, chance });
}

function waitFor(
  terms: EvidenceTerms,
  turn: Sending,
  { id, failures, chance }: { readonly id: number; readonly failures: number; readonly chance: number },
): void {
  const afterMs = fullJitterMs(terms.backOff, failures, chance);
  turn.run({ kind: "start-timer", timer: "evidence retry", id, afterMs });
}

function refused(terms: EvidenceTerms, turn: Sending, because: Reason): void {
  const record = turn.state.work?.record ?? "";
  setAside(turn, reason("EVIDENCE_NOT_SENT", { record, because }), terms.asideMs);
}

function setAside(turn: Sending, why: Reason | null, afterMs: number): void {
  const { nextId: id } = turn.state;
  turn.run({ kind: "forget" });
  turn.emit({ type: "set-aside", why });
  turn.run({ kind: "start-timer", timer: "evidence aside", id, afterMs });
}

/** Told as long as a refusal is. */
function giveUp(terms: EvidenceTerms, turn: Sending, record: string): void {
  const { aside, nextId: id } = turn.state;
  for (const one of aside) if (one.record === record) turn.run({ kind: "cancel-timer", id: one.id });
  turn.emit({ type: "given-up", record, why: reason("EVIDENCE_GIVEN_UP", { record, max: ASIDE_MAX }) });
  turn.run({ kind: "start-timer", timer: "evidence aside", id, afterMs: terms.asideMs });
}

function end(turn: Sending): void {
  if (turn.state.step.kind === "none") return;
  cancelTimer(turn);
  turn.run({ kind: "forget" });
  turn.emit({ type: "over" });
}

function cancelTimer(turn: Sending): void {
  const { step } = turn.state;
  if (step.kind === "flying" || step.kind === "waiting") turn.run({ kind: "cancel-timer", id: step.id });
}
