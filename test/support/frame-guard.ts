import { createFrameCutter, createFrameJudge, type GuardedFrame } from "../../firmware-bridge/frame-guard.ts";

export interface FrameGuard {
  push(bytes: Uint8Array): readonly GuardedFrame[];
  /** Frames, and runs of bytes outside any frame, that were dropped so far. */
  dropped(): number;
  /** Of these, frames that began as lane-io frames: lost evidence. */
  droppedEvidence(): number;
  heldBytes(): number;
}

/** Cutter and judge together, for a connection that has one board object. */
export function createFrameGuard(): FrameGuard {
  const cutter = createFrameCutter();
  const judge = createFrameJudge();
  let refused = 0;
  return {
    push(bytes) {
      const passed: GuardedFrame[] = [];
      for (const frame of cutter.push(bytes)) {
        const kind = judge.judge(frame);
        if (kind === null) refused++;
        else passed.push({ kind, bytes: frame });
      }
      return passed;
    },
    dropped: () => cutter.dropped() + refused,
    droppedEvidence: cutter.droppedEvidence,
    heldBytes: cutter.heldBytes,
  };
}
