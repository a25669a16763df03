import type { DeviceFault, FixQuality } from "../observation.ts";
import type { Finding, Verdict } from "../rules/finding.ts";
import type { Prompt, Signature } from "../session.ts";
import type { Reason } from "../trade/reasons.ts";
import type { Ending } from "./ending.ts";
import type { Motion } from "./motion.ts";
import type { Progress } from "./progress.ts";
import type { VehicleBody } from "./vehicle-body.ts";
import { NO_SIGNALS, type VehicleSignals } from "./vehicle-signals.ts";

/** How an exam stands. Plain data: the fold of its events. */
export interface ExamState {
  /** The vehicle of this test, so that a state can be drawn by itself. */
  readonly vehicle: VehicleBody;
  readonly phase: "ready" | "running" | "signing" | "over";
  readonly items: readonly ItemState[];
  /** Index into `items`; null between items. */
  readonly current: number | null;
  readonly progress: Progress | null;
  /** One entry a watch of the current item, of the test on its motion, and of the test on the car's lines. */
  readonly memory: readonly unknown[];
  readonly generalMemory: readonly unknown[];
  readonly signalMemory: readonly unknown[];
  /** At the last epoch that passed the gate; null before one, and after a gap that was too long. */
  readonly motion: Motion | null;
  /** Station time of the last epoch that passed the gate, or of the begin; null before it. */
  readonly positionAtMs: number | null;
  /** The track was given up in this test: what was driven then, nobody saw. */
  readonly trackLost: boolean;
  /**
   * When the leap second that this test saw began, the midnight after it; null without one. From there on the times of state and
   * watches run on through it (src/core/time/leap-second.ts), so that none of them stands still; what is told is UTC.
   */
  readonly leapAtMs: number | null;
  /** Receiver and station time of the last epoch whose time can be believed, to tell one by the other. */
  readonly clock: { readonly utcMs: number; readonly atMs: number } | null;
  /** Why epochs do not score just now; null while they do. */
  readonly unfit: Reason | null;
  readonly fix: FixQuality;
  readonly signals: VehicleSignals;
  /** Every fault raised or cleared while the session ran, and those that stood when it began. */
  readonly faults: readonly DeviceFault[];
  readonly findings: readonly Finding[];
  readonly undecidable: readonly Undecidable[];
  /** What a person has to judge; no part of the verdict. */
  readonly notes: readonly Reason[];
  readonly fullMark: number;
  readonly points: number;
  readonly prompt: Prompt | null;
  /** How the driving ended, and who has confirmed what came of it; null before, and where nobody is asked to. */
  readonly signing: Signing | null;
  readonly verdict: Verdict | null;
  readonly reasons: readonly Reason[];
}

export interface Signing {
  readonly ending: Ending;
  readonly signed: readonly Signature[];
}

export interface ItemState {
  readonly item: string;
  readonly kind: string;
  /** One that waits with a verdict was void and may be driven again. */
  readonly state: "waiting" | "running" | "suspended" | "done";
  readonly verdict: Verdict | null;
  /** Why it is suspended, void, undecided, or cannot be driven here. */
  readonly reasons: readonly Reason[];
  readonly findings: readonly Finding[];
  /** Rules of the whole test that were broken while it was on: the same findings as the test has. */
  readonly meanwhile: readonly Finding[];
  readonly undecidable: readonly Undecidable[];
}

export interface Undecidable {
  readonly rule: string;
  readonly reason: Reason;
  /** A device fault stood: void rather than undecided. */
  readonly byDevice: boolean;
}

