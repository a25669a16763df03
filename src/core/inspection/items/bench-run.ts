import type { BrakeBenchState, BrakeBenchSummary, BrakeForce } from "../../observation.ts";
import { reason } from "../../trade/reasons.ts";
import type { LockInstant, WheelLocks } from "../brake-curve/imbalance.ts";
import { NO_LOCKS } from "../brake-curve/imbalance.ts";
import { lastSample, samplesOf } from "../curve.ts";
import type { PromptAsk } from "../prompts.ts";
import type { BenchEvidence, BenchKind, BenchSettings, StopReason } from "./bench-result.ts";
import { benchResult, mayHaveOneWheel, whyOtherMaxima } from "./bench-result.ts";
import type { ItemContext, ItemInput, ProcedureOf, Step } from "./procedure.ts";
import { judgeAnswer, voided } from "./procedure.ts";

/**
 * One run on the brake rollers: rest, start, roll free (drag), brake, stop at lock, at the bench's end or at the time
 * limit; then the bench's own figures, where it has some, are held against the curve. The service and the parking brake differ
 * in who is asked to do what and in what is kept of the curve.
 */
export interface BenchProgress<Kind extends BenchKind> {
  readonly kind: Kind;
  readonly phase: "resting" | "starting" | "rolling" | "braking" | "summing";
  /** Number of samples before the `brake` notice; those are drag. */
  readonly dragSamples: number;
  /** The drag notice was given, so that the samples before braking are drag. */
  readonly dragAsked: boolean;
  /** When the bench said of which wheel that it has locked, counted in samples of the braking. */
  readonly locks: WheelLocks;
  /** Sampling instants of the braking at which a side gave none: they count as lost. */
  readonly oneSided: { readonly left: number; readonly right: number };
  /** What ended the braking; null before that. */
  readonly stop: StopReason | null;
}

export interface BenchRun<Kind extends BenchKind> {
  readonly kind: Kind;
  readonly run: "service" | "parking";
  readonly press: PromptAsk;
  readonly release: PromptAsk;
}

type Context = ItemContext<BenchSettings>;

export function benchProcedure<Kind extends BenchKind>(
  run: BenchRun<Kind>,
): ProcedureOf<Kind, BenchProgress<Kind>> {
  return {
    kind: run.kind,
    place: "bench",
    role: "brake-bench",
    startsOnArrival: true,
    timers: ["rest", "start", "notice", "window", "lock", "summary"],
    begin(context) {
      const settings: BenchSettings = context.settings;
      if (context.bench === null) return voided(reason("BENCH_RATE_UNKNOWN", {}));
      return {
        progress: {
          kind: run.kind,
          phase: "resting",
          dragSamples: 0,
          dragAsked: false,
          locks: NO_LOCKS,
          oneSided: { left: 0, right: 0 },
          stop: null,
        },
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
          return answer === "ok" ? onStarted(context, progress) : answer;
        }
        case "brake-bench-state":
          return onBenchState(run, context, progress, observation);
        case "brake-force":
          return onForce(context, progress, observation);
        case "brake-bench-summary":
          return progress.phase === "summing" ? onSummary(context, progress, observation) : null;
        default:
          return null;
      }
    },
  };
}

function onTimer<Kind extends BenchKind>(
  run: BenchRun<Kind>,
  context: Context,
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
    case "summary":
      return progress.phase === "summing" ? voided(reason("BENCH_SUMMARY_MISSING", {})) : null;
    default:
      if (progress.phase !== "braking") return null;
      return finish(run, context, progress, isAnyLocked(progress.locks) ? "lock" : "time-limit", timer.atMs);
  }
}

/** A bench that had to lower its lift first has only now heard of the start. */
function onStarted<Kind extends BenchKind>(
  { settings }: Context,
  { phase }: BenchProgress<Kind>,
): Step<BenchProgress<Kind>> | null {
  return phase === "starting" ? { startTimers: [{ name: "start", afterMs: settings.startTimeoutMs }] } : null;
}

function onBenchState<Kind extends BenchKind>(
  run: BenchRun<Kind>,
  context: Context,
  progress: BenchProgress<Kind>,
  bench: BrakeBenchState,
): Step<BenchProgress<Kind>> | null {
  if (bench.notice === "third-roller-fault") return voided(reason("THIRD_ROLLER_FAULT", {}));
  if (progress.phase === "resting" || progress.phase === "summing") return null;
  const locked = bench.leftLocked || bench.rightLocked;
  if (progress.phase === "braking") return onBraking(run, context, progress, bench);
  if (bench.notice === "brake") return startBraking(run, context, progress, bench);
  if (progress.phase === "starting") return startRolling(context, progress, bench);
  if (locked) return voided(reason("LOCKED_EARLY", {}));
  if (bench.notice === "ended" || stopped(bench)) return voided(reason("ROLLERS_STOPPED_EARLY", {}));
  if (bench.notice !== "drag" || progress.dragAsked) return null;
  return { progress: { ...progress, dragAsked: true }, prompt: { action: "roll-free" } };
}

