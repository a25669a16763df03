/** How far an item is. The phases are the item's own words; the rest is shared so that detectors can read it. */
export interface Progress {
  readonly phase: string;
  /** The item's clock: first reverse motion to completion, by receiver time. */
  readonly clockFromUtcMs: number | null;
  readonly clockToUtcMs: number | null;
  /** In this phase: the control line that it is about has been passed by both front wheels. */
  readonly reached: boolean;
  /** In this phase: the whole body has been in the bay. */
  readonly inBay: boolean;
  /** How far the body stuck out of the bay at the last standstill, metres; negative inside; null before any. */
  readonly outOfBayM: number | null;
  /** Where the vehicle stood on its path when the item's stop was taken; null before it. */
  readonly stoodAlongM: number | null;
  /** A standstill of this moment costs nothing. */
  readonly mayStand: boolean;
  /** What of the prescribed operation was broken at this very epoch, in the item's words. */
  readonly breach: string | null;
}

export const BEGUN: Progress = {
  phase: "begun",
  clockFromUtcMs: null,
  clockToUtcMs: null,
  reached: false,
  inBay: false,
  outOfBayM: null,
  stoodAlongM: null,
  mayStand: false,
  breach: null,
};

/** `next` with only the differing fields replaced; the same object when nothing differs. */
export function progressed(progress: Progress, change: Partial<Progress>): Progress {
  for (const key of Object.keys(change) as (keyof Progress)[]) {
    if (progress[key] !== change[key]) return { ...progress, ...change };
  }
  return progress;
}
