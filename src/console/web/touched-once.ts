import { signal } from "@preact/signals";

/** A finger that slips touches twice within this; whoever means it twice waits longer. */
const SLIP_MS = 600;

/** What was touched a moment ago, or is not answered yet. */
const resting = signal<ReadonlySet<string>>(new Set());

/** True while another touch of it would not count. */
export function isResting(what: string): boolean {
  return resting.value.has(what);
}

/**
 * Does it once: a touch that comes before the answer, or within a slip of the first one, is not a second one. `act` says whether
 * anything came of it, for what was refused can be asked again at once; it may not reject.
 */
export async function touchedOnce(what: string, act: () => Promise<boolean> | boolean): Promise<void> {
  if (resting.peek().has(what)) return;
  resting.value = new Set([...resting.peek(), what]);
  const slip = new Promise((resolve) => setTimeout(resolve, SLIP_MS));
  if (await act()) await slip;
  resting.value = new Set([...resting.peek()].filter((known) => known !== what));
}

/** Of a button that has the focus: a key that is held down is one touch, however long it is held. */
export function heldIsOne(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault();
}
