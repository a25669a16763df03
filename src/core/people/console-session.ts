import type { Doer, SessionEnd } from "./console-act.ts";

/** What the station remembers of somebody who is signed in; a restart forgets it, and everybody signs in again. */
export interface ConsoleSession {
  readonly doer: Doer;
  readonly beganMs: number;
  /** Of the last thing that the person did. */
  readonly seenMs: number;
  readonly locked: boolean;
}

export interface SessionRule {
  /** Nothing done for so long: the PIN is asked for. */
  readonly lockAfterMs: number;
  /** Locked, or nothing done, for so long: over. */
  readonly endAfterIdleMs: number;
  /** Over in any case. */
  readonly endAfterMs: number;
}

const MINUTE_MS = 60_000;

/** By ASVS 5 (7.3.1, 7.3.2): both limits are told, and shorter than a shift by far and by little. */
export function sessionRule(lockMinutes: number): SessionRule {
  return {
    lockAfterMs: lockMinutes * MINUTE_MS,
    endAfterIdleMs: 4 * 60 * MINUTE_MS,
    endAfterMs: 12 * 60 * MINUTE_MS,
  };
}

export type SessionStanding =
  | { readonly kind: "open" }
  | { readonly kind: "locked" }
  | { readonly kind: "over"; readonly why: SessionEnd };

/** How a session stands when it is shown from this address; times of the steady clock. */
export function standing(
  session: ConsoleSession,
  from: string,
  nowMs: number,
  rule: SessionRule,
): SessionStanding {
  // A token that is shown from another machine was taken along, or taken away: nobody can tell which.
  if (from !== session.doer.from) return { kind: "over", why: "elsewhere" };
  if (nowMs - session.beganMs >= rule.endAfterMs) return { kind: "over", why: "too-old" };
  const idleMs = nowMs - session.seenMs;
  if (idleMs >= rule.endAfterIdleMs) return { kind: "over", why: "idle-too-long" };
  return session.locked || idleMs >= rule.lockAfterMs ? { kind: "locked" } : { kind: "open" };
}
