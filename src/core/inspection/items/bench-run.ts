import { assert } from "../../machine.ts";
import type { BrakeBenchState, BrakeForce } from "../../observation.ts";
import { divide, exact, roundHalfUp } from "../../quantities/exact.ts";
import { reason } from "../../trade/reasons.ts";
import { lastSample, samplesOf } from "../curve.ts";
import { sumOfDecimals } from "../decimal-sum.ts";
import type { BrakeCurveAnalysis, BrakeSample } from "../imbalance.ts";
import { analyseBrakeCurve } from "../imbalance.ts";
import type { ItemResult } from "../measurements.ts";
import type { SettingsOf } from "../procedure-settings.ts";
import type { PromptAsk } from "../prompts.ts";
import type { ItemContext, ItemInput, ProcedureOf, Step } from "./procedure.ts";
import { judgeAnswer, voided } from "./procedure.ts";

/**
 * One run on the brake rollers: rest, start, roll free (drag), brake, stop at lock, at the bench's end or at the time
 * limit. The service and the parking brake differ in who is asked to do what and in what is kept of the curve.
 */
type BenchKind = "service-brake" | "parking-brake";
type Settings = SettingsOf<BenchKind>;

export interface BenchProgress<Kind extends BenchKind> {
  readonly kind: Kind;
  readonly phase: "resting" | "starting" | "rolling" | "braking";
  /** Number of samples before the `brake` notice; those are drag. */
  readonly dragSamples: number;
  /** The drag notice was given, so that the samples before braking are drag. */
  readonly dragAsked: boolean;
  /** Which wheels the bench has said to be locked. */
  readonly locked: LockedSides;
}

export interface LockedSides {
  readonly left: boolean;
  readonly right: boolean;
}

export const NONE_LOCKED: LockedSides = { left: false, right: false };

export interface BenchRun<Kind extends BenchKind> {
  readonly kind: Kind;
  readonly run: "service" | "parking";
  readonly press: PromptAsk;
  readonly release: PromptAsk;
  result(
    analysis: BrakeCurveAnalysis,
    drag: readonly BrakeSample[],
    stop: StopReason,
    locked: LockedSides,
  ): ItemResult;
}

export type StopReason = "lock" | "ended" | "time-limit";

export function benchProcedure<Kind extends BenchKind>(
  run: BenchRun<Kind>,
): ProcedureOf<Kind, BenchProgress<Kind>> {
  return {
    kind: run.kind,
    place: "bench",
    role: "brake-bench",
    startsOnArrival: true,
    timers: ["rest", "start", "notice", "window", "lock"],
    begin(context) {
      const settings: Settings = context.settings;
      return {
        progress: { kind: run.kind, phase: "resting", dragSamples: 0, dragAsked: false, locked: NONE_LOCKED },
        prompt: {
          action: "wait",
          because: reason("ROLLERS_ABOUT_TO_TURN", {}),
        },
        startTimers: [{ name: "rest", afterMs: settings.restMs }],
      };
    },
    advance(context, progress, input) {
      if (input.kind === "timer") return onTimer(run, context, progress, input);
      if (input.kind !== "observation") return null;
      const { observation } = input;
      switch (observation.kind) {
        case "answer": {
          // What the run before this one had asked may still be answered; only its stop matters.
          if (progress.phase === "resting" && observation.command === "brake.start") return null;
          const answer = judgeAnswer(
            observation,
            progress.phase === "resting" ? null : "brake.start",
            "brake-bench",
          );
          return answer === "ok" ? null : answer;
        }
        case "brake-bench-state":
          return onBenchState(run, context, progress, observation);
        case "brake-force":
          return onForce(context, progress, observation);
        default:
          return null;
      }
    },
  };
}

