import { effect, signal } from "@preact/signals";

/** A finger that slips touches twice within this; whoever means it twice waits longer. */
const SLIP_MS = 600;
/** An answer and what it changes come by two ways; where the second stays away the page goes on. */
const TOLD_WITHIN_MS = 3_000;

/** What was asked and is not done with. */
const underway = signal<ReadonlySet<string>>(new Set());

/** True while another touch of it would not count. */
export function isUnderway(key: string): boolean {
  return underway.value.has(key);
}

/** What came of an act: `done`, or why it was not; null where nothing was asked after all. */
type Outcome = { readonly kind: string } | null;

/** Of what is done with its first touch, and asks the station nothing. */
export const TOUCHED = { kind: "done" } as const;

/**
 * Does it, unless the same is not done with: two touches ask once. It is done with when the page shows what came of it, which `isTold`
 * sees, and not within a slip of the first touch. What was refused can be asked again at once. Null: it was under way already. `act` may
 * not reject.
 */
export async function askOnce<Came extends Outcome>(
  key: string,
  act: () => Promise<Came> | Came,
  isTold: () => boolean = () => true,
): Promise<Came | null> {
  if (underway.peek().has(key)) return null;
  underway.value = new Set([...underway.peek(), key]);
  const slip = new Promise<void>((resolve) => setTimeout(resolve, SLIP_MS));
  const came = await act();
  if (came?.kind !== "done") {
    release(key);
    return came;
  }
  await told(isTold);
  // Whoever asked goes on; only the button still rests.
  void slip.then(() => release(key));
  return came;
}

function release(key: string): void {
  underway.value = new Set([...underway.peek()].filter((other) => other !== key));
}

function told(isTold: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    let leave = (): void => undefined;
    const done = (): void => {
      clearTimeout(late);
      queueMicrotask(() => leave());
      resolve();
    };
    const late = setTimeout(done, TOLD_WITHIN_MS);
    leave = effect(() => {
      if (isTold()) done();
    });
  });
}

/** Of a button that has the focus: a key that is held down is one touch, however long it is held. */
export function heldIsOne(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault();
}
