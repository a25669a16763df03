import type { Machine } from "./machine.ts";
import type { DeviceFault, Observation } from "./observation.ts";
import type { DecimalString } from "./quantities/exact.ts";
import type { ActorId } from "./quantities/ids.ts";
import type { Finding, Verdict } from "./rules/finding.ts";
import type { Scope } from "./rules/scope.ts";
import type { Reason } from "./trade/reasons.ts";
import type { GivenReason } from "./trade/why-aborted.ts";
import type { InstrumentCommand } from "./trade/words/commands.ts";
import type { DeviceRole } from "./trade/words/roles.ts";

/**
 * What the station shell feeds a session machine (inspection or exam), and what a machine may ask of it. The shell
 * journals every input with the events it led to, then evolves the state, then runs the effects.
 */
export type SessionInput<Command> =
  | { readonly kind: "observation"; readonly role: DeviceRole; readonly observation: Observation }
  | { readonly kind: "fault"; readonly role: DeviceRole; readonly fault: DeviceFault }
  | { readonly kind: "timer"; readonly id: string; readonly atMs: number }
  | {
      readonly kind: "command";
      readonly by: ActorId;
      readonly atMs: number;
      readonly command: Command;
      readonly at?: ConsoleAt;
    }
  /** The process was restarted: timers are gone and samples are missing since the last entry. */
  | { readonly kind: "resumed"; readonly atMs: number }
  /** A vehicle may now have this position of its lane; what stands there was told before. */
  | { readonly kind: "granted"; readonly position: string; readonly atMs: number };

/** Who gives a command, and where: of a person the console and their session there. */
export interface Commander {
  readonly by: ActorId;
  readonly at?: ConsoleAt;
}

/** The console at which a person gave a command, and their session there; absent for the station's own. */
export interface ConsoleAt {
  readonly from: string;
  readonly session: string;
}

export type SessionEffect =
  | { readonly kind: "instrument"; readonly role: DeviceRole; readonly command: InstrumentCommand }
  /** A lamp, in the car or at this position of the lane. */
  | { readonly kind: "output"; readonly line: string; readonly position: string | null; readonly on: boolean }
  | { readonly kind: "prompt"; readonly prompt: Prompt }
  | { readonly kind: "start-timer"; readonly id: string; readonly afterMs: number }
  | { readonly kind: "cancel-timer"; readonly id: string }
  /** The session is over; the shell builds, seals and logs the record from the final state. */
  | { readonly kind: "conclude" };

/** One thing to do next, for a person (`text`) and for a simulated operator (`action`). */
export interface Prompt {
  readonly id: string;
  readonly item: string | null;
  readonly action: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly text: Reason;
}

/** Commands every session understands; a domain adds its own. `whyAborted` makes one reason of whatever an abort gives. */
export type CommonCommand = { readonly name: "begin" } | ({ readonly name: "abort" } & GivenReason);

/** One inspection or exam: a machine that can also say how things stand, at any state. */
export interface Session<State, Command, Event>
  extends Machine<State, SessionInput<Command | CommonCommand>, Event, SessionEffect> {
  report(state: State): SessionReport;
}

/** How things stand, for the screen while running and for the record at the end. */
export interface SessionReport {
  /** `signing`: what had to be done is done, and people have to confirm it. */
  readonly phase: "ready" | "running" | "signing" | "over";
  /** Texts that name the subject: plate, VIN, class; or name, licence class, ... */
  readonly subject: Readonly<Record<string, string>>;
  readonly items: readonly ItemReport[];
  readonly currentItem: string | null;
  /** What a person is asked to do now. */
  readonly prompt: Prompt | null;
  /** Rules that belong to no item. */
  readonly findings: readonly Finding[];
  /** Of an exam: what is left of the full mark, and what has to be. */
  readonly score: { readonly points: number; readonly passMark: number; readonly fullMark: number } | null;
  /** Null where nobody is asked to confirm anything, or not yet. */
  readonly signing: SigningReport | null;
  /** What inspectors look at by hand; null where that is nothing. */
  readonly manual: ManualReport | null;
  /** Null until over. */
  readonly verdict: Verdict | null;
  /** Why the verdict is not a plain pass or fail. */
  readonly reasons: readonly Reason[];
  /** What the law asks of the subject and what of it was done; null where the rulebook does not say (exams). */
  readonly scope: Scope | null;
  /** What a person has to judge or to be told, with any verdict; no part of it. */
  readonly notes: readonly Reason[];
  /** Rules that were applied and whose number nobody has verified. */
  readonly unverifiedRules: readonly string[];
  /** Device faults that stood or were raised while the session ran. */
  readonly faults: readonly DeviceFault[];
}