/** Everything that changes the state. `tracked` comes with each epoch that passed the gate, before what follows from it. */
export type ExamEvent =
  | { readonly type: "begun"; readonly prompt: Prompt; readonly atMs: number }
  | {
      readonly type: "tracked";
      readonly motion: Motion;
      readonly atMs: number;
    }
  | { readonly type: "leap-second"; readonly atMs: number }
  | { readonly type: "progressed"; readonly progress: Progress }
  | {
      readonly type: "unfit";
      readonly reason: Reason;
      readonly fix: FixQuality;
      /** Null while no receiver has told a time that can be believed. */
      readonly utcMs: number | null;
      readonly atMs: number;
      /** The track is given up: the next good epoch begins a new one. */
      readonly lost: boolean;
    }
  | { readonly type: "line"; readonly line: string; readonly active: boolean; readonly atMs: number }
  | { readonly type: "channel"; readonly channel: string; readonly value: number }
  /** What the watches of the current item, of the test's motion or of the car's lines keep in mind, where it changed. */
  | { readonly type: "watched"; readonly of: "item" | "test" | "board"; readonly memory: readonly unknown[] }
  | { readonly type: "fault"; readonly fault: DeviceFault; readonly signalsLost: boolean }
  | {
      readonly type: "item-began";
      readonly index: number;
      readonly progress: Progress;
      readonly memory: readonly unknown[];
      readonly prompt: Prompt;
    }
  | { readonly type: "item-suspended"; readonly index: number; readonly reason: Reason }
  | { readonly type: "item-resumed"; readonly index: number }
  | {
      readonly type: "item-ended";
      readonly index: number;
      readonly verdict: Verdict;
      readonly reasons: readonly Reason[];
      /** Findings for the rules that were not broken; of an item that may be driven again, for all of them. */
      readonly findings: readonly Finding[];
      /** It is void and waits to be driven again: what was deducted in it is given back. Null where it is over. */
      readonly again: { readonly prompt: Prompt } | null;
    }
  /** An item that was over comes to something else, since a person entered something or took it back. */
  | {
      readonly type: "item-judged";
      readonly index: number;
      readonly verdict: Verdict;
      readonly findings: readonly Finding[];
    }
  /** Index null: a rule of the whole test. */
  | { readonly type: "deducted"; readonly index: number | null; readonly finding: Finding }
  /** What the examiner had entered under this number is taken back. */
  | {
      readonly type: "withdrawn";
      readonly entry: number;
      readonly by: string;
      readonly note: string;
      readonly utcMs: number;
    }
  /** Nobody drives any more; what came of it has to be confirmed. */
  | { readonly type: "driven"; readonly ending: Ending; readonly prompt: Prompt }
  | { readonly type: "signed"; readonly signature: Signature; readonly prompt: Prompt }
  | { readonly type: "undecidable"; readonly index: number | null; readonly what: Undecidable }
  | { readonly type: "noted"; readonly note: Reason }
  | {
      readonly type: "over";
      readonly verdict: Verdict;
      readonly reasons: readonly Reason[];
      readonly findings: readonly Finding[];
      readonly prompt: Prompt;
    };

export function initialState(
  vehicle: VehicleBody,
  items: readonly { item: string; kind: string }[],
  fullMark: number,
): ExamState {
  return {
    vehicle,
    phase: "ready",
    items: items.map(({ item, kind }) => ({
      item,
      kind,
      state: "waiting",
      verdict: null,
      reasons: [],
      findings: [],
      meanwhile: [],
      undecidable: [],
    })),
    current: null,
    progress: null,
    memory: [],
    generalMemory: [],
    signalMemory: [],
    motion: null,
    positionAtMs: null,
    trackLost: false,
    leapAtMs: null,
    clock: null,
    unfit: null,
    fix: "none",
    signals: NO_SIGNALS,
    faults: [],
    findings: [],
    undecidable: [],
    notes: [],
    fullMark,
    points: fullMark,
    prompt: null,
    signing: null,
    verdict: null,
    reasons: [],
  };
}

/** UTC, running on through a leap second, at that moment of the station's monotonic clock, by the receiver's last time; null before it told one. */
export function stationUtcMs(state: ExamState, atMs: number): number | null {
  return state.clock === null ? null : state.clock.utcMs + (atMs - state.clock.atMs);
}
