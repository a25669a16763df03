import type { BrakeSample } from "./brake-curve/force-series.ts";

/**
 * The samples of one run, plain data, appended without copying what is there: full chunks are shared between states,
 * only the last one (at most CHUNK samples) is copied.
 */
export interface Curve {
  readonly chunks: readonly (readonly BrakeSample[])[];
  readonly tail: readonly BrakeSample[];
  readonly length: number;
}

const CHUNK = 32;

export const EMPTY_CURVE: Curve = { chunks: [], tail: [], length: 0 };

export function appendSample(curve: Curve, sample: BrakeSample): Curve {
  const tail = [...curve.tail, sample];
  const length = curve.length + 1;
  return tail.length < CHUNK
    ? { chunks: curve.chunks, tail, length }
    : { chunks: [...curve.chunks, tail], tail: [], length };
}

export function samplesOf(curve: Curve): readonly BrakeSample[] {
  return [...curve.chunks.flat(), ...curve.tail];
}

export function lastSample(curve: Curve): BrakeSample | undefined {
  return curve.tail.at(-1) ?? curve.chunks.at(-1)?.at(-1);
}
