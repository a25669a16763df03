import { reason } from "../trade/reasons.ts";
import { closeExam } from "./exam-end.ts";
import { stationUtcMs } from "./exam-state.ts";
import type { ExamTurn } from "./exam-turn.ts";
import { endItem } from "./item-end.ts";
import { stoppedForS } from "./motion.ts";
import type { PreparedExam } from "./prepared-exam.ts";
import type { ExamGate } from "./rulebook.ts";

/**
 * Epochs say by themselves that positions are bad; that none come at all only a clock can tell. One timer looks every
 * `itemVoidAfterS`, and as soon as one of the limits can be reached: it is not started anew for each epoch.
 */
export const POSITION_TIMER = "exam.positions";

/** How the running test stands at this moment of the station's clock (monotonic milliseconds); when to look again. */
export function watchPositions(exam: PreparedExam, turn: ExamTurn, atMs: number): { afterMs: number } {
  const { state } = turn;
  const { gate } = exam.rulebook;
  const voidMs = gate.itemVoidAfterS * 1000;
  const silentMs = atMs - (state.positionAtMs ?? atMs);
  if (silentMs >= gate.closeAfterS * 1000) {
    const why = reason("CLOSED_WITHOUT_POSITION", { afterS: gate.closeAfterS, because: state.unfit });
    closeExam(exam, turn, { kind: "lost", reason: why });
    return { afterMs: voidMs };
  }
  if (silentMs < voidMs) {
    const stoodS = state.motion === null ? 0 : stoppedForS(state.motion);
    if (stoodS >= gate.standstillEndS) {
      const why = reason("CLOSED_AT_STANDSTILL", { afterS: gate.standstillEndS });
      closeExam(exam, turn, { kind: "idle", reason: why });
    }
    return { afterMs: Math.max(1, Math.ceil(voidMs - silentMs)) };
  }
  giveTrackUp(exam, turn, atMs);
  return { afterMs: Math.max(1, Math.min(voidMs, Math.ceil(gate.closeAfterS * 1000 - silentMs))) };
}

/** The first look at a test that has just begun. */
export function firstLookMs(gate: ExamGate): number {
  return gate.itemVoidAfterS * 1000;
}

function giveTrackUp(exam: PreparedExam, turn: ExamTurn, atMs: number): void {
  const { state } = turn;
  const why = state.unfit ?? reason("NO_EPOCHS", {});
  const utcMs = stationUtcMs(state, atMs);
  if (state.motion !== null) turn.emit({ type: "unfit", reason: why, fix: "none", utcMs, atMs, lost: true });
  if (state.current !== null)
    endItem(exam, turn, state.current, { kind: "void", reason: reason("TRACK_LOST", { because: why }) });
}
