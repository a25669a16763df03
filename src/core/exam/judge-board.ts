import type { ChannelReading, DeviceFault, DigitalLevel } from "../observation.ts";
import { reason } from "../trade/reasons.ts";
import { stationUtcMs } from "./exam-state.ts";
import { type ExamTurn, look, tell } from "./exam-turn.ts";
import { lineNotes } from "./line-notes.ts";
import type { PreparedExam } from "./prepared-exam.ts";
import type { VehicleSignals } from "./vehicle-signals.ts";
import type { BoardStep } from "./watch/board.ts";

/** What the car's board says of a line or a channel, and what the rules of the whole test make of it. */
export function judgeReading(
  exam: PreparedExam,
  turn: ExamTurn,
  reading: DigitalLevel | ChannelReading,
): void {
  if (reading.quality !== "good") return;
  const before = turn.state.signals;
  if (reading.kind === "channel") {
    const { channel, value } = reading;
    if (!Number.isFinite(value)) return;
    if (before.channels[channel] !== value) turn.emit({ type: "channel", channel, value });
  } else {
    const { line, active, atMs } = reading;
    if (before.lines[line] !== active) {
      turn.emit({ type: "line", line, active, atMs });
      for (const note of lineNotes(exam.rulebook.notes, turn.state, before, line, atMs))
        turn.emit({ type: "noted", note });
    }
  }
  watchBoard(exam, turn, reading.atMs, before);
}

/** Also as time passes: some rules count seconds. */
export function watchBoard(
  exam: PreparedExam,
  turn: ExamTurn,
  atMs: number,
  before: VehicleSignals = turn.state.signals,
): void {
  const { state } = turn;
  if (state.phase !== "running") return;
  const { motion, signals, signalMemory } = state;
  const step: BoardStep = {
    signals,
    before,
    atMs,
    utcMs: stationUtcMs(state, atMs) ?? atMs,
    position: motion === null ? null : [motion.eastM, motion.northM],
    driven: motion !== null && motion.direction !== 0,
    found: [],
  };
  const memory = look(exam.board, signalMemory, step);
  if (memory !== signalMemory) turn.emit({ type: "watched", of: "board", memory });
  tell(exam, turn, null, step.found);
}

/** Nothing is known of the car until the board speaks again; what happened meanwhile cannot be told. */
export function boardLost(exam: PreparedExam, turn: ExamTurn, fault: DeviceFault): void {
  const { device, code, detail } = fault;
  const why = reason("DEVICE_FAULT", { role: "vehicle-io", device, fault: code, detail });
  for (const { rule } of exam.board)
    if (!turn.state.undecidable.some((what) => what.rule === rule.id))
      turn.emit({ type: "undecidable", index: null, what: { rule: rule.id, reason: why, byDevice: true } });
  const index = turn.state.current;
  if (index === null) return;
  for (const { rule, needs } of exam.items[index]?.watches ?? [])
    if (needs.length > 0 && !turn.state.items[index]?.undecidable.some((what) => what.rule === rule.id))
      turn.emit({ type: "undecidable", index, what: { rule: rule.id, reason: why, byDevice: true } });
}
