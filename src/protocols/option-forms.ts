import { z } from "zod";

const MS_MAX = 600_000;
const BYTES_MAX = 65_536;

/** Milliseconds of a patience, with its default. */
export function milliseconds(byDefault: number) {
  return z.int().min(1).max(MS_MAX).default(byDefault);
}

/** Bytes in a row without one good frame before the line counts as garbled. */
export function garbledAfter(byDefault: number) {
  return z
    .int()
    .min(1)
    .max(BYTES_MAX)
    .default(byDefault)
    .describe("Bytes without one good frame among them before the fault garbled is raised.");
}

/** For instruments that speak by themselves. */
export function silentAfter(byDefault: number) {
  return milliseconds(byDefault).describe("Without a good frame before the fault silent is raised.");
}

/** Sampling instants a second of an instrument that the protocol does not tell it of. */
export function sampleRate(byDefaultHz: number) {
  return z.int().min(1).max(1000).default(byDefaultHz);
}
