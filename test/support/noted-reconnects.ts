import type { Timers } from "../../src/ports/clock.ts";

/** Timers that note how long each try to reconnect waits: the loss has then been noticed. */
export function notedReconnects(timers: Timers): Timers & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    start(name, afterMs, fire) {
      if (name.startsWith("reconnect")) waits.push(afterMs);
      return timers.start(name, afterMs, fire);
    },
  };
}
