import { effect, signal, untracked } from "@preact/signals";
import { IdleClock } from "./idle-clock.ts";
import { asked, isOpen, lockHere, type SessionView, session, takeSession } from "./session-store.ts";

/** Seconds until the screen locks, where that is near; else null. */
export const locksInS = signal<number | null>(null);

const LOOK_EVERY_MS = 1_000;
const TOUCHES = ["pointerdown", "keydown", "wheel"] as const;

/** While the page is open: tells the station that somebody is there, warns before the lock, and locks. */
export function watchIdleness(): void {
  effect(() => {
    if (!isOpen.value) return undefined;
    const lockAfterMs = untracked(() => session.value?.lockAfterMs ?? 0);
    return watch(new IdleClock(lockAfterMs, performance.now()));
  });
}

function watch(clock: IdleClock): () => void {
  let asking = false;
  const look = (): void => {
    const nowMs = performance.now();
    locksInS.value = clock.warnsS(nowMs);
    if (clock.shouldTell(nowMs)) void tell(clock, nowMs);
    if (!clock.isOver(nowMs) || asking) return;
    asking = true;
    void lookWhetherLocked(clock).then(() => {
      asking = false;
    });
  };
  const touched = (): void => {
    clock.touched();
    look();
  };
  for (const touch of TOUCHES) document.addEventListener(touch, touched, { passive: true, capture: true });
  const timer = setInterval(look, LOOK_EVERY_MS);
  look();
  return () => {
    clearInterval(timer);
    for (const touch of TOUCHES) document.removeEventListener(touch, touched, { capture: true });
    locksInS.value = null;
  };
}

async function tell(clock: IdleClock, nowMs: number): Promise<void> {
  clock.telling(nowMs);
  const answer = await asked("POST", "api/session/active", {});
  if (answer.kind !== "done") return clock.untold();
  clock.told(nowMs);
  locksInS.value = clock.warnsS(performance.now());
}

async function lookWhetherLocked(clock: IdleClock): Promise<void> {
  const answer = await asked<SessionView>("GET", "api/session");
  if (!isOpen.value) return;
  if (answer.kind !== "done") return lockHere();
  if (answer.body.locked) return takeSession(answer.body);
  clock.stillOpen(performance.now());
}