function onTimer<Kind extends BenchKind>(
  run: BenchRun<Kind>,
  context: ItemContext<Settings>,
  progress: BenchProgress<Kind>,
  timer: Extract<ItemInput, { kind: "timer" }>,
): Step<BenchProgress<Kind>> | null {
  switch (timer.name) {
    case "rest":
      if (progress.phase !== "resting") return null;
      return {
        progress: { ...progress, phase: "starting" },
        commands: [{ name: "brake.start", run: run.run }],
        startTimers: [{ name: "start", afterMs: context.settings.startTimeoutMs }],
      };
    case "start":
      return progress.phase === "starting" ? voided(reason("ROLLERS_NOT_STARTED", {})) : null;
    case "notice":
      return progress.phase === "rolling" ? voided(reason("BRAKING_NOT_ASKED", {})) : null;
    default:
      if (progress.phase !== "braking") return null;
      return finish(run, context, progress, isAnyLocked(progress.locked) ? "lock" : "time-limit", timer.atMs);
  }
}

function onBenchState<Kind extends BenchKind>(
  run: BenchRun<Kind>,
  context: ItemContext<Settings>,
  progress: BenchProgress<Kind>,
  bench: BrakeBenchState,
): Step<BenchProgress<Kind>> | null {
  if (bench.notice === "third-roller-fault") return voided(reason("THIRD_ROLLER_FAULT", {}));
  if (progress.phase === "resting") return null;
  const locked = bench.leftLocked || bench.rightLocked;
  if (progress.phase === "braking") return onBraking(run, context, progress, bench);
  if (bench.notice === "brake") return startBraking(run, context, progress);
  if (progress.phase === "starting") return startRolling(context, progress, bench);
  if (locked) return voided(reason("LOCKED_EARLY", {}));
  if (bench.notice === "ended" || stopped(bench)) return voided(reason("ROLLERS_STOPPED_EARLY", {}));
  if (bench.notice !== "drag" || progress.dragAsked) return null;
  return { progress: { ...progress, dragAsked: true }, prompt: { action: "roll-free" } };
}

function onBraking<Kind extends BenchKind>(
  run: BenchRun<Kind>,
  context: ItemContext<Settings>,
  before: BenchProgress<Kind>,
  bench: BrakeBenchState,
): Step<BenchProgress<Kind>> | null {
  // A bench may have taken its lock flag back by the time it says that it has ended.
  const left = before.locked.left || bench.leftLocked;
  const right = before.locked.right || bench.rightLocked;
  const progress = { ...before, locked: { left, right } };
  const over = bench.notice === "ended" || (bench.leftLocked && bench.rightLocked);
  if (over) return finish(run, context, progress, left || right ? "lock" : "ended", bench.atMs);
  if (!(left || right)) return stopped(bench) ? voided(reason("ROLLERS_STOPPED_MIDWAY", {})) : null;
  // The other wheel has not reached its maximum yet; the locked one's motor is the bench's own care.
  if (!isAnyLocked(before.locked))
    return { progress, startTimers: [{ name: "lock", afterMs: context.settings.afterLockMs }] };
  return left === before.locked.left && right === before.locked.right ? null : { progress };
}

function isAnyLocked({ left, right }: LockedSides): boolean {
  return left || right;
}

function stopped(bench: BrakeBenchState): boolean {
  return !bench.leftMotorOn && !bench.rightMotorOn;
}

/** Lock and end flags of the run before may still stand while the rollers start; they mean nothing yet. */
function startRolling<Kind extends BenchKind>(
  context: ItemContext<Settings>,
  progress: BenchProgress<Kind>,
  bench: BrakeBenchState,
): Step<BenchProgress<Kind>> | null {
  const drag = bench.notice === "drag";
  if (!drag && !(bench.leftMotorOn && bench.rightMotorOn)) return null;
  const timers: Step<BenchProgress<Kind>> = {
    cancelTimers: ["start"],
    startTimers: [{ name: "notice", afterMs: context.settings.noticeTimeoutMs }],
  };
  const next = { ...progress, phase: "rolling" as const, dragAsked: drag };
  return drag
    ? { ...timers, progress: next, prompt: { action: "roll-free" } }
    : { ...timers, progress: next };
}

