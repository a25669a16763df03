import { type Reason, reason } from "../trade/reasons.ts";

/**
 * Is the machine's wall clock to be believed? Nobody's word in a file answers that: it is held against everything at hand that has
 * the time too, against the steady clock it runs beside, and against what has been written already. Pure; whoever owns it feeds it.
 */

/** OCMF's four words, of which a station has no use for `relative`. */
export type TimeStatus = "synchronised" | "informative" | "relative" | "unknown";

export type ClockSource = "kernel" | "gnss" | "registry";

/** Both clocks of the machine at one moment. */
export interface Moment {
  readonly monoMs: number;
  readonly wallMs: number;
}

/** How far the wall clock was ahead of a source; negative behind. */
interface Sighting {
  readonly source: ClockSource;
  readonly aheadMs: number;
  readonly monoMs: number;
}

/** What the time cannot be before: the newest that is known to have been. */
export interface ClockFloor {
  readonly wallMs: number;
  readonly by: "entry" | "receipt" | "software";
}

export interface ClockState {
  readonly floor: ClockFloor;
  readonly last: Moment | null;
  /** The last of each, by its own name: a station may have many receivers. */
  readonly sightings: Readonly<Record<string, Sighting>>;
  /** What the wall clock has gone against the steady one since a source last agreed with it, or since the start. */
  readonly steppedMs: number;
}

export type ClockInput =
  | { readonly kind: "look" }
  /** `withinMs`: what the comparison itself may be off by. */
  | {
      readonly kind: "sighting";
      readonly source: ClockSource;
      readonly name: string;
      readonly aheadMs: number;
      readonly withinMs: number;
    }
  /** It does not say any more that it knows the time. */
  | { readonly kind: "source-lost"; readonly name: string }
  | { readonly kind: "floor"; readonly floor: ClockFloor };

/** What is said of the clock: on the screen, in the journal, in a record. */
export interface ClockStanding {
  readonly status: TimeStatus;
  /** The surest source that agrees, and how far the wall clock is ahead of it. */
  readonly by: ClockSource | null;
  readonly aheadMs: number | null;
  /** Why no job may begin by this clock. */
  readonly doubt: Reason | null;
  /** A source that is outvoted: its own clock is wrong. */
  readonly wrong: { readonly source: ClockSource; readonly aheadMs: number } | null;
}

/** Ours: what a clock that is looked after keeps, and what nobody overlooks. */
export const CLOCK = {
  /** A source that disciplines or broadcasts the time, and agrees so well, makes it `synchronised`. */
  synchronisedWithinMs: 1_000,
  /** Beyond this no job may begin: a record would be dated wrongly by more than a queue at the lane. */
  doubtAboveMs: 30_000,
  /** Faster against the steady clock than any discipline slews it. */
  stepAboveMs: 1_000,
  /** Of two that do not agree. What disciplines this very clock knows more of it than one receiver, or one registry. */
  weights: { kernel: 2, gnss: 1, registry: 1 },
  /** How long a source's word holds. A registry speaks only when there is something to receipt. */
  holdsMs: { kernel: 300_000, gnss: 300_000, registry: 3_600_000 },
  /** A clock that is set right by a little may stand just before what was written last. */
  floorToleranceMs: 2_000,
} as const;

export function clockAt(floor: ClockFloor): ClockState {
  return { floor, last: null, sightings: {}, steppedMs: 0 };
}

/** `steppedMs`: what the wall clock jumped by since the last look; 0 where it did not. */
export function watched(
  state: ClockState,
  now: Moment,
  input: ClockInput,
): { readonly state: ClockState; readonly steppedMs: number } {
  const { last } = state;
  const gone = last === null ? 0 : now.wallMs - last.wallMs - (now.monoMs - last.monoMs);
  const kept = aged(state, now, gone);
  const after = taken(
    { ...state, last: now, sightings: kept, steppedMs: state.steppedMs + gone },
    now,
    input,
  );
  // Where it was before was wrong by all that is known: where it is now counts anew.
  const isMended = last !== null && isBehind(state.floor, last) && !isBehind(after.floor, now);
  const isKnown = Object.values(after.sightings).some(agrees) || isMended;
  const settled = isKnown ? { ...after, steppedMs: 0 } : after;
  return { state: settled, steppedMs: Math.abs(gone) > CLOCK.stepAboveMs ? Math.round(gone) : 0 };
}

