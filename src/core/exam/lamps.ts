import type { SessionEffect } from "../session.ts";
import type { ExamState } from "./exam-state.ts";

/**
 * The two lamps of the board in the car: `lamp-item` while an item is judged, `lamp-fault` while one is suspended or a
 * device fault stands. Both are off once the driving is over.
 */
type Lamps = readonly (readonly [line: string, on: boolean])[];

function lampsOf(state: ExamState): Lamps {
  const over = state.phase === "over" || state.phase === "signing";
  const suspended = state.items.some((item) => item.state === "suspended");
  return [
    ["lamp-item", !over && state.current !== null],
    ["lamp-fault", !over && (suspended || standingFaults(state).length > 0)],
  ];
}

/** Only the lamps that change. */
export function lampChanges(before: ExamState, after: ExamState): SessionEffect[] {
  const were = lampsOf(before);
  return effects(lampsOf(after).filter(([, on], i) => on !== were[i]?.[1]));
}

/** Both lamps, whatever the board did with them: it may have been restarted, and switches its outputs off by itself. */
export function allLamps(state: ExamState): SessionEffect[] {
  return effects(lampsOf(state));
}

/** Those raised and not cleared since. */
export function standingFaults(state: ExamState): ExamState["faults"] {
  return state.faults.filter(
    (fault, i) =>
      fault.raised &&
      !state.faults
        .slice(i + 1)
        .some((later) => later.device === fault.device && later.code === fault.code && !later.raised),
  );
}

function effects(lamps: Lamps): SessionEffect[] {
  return lamps.map(([line, on]) => ({ kind: "output", line, position: null, on }));
}
