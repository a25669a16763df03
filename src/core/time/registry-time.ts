/**
 * What the registry's answers say of its clock. Each is bounded by its round trip, measured by the steady clock; several together are one source of the time for the clock watch.
 * Milliseconds; pure. It holds the registry's clock against the steady one, so that a wall clock that is set meanwhile is seen at once.
 */
export const REGISTRY_TIME = {
  /** A longer round trip says too little: the answer may have been given at its beginning or at its end. */
  roundTripMsMax: 2_000,
  /** Fewer say nothing: no single answer decides. */
  samplesLeast: 3,
  /** One round of questions outvotes what was heard before it: a registry whose clock was mended is believed with the next one. */
  samplesMost: 5,
  /** Two answers that agree are no further apart, beside what each may be off by. A registry that contradicts itself says nothing. */
  apartMs: 1_000,
  holdsMs: 3_600_000,
} as const;

/** One answer. Its offset is the registry's wall clock minus the steady clock of this machine. */
export interface TimeSample {
  readonly offsetMs: number;
  /** What it may be off by either way. */
  readonly withinMs: number;
  readonly heardMs: number;
  /** As it was told: an answer that is given twice is one. */
  readonly issuedMs: number;
}

/** `resolutionMs`: what the registry tells its time in. Null where the round trip was too long, or ended before it began. */
export function sampleOf(answer: {
  readonly sentMs: number;
  readonly heardMs: number;
  readonly issuedMs: number;
  readonly resolutionMs: number;
}): TimeSample | null {
  const { sentMs, heardMs, issuedMs, resolutionMs } = answer;
  const roundTripMs = heardMs - sentMs;
  if (!(roundTripMs >= 0 && roundTripMs <= REGISTRY_TIME.roundTripMsMax)) return null;
  // When it was issued the steady clock stood between both, and the registry's between what was told and the next that could be told.
  const leastMs = issuedMs - heardMs;
  const mostMs = issuedMs + resolutionMs - sentMs;
  return {
    ...{ offsetMs: (leastMs + mostMs) / 2, withinMs: (mostMs - leastMs) / 2 },
    ...{ heardMs, issuedMs },
  };
}

export function withSample(samples: readonly TimeSample[], sample: TimeSample): readonly TimeSample[] {
  if (samples.some(({ issuedMs }) => issuedMs === sample.issuedMs)) return samples;
  return [...young(samples, sample.heardMs), sample].slice(-REGISTRY_TIME.samplesMost);
}

/** The median of what is young, where most of it agrees with it; null where there are too few. `withinMs`: of the widest of those that agree. */
export function measuredTime(
  samples: readonly TimeSample[],
  nowMs: number,
): { readonly offsetMs: number; readonly withinMs: number } | null {
  const sorted = [...young(samples, nowMs)].sort((a, b) => a.offsetMs - b.offsetMs);
  // Of an even number the lower one of both in the middle: one that was told, and none between two that disagree.
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined || sorted.length < REGISTRY_TIME.samplesLeast) return null;
  const agree = sorted.filter(
    ({ offsetMs, withinMs }) =>
      Math.abs(offsetMs - middle.offsetMs) <= withinMs + middle.withinMs + REGISTRY_TIME.apartMs,
  );
  if (agree.length * 2 <= sorted.length) return null;
  return { offsetMs: middle.offsetMs, withinMs: Math.max(...agree.map(({ withinMs }) => withinMs)) };
}

function young(samples: readonly TimeSample[], nowMs: number): readonly TimeSample[] {
  return samples.filter(({ heardMs }) => nowMs - heardMs <= REGISTRY_TIME.holdsMs);
}
