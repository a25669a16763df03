import type { Verdict } from "../rules/finding.ts";
import type { Sentence } from "../trade/reason-shape.ts";

/** What a screen for which nobody signs in is told: whole pictures, and a beat each second. One JSON document a message. */
export type ScreenMessage =
  | { readonly type: "picture"; readonly picture: ScreenPicture }
  /** `clockMs`: the station's steady clock. */
  | { readonly type: "beat"; readonly clockMs: number };

export type ScreenPicture = BoardPicture | HallPicture | PhonePicture;

/** What is drawn beside the sentence. */
export type BoardSign =
  | "forward"
  | "brake"
  | "brake-off"
  | "neutral"
  | "hand-brake"
  | "hand-brake-off"
  | "lamps"
  | "lamps-off"
  | "idle"
  | "throttle"
  | "engine-speed"
  | "probe"
  | "leave"
  | "wait"
  | "free";

/** One thing to do, for the driver of one vehicle. */
export interface BoardCall {
  readonly sign: BoardSign;
  readonly say: Sentence;
  /** Whole: it hangs on the vehicle before the board, and whoever took another one's prompt for theirs would be in danger. */
  readonly plate: Sentence | null;
}

export interface BoardPicture {
  readonly screen: "board";
  readonly site: string;
  /** Of the vehicle nearest to the way in. */
  readonly call: BoardCall;
  /** In lane order. */
  readonly positions: readonly { readonly position: string; readonly call: BoardCall }[];
}

export interface HallPicture {
  readonly screen: "hall";
  /** Who is where, or on the way there; masked. */
  readonly called: readonly { readonly who: Sentence; readonly where: Sentence }[];
  /** Who waits, in their order; masked. */
  readonly waiting: readonly {
    readonly who: Sentence;
    readonly kind: "inspection" | "exam";
    readonly place: number;
  }[];
  /** Who is done, newest first; masked, and without what came of it. */
  readonly finished: readonly { readonly who: Sentence; readonly kind: "inspection" | "exam" }[];
  readonly finishedSay: Sentence;
}

export interface PhonePicture {
  readonly screen: "job";
  readonly kind: "inspection" | "exam" | null;
  /** Masked; null where the station knows nothing of the job any more. */
  readonly who: Sentence | null;
  /** How things stand, in one sentence. */
  readonly say: Sentence;
  /** Place among those who wait, from 1. */
  readonly place: number | null;
  readonly items: readonly PhoneItem[];
  /** Before anything is signed: what is told of items may still change. */
  readonly provisional: Sentence | null;
  readonly result: PhoneResult | null;
}

export interface PhoneItem {
  readonly name: Sentence;
  readonly state: "waiting" | "running" | "done";
  readonly verdict: Verdict | "not-applicable" | null;
  readonly why: readonly Sentence[];
}

/** Of a sealed record. */
export interface PhoneResult {
  readonly verdict: Verdict;
  readonly why: readonly Sentence[];
  /** Exams only. */
  readonly points: { readonly points: number; readonly passMark: number } | null;
  readonly record: string;
  readonly receipted: boolean;
  readonly withdrawn: boolean;
  /** What limits its worth: simulated devices, limits that nobody has verified. */
  readonly cautions: readonly Sentence[];
}

/** Somebody who waits and has no job yet. `job`: of the job that it will be, where that is known. */
export interface WaitingSubject {
  readonly job: string | null;
  readonly kind: "inspection" | "exam";
  /** Where it is to go; null: wherever is free. */
  readonly site: string | null;
  readonly plate: string | null;
  readonly name: string | null;
}
