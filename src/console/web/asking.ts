import { effect, signal } from "@preact/signals";
import type { Answer } from "./station-answer.ts";

/** Acts that the station has not answered, or whose outcome the page has not been told yet. */
const underway = signal<ReadonlySet<string>>(new Set());

/** An answer and what it changes come by two ways; where the second stays away the page goes on. */
const TOLD_WITHIN_MS = 3_000;

export function isUnderway(key: string): boolean {
  return underway.value.has(key);
}

/**
 * Asks, unless the same was asked and is not done with: two touches ask once. It is done with when the page shows what came of it,
 * which `isTold` sees. Null: it was underway already.
 */
export async function askOnce<Body>(
  key: string,
  ask: () => Promise<Answer<Body> | null>,
  isTold: () => boolean,
): Promise<Answer<Body> | null> {
  if (underway.peek().has(key)) return null;
  underway.value = new Set([...underway.peek(), key]);
  const answer = await ask();
  if (answer?.kind === "done") await told(isTold);
  underway.value = new Set([...underway.peek()].filter((other) => other !== key));
  return answer;
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
