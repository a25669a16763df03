import { type Reason, reason } from "../../trade/reasons.ts";
import type { BrakeSample } from "./force-series.ts";
import { carriedSamples, type SpikeSettings } from "./spikes.ts";

/** When the samples of a braking are evidence; numbers of the rulebook. */
export interface EvidenceSettings {
  readonly samplesMin: number;
  /** Of what the bench samples over the run, so much must have arrived. */
  readonly samplesSharePctMin: number;
  /** So much of the bench's time may be missing in one place. */
  readonly sampleHoleMsMax: number;
  /** While the forces grow, so many of the samples may be the same as the one before. */
  readonly repeatsSharePctMax: number;
  readonly spikes: SpikeSettings & { readonly leftOutPctMax: number };
}

export type Evidence =
  | { readonly kind: "void"; readonly reason: Reason }
  | {
      readonly kind: "sound";
      readonly samples: readonly BrakeSample[];
      /** For each sample as it was taken, how many of those that count come before it. */
      readonly before: readonly number[];
      readonly leftOut: number;
    };

/** The samples that count, in linear time; or why all of them together are no evidence. */
export function evidenceOf(
  taken: readonly BrakeSample[],
  sampleRateHz: number,
  settings: EvidenceSettings,
): Evidence {
  const { samplesMin: needed, spikes } = settings;
  const periodMs = 1000 / sampleRateHz;
  if (taken.length < needed) return voidFor(reason("SAMPLES_TOO_FEW", { found: taken.length, needed }));
  const left = taken.map(([, force]) => Number(force));
  const right = taken.map(([, , force]) => Number(force));
  if (Math.min(...left, ...right) < 0) return voidFor(reason("FORCE_NEGATIVE", {}));
  const lost = whyLost(taken, sampleRateHz, settings);
  if (lost !== null) return voidFor(lost);
  const carried = carriedSamples(steadyTimes(taken, periodMs), left, right, spikes);
  const samples = taken.filter((_, at) => carried[at]);
  const leftOut = taken.length - samples.length;
  if (leftOut * 100 > taken.length * spikes.leftOutPctMax)
    return voidFor(reason("SAMPLES_UNCARRIED", { found: leftOut, of: taken.length }));
  const hole = holeMs(samples, sampleRateHz, settings.sampleHoleMsMax);
  if (hole !== null) return voidFor(reason("SAMPLES_HOLE", { ms: hole }));
  const repeated = whyRepeated(
    left.filter((_, at) => carried[at]),
    right.filter((_, at) => carried[at]),
    settings,
  );
  if (repeated !== null) return voidFor(repeated);
  let before = 0;
  const places = carried.map((is) => (is ? before++ : before));
  return { kind: "sound", samples, before: places, leftOut };
}

/** Fewer than the bench has made, over the whole run or in one place. */
function whyLost(
  taken: readonly BrakeSample[],
  sampleRateHz: number,
  { samplesSharePctMin, sampleHoleMsMax }: EvidenceSettings,
): Reason | null {
  const firstMs = taken[0]?.[0] ?? 0;
  const lastMs = taken.at(-1)?.[0] ?? 0;
  const expected = ((lastMs - firstMs) / 1000) * sampleRateHz;
  if (taken.length * 100 < expected * samplesSharePctMin)
    return reason("SAMPLES_LOST", { found: taken.length, expected: Math.round(expected) });
  const hole = holeMs(taken, sampleRateHz, sampleHoleMsMax);
  return hole === null ? null : reason("SAMPLES_HOLE", { ms: hole });
}

/**
 * A hole that nothing fills. Samples that a busy computer handed over late come at once after the gap, so those within the
 * permitted time behind it are counted with it.
 */
function holeMs(samples: readonly BrakeSample[], sampleRateHz: number, mostMs: number): number | null {
  let end = 0;
  for (let at = 1; at < samples.length; at++) {
    const fromMs = samples[at - 1]?.[0] ?? 0;
    const toMs = samples[at]?.[0] ?? 0;
    if (toMs - fromMs <= mostMs) continue;
    end = Math.max(end, at);
    while (end < samples.length && (samples[end]?.[0] ?? 0) <= toMs + mostMs) end++;
    const throughMs = Math.min(toMs + mostMs, samples.at(-1)?.[0] ?? toMs);
    const missing = ((throughMs - fromMs) / 1000) * sampleRateHz - (end - at);
    if ((missing * 1000) / sampleRateHz > mostMs) return Math.round(toMs - fromMs);
  }
  return null;
}

/**
 * A bench that samples at half its rate and sends each sample twice shows half of what happened. Equal samples in a row are
 * repeats where the forces move on by more at once than half of what samples may be apart; in smaller steps nothing is missed.
 */
function whyRepeated(
  left: readonly number[],
  right: readonly number[],
  { repeatsSharePctMax, spikes }: EvidenceSettings,
): Reason | null {
  const stronger = left.map((force, at) => Math.max(force, right[at] ?? 0));
  const greatest = Math.max(...stronger);
  const from = stronger.findIndex((force) => force > greatest * 0.1);
  const to = stronger.findIndex((force) => force > greatest * 0.9);
  let found = 0;
  let moved = 0;
  for (let at = from + 1; at <= to; at++) {
    const [a, b] = [left, right].map((side) => Math.abs((side[at] ?? 0) - (side[at - 1] ?? 0)));
    const step = Math.max(a ?? 0, b ?? 0);
    if (step === 0) found++;
    moved += step;
  }
  const of = to - from;
  const inSteps = moved > ((of - found) * Number(spikes.apartN)) / 2;
  return inSteps && found * 100 > of * repeatsSharePctMax ? reason("SAMPLES_REPEATED", { found, of }) : null;
}

/** The bench's own pace, which a sample that was handed over late has lost. */
function steadyTimes(samples: readonly BrakeSample[], periodMs: number): readonly number[] {
  let clockMs = Number.NEGATIVE_INFINITY;
  return samples.map(([atMs]) => {
    clockMs = Math.max(atMs, clockMs + periodMs);
    return clockMs;
  });
}

function voidFor(why: Reason): Evidence {
  return { kind: "void", reason: why };
}