function startBraking<Kind extends BenchKind>(
  run: BenchRun<Kind>,
  context: ItemContext<Settings>,
  progress: BenchProgress<Kind>,
): Step<BenchProgress<Kind>> {
  return {
    progress: { ...progress, phase: "braking", dragSamples: context.curve.length },
    prompt: run.press,
    cancelTimers: ["start", "notice"],
    startTimers: [{ name: "window", afterMs: context.settings.timeLimitMs }],
  };
}

function onForce<Kind extends BenchKind>(
  context: ItemContext<Settings>,
  progress: BenchProgress<Kind>,
  force: BrakeForce,
): Step<BenchProgress<Kind>> | null {
  const braking = progress.phase === "braking";
  if (!braking && !(progress.phase === "rolling" && progress.dragAsked)) return null;
  if (force.leftN === null || force.rightN === null) {
    const side = force.leftN === null ? "left" : "right";
    return braking ? voided(reason("WHEEL_WITHOUT_SAMPLE", { side })) : null;
  }
  const last = lastSample(context.curve);
  const gapMs = last === undefined ? 0 : force.atMs - last[0];
  if (braking && context.curve.length > progress.dragSamples && gapMs > context.settings.sampleGapMsMax)
    return voided(reason("SAMPLE_GAP", { ms: Math.round(gapMs) }));
  return { sample: [force.atMs, force.leftN, force.rightN] };
}

function finish<Kind extends BenchKind>(
  run: BenchRun<Kind>,
  context: ItemContext<Settings>,
  progress: BenchProgress<Kind>,
  stop: StopReason,
  atMs: number,
): Step<BenchProgress<Kind>> {
  const { settings } = context;
  const samples = samplesOf(context.curve);
  const braking = samples.slice(progress.dragSamples);
  const first = braking[0];
  const last = braking.at(-1);
  if (first === undefined || last === undefined || braking.length < settings.samplesMin)
    return voided(reason("SAMPLES_TOO_FEW", { found: braking.length, needed: settings.samplesMin }));
  if (atMs - last[0] > settings.sampleGapMsMax)
    return voided(reason("SAMPLES_ENDED_EARLY", { ms: Math.round(atMs - last[0]) }));
  const expected = ((last[0] - first[0]) / 1000) * settings.sampleRateHz;
  if (braking.length * 100 < expected * settings.samplesSharePctMin)
    return voided(reason("SAMPLES_LOST", { found: braking.length, expected: Math.round(expected) }));
  const analysis = analyseBrakeCurve(braking, stop === "lock", {
    end: settings.windowEnd,
    blockThresholdN: settings.blockThresholdN,
    blockShare: settings.blockShare,
  });
  assert(analysis !== null, "a curve with samples has maxima");
  return {
    prompt: run.release,
    end: run.result(analysis, samples.slice(0, progress.dragSamples), stop, progress.locked),
  };
}

/** To whole newtons; the drag is recorded, it does not judge. Null without samples. */
export function meanForce(samples: readonly BrakeSample[], side: 1 | 2): string | null {
  if (samples.length === 0) return null;
  const mean = divide(exact(sumOfDecimals(samples.map((sample) => sample[side]))), exact(samples.length));
  return mean === null ? null : roundHalfUp(mean, 0);
}

/** Locked wheels of each side, 1 or 0, under the names of the item; nothing where nobody knows which wheel it was. */
export function lockFacts<Name extends string>(
  locked: LockedSides | null,
  [left, right]: readonly [left: Name, right: Name],
): Readonly<Record<string, string>> {
  return locked === null ? {} : { [left]: locked.left ? "1" : "0", [right]: locked.right ? "1" : "0" };
}

export function windowNotes(
  analysis: BrakeCurveAnalysis,
  stop: StopReason,
): Readonly<Record<string, string>> {
  const { begin, end, endedBy, at } = analysis.window;
  return { stop, windowEnd: endedBy, windowSamples: `${begin}..${end}`, differenceAtSample: String(at) };
}
