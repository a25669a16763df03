import { signal } from "@preact/signals";

/** The moment that is looked at: map, curves, signals and raw entries all go by it. Null before anybody chose one. */
export const moment = signal<number | null>(null);

export const STEP_MS = 200;

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
}

/** By keys, wherever the reader is on the page but not in a field. `faultsMs`: moments at which something went wrong. */
export function followKeys(span: () => Span | null, faultsMs: () => readonly number[]): void {
  addEventListener("keydown", (event) => {
    const within = span();
    if (within === null || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof HTMLElement && keepsKey(event.target, event)) return;
    const atMs = moment.value ?? within.toMs;
    const next = nextBy(event, atMs, faultsMs());
    if (next === null) return;
    event.preventDefault();
    moment.value = Math.min(within.toMs, Math.max(within.fromMs, next));
  });
}

/** Null for a key that means nothing here, and where there is no further fault. */
export function nextBy({ key, shiftKey }: Pressed, atMs: number, faultsMs: readonly number[]): number | null {
  const step = shiftKey ? 10 * STEP_MS : STEP_MS;
  // A moment that was chosen at a fault is a whole millisecond, and the next one is another fault.
  const rising = faultsMs.map(Math.round).sort((a, b) => a - b);
  switch (key.toLowerCase()) {
    case "arrowleft":
      return atMs - step;
    case "arrowright":
      return atMs + step;
    case "n":
      return rising.find((ms) => ms > atMs) ?? null;
    case "p":
      return rising.findLast((ms) => ms < atMs) ?? null;
    default:
      return null;
  }
}

const FIELDS: ReadonlySet<string> = new Set(["INPUT", "TEXTAREA", "SELECT"]);

/** A field takes what is typed into it. A slider has use for plain arrows alone: with those it goes by its own step. */
export function keepsKey(
  { tagName, type }: { readonly tagName: string; readonly type?: unknown },
  { key, shiftKey }: Pressed,
): boolean {
  if (type !== "range") return FIELDS.has(tagName);
  return !shiftKey && key.startsWith("Arrow");
}
