import type { BenchTraits } from "../../journal/entry.ts";
import { assert } from "../../machine.ts";
import type { InstrumentAnswer, Observation } from "../../observation.ts";
import type { Facts } from "../../rules/fact.ts";
import { type Reason, reason } from "../../trade/reasons.ts";
import type { InstrumentCommand } from "../../trade/words/commands.ts";
import type { Place } from "../../trade/words/places.ts";
import { type DeviceRole, ROLES } from "../../trade/words/roles.ts";
import type { BrakeSample } from "../brake-curve/force-series.ts";
import type { Curve } from "../curve.ts";
import type { DatedDossier } from "../dossier.ts";
import type { ItemResult } from "../measurements.ts";
import type { ProcedureKind, ProcedureSettings, SettingsOf } from "../procedure-settings.ts";
import type { PromptAsk } from "../prompts.ts";

/**
 * How one kind of item is measured: a small state machine without memory of its own. Its progress is plain data in the
 * session's state; a step says what changes. The session adds the rest once for all items: arrival, device faults,
 * readings of bad quality, repeats, resumption, and putting the instrument at rest at every end.
 */
export interface ItemContext<Settings = ProcedureSettings> {
  readonly settings: Settings;
  readonly dossier: DatedDossier;
  /** What is known of the vehicle (and axle) before this item; gathered when asked for, few steps do. */
  readonly facts: () => Facts;
  readonly axle: number | null;
  /** What the brake bench of this lane does by itself; null where there is none, or nobody has said. */
  readonly bench: BenchTraits | null;
  /** Samples of this run so far, for items that record a curve. */
  readonly curve: Curve;
}

export type ItemInput =
  | { readonly kind: "observation"; readonly observation: Observation }
  | { readonly kind: "timer"; readonly name: string; readonly atMs: number }
  /** Only to procedures that start before the vehicle arrives. */
  | { readonly kind: "arrival" | "departure"; readonly atMs: number };

export interface ItemProgress {
  readonly kind: ProcedureKind;
}

export interface Step<Progress = ItemProgress> {
  readonly progress?: Progress;
  readonly sample?: BrakeSample;
  readonly prompt?: PromptAsk;
  readonly commands?: readonly InstrumentCommand[];
  readonly startTimers?: readonly { readonly name: string; readonly afterMs: number }[];
  readonly cancelTimers?: readonly string[];
  /** The run is over; whatever else the step says is done first. */
  readonly end?: ItemResult;
}

interface ProcedureTraits<Kind extends ProcedureKind> {
  readonly kind: Kind;
  readonly place: Place;
  readonly role: DeviceRole;
  /** False for items measured while the vehicle passes: they start first and ask to drive then. */
  readonly startsOnArrival: boolean;
  /** All timers it may start; they are cancelled at every end. */
  readonly timers: readonly string[];
}

/** As a procedure is written, with its own progress and settings. */
export interface ProcedureOf<Kind extends ProcedureKind, Progress extends { readonly kind: Kind }>
  extends ProcedureTraits<Kind> {
  begin(context: ItemContext<SettingsOf<Kind>>): Step<Progress>;
  /** Null: nothing to do with this input. */
  advance(
    context: ItemContext<SettingsOf<Kind>>,
    progress: Progress,
    input: ItemInput,
  ): Step<Progress> | null;
}

/** As the session sees it. */
export interface Procedure extends ProcedureTraits<ProcedureKind> {
  begin(context: ItemContext): Step;
  advance(context: ItemContext, progress: ItemProgress, input: ItemInput): Step | null;
}

export function procedure<Kind extends ProcedureKind, Progress extends { readonly kind: Kind }>(
  written: ProcedureOf<Kind, Progress>,
): Procedure {
  const narrow = (context: ItemContext): ItemContext<SettingsOf<Kind>> => {
    assert(
      context.settings.kind === written.kind,
      `settings of ${context.settings.kind} for ${written.kind}`,
    );
    return { ...context, settings: context.settings as SettingsOf<Kind> };
  };
  return {
    ...written,
    begin: (context) => written.begin(narrow(context)),
    advance: (context, progress, input) => {
      assert(progress.kind === written.kind, `progress of ${progress.kind} for ${written.kind}`);
      return written.advance(narrow(context), progress as Progress, input);
    },
  };
}

export function voided(why: Reason): { readonly end: ItemResult } {
  return { end: { kind: "void", reason: why } };
}

export function measured(
  facts: Readonly<Record<string, string>>,
  absent: Readonly<Record<string, Reason>> = {},
  notes: Readonly<Record<string, string>> = {},
): ItemResult {
  return { kind: "measured", measurement: { facts, absent, notes } };
}

/**
 * What an answer of this role's instrument means to an item that asked `asked` and may still hear of the command that makes it
 * safe: null to go on waiting. `busy` is an instrument at work; the item's timer bounds it.
 */
export function judgeAnswer(
  answer: InstrumentAnswer,
  asked: InstrumentCommand["name"] | null,
  role: DeviceRole,
): "ok" | { readonly end: ItemResult } | null {
  const { command, outcome } = answer;
  const late = ROLES[role].safe?.name === command;
  if (command !== asked) {
    if (late && (outcome === "ok" || outcome === "busy")) return null;
    return late
      ? voided(reason("ANSWER_UNCONFIRMED", { command, outcome }))
      : voided(reason("ANSWER_UNASKED", { command, asked }));
  }
  if (outcome === "ok") return "ok";
  return outcome === "busy" ? null : voided(reason("ANSWER_BAD", { command, outcome }));
}
