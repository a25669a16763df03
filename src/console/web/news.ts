import { computed, effect, signal } from "@preact/signals";

/**
 * Whether what the page shows is so now. The station says something every second, if only that it is there; where it does not, nobody
 * here knows what goes on, and the page must not look as if it did.
 */
export type Picture =
  | { readonly kind: "live" }
  /** `lost`: there is no connection at all; otherwise there is one, and nothing comes on it. `sinceMs`: wall clock of this machine, `sinceSteadyMs`: its steady clock. */
  | {
      readonly kind: "stale";
      readonly lost: boolean;
      readonly sinceMs: number;
      readonly sinceSteadyMs: number;
    };

/** The station beats once a second: one that was late is no reason to alarm anybody, two that are missing are. */
const STALE_AFTER_MS = 2_000;
const LOOK_EVERY_MS = 250;

/** By this machine's steady clock; null before the first word. */
let lastMs: number | null = null;
let lastWallMs = 0;
/** When the connection was lost, by the same clock. */
let lostMs = 0;
/** The station's steady clock at that moment, as its last beat said. */
let toldClockMs: number | null = null;
let toldAtMs = 0;
const silent = signal(false);
const connected = signal<boolean | null>(null);

export const picture = computed<Picture>(() => {
  // Both are looked at each time, or a change of the other one would not be seen.
  const [isUp, isSilent] = [connected.value, silent.value];
  if (isUp === null || lastMs === null || (isUp && !isSilent)) return { kind: "live" };
  return { kind: "stale", lost: !isUp, sinceMs: lastWallMs, sinceSteadyMs: lastMs };
});

/** Something came from the station. `clockMs`: its steady clock, where it was a beat. */
export function noteNews(clockMs: number | null): void {
  lastMs = performance.now();
  lastWallMs = Date.now();
  if (clockMs !== null) {
    toldClockMs = clockMs;
    toldAtMs = lastMs;
  }
  silent.value = false;
}

/** Null: nobody is signed in, and nothing is shown that could be old. */
export function noteConnection(isUp: boolean | null): void {
  if (isUp !== true) toldClockMs = null;
  if (isUp === null) lastMs = null;
  if (isUp === false && connected.peek() !== false) lostMs = performance.now();
  connected.value = isUp;
}

/**
 * Now by this machine's steady clock, or the moment after which nothing is known here: what counts on would be guessed. It never goes
 * back: what a page has counted while it was taken for live stays as it is when it turns out to be old.
 */
export function knownUntilMs(): number {
  const isLost = picture.value.kind === "stale" && connected.value === false;
  const nowMs = isLost ? lostMs : performance.now();
  return lastMs === null ? nowMs : Math.min(nowMs, lastMs + STALE_AFTER_MS);
}

/**
 * When something was pressed, by the station's clock, for the station to refuse what reaches it much later; null where that is not
 * known. A station that stood still would do then what somebody wanted before.
 */
export function pressedAtClockMs(): number | null {
  return toldClockMs === null ? null : Math.round(toldClockMs + performance.now() - toldAtMs);
}

/** Looks whether the station still speaks, as long as the page is connected. */
export function watchNews(): void {
  effect(() => {
    if (connected.value !== true) return undefined;
    const timer = setInterval(() => {
      silent.value = lastMs !== null && performance.now() - lastMs > STALE_AFTER_MS;
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  });
}
