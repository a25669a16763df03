/** When a station says hello. Pure; times in milliseconds. */
export const HELLO_ASKING = {
  /** In a round, until one is answered. */
  askedMost: 3,
  everyMs: 5_000,
  /** Between two rounds: a registry that was updated is known by then. */
  restMs: 300_000,
} as const;

export interface HelloAskingState {
  readonly isUp: boolean;
  /** Counts the timers that were started: one of before says nothing. */
  readonly life: number;
  /** Of the present round; 0 between two. */
  readonly asked: number;
  /** Those of the present round that left. */
  readonly inFlight: readonly string[];
}

export type HelloAskingInput =
  | { readonly kind: "link"; readonly up: boolean }
  | { readonly kind: "timer"; readonly life: number }
  /** It left, signed. */
  | { readonly kind: "sent"; readonly request: string }
  | { readonly kind: "heard"; readonly request: string };

export type HelloAskingEffect =
  | { readonly kind: "ask" }
  | { readonly kind: "start-timer"; readonly life: number; readonly afterMs: number }
  /** The reply counts. */
  | { readonly kind: "take" }
  /** A whole round had no reply. */
  | { readonly kind: "silence" };

export const NO_HELLO: HelloAskingState = { isUp: false, life: 0, asked: 0, inFlight: [] };

type Step = readonly [state: HelloAskingState, effects: readonly HelloAskingEffect[]];

/** Every input has an answer in every state. */
export function askedHello(state: HelloAskingState, input: HelloAskingInput): Step {
  switch (input.kind) {
    case "link": {
      if (input.up === state.isUp) return [state, []];
      const fresh = { isUp: input.up, life: state.life + 1, asked: 0, inFlight: [] };
      return input.up ? ask(fresh) : [fresh, []];
    }
    case "timer":
      if (!state.isUp || input.life !== state.life) return [state, []];
      return state.asked < HELLO_ASKING.askedMost ? ask(state) : rest(state, [{ kind: "silence" }]);
    case "sent":
      return state.asked === 0
        ? [state, []]
        : [{ ...state, inFlight: [...state.inFlight, input.request] }, []];
    case "heard":
      return state.inFlight.includes(input.request) ? rest(state, [{ kind: "take" }]) : [state, []];
  }
}

/** The timer first: the answer may come within the call that sends. */
function ask(state: HelloAskingState): Step {
  const life = state.life + 1;
  const effects: readonly HelloAskingEffect[] = [
    { kind: "start-timer", life, afterMs: HELLO_ASKING.everyMs },
    { kind: "ask" },
  ];
  return [{ ...state, life, asked: state.asked + 1 }, effects];
}

function rest(state: HelloAskingState, said: readonly HelloAskingEffect[]): Step {
  const life = state.life + 1;
  const timer: HelloAskingEffect = { kind: "start-timer", life, afterMs: HELLO_ASKING.restMs };
  return [{ ...state, life, asked: 0, inFlight: [] }, [timer, ...said]];
}
