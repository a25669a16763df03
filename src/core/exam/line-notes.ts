import type { ExamEvent, ExamState } from "./exam-state.ts";
import { stationUtcMs } from "./exam-state.ts";
import { isInstant } from "./quality-gate.ts";
import type { ExamNote } from "./rulebook.ts";

/** For a line that has just changed, where the rulebook wants it told when it becomes active: no deduction, a person judges what it meant. */
export function lineNotes(
  notes: readonly ExamNote[],
  state: ExamState,
  line: string,
  active: boolean,
  atMs: number,
): ExamEvent[] {
  if (state.phase !== "running" || !active) return [];
  return notes
    .filter((note) => note.line === line)
    .map((note) => {
      const utcMs = stationUtcMs(state, atMs);
      const item = state.current === null ? "" : ` in ${state.items[state.current]?.item ?? ""}`;
      return {
        type: "noted",
        note: `note: ${note.textEn} at ${instant(utcMs)}${item}, for the examiner to judge`,
      };
    });
}

/** Before the first epoch the receiver has told no time, and a time must not be made up. */
function instant(utcMs: number | null): string {
  return utcMs === null || !isInstant(utcMs) ? "a time not yet known" : new Date(utcMs).toISOString();
}