/** Who confirms a result before it is one. */
export const SIGNERS = ["candidate", "examiner", "signatory"] as const;
export type Signer = (typeof SIGNERS)[number];
export const EXAM_SIGNERS = ["candidate", "examiner"] as const satisfies readonly Signer[];
export type ExamSigner = (typeof EXAM_SIGNERS)[number];

export interface Signature {
  readonly who: Signer;
  /** At whose console. */
  readonly by: string;
  /** A candidate may see it otherwise; it stands all the same, and so does that. */
  readonly agrees: boolean;
  readonly note: string;
  /** Absent where nothing in the job tells the time: the act beside it says when. */
  readonly utcMs?: number;
}

export interface SigningReport {
  /** Whose turn it is; null when all have confirmed. */
  readonly next: Signer | null;
  /** Whoever entered something of it by hand neither signs it nor sends it back. */
  readonly fourEyes: boolean;
  readonly signed: readonly Signature[];
  /** What is confirmed. */
  readonly verdict: Verdict;
}

/** What may follow a result, once: a re-inspection, a candidate's second attempt, or a void test driven again as the same attempt. */
export interface Following {
  readonly as: "re-inspection" | "second-attempt" | "same-attempt";
  /** Whole days, counted from `from`. */
  readonly withinDays: number;
  /** Civil date; null: that of the end of this result. */
  readonly from: string | null;
}

/** The manual inspection (人工检验) of one vehicle: parts that inspectors take, in parallel to the lane and to each other. */
export interface ManualReport {
  readonly parts: readonly ManualPartReport[];
}

export interface ManualPartReport {
  readonly part: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly state: "waiting" | "running" | "done";
  /** Who has worked on it, by person, in the order in which they came; the last one has it now, or had it last. */
  readonly by: readonly string[];
  readonly minimumS: number;
  /** How long it was worked on, as of its last act, and when that was by the station's steady clock; null while nobody does. */
  readonly countedMs: number;
  readonly sinceMs: number | null;
  readonly items: readonly ManualItemReport[];
  readonly photos: readonly ManualPhotoReport[];
}

export interface ManualItemReport {
  /** Code of the trade, as UC-04. */
  readonly item: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Null while nobody has said it, or where it was sent back. */
  readonly found: "in-order" | "defect" | null;
  readonly note: string;
  /** What has to be measured: by fact, with the figure as entered, or null. */
  readonly values: readonly { readonly fact: string; readonly unit: string; readonly value: string | null }[];
  readonly by: string | null;
  /** How often it was entered; more than once: corrected. */
  readonly entries: number;
  /** By whom it was last sent back and why; null where it was not, or was entered again since. */
  readonly sentBack: { readonly by: string; readonly note: string } | null;
  /** Passed in an earlier inspection and kept of it: nobody looks at it again. */
  readonly kept: boolean;
}

export interface ManualPhotoReport {
  /** Its number in the trade, as 0111. */
  readonly photo: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Of its bytes, hex; null while it is not taken. */
  readonly sha256: string | null;
  readonly by: string | null;
}

export interface ItemReport {
  readonly item: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly state: "waiting" | "running" | "suspended" | "done";
  readonly verdict: Verdict | "not-applicable" | null;
  /** Why it is void, undecided or not applicable, and whether it was measured again; empty where there is nothing to say. */
  readonly reasons: readonly Reason[];
  readonly findings: readonly Finding[];
  /** Rules of the whole test that were broken while it was driven: they stand among the test's findings, and once. */
  readonly meanwhile?: readonly Finding[];
  /** Of an item that is measured for others to use: its figures, by fact, which no finding of its own has. */
  readonly measured?: readonly { readonly fact: string; readonly value: DecimalString }[];
  /** What it is measured with; absent for what is driven or only looked at. */
  readonly instrument?: DeviceRole;
}