/** A wall clock that was moved stands differently to every source than it did. */
function aged({ sightings }: ClockState, now: Moment, gone: number): ClockState["sightings"] {
  const young = Object.entries(sightings).filter(
    ([, { source, monoMs }]) => now.monoMs - monoMs <= CLOCK.holdsMs[source],
  );
  return Object.fromEntries(
    young.map(([name, sighting]) => [name, { ...sighting, aheadMs: sighting.aheadMs + gone }]),
  );
}

function taken(state: ClockState, now: Moment, input: ClockInput): ClockState {
  switch (input.kind) {
    case "look":
      return state;
    case "floor":
      return input.floor.wallMs > state.floor.wallMs ? { ...state, floor: input.floor } : state;
    case "source-lost": {
      const { [input.name]: _, ...sightings } = state.sightings;
      return { ...state, sightings };
    }
    case "sighting": {
      const { source, name, aheadMs, withinMs } = input;
      // What the comparison cannot tell apart from agreement is agreement.
      const sure = Math.sign(aheadMs) * Math.max(0, Math.abs(aheadMs) - withinMs);
      const sighting = { source, aheadMs: sure, monoMs: now.monoMs };
      return { ...state, sightings: { ...state.sightings, [name]: sighting } };
    }
  }
}

function agrees({ aheadMs }: Sighting): boolean {
  return Math.abs(aheadMs) <= CLOCK.doubtAboveMs;
}

function isBehind(floor: ClockFloor, { wallMs }: Moment): boolean {
  return floor.wallMs - wallMs > CLOCK.floorToleranceMs;
}

/** Whoever is believed most comes first; of equals whoever the clock is nearest to. */
function ranked(sightings: readonly Sighting[]): readonly Sighting[] {
  const { weights } = CLOCK;
  return [...sightings].sort(
    (a, b) => weights[b.source] - weights[a.source] || Math.abs(a.aheadMs) - Math.abs(b.aheadMs),
  );
}

function weightOf(sightings: readonly Sighting[]): number {
  return sightings.reduce((sum, { source }) => sum + CLOCK.weights[source], 0);
}

export function standingOf(state: ClockState): ClockStanding {
  const all = ranked(Object.values(state.sightings));
  const agree = all.filter(agrees);
  const against = all.filter((sighting) => !agrees(sighting));
  const [by] = agree;
  const [first] = against;
  // Two that have the time and do not agree: nobody knows which of them is right.
  const outvoted = first !== undefined && weightOf(agree) > weightOf(against);
  const doubt = doubtOf(state, agree, outvoted ? null : (first ?? null));
  const sure = agree.some(
    ({ source, aheadMs }) => source !== "registry" && Math.abs(aheadMs) <= CLOCK.synchronisedWithinMs,
  );
  return {
    status: doubt !== null ? "unknown" : sure ? "synchronised" : "informative",
    by: by?.source ?? null,
    aheadMs: by === undefined ? null : Math.round(by.aheadMs),
    doubt,
    wrong: outvoted ? { source: first.source, aheadMs: Math.round(first.aheadMs) } : null,
  };
}

function doubtOf(
  { floor, last, steppedMs }: ClockState,
  agree: readonly Sighting[],
  against: Sighting | null,
): Reason | null {
  if (against !== null) {
    const others = [...new Set(agree.map(({ source }) => source))];
    const aheadS = Math.round(against.aheadMs / 1000);
    return reason("CLOCK_DIFFERS", { source: against.source, aheadS, others });
  }
  if (last === null || agree.length > 0) return null;
  if (isBehind(floor, last)) {
    const behindS = Math.ceil((floor.wallMs - last.wallMs) / 1000);
    return reason("CLOCK_BEHIND", { behindS, by: floor.by });
  }
  return Math.abs(steppedMs) > CLOCK.doubtAboveMs
    ? reason("CLOCK_STEPPED", { byS: Math.round(steppedMs / 1000) })
    : null;
}

const RANK: readonly TimeStatus[] = ["unknown", "relative", "informative", "synchronised"];

/** Of two words for one stretch of time. An unknown word of another software is the worse one. */
export function worseStatus(a: string, b: string): string {
  return RANK.indexOf(a as TimeStatus) <= RANK.indexOf(b as TimeStatus) ? a : b;
}
