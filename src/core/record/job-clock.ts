import type { ClockNoted, EntryTime } from "../journal/entry.ts";
import { CLOCK, worseStatus } from "../time/clock-watch.ts";
import { type Reason, reason } from "../trade/reasons.ts";

/**
 * When a job began and ended, and what is to be said of the clock that tells it: a fold of the journal's entries, the same in a
 * station, in a replay and for whoever verifies. A clock that is set while a job runs makes it neither longer nor shorter.
 */
export interface JobClock {
  readonly startedWallMs: number;
  readonly endedWallMs: number;
  /** The worst since it was opened. */
  readonly status: string;
  readonly notes: readonly Reason[];
  /** Of its last entry; null since a restart, from which the steady clock counts anew. */
  readonly lastMonoMs: number | null;
}

/** What the journal says of the clock until it says something else. */
export interface ClockWord {
  readonly status: string;
  readonly doubt: Reason | null;
}

/** Somebody who sets a clock all day long must not make a record too large. */
const NOTES_MAX = 10;

export function jobClockOf(opened: EntryTime, { status, doubt }: ClockWord): JobClock {
  return {
    startedWallMs: opened.wallMs,
    endedWallMs: opened.wallMs,
    status,
    notes: doubt === null ? [] : [reason("CLOCK_DOUBTED", { because: doubt })],
    lastMonoMs: opened.monoMs,
  };
}

/** An entry of this job. The wall clock's word, unless it is not what the steady one makes of the entry before. */
export function goneTo(clock: JobClock, { monoMs, wallMs }: EntryTime): JobClock {
  const { startedWallMs, endedWallMs, lastMonoMs } = clock;
  const steadyMs = lastMonoMs === null ? wallMs : endedWallMs + monoMs - lastMonoMs;
  const isSteady = Math.abs(wallMs - steadyMs) <= CLOCK.stepAboveMs;
  const ended = isSteady ? wallMs : Math.round(steadyMs);
  return { ...clock, endedWallMs: Math.max(startedWallMs, ended), lastMonoMs: monoMs };
}

/** The process started anew. What it makes of the clock it says in an entry of its own. */
export function restarted(clock: JobClock): JobClock {
  return { ...clock, lastMonoMs: null };
}

export function clockNoted(clock: JobClock, { status, doubt, steppedMs }: ClockNoted): JobClock {
  const set = steppedMs === 0 ? [] : [reason("CLOCK_WAS_SET", { byS: Math.round(steppedMs / 1000) })];
  const notes = [...clock.notes, ...set].slice(0, NOTES_MAX);
  return withDoubt({ ...clock, status: worseStatus(clock.status, status), notes }, doubt);
}

/** Each kind of doubt once. */
function withDoubt(clock: JobClock, doubt: Reason | null): JobClock {
  const { notes } = clock;
  const isKnown = (note: Reason): boolean =>
    note.code === "CLOCK_DOUBTED" && note.params.because.code === doubt?.code;
  if (doubt === null || notes.some(isKnown) || notes.length === NOTES_MAX) return clock;
  return { ...clock, notes: [...notes, reason("CLOCK_DOUBTED", { because: doubt })] };
}
