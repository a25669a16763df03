import { wilson } from "./wilson.ts";

/** `3 of 1000 (<= 0.88 %)`: what was seen, and the upper end of its 95 % interval. */
export function rate(hits: number, of: number): string {
  return `${hits} of ${of} (<= ${(100 * wilson(hits, of).high).toPrecision(2)} %)`;
}