function onBraking<Kind extends BenchKind>(
  run: BenchRun<Kind>,
  context: Context,
  before: BenchProgress<Kind>,
  bench: BrakeBenchState,
): Step<BenchProgress<Kind>> | null {
  // A bench may have taken its lock flag back by the time it says that it has ended.
  const now = context.curve.length - before.dragSamples;
  const at = (known: LockInstant, told: boolean): LockInstant => known ?? (told ? now : null);
  const locks = {
    left: at(before.locks.left, bench.leftLocked),
    right: at(before.locks.right, bench.rightLocked),
  };
  const progress = { ...before, locks };
  const over = bench.notice === "ended" || (bench.leftLocked && bench.rightLocked);
  if (over) return finish(run, context, progress, isAnyLocked(locks) ? "lock" : "ended", bench.atMs);
  if (!isAnyLocked(locks)) return stopped(bench) ? voided(reason("ROLLERS_STOPPED_MIDWAY", {})) : null;
  // The other wheel has not reached its maximum yet; the locked one's motor is the bench's own care.
  if (!isAnyLocked(before.locks))
    return { progress, startTimers: [{ name: "lock", afterMs: context.settings.afterLockMs }] };
  return locks.left === before.locks.left && locks.right === before.locks.right ? null : { progress };
}

function isAnyLocked({ left, right }: WheelLocks): boolean {
  return left !== null || right !== null;
}

function stopped(bench: BrakeBenchState): boolean {
  return !bench.leftMotorOn && !bench.rightMotorOn;
}

/** Lock and end flags of the run before may still stand while the rollers start; they mean nothing yet. */
function startRolling<Kind extends BenchKind>(
  context: Context,
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
  context: Context,
  progress: BenchProgress<Kind>,
  { leftMotorOn, rightMotorOn }: BrakeBenchState,
): Step<BenchProgress<Kind>> {
  // Rollers that stand show nothing of the wheel on them, and that would look like a wheel that does not brake.
  if (!leftMotorOn || !rightMotorOn)
    return voided(reason("MOTOR_NOT_ON", { side: leftMotorOn ? "right" : "left" }));
  return {
    progress: { ...progress, phase: "braking", dragSamples: context.curve.length },
    prompt: run.press,
    cancelTimers: ["start", "notice"],
    startTimers: [{ name: "window", afterMs: context.settings.timeLimitMs }],
  };
}

function onForce<Kind extends BenchKind>(
  context: Context,
  progress: BenchProgress<Kind>,
  force: BrakeForce,
): Step<BenchProgress<Kind>> | null {
  const braking = progress.phase === "braking";
  if (!braking && !(progress.phase === "rolling" && progress.dragAsked)) return null;
  if (force.leftN === null || force.rightN === null)
    return braking ? { progress: { ...progress, oneSided: oneMore(progress.oneSided, force) } } : null;
  const last = lastSample(context.curve);
  const gapMs = last === undefined ? 0 : force.atMs - last[0];
  if (braking && context.curve.length > progress.dragSamples && gapMs > context.settings.sampleGapMsMax)
    return voided(reason("SAMPLE_GAP", { ms: Math.round(gapMs) }));
  return { sample: [force.atMs, force.leftN, force.rightN] };
}

function oneMore(before: BenchProgress<BenchKind>["oneSided"], force: BrakeForce): typeof before {
  return {
    left: before.left + (force.leftN === null ? 1 : 0),
    right: before.right + (force.rightN === null ? 1 : 0),
  };
}

/** The braking is over: what it left is looked at now, and rollers that still turn are told to stop. */
function finish<Kind extends BenchKind>(
  run: BenchRun<Kind>,
  context: Context,
  before: BenchProgress<Kind>,
  stop: StopReason,
  atMs: number,
): Step<BenchProgress<Kind>> {
  const { settings, bench } = context;
  const progress: BenchProgress<Kind> = { ...before, phase: "summing", stop };
  const evidence = evidenceOf(context, progress);
  const last = evidence.samples.at(-1);
  const { left, right } = progress.oneSided;
  if (evidence.samples.length < settings.samplesMin && left + right > 0)
    return voided(reason("WHEEL_WITHOUT_SAMPLE", { side: left > right ? "left" : "right" }));
  const result = benchResult(evidence, settings);
  if (result.kind === "measured" && last !== undefined && atMs - last[0] > settings.sampleGapMsMax)
    return voided(reason("SAMPLES_ENDED_EARLY", { ms: Math.round(atMs - last[0]) }));
  if (result.kind === "void" || bench?.summary !== true) return { prompt: run.release, end: result };
  return {
    progress,
    prompt: run.release,
    commands: [{ name: "brake.stop" }],
    cancelTimers: ["window", "lock"],
    startTimers: [{ name: "summary", afterMs: settings.summary.waitMs }],
  };
}

function onSummary<Kind extends BenchKind>(
  context: Context,
  progress: BenchProgress<Kind>,
  summary: BrakeBenchSummary,
): Step<BenchProgress<Kind>> {
  const evidence = evidenceOf(context, progress);
  const differs = whyOtherMaxima(evidence, summary, context.settings);
  return differs === null ? { end: benchResult(evidence, context.settings) } : voided(differs);
}

function evidenceOf(
  { curve, bench, dossier, axle }: Context,
  { dragSamples, locks, stop }: BenchProgress<BenchKind>,
): BenchEvidence {
  const samples = samplesOf(curve);
  return {
    samples: samples.slice(dragSamples),
    drag: samples.slice(0, dragSamples),
    sampleRateHz: bench?.sampleRateHz ?? 0,
    locks,
    stop: stop ?? "ended",
    mayHaveOneWheel: mayHaveOneWheel(dossier, axle),
  };
}
