/** When a station asks what it asks of itself. Pure; times by the steady clock, in milliseconds. */
export interface AskingPace {
  /** Drawn evenly from 0 to this after the link came up: a broker that was away brings all its stations back at once. */
  readonly spreadMs: number;
  readonly patienceMs: number;
  /** After a question without an answer, doubled each time up to the second. */
  readonly againFirstMs: number;
  readonly againMostMs: number;
  readonly restMs: number;
  /** So soon after an answer nothing is asked, whatever comes. */
  readonly freshMs: number;
}

/** For the list of keys. */
export const TRUST_ASKING = {
  ...{ spreadMs: 10_000, patienceMs: 10_000 },
  ...{ againFirstMs: 60_000, againMostMs: 3_600_000 },
  ...{ restMs: 86_400_000, freshMs: 600_000 },
} as const satisfies AskingPace;
/** A wider spread is halved down to this with each link that came up and brought no answer: one that never stays up for long is asked over all the same. */
const SPREAD_LEAST_MS = 10_000;

export interface TrustAskingState {
  readonly isUp: boolean;
  /** Counts the timers that were started: one of before says nothing. */
  readonly life: number;
  readonly failures: number;
  /** How often the link came up since the last answer. */
  readonly ups: number;
  /** A question was asked, and its patience runs. */
  readonly waits: boolean;
  /** That question, once it left. */
  readonly request: string | null;
  /** When the last answer came. */
  readonly heardMs: number | null;
}

export type TrustAskingInput =
  /** `chance`: in [0, 1). `owed`: the registry ordered a list that is not held, and fresh or not it is asked. */
  | {
      readonly kind: "link";
      readonly up: boolean;
      readonly atMs: number;
      readonly chance: number;
      readonly owed: boolean;
    }
  /** The registry orders it to be asked now. */
  | { readonly kind: "ordered" }
  /** Something came that a newer list may explain. */
  | { readonly kind: "wanted"; readonly atMs: number }
  | { readonly kind: "timer"; readonly life: number; readonly chance: number }
  | { readonly kind: "sent"; readonly request: string }
  /** `chance`: of how much of the second half of the rest is rested, in [0, 1]; absent: all of it. */
  | {
      readonly kind: "heard";
      readonly request: string;
      readonly atMs: number;
      readonly chance?: number;
    };

export type TrustAskingEffect =
  | { readonly kind: "ask" }
  | { readonly kind: "start-timer"; readonly life: number; readonly afterMs: number }
  /** The answer counts. */
  | { readonly kind: "take" }
  /** A question has no answer in time. */
  | { readonly kind: "unheard" };

export const TRUST_NOT_ASKED: TrustAskingState = {
  ...{ isUp: false, waits: false },
  ...{ life: 0, failures: 0, ups: 0 },
  ...{ request: null, heardMs: null },
};

type Step = readonly [state: TrustAskingState, effects: readonly TrustAskingEffect[]];

/** Every input has an answer in every state. */
export function askedTrust(
  state: TrustAskingState,
  input: TrustAskingInput,
  pace: AskingPace = TRUST_ASKING,
): Step {
  switch (input.kind) {
    case "link": {
      if (input.up === state.isUp) return [state, []];
      if (!input.up)
        return [{ ...state, isUp: false, waits: false, request: null, life: state.life + 1 }, []];
      const restedMs = restedAt(state, input.atMs);
      const isFresh = !input.owed && restedMs < pace.freshMs;
      const leastMs = Math.min(pace.spreadMs, SPREAD_LEAST_MS);
      const spreadMs = Math.max(leastMs, pace.spreadMs / 2 ** Math.min(state.ups, 16));
      const afterMs = isFresh ? pace.restMs - restedMs : input.chance * spreadMs;
      return later({ ...state, isUp: true, ups: state.ups + 1 }, afterMs);
    }
    case "wanted": {
      const isFree = state.isUp && !state.waits && state.failures === 0;
      return isFree && restedAt(state, input.atMs) >= pace.freshMs ? ask(state, pace) : [state, []];
    }
    case "ordered":
      return state.isUp && !state.waits ? ask(state, pace) : [state, []];
    case "timer":
      if (!state.isUp || input.life !== state.life) return [state, []];
      return state.waits ? unanswered(state, input.chance, pace) : ask(state, pace);
    case "sent":
      return state.waits ? [{ ...state, request: input.request }, []] : [state, []];
    case "heard": {
      if (state.request !== input.request) return [state, []];
      const heard = { ...state, waits: false, request: null, failures: 0, ups: 0, heardMs: input.atMs };
      const [rested, effects] = later(heard, pace.restMs * (0.5 + (input.chance ?? 1) / 2));
      return [rested, [...effects, { kind: "take" }]];
    }
  }
}

function restedAt({ heardMs }: TrustAskingState, atMs: number): number {
  return heardMs === null ? Number.POSITIVE_INFINITY : atMs - heardMs;
}

function ask(state: TrustAskingState, { patienceMs }: AskingPace): Step {
  const [waiting, effects] = later({ ...state, waits: true, request: null }, patienceMs);
  // Before the question: its answer may come within the call that sends it.
  return [waiting, [...effects, { kind: "ask" }]];
}

function unanswered(state: TrustAskingState, chance: number, pace: AskingPace): Step {
  const { againFirstMs, againMostMs } = pace;
  const mostMs = Math.min(againMostMs, againFirstMs * 2 ** Math.min(state.failures, 16));
  const resting = { ...state, waits: false, request: null, failures: state.failures + 1 };
  const [rested, effects] = later(resting, mostMs * (0.5 + chance / 2));
  return [rested, [...effects, { kind: "unheard" }]];
}

function later(state: TrustAskingState, afterMs: number): Step {
  const life = state.life + 1;
  return [{ ...state, life }, [{ kind: "start-timer", life, afterMs }]];
}
