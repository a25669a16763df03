import type { LaneTurn } from "./lane-turn.ts";
import type { PlannedPart } from "./manual/manual-plan.ts";

export interface Ending {
  readonly manual: readonly PlannedPart[];
  /** A signatory sees the whole before it is a result. */
  readonly isReviewed: boolean;
}

/** Nothing more is measured: the vehicle leaves the lane, whoever else has still to look at it. */
export function endLane(turn: LaneTurn, ending: Ending): void {
  const isLast = openParts(turn, ending).length === 0 && !ending.isReviewed;
  if (!isLast) {
    turn.ask({ action: "leave-lane" }, null);
    turn.emit({ type: "lane-done" });
  }
  goOnToEnd(turn, ending);
}

/** What comes when the lane is done with: the parts that inspectors have open, then the review, then the end. */
export function goOnToEnd(turn: LaneTurn, ending: Ending): void {
  const open = openParts(turn, ending);
  if (open.length > 0) {
    const parts = open.map(({ nameZh, nameEn }) => [nameZh, nameEn] as const);
    turn.ask({ action: "look-by-hand", params: { parts: open.length }, parts }, null);
    return;
  }
  if (!ending.isReviewed) {
    concludeInspection(turn);
    return;
  }
  turn.emit({ type: "review-begun" });
  turn.ask({ action: "review" }, null);
}

export function concludeInspection(turn: LaneTurn): void {
  if (!turn.state.laneDone) turn.ask({ action: "leave-lane" }, null);
  turn.emit({ type: "inspection-concluded" });
  turn.run({ kind: "conclude" });
}

function openParts({ state }: LaneTurn, { manual }: Ending): readonly PlannedPart[] {
  return manual.filter(({ key }) => state.manual?.parts.find(({ part }) => part === key)?.state !== "done");
}
