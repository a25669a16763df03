/** How many cases a property is tried with: all of them in the full suite, a quarter of them at every other run. */
export function runs(full: number): number {
  return process.env.PROOFMARK_FULL === "1" ? full : Math.ceil(full / 4);
}
