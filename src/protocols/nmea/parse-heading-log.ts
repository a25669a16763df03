import { readDirection, readTilt } from "./fields.ts";
import { usable } from "./parse-proprietary.ts";
import type { HeadingSentence } from "./sentence.ts";
import type { SentenceFields } from "./sentence-fields.ts";

const GPS_EPOCH_DAY = 3657;
const WEEK_MS = 604_800_000;
const DAY_MS = 86_400_000;
/** Name, and nine more; NovAtel's header has as many, in another order. */
const HEADER_FIELDS = 10;

/**
 * UNIHEADINGA and HEADINGA: only SOL_COMPUTED with an integer solution of narrow lane counts as fixed. The Unicore header
 * has week, millisecond and leap seconds, so it gives a UTC; any other header leaves the heading to the epoch in progress.
 * Unverified: that HEADINGA of NovAtel has the body of UNIHEADINGA.
 */
export function parseHeadingLog(header: readonly string[], body: SentenceFields): HeadingSentence {
  const solution = body.text(0);
  const positionType = body.text(1);
  if (!/^[A-Z_]{1,32}$/.test(solution)) body.refuse(0);
  if (!/^[A-Z0-9_]{1,32}$/.test(positionType)) body.refuse(1);
  const baselineM = body.countOrNull(2);
  const headingDeg = readDirection(body, 3);
  const pitchDeg = readTilt(body, 4);
  const computed = solution === "SOL_COMPUTED";
  const fixed = computed && positionType === "NARROW_INT";
  const float = computed && positionType === "NARROW_FLOAT";
  const heading = usable(headingDeg, pitchDeg, null, fixed ? "fixed" : float ? "float" : "none");
  const stamp = readGpsTime(header) ?? { timeOfDayMs: null, day: null };
  return {
    type: "HEADINGA",
    ...stamp,
    ...heading,
    baselineM: heading.headingFix === "none" ? null : baselineM,
  };
}

/** Unicore header: name, load, "GPS", time status, week, millisecond of week, 0, 0, leap seconds, delay. */
function readGpsTime(
  header: readonly string[],
): { readonly timeOfDayMs: number; readonly day: number } | null {
  const [, , system, , week = "", millisecond = "", , , leap = ""] = header;
  if (header.length !== HEADER_FIELDS || system !== "GPS") return null;
  if (!/^\d{1,5}$/.test(week) || !/^\d{1,9}$/.test(millisecond) || !/^\d{1,2}$/.test(leap)) return null;
  if (Number(millisecond) >= WEEK_MS) return null;
  const ms = Number(week) * WEEK_MS + Number(millisecond) - Number(leap) * 1000;
  const days = Math.floor(ms / DAY_MS);
  return { timeOfDayMs: ms - days * DAY_MS, day: GPS_EPOCH_DAY + days };
}
