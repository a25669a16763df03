import type { SessionEffect } from "../session.ts";
import { toldUtcMs } from "../time/leap-second.ts";
import { sameReason } from "../trade/reasons.ts";
import { GENERAL } from "../trade/words/general-item.ts";
import type { Turn } from "../turn.ts";
import type { ExamEvent, ExamState } from "./exam-state.ts";
import { brokenFinding } from "./findings.ts";
import type { PreparedExam } from "./prepared-exam.ts";
import type { Found } from "./watch/watch.ts";

/** A contact that bounces all day is told of so many times. */
const NOTES_OF_A_KIND_MAX = 10;

/** One decision of a test in the making. */
export type ExamTurn = Turn<ExamState, ExamEvent, SessionEffect>;

/** What watches have found, told once: of a rule that counts once only the first fault, of what is open each reason. Index null: the whole test. */
export function tell(
  exam: PreparedExam,
  turn: ExamTurn,
  index: number | null,
  found: readonly Found[],
): void {
  for (const one of found) {
    if (one.kind === "void") continue;
    if (one.kind === "note") {
      const known = turn.state.notes.filter((note) => note.code === one.reason.code).length;
      if (known < NOTES_OF_A_KIND_MAX) turn.emit({ type: "noted", note: one.reason });
      continue;
    }
    const { rule } = one;
    const { findings, undecidable } = index === null ? turn.state : (turn.state.items[index] ?? turn.state);
    if (one.kind === "fault") {
      if (rule.repeat === "once" && findings.some((f) => f.rule === rule.id && f.deduction !== null))
        continue;
      const item = index === null ? GENERAL : (exam.items[index]?.item ?? GENERAL);
      const detail = { ...one.detail, utcMs: toldUtcMs(one.detail.utcMs, turn.state.leapAtMs) };
      turn.emit({ type: "deducted", index, finding: brokenFinding(rule, item, detail) });
    } else if (!undecidable.some((what) => what.rule === rule.id && sameReason(what.reason, one.reason))) {
      const byDevice = turn.state.faults.some((fault) => fault.raised);
      turn.emit({ type: "undecidable", index, what: { rule: rule.id, reason: one.reason, byDevice } });
    }
  }
}

interface Remembering<Step> {
  readonly initial: unknown;
  step(memory: unknown, step: Step): unknown;
}

/** Every watch looks; the same array when no memory changed. One that is not in it yet has its initial one. */
export function look<Step>(
  watches: readonly Remembering<Step>[],
  memory: readonly unknown[],
  step: Step,
): readonly unknown[] {
  let changed: unknown[] | null = null;
  for (let i = 0; i < watches.length; i++) {
    const watch = watches[i] as Remembering<Step>;
    const before = i < memory.length ? memory[i] : watch.initial;
    const after = watch.step(before, step);
    if (after === before) continue;
    changed ??= watches.map((one, k) => (k < memory.length ? memory[k] : one.initial));
    changed[i] = after;
  }
  return changed ?? memory;
}
