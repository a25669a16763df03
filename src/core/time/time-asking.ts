import { REGISTRY_TIME, sampleOf, type TimeSample } from "./registry-time.ts";

/** When a station asks the registry for the time. Pure; times by the steady clock, in milliseconds. */
export const TIME_ASKING = {
  everyMs: 400,
  askedMost: 5,
  samplesWanted: REGISTRY_TIME.samplesLeast,
  /** Between two rounds, so that several stand within the hour for which an answer counts. */
  restMs: 300_000,
  /** After a round that got too few answers, doubled each time up to the rest above. */
  againFirstMs: 30_000,
  /** So long after the link came up a station waits for the first round before it begins a job. */
  patienceMs: 5_000,
} as const;

export interface TimeAskingState {
  /** Null while the link is down. */
  readonly upMs: number | null;
  /** Counts the links that came up: a timer of one before says nothing. */
  readonly life: number;
  /** Of the present round. */
  readonly asked: number;
  readonly got: number;
  /** Rounds in a row that got too few. */
  readonly failures: number;
  readonly inFlight: readonly { readonly request: string; readonly sentMs: number }[];
  /** The first round since the start is over, or has what it wanted. */
  readonly isSettled: boolean;
}

export type TimeAskingInput =
  | { readonly kind: "link"; readonly up: boolean; readonly atMs: number }
  | { readonly kind: "timer"; readonly life: number }
  /** It left, signed. */
  | { readonly kind: "sent"; readonly request: string; readonly atMs: number }
  | { readonly kind: "heard"; readonly request: string; readonly issuedMs: number; readonly atMs: number };

export type TimeAskingEffect =
  | { readonly kind: "ask" }
  | { readonly kind: "start-timer"; readonly life: number; readonly afterMs: number }
  | { readonly kind: "sample"; readonly sample: TimeSample };

export const NOT_ASKED: TimeAskingState = {
  upMs: null,
  ...{ life: 0, asked: 0, got: 0, failures: 0 },
  inFlight: [],
  isSettled: false,
};

type Step = readonly [state: TimeAskingState, effects: readonly TimeAskingEffect[]];

/** Every input has an answer in every state. */
export function askedTime(state: TimeAskingState, input: TimeAskingInput): Step {
  switch (input.kind) {
    case "link":
      return linked(state, input.up, input.atMs);
    case "timer":
      return state.upMs === null || input.life !== state.life ? [state, []] : rung(state);
    case "sent": {
      if (state.upMs === null) return [state, []];
      const { request, atMs } = input;
      const young = state.inFlight.filter(({ sentMs }) => atMs - sentMs <= REGISTRY_TIME.roundTripMsMax);
      return [{ ...state, inFlight: [...young, { request, sentMs: atMs }] }, []];
    }
    case "heard":
      return heard(state, input);
  }
}

function linked(state: TimeAskingState, up: boolean, atMs: number): Step {
  if (up === (state.upMs !== null)) return [state, []];
  if (!up) return [{ ...state, upMs: null, inFlight: [] }, []];
  return ask({ ...state, upMs: atMs, life: state.life + 1, ...{ asked: 0, got: 0 } });
}

function ask(state: TimeAskingState): Step {
  return [
    { ...state, asked: state.asked + 1 },
    [{ kind: "ask" }, { kind: "start-timer", life: state.life, afterMs: TIME_ASKING.everyMs }],
  ];
}

function rung(state: TimeAskingState): Step {
  const { asked, got, life } = state;
  const isWhole = got >= TIME_ASKING.samplesWanted;
  if (!isWhole && asked < TIME_ASKING.askedMost) return ask(state);
  const failures = isWhole ? 0 : state.failures + 1;
  const afterMs = isWhole
    ? TIME_ASKING.restMs
    : Math.min(TIME_ASKING.restMs, TIME_ASKING.againFirstMs * 2 ** (failures - 1));
  const rested = { ...state, failures, asked: 0, got: 0, isSettled: true };
  return [rested, [{ kind: "start-timer", life, afterMs }]];
}

/** Late, doubled, or never asked: it changes nothing. */
function heard(
  state: TimeAskingState,
  { request, issuedMs, atMs }: Extract<TimeAskingInput, { kind: "heard" }>,
): Step {
  const flight = state.inFlight.find((one) => one.request === request);
  if (flight === undefined) return [state, []];
  const left = { ...state, inFlight: state.inFlight.filter((one) => one !== flight) };
  const sample = sampleOf({ sentMs: flight.sentMs, heardMs: atMs, issuedMs, resolutionMs: 1 });
  if (sample === null) return [left, []];
  const got = state.got + 1;
  const isSettled = state.isSettled || got >= TIME_ASKING.samplesWanted;
  return [{ ...left, got, isSettled }, [{ kind: "sample", sample }]];
}

/** A clock that is wrong is to be known before the first job, and a registry that says nothing of the time holds nobody up. */
export function isAskingTime({ upMs, isSettled }: TimeAskingState, atMs: number): boolean {
  return upMs !== null && !isSettled && atMs - upMs < TIME_ASKING.patienceMs;
}
