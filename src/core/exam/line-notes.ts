import { type Reason, reason } from "../trade/reasons.ts";
import { type ExamState, stationUtcMs } from "./exam-state.ts";
import { isInstant } from "./quality-gate.ts";
import type { ExamNote } from "./rulebook.ts";

/** For a line that has just changed, where the rulebook wants it told when it becomes active: no deduction, a person judges what it meant. */
export function lineNotes(
  notes: readonly ExamNote[],
  state: ExamState,
  line: string,
  active: boolean,
  atMs: number,
): Reason[] {
  if (state.phase !== "running" || !active) return [];
  return notes
    .filter((note) => note.line === line)
    .map((note) => {
      // Before the first epoch the receiver has told no time, and a time must not be made up.
      const utcMs = stationUtcMs(state, atMs);
      const at = utcMs === null || !isInstant(utcMs) ? null : new Date(utcMs).toISOString();
      const item = state.current === null ? null : (state.items[state.current]?.item ?? null);
      return reason("LINE_NOTED", { zh: note.textZh, en: note.textEn, at, item });
    });
}
