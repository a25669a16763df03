import type { SmokePeak, SmokeReading, SmokeSummary } from "../../observation.ts";
import { absolute, compare, exact } from "../../quantities/exact.ts";
import { factMissing } from "../../rules/fact.ts";
import { type Reason, reason } from "../../trade/reasons.ts";
import type { InstrumentCommand } from "../../trade/words/commands.ts";
import { sumOfDecimals } from "../decimal-sum.ts";
import type { SettingsOf } from "../procedure-settings.ts";
import type { PromptAsk } from "../prompts.ts";
import { beginDrive, type Drive, followDrive, isIdle, sampledDrive } from "./acceleration-drive.ts";
import type { ItemContext, ProcedureOf, Step } from "./procedure.ts";
import { judgeAnswer, measured, procedure, voided } from "./procedure.ts";
import { whyPeakDoubted, whySummaryContradicts, whyUnsteady } from "./smoke-row.ts";

/**
 * GB 3847 free acceleration: the probe out, zero in clean air, probe in, the exhaust blown clear, then full throttle from idle until the last
 * accelerations in a row count and agree. One that was driven badly, or that readings and instrument saw differently, begins the
 * row again; it never fails anybody. A run that does not come to a row is void.
 */
type Settings = SettingsOf<"free-acceleration">;
type Context = ItemContext<Settings>;
type Phase = "clear" | "zero" | "start" | "air" | "probe" | "idle" | "trigger" | "drive" | "summary";

interface Progress {
  readonly kind: "free-acceleration";
  readonly phase: Phase;
  readonly airReadings: number;
  readonly airC: string;
  readonly blowsLeft: number;
  readonly idleSinceMs: number | null;
  /** The acceleration that is driven now. */
  readonly drive: Drive | null;
  /** Of it, by the instrument; null for one that only clears the exhaust. */
  readonly peak: Pick<SmokePeak, "kPerM" | "engineSpeedRpm"> | "awaited" | null;
  /** Measured ones, whether they count or not. */
  readonly done: number;
  /** Peaks that count, one after the other without a bad one between them. */
  readonly row: readonly string[];
  /** What the last one lacked. */
  readonly lacking: Reason | null;
}

const definition: ProcedureOf<"free-acceleration", Progress> = {
  kind: "free-acceleration",
  place: "exhaust",
  role: "opacimeter",
  startsOnArrival: true,
  timers: ["clear", "answer", "silence", "peak", "limit"],
  begin({ settings, dossier }) {
    if (dossier.ratedEngineSpeedRpm === null)
      return voided(factMissing("vehicle.ratedEngineSpeedRpm", reason("NOT_IN_DOSSIER", {})));
    const progress: Progress = {
      kind: "free-acceleration",
      phase: "clear",
      airReadings: 0,
      airC: "0",
      blowsLeft: settings.blows,
      idleSinceMs: null,
      drive: null,
      peak: null,
      done: 0,
      row: [],
      lacking: null,
    };
    // A run before this one may have left the probe in, and whatever is seen while zeroing becomes clean air.
    return {
      progress,
      prompt: { action: "remove-probe" },
      startTimers: [
        { name: "clear", afterMs: settings.clearMs },
        { name: "limit", afterMs: settings.timeLimitMs },
      ],
    };
  },
  advance(context, progress, input) {
    if (input.kind === "timer") {
      if (input.name === "clear") return progress.phase === "clear" ? zero(context.settings, progress) : null;
      if (input.name === "silence") return voided(reason("OPACIMETER_SILENT", {}));
      if (input.name === "limit") return voided(reason("PHASE_LATE", { phase: progress.phase }));
      return voided(reason("OPACIMETER_NO_ANSWER", {}));
    }
    if (input.kind !== "observation") return null;
    const { observation } = input;
    switch (observation.kind) {
      case "answer": {
        const answer = judgeAnswer(observation, askedIn(progress.phase), "opacimeter");
        return answer === "ok" ? onOk(context.settings, progress) : answer;
      }
      case "smoke":
        return onReading(context, progress, observation);
      case "smoke-peak":
        return onPeak(context, progress, observation);
      case "smoke-summary":
        return progress.phase === "summary" ? onSummary(context.settings, progress, observation) : null;
      default:
        return null;
    }
  },
};

const ASKED: Readonly<Partial<Record<Phase, InstrumentCommand["name"]>>> = {
  zero: "smoke.zero",
  start: "smoke.start",
  trigger: "smoke.trigger",
  summary: "smoke.summary",
};

