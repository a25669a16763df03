import type { ExamState } from "./exam-state.ts";
import type { PreparedExam, PreparedItem } from "./prepared-exam.ts";

/** How far the item is that is driven, and how much time is left in it: for a screen, nothing is judged by it. */
export interface ItemNow {
  readonly item: string;
  /** What kind of item it is and in which of its phases, as `itemStage` has words for. */
  readonly kind: string;
  readonly phase: string;
  /** Its rules of time that count just now. */
  readonly clocks: readonly ItemClock[];
}

export interface ItemClock {
  readonly of: "item" | "standing";
  /** To a tenth of a second, 0 and up. */
  readonly seconds: number;
  readonly maxS: number;
  /** Its end has come: what is shown is what it took. */
  readonly isOver: boolean;
}

/** Null between items, and in one that nobody can judge. */
export function itemNow(exam: PreparedExam, state: ExamState): ItemNow | null {
  const { current, progress } = state;
  const item = current === null ? undefined : exam.items[current];
  if (item === undefined || progress === null) return null;
  return { item: item.item, kind: item.kind, phase: progress.phase, clocks: clocks(item, state) };
}

function clocks(item: PreparedItem, { progress, motion }: ExamState): ItemClock[] {
  if (progress === null || motion === null) return [];
  return item.watches.flatMap(({ rule }): ItemClock[] => {
    const maxS = Number(rule.limit?.atMost);
    if (rule.watch?.name === "item-time" && progress.clockFromUtcMs !== null) {
      const until = progress.clockToUtcMs ?? motion.utcMs;
      const isOver = progress.clockToUtcMs !== null;
      return [{ of: "item", seconds: tenths(until - progress.clockFromUtcMs), maxS, isOver }];
    }
    const from = motion.stopFromUtcMs;
    if (rule.watch?.name !== "stop-longer" || !motion.standing || progress.mayStand || from === null)
      return [];
    return [{ of: "standing", seconds: tenths(motion.utcMs - from), maxS, isOver: false }];
  });
}

function tenths(ms: number): number {
  return Math.max(0, Math.round(ms / 100) / 10);
}
