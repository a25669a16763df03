import type uPlot from "uplot";

type Row = number | null | undefined;

/** Shorter than this nobody sees, and no instrument is held to it. */
const GAP_LEAST_S = 0.1;
/** So many of the usual steps without a sample are a gap; one that is a little late is none. */
const STEPS_OF_A_GAP = 3;
const LOOKED_AT = 101;

/**
 * The same curves, ended and begun again where no samples came: a straight line through a gap would be drawn of nothing. Times in
 * seconds, rising.
 */
export function brokenAtGaps(data: uPlot.AlignedData): uPlot.AlignedData {
  const times = data[0] as readonly number[];
  const gapS = gapOf(times);
  const breaks: number[] = [];
  for (let at = 1; at < times.length; at++)
    if ((times[at] ?? 0) - (times[at - 1] ?? 0) > gapS) breaks.push(at);
  if (breaks.length === 0) return data;
  const [broken, ...curves] = data.map((row, which) => {
    const whole: Row[] = [];
    let from = 0;
    for (const at of breaks) {
      for (; from < at; from++) whole.push(row[from]);
      whole.push(which === 0 ? ((times[at - 1] ?? 0) + (times[at] ?? 0)) / 2 : null);
    }
    for (; from < row.length; from++) whole.push(row[from]);
    return whole;
  });
  return [broken as number[], ...curves] as uPlot.AlignedData;
}

/** The sample that tells how it stood at that moment; -1 before the first and in a gap, where none does. */
export function sampleAt(times: readonly number[], atS: number): number {
  const last = times.findLastIndex((time) => time <= atS);
  return atS - (times[last] ?? Number.NEGATIVE_INFINITY) > gapOf(times) ? -1 : last;
}

/** By the step that is usual in this curve: an analyser tells one sample a second, a bench a hundred. */
function gapOf(times: readonly number[]): number {
  const stride = Math.max(1, Math.floor(times.length / LOOKED_AT));
  const steps: number[] = [];
  for (let at = stride; at < times.length; at += stride) steps.push((times[at] ?? 0) - (times[at - 1] ?? 0));
  const usual = steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  return Math.max(GAP_LEAST_S, STEPS_OF_A_GAP * usual);
}