function askedIn(phase: Phase): InstrumentCommand["name"] | null {
  return ASKED[phase] ?? null;
}

function ask(
  settings: Settings,
  progress: Progress,
  name: "smoke.zero" | "smoke.start" | "smoke.trigger" | "smoke.summary",
): Step<Progress> {
  return {
    progress,
    commands: [{ name }],
    startTimers: [{ name: "answer", afterMs: settings.answerTimeoutMs }],
  };
}

function zero(settings: Settings, progress: Progress): Step<Progress> {
  const prompt: PromptAsk = { action: "wait", because: reason("OPACIMETER_PREPARES", {}) };
  return { ...ask(settings, { ...progress, phase: "zero" }, "smoke.zero"), prompt };
}

function onOk(settings: Settings, progress: Progress): Step<Progress> | null {
  const cancelTimers = ["answer"];
  switch (progress.phase) {
    case "zero":
      return ask(settings, { ...progress, phase: "start" }, "smoke.start");
    case "start":
      return { progress: { ...progress, phase: "air" }, cancelTimers, startTimers: [silence(settings)] };
    case "trigger":
      return {
        ...press(progress, "awaited"),
        cancelTimers,
        startTimers: [{ name: "peak", afterMs: settings.peakTimeoutMs }],
      };
    default:
      return null;
  }
}

function silence(settings: Settings): { readonly name: string; readonly afterMs: number } {
  return { name: "silence", afterMs: settings.silenceMs };
}

function press(progress: Progress, peak: "awaited" | null): Step<Progress> {
  const drive = beginDrive(progress.airC);
  return { progress: { ...progress, phase: "drive", drive, peak }, prompt: { action: "full-throttle" } };
}

function onReading(context: Context, progress: Progress, reading: SmokeReading): Step<Progress> {
  const { settings } = context;
  const strange = incredible(settings, reading.kPerM);
  if (strange !== null) return voided(strange);
  const listening = { startTimers: [silence(settings)] };
  switch (progress.phase) {
    case "air":
      return { ...listening, ...inAir(settings, progress, reading) };
    case "probe": {
      const warm = compare(exact(reading.gasTemperatureC), exact(gasLeastC(settings, progress))) >= 0;
      if (!warm || !isIdle(settings, reading)) return listening;
      const idle: Progress = { ...progress, phase: "idle", idleSinceMs: reading.atMs };
      return { ...listening, progress: idle, prompt: { action: "idle" } };
    }
    case "idle": {
      const step = idling(settings, progress, reading);
      return { ...step, startTimers: [...listening.startTimers, ...(step.startTimers ?? [])] };
    }
    case "drive":
      return { ...listening, ...driving(context, progress, reading) };
    default:
      return listening;
  }
}

function inAir(settings: Settings, progress: Progress, reading: SmokeReading): Step<Progress> {
  const mostPerM = settings.airPerMMax;
  if (compare(absolute(exact(reading.kPerM)), exact(mostPerM)) > 0)
    return voided(reason("ZERO_NOT_KEPT", { foundPerM: reading.kPerM, mostPerM }));
  const seen = { ...progress, airReadings: progress.airReadings + 1, airC: reading.gasTemperatureC };
  if (seen.airReadings < settings.airReadings) return { progress: seen };
  const prompt: PromptAsk = { action: "insert-probe", params: { depthMm: settings.probeDepthMm } };
  return { progress: { ...seen, phase: "probe" }, prompt };
}

function idling(settings: Settings, progress: Progress, reading: SmokeReading): Step<Progress> {
  if (!isIdle(settings, reading)) return { progress: { ...progress, idleSinceMs: null } };
  const idleSinceMs = progress.idleSinceMs ?? reading.atMs;
  const held = { ...progress, idleSinceMs };
  if (reading.atMs - idleSinceMs < settings.idleMs) return { progress: held };
  const { oilTemperatureMinC: leastC } = settings;
  if (leastC !== null && compare(exact(reading.oilTemperatureC), exact(leastC)) < 0)
    return voided(reason("OIL_COLD", { foundC: reading.oilTemperatureC, leastC }));
  if (held.blowsLeft > 0) return press(held, null);
  return ask(settings, { ...held, phase: "trigger" }, "smoke.trigger");
}

