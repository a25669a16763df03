/** What the control of a bench tells, whatever protocol it speaks outside. */
export type BrakeNotice =
  | "left-motor-on"
  | "right-motor-on"
  | "drag"
  | "brake"
  | "left-third-roller-fault"
  | "right-third-roller-fault"
  | "ended"
  | "left-locked"
  | "right-locked"
  | "both-locked";

export type BrakeRunEvent =
  | { readonly kind: "notice"; readonly notice: BrakeNotice; readonly atMs: number }
  | { readonly kind: "sample"; readonly leftN: number; readonly rightN: number; readonly atMs: number };

/** In newtons, from the run that ended last. */
export interface BrakeRunSummary {
  readonly dragLeftN: number;
  readonly dragRightN: number;
  readonly maxLeftN: number;
  readonly maxRightN: number;
  readonly differenceLeftN: number;
  readonly differenceRightN: number;
}

export const NO_SUMMARY: BrakeRunSummary = {
  dragLeftN: 0,
  dragRightN: 0,
  maxLeftN: 0,
  maxRightN: 0,
  differenceLeftN: 0,
  differenceRightN: 0,
};

export function notice(what: BrakeNotice, atMs: number): BrakeRunEvent {
  return { kind: "notice", notice: what, atMs };
}

export interface DragSums {
  readonly left: number;
  readonly right: number;
  readonly count: number;
}

export function summarise(
  curve: readonly { readonly leftN: number; readonly rightN: number }[],
  drag: DragSums,
): BrakeRunSummary {
  let leftMaxAt = 0;
  let rightMaxAt = 0;
  curve.forEach((sample, at) => {
    if (sample.leftN > (curve[leftMaxAt]?.leftN ?? 0)) leftMaxAt = at;
    if (sample.rightN > (curve[rightMaxAt]?.rightN ?? 0)) rightMaxAt = at;
  });
  const growing = curve.slice(0, Math.min(leftMaxAt, rightMaxAt) + 1);
  let widest = growing[0] ?? { leftN: 0, rightN: 0 };
  for (const sample of growing) {
    if (Math.abs(sample.leftN - sample.rightN) > Math.abs(widest.leftN - widest.rightN)) widest = sample;
  }
  return {
    dragLeftN: drag.count === 0 ? 0 : drag.left / drag.count,
    dragRightN: drag.count === 0 ? 0 : drag.right / drag.count,
    maxLeftN: curve[leftMaxAt]?.leftN ?? 0,
    maxRightN: curve[rightMaxAt]?.rightN ?? 0,
    differenceLeftN: widest.leftN,
    differenceRightN: widest.rightN,
  };
}
