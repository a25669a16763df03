import type { WaitingSubject } from "../../core/screens/screen-picture.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import type { Reason } from "../../core/trade/reasons.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import type { JobView, LaneView, StationView } from "../live-message.ts";

/** What the pictures for those who do not sign in are made of: all that the console's pages see, and who waits. */
export interface ScreenState {
  readonly station: StationView;
  /** Newest first. */
  readonly jobs: readonly JobView[];
  /** In their order; empty where no queue is known. */
  readonly waiting: readonly WaitingSubject[];
}

export function saying(why: Reason): Sentence {
  const { zh, en } = sentenceOf(why);
  return { zh, en };
}

/** Jobs at the entrance of this lane, in the order in which they came. */
export function atEntrance(lane: LaneView): readonly string[] {
  const held = new Set(lane.positions.map(({ job }) => job));
  return lane.waiting.map(({ job }) => job).filter((job) => !held.has(job));
}
