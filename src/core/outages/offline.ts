import { CLOCK } from "../time/clock-watch.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { OutageLimits } from "./outage-limits.ts";
import { daysSince, type NotedOutage, OFFLINE_GRADES, type OfflineGrade } from "./outage-states.ts";
import type { OutageView, StandingOutage } from "./outages-of.ts";

/** What the days count from: what the journal noted, when the registry was lost, when the oldest result that waits was sealed, or the newest receipt. */
export type CountedBy = "noted" | "away" | "oldest" | "receipt";

export interface CountedDays {
  readonly fromWallMs: number;
  readonly by: CountedBy;
  readonly days: number;
}

type Since = Omit<CountedDays, "days">;

/** Whether the station is OFFLINE, and in which grade. */
export function offline(
  view: OutageView,
  { offline: days }: OutageLimits,
  noted: NotedOutage | null,
): StandingOutage | null {
  const { nowWallMs, doubt, registry } = view;
  const { awaySinceWallMs, oldestSealedWallMs } = registry;
  // Since when it stands would be written by a clock in doubt, and stay. CLOCK_UNSURE stands meanwhile, which allows less.
  if (noted === null && doubt !== null) return null;
  const isLong = (sinceWallMs: number | null): boolean =>
    sinceWallMs !== null && nowWallMs - sinceWallMs >= days.fromMinutes * 60_000;
  // How long a result waits a clock in doubt cannot tell: that one waits is enough to stay.
  const waits = doubt !== null && oldestSealedWallMs !== null;
  const stays = noted !== null && (awaySinceWallMs !== null || waits);
  if (!isLong(awaySinceWallMs) && !isLong(oldestSealedWallMs) && !stays) return null;
  const counted = countedDays(view, noted);
  const sinceWallMs = noted?.sinceWallMs ?? counted.fromWallMs;
  const why = whyOffline(view, sinceWallMs, counted);
  const grade = gradeNow(view, counted.days, days, noted?.grade ?? "short");
  return { state: "OFFLINE", grade, sinceWallMs, counted, causes: [{ why, covers: { what: "all" } }] };
}

/**
 * From the earliest that is known of the outage, and from no day before the newest receipt: its time is the registry's, so that an outage
 * noted by a clock that was far behind does not lock the station, and one noted by a clock far ahead does not free it. Where nothing was heard
 * since the start, the registry may have been away long before it: then the newest receipt is its last word that is known.
 */
function countedDays({ nowWallMs, registry }: OutageView, noted: NotedOutage | null): CountedDays {
  const { awaySinceWallMs, heardWallMs, oldestSealedWallMs, receiptedWallMs } = registry;
  // A little ahead of this clock is now; what is further ahead speaks against this clock, see below.
  const floor = receiptedWallMs === null || isAhead(receiptedWallMs, nowWallMs) ? null : receiptedWallMs;
  const isUnheard = noted === null && awaySinceWallMs !== null && heardWallMs === null;
  const known: readonly { readonly by: CountedBy; readonly fromWallMs: number | null }[] = [
    { by: "noted", fromWallMs: noted?.sinceWallMs ?? null },
    { by: "away", fromWallMs: awaySinceWallMs },
    { by: "oldest", fromWallMs: oldestSealedWallMs },
    { by: "receipt", fromWallMs: isUnheard ? floor : null },
  ];
  const begun = known.filter((one): one is Since => one.fromWallMs !== null);
  const earliest = begun.reduce<Since>((first, one) => (one.fromWallMs < first.fromWallMs ? one : first), {
    by: "away",
    fromWallMs: nowWallMs,
  });
  const from: Since =
    floor !== null && floor > earliest.fromWallMs
      ? { by: "receipt", fromWallMs: Math.min(floor, nowWallMs) }
      : earliest;
  return { ...from, days: daysSince(from.fromWallMs, nowWallMs) };
}

/** The registry's word of the time is after this clock by more than any doubt allows. */
function isAhead(receiptedWallMs: number, nowWallMs: number): boolean {
  return receiptedWallMs - nowWallMs > CLOCK.doubtAboveMs;
}

function gradeNow(
  { nowWallMs, doubt, registry: { receiptedWallMs } }: OutageView,
  days: number,
  limits: OutageLimits["offline"],
  before: OfflineGrade,
): OfflineGrade {
  // Days are not counted by a clock that is in doubt.
  if (doubt !== null) return before;
  const now = gradeOf(days, limits);
  // Nor are they taken back by one that is before the registry's own word.
  const isBehind = receiptedWallMs !== null && isAhead(receiptedWallMs, nowWallMs);
  const rank = (grade: OfflineGrade): number => OFFLINE_GRADES.indexOf(grade);
  return isBehind && rank(before) > rank(now) ? before : now;
}

function gradeOf(days: number, limits: OutageLimits["offline"]): OfflineGrade {
  if (days >= limits.stopDays) return "stopped";
  if (days >= limits.provisionalDays) return "provisional";
  return days >= limits.warnDays ? "warned" : "short";
}

function whyOffline(
  { doubt, registry: { pending } }: OutageView,
  sinceWallMs: number,
  { fromWallMs, by, days }: CountedDays,
): Reason {
  const since = new Date(sinceWallMs).toISOString();
  if (doubt !== null) return reason("OFFLINE_UNCOUNTED", { since, pending });
  return reason("OFFLINE_SINCE", { since, from: new Date(fromWallMs).toISOString(), by, days, pending });
}
