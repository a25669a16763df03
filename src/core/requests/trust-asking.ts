/** When a station asks for the list of keys. Pure; times by the steady clock, in milliseconds. */
export const TRUST_ASKING = {
  /** Drawn evenly from 0 to this after the link came up: a broker that was away brings all its stations back at once. */
  spreadMs: 10_000,
  patienceMs: 10_000,
  /** After a question without an answer, doubled each time up to the second. */
  againFirstMs: 60_000,
  againMostMs: 3_600_000,
  restMs: 86_400_000,
  /** So soon after an answer nothing is asked, whatever comes. */
  freshMs: 600_000,
} as const;

export interface TrustAskingState {
  readonly isUp: boolean;
  /** Counts the timers that were started: one of before says nothing. */
  readonly life: number;
  readonly failures: number;
  /** A question was asked, and its patience runs. */
  readonly waits: boolean;
  /** That question, once it left. */
  readonly request: string | null;
  /** When the last answer came. */
  readonly heardMs: number | null;
}

export type TrustAskingInput =
  /** `chance`: in [0, 1). */
  | { readonly kind: "link"; readonly up: boolean; readonly atMs: number; readonly chance: number }
  /** Something came that a newer list may explain. */
  | { readonly kind: "wanted"; readonly atMs: number }
  | { readonly kind: "timer"; readonly life: number; readonly chance: number }
  | { readonly kind: "sent"; readonly request: string }
  | { readonly kind: "heard"; readonly request: string; readonly atMs: number };

export type TrustAskingEffect =
  | { readonly kind: "ask" }
  | { readonly kind: "start-timer"; readonly life: number; readonly afterMs: number }
  /** The answer counts. */
  | { readonly kind: "take" };

export const TRUST_NOT_ASKED: TrustAskingState = {
  ...{ isUp: false, waits: false },
  ...{ life: 0, failures: 0 },
  ...{ request: null, heardMs: null },
};

type Step = readonly [state: TrustAskingState, effects: readonly TrustAskingEffect[]];

/** Every input has an answer in every state. */
export function askedTrust(state: TrustAskingState, input: TrustAskingInput): Step {
  switch (input.kind) {
    case "link": {
      if (input.up === state.isUp) return [state, []];
      if (!input.up)
        return [{ ...state, isUp: false, waits: false, request: null, life: state.life + 1 }, []];
      const restedMs = restedAt(state, input.atMs);
      const isFresh = restedMs < TRUST_ASKING.freshMs;
      const afterMs = isFresh ? TRUST_ASKING.restMs - restedMs : input.chance * TRUST_ASKING.spreadMs;
      return later({ ...state, isUp: true }, afterMs);
    }
    case "wanted": {
      const isFree = state.isUp && !state.waits && state.failures === 0;
      return isFree && restedAt(state, input.atMs) >= TRUST_ASKING.freshMs ? ask(state) : [state, []];
    }
    case "timer":
      if (!state.isUp || input.life !== state.life) return [state, []];
      return state.waits ? unanswered(state, input.chance) : ask(state);
    case "sent":
      return state.waits ? [{ ...state, request: input.request }, []] : [state, []];
    case "heard": {
      if (state.request !== input.request) return [state, []];
      const heard = { ...state, waits: false, request: null, failures: 0, heardMs: input.atMs };
      const [rested, effects] = later(heard, TRUST_ASKING.restMs);
      return [rested, [...effects, { kind: "take" }]];
    }
  }
}

function restedAt({ heardMs }: TrustAskingState, atMs: number): number {
  return heardMs === null ? Number.POSITIVE_INFINITY : atMs - heardMs;
}

function ask(state: TrustAskingState): Step {
  const [waiting, effects] = later({ ...state, waits: true, request: null }, TRUST_ASKING.patienceMs);
  // Before the question: its answer may come within the call that sends it.
  return [waiting, [...effects, { kind: "ask" }]];
}

function unanswered(state: TrustAskingState, chance: number): Step {
  const { againFirstMs, againMostMs } = TRUST_ASKING;
  const mostMs = Math.min(againMostMs, againFirstMs * 2 ** Math.min(state.failures, 16));
  const resting = { ...state, waits: false, request: null, failures: state.failures + 1 };
  return later(resting, mostMs * (0.5 + chance / 2));
}

function later(state: TrustAskingState, afterMs: number): Step {
  const life = state.life + 1;
  return [{ ...state, life }, [{ kind: "start-timer", life, afterMs }]];
}
