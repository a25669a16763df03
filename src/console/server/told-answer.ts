import type { Outcome, Told } from "../../station/people/people-options.ts";

/** The desk answers when its entries are durable; a handler waits for that. */
export function toldBy<Value>(ask: (told: Told<Value>) => void): Promise<Outcome<Value>> {
  return new Promise((resolve) => ask(resolve));
}