function driving(context: Context, progress: Progress, reading: SmokeReading): Step<Progress> {
  const { settings } = context;
  if (progress.drive === null) return {};
  const drive = followDrive(progress.drive, reading, fullRpm(context), settings);
  const driven = { ...progress, drive };
  if (drive.stage !== "fall") return { progress: driven };
  if (progress.drive.stage !== "fall") return { progress: driven, prompt: { action: "idle" } };
  const over = progress.peak !== "awaited" && isIdle(settings, reading);
  return over ? afterDrive(context, driven, drive, reading) : { progress: driven };
}

function onPeak(context: Context, progress: Progress, found: SmokePeak): Step<Progress> | null {
  if (progress.drive === null || progress.peak !== "awaited") return null;
  const strange = incredible(context.settings, found.kPerM);
  if (strange !== null) return voided(strange);
  const { kPerM, engineSpeedRpm } = found;
  const drive = sampledDrive(progress.drive, fullRpm(context));
  const missed = drive.stage !== progress.drive.stage;
  return {
    progress: { ...progress, drive, peak: { kPerM, engineSpeedRpm } },
    ...(missed ? { prompt: { action: "idle" } } : {}),
    cancelTimers: ["peak"],
  };
}

/** Back at idle, with all that is known of the acceleration. */
function afterDrive(
  context: Context,
  progress: Progress,
  drive: Drive,
  reading: SmokeReading,
): Step<Progress> {
  const { settings } = context;
  const idle: Progress = { ...progress, phase: "idle", idleSinceMs: reading.atMs, drive: null, peak: null };
  const leastC = gasLeastC(settings, progress);
  if (compare(exact(drive.warmestC), exact(leastC)) < 0)
    return voided(reason("NO_EXHAUST_IN_PROBE", { foundC: drive.warmestC, leastC }));
  const { peak } = progress;
  if (peak === null || peak === "awaited") {
    const blowsLeft = drive.flaw === null ? progress.blowsLeft - 1 : progress.blowsLeft;
    return { progress: { ...idle, blowsLeft } };
  }
  const flaw = drive.flaw ?? whyPeakDoubted(peak, drive.greatestPerM, fullRpm(context), settings);
  const done = progress.done + 1;
  const row = flaw === null ? [...progress.row, peak.kPerM] : [];
  return afterAcceleration(settings, { ...idle, done, row }, flaw);
}

function afterAcceleration(settings: Settings, progress: Progress, flaw: Reason | null): Step<Progress> {
  const { done } = progress;
  const needed = settings.accelerations;
  const row = progress.row.slice(-needed);
  const unsteady = row.length < needed ? null : whyUnsteady(row, settings);
  if (row.length === needed && unsteady === null)
    return ask(settings, { ...progress, phase: "summary", row }, "smoke.summary");
  const lacking = flaw ?? unsteady ?? progress.lacking;
  if (done >= settings.accelerationsMax) {
    const because = lacking ?? reason("SAMPLES_TOO_FEW", { found: row.length, needed });
    return voided(reason("NEVER_STEADY", { done, because }));
  }
  const told =
    flaw !== null
      ? reason("ACCELERATION_NOT_COUNTED", { because: flaw })
      : unsteady !== null
        ? reason("ROW_NOT_STEADY", { because: unsteady })
        : reason("ACCELERATION_COUNTS", { counted: row.length, needed });
  return { progress: { ...progress, lacking }, prompt: { action: "wait", because: told } };
}

function onSummary(settings: Settings, progress: Progress, summary: SmokeSummary): Step<Progress> {
  const contradiction = whySummaryContradicts(summary, progress.row, settings);
  if (contradiction !== null) return voided(contradiction);
  return {
    prompt: { action: "remove-probe" },
    end: measured({
      "smoke.peakSumPerM": sumOfDecimals(progress.row),
      "smoke.accelerations": String(progress.row.length),
    }),
  };
}

function fullRpm({ settings, dossier }: Context): number {
  return Math.round(((dossier.ratedEngineSpeedRpm ?? 0) * settings.ratedSpeedPct) / 100);
}

function gasLeastC(settings: Settings, progress: Progress): string {
  return sumOfDecimals([progress.airC, String(settings.gasRiseC)]);
}

function incredible(settings: Settings, found: string): Reason | null {
  const { from, to } = settings.credible.kPerM;
  const inside = compare(exact(found), exact(from)) >= 0 && compare(exact(found), exact(to)) <= 0;
  return inside ? null : reason("SMOKE_INCREDIBLE", { found, from, to });
}

export const freeAcceleration = procedure(definition);
