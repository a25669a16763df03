import { tell } from "../told.ts";
import type { Context, MarkWord, Use } from "../verdict.ts";
import type { Told } from "../words/word-shape.ts";
import type { MarkClaims } from "./mark-claims.ts";
import type { Statuses } from "./statuses.ts";

/** One thing against a mark, and the word that it makes. */
export interface Against {
  readonly word: MarkWord;
  readonly told: Told;
}

const HOUR_MS = 3_600_000;
/** How old a status may be for this use. */
export const STATUS_AGE_MAX_MS: Readonly<Record<Use, number>> = {
  roadside: 7 * 24 * HOUR_MS,
  transfer: 24 * HOUR_MS,
  "check-in": 24 * HOUR_MS,
};
/** A reader's clock may be so much behind that of who signed. */
export const AHEAD_MAX_MS = 300_000;

/** What stands against a mark that its issuer signed, at this moment. `seenS`: of the newest status of it that was ever seen. */
export function againstNow(
  mark: MarkClaims,
  statuses: Statuses,
  seenS: number | null,
  { nowMs, use, listIssuedMs }: Pick<Context, "nowMs" | "use"> & { readonly listIssuedMs: number },
): readonly Against[] {
  const { believed, refused } = statuses;
  const against: Against[] = [];
  if (believed.some(({ value }) => value === 1))
    against.push({ word: "revoked", told: tell("MARK_REVOKED", {}) });
  if (nowMs === null) against.push({ word: "clock-unsure", told: tell("CLOCK_UNTRUSTED", {}) });
  else {
    const signedS = [mark.issuedS, ...believed.map(({ issuedS }) => issuedS)];
    const aheadS = Math.max(...signedS);
    if (aheadS * 1000 - nowMs > AHEAD_MAX_MS)
      against.push({
        word: "clock-unsure",
        told: tell("SIGNED_AHEAD_OF_CLOCK", { at: instantOf(aheadS * 1000), now: instantOf(nowMs) }),
      });
    // What is held here was made before it could be held: a clock that stands before that makes every status look younger.
    if (listIssuedMs - nowMs > AHEAD_MAX_MS)
      against.push({
        word: "clock-unsure",
        told: tell("LIST_AHEAD_OF_CLOCK", { at: instantOf(listIssuedMs), now: instantOf(nowMs) }),
      });
    if (nowMs >= mark.untilS * 1000)
      against.push({
        word: "expired",
        told: tell("MARK_EXPIRED", { until: instantOf(mark.untilS * 1000), now: instantOf(nowMs) }),
      });
  }
  const [newest] = believed;
  const stale = staleness(newest ?? null, refused, seenS, { nowMs, use });
  against.push(...stale.map((told): Against => ({ word: "stale", told })));
  if (newest?.value === 3 && stale.length === 0)
    against.push({ word: "superseded", told: tell("MARK_SUPERSEDED", {}) });
  if (newest?.value === 2 && stale.length === 0)
    against.push({ word: "suspended", told: tell("MARK_SUSPENDED", {}) });
  return against;
}

function staleness(
  newest: Statuses["believed"][number] | null,
  refused: Statuses["refused"],
  seenS: number | null,
  { nowMs, use }: Pick<Context, "nowMs" | "use">,
): readonly Told[] {
  if (newest === null)
    return refused.length === 0
      ? [tell("STATUS_NONE", {})]
      : refused.map((because) => tell("STATUS_REFUSED", { because }));
  const stale: Told[] = [];
  const { issuedS, untilS } = newest;
  if (seenS !== null && issuedS < seenS)
    stale.push(tell("STATUS_BEFORE_SEEN", { at: instantOf(issuedS * 1000), seen: instantOf(seenS * 1000) }));
  if (nowMs === null) return stale;
  if (untilS * 1000 <= nowMs)
    stale.push(tell("STATUS_OVER", { until: instantOf(untilS * 1000), now: instantOf(nowMs) }));
  const ageMs = nowMs - issuedS * 1000;
  const mostMs = STATUS_AGE_MAX_MS[use];
  if (ageMs > mostMs)
    stale.push(tell("STATUS_TOO_OLD", { ageMs, mostMs, use, at: instantOf(issuedS * 1000) }));
  return stale;
}

/** Also of a time that no calendar has. */
export function instantOf(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : `${ms / 1000} s`;
}
