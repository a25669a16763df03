import { fitOf, lost, type MessageFit, passed } from "../delivery/message-fit.ts";
import { unreachable } from "../machine.ts";
import type { Reason } from "../trade/reasons.ts";
import { PART_MESSAGE_BYTES_MAX } from "./evidence-part.ts";

/** Whether people took a record out of force. `being-withdrawn`: somebody did, and what says so cannot be sent along yet. */
export type RecordForce = "in-force" | "being-withdrawn" | "withdrawn";

/** A record whose evidence is to be sent. `index`: of its entry. */
export interface EvidenceWork {
  readonly record: string;
  readonly index: number;
  readonly by: "order" | "policy";
  /** With its withdrawal. A bundle that was made without it is another one. */
  readonly isWithdrawn: boolean;
}

/** A bundle that was made; its bytes are the shell's. */
export interface MadeBundle {
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * What is being done to the one bundle that is under way. Each has a number, so that what comes late is known for what it is. `message`: SHA-256 of the part without
 * an answer; `bytes`: of that message; `toldMax`: what the broker said that it takes.
 */
export type SendingStep =
  | { readonly kind: "none" }
  | { readonly kind: "making"; readonly id: number }
  | { readonly kind: "cutting"; readonly id: number }
  | {
      readonly kind: "flying";
      readonly id: number;
      readonly message: string;
      readonly bytes: number;
      readonly toldMax: number | null;
    }
  | { readonly kind: "waiting"; readonly id: number }
  /** The link is down: goes on when it is up. */
  | { readonly kind: "resting" }
  /** The registry has it, and that is on its way to the journal. */
  | { readonly kind: "keeping"; readonly id: number };

/**
 * A record that is told of, or left alone, for a while. `early`: only its receipt has yet to come, and `why` is null. `given-up`: by the policy; an order
 * sends it all the same. `id`: of the timer that ends it.
 */
export interface LeftAside {
  readonly record: string;
  readonly kind: "refused" | "early" | "given-up";
  readonly why: Reason | null;
  readonly id: number;
}

/** Sending evidence, one bundle after the other. Plain data; only `evolveEvidence` changes it. */
export interface EvidenceSendingState {
  readonly phase: "idle" | "running" | "stopped";
  readonly up: boolean;
  readonly work: EvidenceWork | null;
  readonly bundle: MadeBundle | null;
  /** Bytes of it that the registry has, by its word. */
  readonly have: number;
  readonly step: SendingStep;
  /** Since the registry's word last moved anything. */
  readonly failures: number;
  /** How large a part's message may be: learnt as for deliveries, and kept from one bundle to the next. */
  readonly fit: MessageFit;
  readonly aside: readonly LeftAside[];
  /** Why the part under way is not sent; told until something moves. */
  readonly trouble: Reason | null;
  readonly nextId: number;
}

export type EvidenceSendingEvent =
  | { readonly type: "started" }
  | { readonly type: "stopped" }
  | { readonly type: "link"; readonly up: boolean }
  | { readonly type: "begun"; readonly work: EvidenceWork }
  | { readonly type: "made"; readonly bundle: MadeBundle }
  | { readonly type: "cutting" }
  | {
      readonly type: "flown";
      readonly id: number;
      readonly message: string;
      readonly bytes: number;
      readonly toldMax: number | null;
    }
  /** What is in flight got no answer, or the connection ended over it. */
  | { readonly type: "part-lost" }
  | { readonly type: "part-passed" }
  | { readonly type: "moved"; readonly have: number }
  | { readonly type: "stuck"; readonly have: number; readonly why: Reason | null }
  | { readonly type: "resting" }
  /** The link is up again soon after a part was lost with it. */
  | { readonly type: "held-back" }
  | { readonly type: "keeping" }
  /** Nothing is under way any more. */
  | { readonly type: "over" }
  | { readonly type: "set-aside"; readonly why: Reason | null }
  | { readonly type: "given-up"; readonly record: string; readonly why: Reason }
  | { readonly type: "taken-up"; readonly id: number };

/** Where it begins: small enough for a slow line and for a broker that does not say what it takes. */
const FIRST_AIM_BYTES = 32 * 1024;
/** Where such a part is lost, its size is not what is wrong. */
const SMALL_BYTES = 8 * 1024;
/** After so many losses in a row what passed once counts no more: the line may be a slower one today. */
const LOSSES_UNTIL_DOUBT = 4;

export const NO_EVIDENCE_SENT: EvidenceSendingState = {
  ...{ phase: "idle", up: false, work: null, bundle: null, have: 0, step: { kind: "none" } },
  ...{ failures: 0, fit: fitOf(PART_MESSAGE_BYTES_MAX, FIRST_AIM_BYTES) },
  ...{ aside: [], trouble: null, nextId: 1 },
};

export function evolveEvidence(
  state: EvidenceSendingState,
  event: EvidenceSendingEvent,
): EvidenceSendingState {
  const numbered = (kind: "making" | "cutting" | "waiting" | "keeping"): EvidenceSendingState => ({
    ...state,
    step: { kind, id: state.nextId },
    nextId: state.nextId + 1,
  });
  switch (event.type) {
    case "started":
      return { ...state, phase: "running" };
    case "stopped":
      return { ...state, ...NOTHING, phase: "stopped", up: false };
    case "link":
      return { ...state, up: event.up };
    case "begun":
      return { ...numbered("making"), work: event.work, bundle: null, have: 0 };
    case "made":
      return { ...state, bundle: event.bundle };
    case "cutting":
      return numbered("cutting");
    case "flown": {
      const { id, message, bytes, toldMax } = event;
      return { ...state, step: { kind: "flying", id, message, bytes, toldMax } };
    }
    case "part-lost":
      return { ...state, fit: fitAfter(state, false) };
    case "part-passed":
      return { ...state, fit: fitAfter(state, true) };
    case "moved":
      return { ...state, have: event.have, failures: 0, trouble: null };
    case "stuck":
      return {
        ...numbered("waiting"),
        ...{ have: event.have, trouble: event.why ?? state.trouble, failures: state.failures + 1 },
      };
    case "resting":
      return {
        ...state,
        step: { kind: "resting" },
        failures: state.failures + (state.step.kind === "flying" ? 1 : 0),
      };
    case "held-back":
      return numbered("waiting");
    case "keeping":
      return { ...numbered("keeping"), failures: 0, trouble: null };
    case "over":
      return { ...state, ...NOTHING };
    case "set-aside":
      return { ...setAside(state, event.why), ...NOTHING };
    case "given-up":
      return givenUp(state, event.record, event.why);
    case "taken-up":
      return { ...state, aside: state.aside.filter(({ id }) => id !== event.id) };
    default:
      return unreachable(event);
  }
}

function setAside(state: EvidenceSendingState, why: Reason | null): EvidenceSendingState {
  const { work, nextId: id, aside } = state;
  const kind = why === null ? "early" : "refused";
  const one: LeftAside[] = work === null ? [] : [{ record: work.record, kind, why, id }];
  return { ...state, aside: [...aside, ...one], nextId: id + 1 };
}

function givenUp(state: EvidenceSendingState, record: string, why: Reason): EvidenceSendingState {
  const { nextId: id, aside } = state;
  const others = aside.filter((one) => one.record !== record);
  return { ...state, aside: [...others, { record, kind: "given-up", why, id }], nextId: id + 1 };
}

function fitAfter({ step, fit, failures }: EvidenceSendingState, isPassed: boolean): MessageFit {
  if (step.kind !== "flying") return fit;
  const { bytes } = step;
  // The short end of a bundle says nothing of larger parts.
  const isShort = bytes * 2 < fit.aimBytes;
  if (isPassed)
    return isShort ? { ...fit, passedBytes: Math.max(fit.passedBytes, bytes) } : passed(fit, bytes);
  const isDoubted = failures >= LOSSES_UNTIL_DOUBT;
  if (!isDoubted && isTold(fit, step)) return fit;
  const known = isDoubted ? { ...fit, passedBytes: 0 } : fit;
  return lost(known, bytes, bytes <= SMALL_BYTES);
}

/** What the broker says that it takes needs no finding out, and where that is less than the beginning the line is hardly too slow for it. Once it was doubted it counts as any other size. */
function isTold(fit: MessageFit, { bytes, toldMax }: { bytes: number; toldMax: number | null }): boolean {
  return toldMax !== null && toldMax <= FIRST_AIM_BYTES && bytes <= toldMax && fit.suspectBytes === null;
}

const NOTHING: Pick<EvidenceSendingState, "work" | "bundle" | "have" | "step" | "failures" | "trouble"> = {
  ...{ work: null, bundle: null, have: 0, failures: 0, trouble: null },
  step: { kind: "none" },
};
