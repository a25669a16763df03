/** Waits until `reached()` holds, looking every few milliseconds; throws with `what` after `limitMs`. */
export async function eventually(what: string, reached: () => boolean, limitMs = 30_000): Promise<void> {
  const until = Date.now() + limitMs;
  while (!reached()) {
    if (Date.now() > until) throw new Error(`not reached in ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
