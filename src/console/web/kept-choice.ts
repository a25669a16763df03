import { type Signal, signal } from "@preact/signals";

/**
 * A choice of whoever uses this browser: kept in it, and in no other. A browser that keeps nothing (a private window, a locked-down
 * kiosk) begins with `otherwise` each time.
 */
export function keptChoice<Value extends string>(
  name: string,
  values: readonly Value[],
  otherwise: Value,
): Signal<Value> {
  const key = `proofmark-${name}`;
  const choice = signal<Value>(kept(key, values) ?? otherwise);
  let isFirst = true;
  choice.subscribe((value) => {
    // What nobody chose is not kept: the browser may be set otherwise tomorrow.
    if (!isFirst) keep(key, value);
    isFirst = false;
  });
  return choice;
}

function kept<Value extends string>(key: string, values: readonly Value[]): Value | null {
  try {
    const found = localStorage.getItem(key);
    return values.find((value) => value === found) ?? null;
  } catch {
    return null;
  }
}

function keep(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
