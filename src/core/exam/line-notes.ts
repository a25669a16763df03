import { toldUtcMs } from "../time/leap-second.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { type ExamState, stationUtcMs } from "./exam-state.ts";
import { isInstant } from "./quality-gate.ts";
import type { ExamNote } from "./rulebook.ts";
import { heldForS, type VehicleSignals } from "./vehicle-signals.ts";

/**
 * For a line that has just changed, where the rulebook wants it told when it becomes active: no deduction, a person judges what it meant.
 * One that was off for a moment only has bounced. `before`: as the lines were until then.
 */
export function lineNotes(
  notes: readonly ExamNote[],
  state: ExamState,
  before: VehicleSignals,
  line: string,
  atMs: number,
): Reason[] {
  if (state.phase !== "running" || state.signals.lines[line] !== true) return [];
  const offS = before.since[line] === undefined ? Number.POSITIVE_INFINITY : heldForS(before, line, atMs);
  return notes
    .filter((note) => note.line === line && offS >= note.offS)
    .map((note) => {
      // Before the first epoch the receiver has told no time, and a time must not be made up.
      const utcMs = stationUtcMs(state, atMs);
      const at =
        utcMs === null || !isInstant(utcMs) ? null : new Date(toldUtcMs(utcMs, state.leapAtMs)).toISOString();
      const item = state.current === null ? null : (state.items[state.current]?.item ?? null);
      return reason("LINE_NOTED", { zh: note.textZh, en: note.textEn, at, item });
    });
}
