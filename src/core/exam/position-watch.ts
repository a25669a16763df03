import type { Ending } from "./exam-end.ts";
import type { ExamEvent } from "./exam-state.ts";
import { type ExamState, stationUtcMs } from "./exam-state.ts";
import { endOfItem } from "./item-end.ts";
import { stoppedForS } from "./motion.ts";
import type { PreparedExam } from "./prepared-exam.ts";
import type { ExamGate } from "./rulebook.ts";

/**
 * Epochs say by themselves that positions are bad; that none come at all only a clock can tell. One timer looks every
 * `itemVoidAfterS`, and as soon as one of the limits can be reached: it is not started anew for each epoch.
 */
export const POSITION_TIMER = "exam.positions";

export type Watched =
  | { readonly kind: "goes-on"; readonly events: readonly ExamEvent[]; readonly afterMs: number }
  | { readonly kind: "closes"; readonly events: readonly ExamEvent[]; readonly ending: Ending };

/** How the running test stands at this moment of the station's clock (monotonic milliseconds). */
export function watchPositions(exam: PreparedExam, state: ExamState, atMs: number): Watched {
  const { gate } = exam.rulebook;
  const silentMs = atMs - (state.positionAtMs ?? atMs);
  if (silentMs >= gate.closeAfterS * 1000) {
    const reason = `closed: no position for ${gate.closeAfterS} s`;
    return { kind: "closes", events: [], ending: { kind: "lost", reason } };
  }
  const voidMs = gate.itemVoidAfterS * 1000;
  if (silentMs < voidMs) {
    const stoodS = state.motion === null ? 0 : stoppedForS(state.motion);
    if (stoodS >= gate.standstillEndS) {
      const reason = `closed: the vehicle stood still for ${gate.standstillEndS} s`;
      return { kind: "closes", events: [], ending: { kind: "idle", reason } };
    }
    return { kind: "goes-on", events: [], afterMs: Math.max(1, Math.ceil(voidMs - silentMs)) };
  }
  const afterMs = Math.max(1, Math.min(voidMs, Math.ceil(gate.closeAfterS * 1000 - silentMs)));
  return { kind: "goes-on", events: trackGivenUp(exam, state, atMs), afterMs };
}

/** The first look at a test that has just begun. */
export function firstLookMs(gate: ExamGate): number {
  return gate.itemVoidAfterS * 1000;
}

function trackGivenUp(exam: PreparedExam, state: ExamState, atMs: number): ExamEvent[] {
  const reason = state.unfit ?? "no epochs came";
  const events: ExamEvent[] = [];
  if (state.motion !== null)
    events.push({ type: "unfit", reason, fix: "none", utcMs: stationUtcMs(state, atMs), atMs, lost: true });
  const index = state.current;
  if (index !== null)
    events.push(endOfItem(exam, state, [], index, `no usable position for too long: ${reason}`));
  return events;
}
