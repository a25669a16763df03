import { type Signal, signal } from "@preact/signals";

const PREFIX = "proofmark-verifier-";

/** What this browser keeps for the page; null where it keeps nothing of that name, or nothing at all. */
export function keptText(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** False where the browser keeps nothing (a private window), or has no room for it. */
export function keepText(name: string, text: string | null): boolean {
  try {
    if (text === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, text);
    return true;
  } catch {
    return false;
  }
}

/** A choice of whoever uses this browser. What nobody chose is not kept. */
export function keptChoice<Value extends string>(
  name: string,
  values: readonly Value[],
  otherwise: Value,
): Signal<Value> {
  const found = keptText(name);
  const choice = signal<Value>(values.find((value) => value === found) ?? otherwise);
  let isFirst = true;
  choice.subscribe((value) => {
    if (!isFirst) keepText(name, value);
    isFirst = false;
  });
  return choice;
}
