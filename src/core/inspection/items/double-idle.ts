import type { ExhaustGas } from "../../observation.ts";
import { add, compare, exact } from "../../quantities/exact.ts";
import { decideCondition } from "../../rules/condition.ts";
import { factMissing } from "../../rules/fact.ts";
import { type Reason, reason } from "../../trade/reasons.ts";
import { sumOfDecimals } from "../decimal-sum.ts";
import type { SettingsOf } from "../procedure-settings.ts";
import type { PromptAsk } from "../prompts.ts";
import type { ItemContext, ProcedureOf, Step } from "./procedure.ts";
import { judgeAnswer, measured, procedure, voided } from "./procedure.ts";

/**
 * GB 18285 double idle: leak test and zero, probe in, conditioning near 70 % of rated speed, then a hold and a mean at
 * high idle and at idle. A speed that leaves its band, or air in the probe, starts the hold again; the item's own time
 * limit bounds that.
 */
type Settings = SettingsOf<"double-idle">;
type Context = ItemContext<Settings>;
type Phase =
  | "leak"
  | "zero"
  | "probe"
  | "conditioning"
  | "high-hold"
  | "high-mean"
  | "idle-hold"
  | "idle-mean";

interface Sums {
  readonly count: number;
  readonly coPct: string;
  readonly hcPpm: string;
  readonly lambda: string;
}

interface Progress {
  readonly kind: "double-idle";
  readonly phase: Phase;
  /** Since when the engine has been in the band of this phase; null while it is not. */
  readonly sinceMs: number | null;
  readonly dilutedSinceMs: number | null;
  readonly sums: Sums;
  /** Of the finished high-idle mean. */
  readonly highIdle: Sums | null;
}

const NO_SUMS: Sums = { count: 0, coPct: "0", hcPpm: "0", lambda: "0" };

interface Band {
  readonly fromRpm: number;
  readonly toRpm: number;
  readonly ask: PromptAsk;
}

const definition: ProcedureOf<"double-idle", Progress> = {
  kind: "double-idle",
  place: "exhaust",
  role: "gas-analyser",
  startsOnArrival: true,
  timers: ["answer", "again", "silence", "limit"],
  begin(context) {
    const { settings } = context;
    const band = bandOf("conditioning", context);
    if ("code" in band) return voided(band);
    return {
      progress: {
        kind: "double-idle",
        phase: "leak",
        sinceMs: null,
        dilutedSinceMs: null,
        sums: NO_SUMS,
        highIdle: null,
      },
      commands: [{ name: "gas.leak-test" }],
      prompt: {
        action: "wait",
        because: reason("ANALYSER_PREPARES", {}),
      },
      startTimers: [
        { name: "answer", afterMs: settings.answerTimeoutMs },
        { name: "limit", afterMs: settings.timeLimitMs },
      ],
    };
  },
  advance(context, progress, input) {
    if (input.kind === "timer") {
      if (input.name === "answer") return voided(reason("ANALYSER_NO_ANSWER", {}));
      if (input.name === "again") return { commands: [{ name: askedIn(progress.phase) }] };
      if (input.name === "silence") return voided(reason("ANALYSER_SILENT", {}));
      return voided(reason("PHASE_LATE", { phase: progress.phase }));
    }
    if (input.kind !== "observation") return null;
    const { observation } = input;
    if (observation.kind === "answer") {
      const asked = askedIn(progress.phase);
      if (observation.outcome === "busy" && observation.command === asked)
        return { startTimers: [{ name: "again", afterMs: context.settings.askAgainMs }] };
      const answer = judgeAnswer(observation, asked, "gas-analyser");
      return answer === "ok" ? onOk(context.settings, progress) : answer;
    }
    if (observation.kind !== "exhaust-gas" || progress.phase === "leak" || progress.phase === "zero")
      return null;
    return onGas(context, progress, observation);
  },
};

function askedIn(phase: Phase): "gas.leak-test" | "gas.zero" | "gas.sample-on" {
  if (phase === "leak") return "gas.leak-test";
  return phase === "zero" ? "gas.zero" : "gas.sample-on";
}

function onOk(settings: Settings, progress: Progress): Step<Progress> | null {
  switch (progress.phase) {
    case "leak":
      return {
        progress: { ...progress, phase: "zero" },
        commands: [{ name: "gas.zero" }],
        startTimers: [{ name: "answer", afterMs: settings.answerTimeoutMs }],
      };
    case "zero":
      return {
        progress: { ...progress, phase: "probe" },
        commands: [{ name: "gas.sample-on" }],
        prompt: { action: "insert-probe", params: { depthMm: settings.probeDepthMm } },
        cancelTimers: ["answer"],
        startTimers: [{ name: "silence", afterMs: settings.silenceMs }],
      };
    default:
      return null;
  }
}

function onGas(context: Context, progress: Progress, gas: ExhaustGas): Step<Progress> {
  const { settings } = context;
  const listening = { startTimers: [{ name: "silence", afterMs: settings.silenceMs }] };
  const diluted = compare(add(exact(gas.coPct), exact(gas.co2Pct)), exact(settings.carbonMinPct)) < 0;
  if (progress.phase === "probe")
    return diluted ? listening : { ...listening, ...enter("conditioning", context, progress) };
  const dilutedSinceMs = diluted ? (progress.dilutedSinceMs ?? gas.atMs) : null;
  if (dilutedSinceMs !== null && gas.atMs - dilutedSinceMs >= settings.dilutionMsMax)
    return voided(reason("EXHAUST_DILUTED", { leastPct: settings.carbonMinPct }));
  const held: Progress = { ...progress, dilutedSinceMs };
  // Air let in for a moment at a time would thin a mean without ever being long enough to void the run.
  if (diluted) return { ...listening, progress: startedAgain(held) };
  return { ...listening, ...inPhase(context, held, gas) };
}

function inPhase(context: Context, progress: Progress, gas: ExhaustGas): Step<Progress> {
  const { settings } = context;
  const band = bandOf(progress.phase, context);
  if ("code" in band) return voided(band);
  const speed = exact(gas.engineSpeedRpm);
  const inBand = compare(speed, exact(band.fromRpm)) >= 0 && compare(speed, exact(band.toRpm)) <= 0;
  if (!inBand) return { progress: startedAgain(progress) };
  const sinceMs = progress.sinceMs ?? gas.atMs;
  const heldMs = gas.atMs - sinceMs;
  switch (progress.phase) {
    case "conditioning":
      if (heldMs < settings.conditioning.holdMs) return { progress: { ...progress, sinceMs } };
      return tooCold(settings, gas) ?? enter("high-hold", context, progress);
    case "high-hold":
    case "idle-hold": {
      if (heldMs < settings.holdMs) return { progress: { ...progress, sinceMs } };
      const strange = incredible(settings, gas);
      if (strange !== null) return strange;
      const phase = progress.phase === "high-hold" ? "high-mean" : "idle-mean";
      return { progress: { ...progress, phase, sinceMs: gas.atMs, sums: added(NO_SUMS, gas) } };
    }
    default: {
      const strange = incredible(settings, gas);
      if (strange !== null) return strange;
      const sums = added(progress.sums, gas);
      if (heldMs < settings.meanMs) return { progress: { ...progress, sums } };
      if (sums.count < settings.meanSamplesMin)
        return voided(reason("SAMPLES_TOO_FEW", { found: sums.count, needed: settings.meanSamplesMin }));
      if (progress.phase === "high-mean") return enter("idle-hold", context, { ...progress, highIdle: sums });
      return finish(progress, sums);
    }
  }
}

function finish(progress: Progress, idle: Sums): Step<Progress> {
  const { highIdle } = progress;
  if (highIdle === null) return voided(reason("HIGH_IDLE_UNMEASURED", {}));
  return {
    prompt: { action: "remove-probe" },
    end: measured({
      "exhaust.idleCoSumPct": idle.coPct,
      "exhaust.idleHcSumPpm": idle.hcPpm,
      "exhaust.idleSamples": String(idle.count),
      "exhaust.highIdleCoSumPct": highIdle.coPct,
      "exhaust.highIdleHcSumPpm": highIdle.hcPpm,
      "exhaust.highIdleLambdaSum": highIdle.lambda,
      "exhaust.highIdleSamples": String(highIdle.count),
    }),
  };
}

function enter(phase: Phase, context: Context, progress: Progress): Step<Progress> {
  const band = bandOf(phase, context);
  if ("code" in band) return voided(band);
  return { progress: { ...progress, phase, sinceMs: null, sums: NO_SUMS }, prompt: band.ask };
}

function startedAgain(progress: Progress): Progress {
  return { ...progress, phase: holdOf(progress.phase), sinceMs: null, sums: NO_SUMS };
}

/** Asked only of samples that would enter a mean. */
function incredible(settings: Settings, gas: ExhaustGas): Step<Progress> | null {
  for (const figure of Object.keys(settings.credible) as (keyof Settings["credible"])[]) {
    const { from, to } = settings.credible[figure];
    const found = gas[figure];
    if (compare(exact(found), exact(from)) < 0 || compare(exact(found), exact(to)) > 0)
      return voided(reason("FIGURE_INCREDIBLE", { figure, found, from, to }));
  }
  return null;
}

/** A mean that loses its speed, or draws air, begins again with its hold. */
function holdOf(phase: Phase): Phase {
  if (phase === "high-mean") return "high-hold";
  return phase === "idle-mean" ? "idle-hold" : phase;
}

function added(sums: Sums, gas: ExhaustGas): Sums {
  return {
    count: sums.count + 1,
    coPct: sumOfDecimals([sums.coPct, gas.coPct]),
    hcPpm: sumOfDecimals([sums.hcPpm, gas.hcPpm]),
    lambda: sumOfDecimals([sums.lambda, gas.lambda]),
  };
}

function tooCold(settings: Settings, gas: ExhaustGas): Step<Progress> | null {
  const least = settings.oilTemperatureMinC;
  if (least === null || compare(exact(gas.oilTemperatureC), exact(least)) >= 0) return null;
  return voided(reason("OIL_COLD", { foundC: gas.oilTemperatureC, leastC: least }));
}

/** The speeds a phase wants, or why nobody can know them. */
function bandOf(phase: Phase, context: Context): Band | Reason {
  const { settings, dossier } = context;
  if (phase === "idle-hold" || phase === "idle-mean")
    return { fromRpm: settings.idleRpmMin, toRpm: settings.idleRpmMax, ask: { action: "idle" } };
  if (phase === "conditioning") {
    if (dossier.ratedEngineSpeedRpm === null)
      return factMissing("vehicle.ratedEngineSpeedRpm", reason("NOT_IN_DOSSIER", {}));
    const targetRpm = Math.round((dossier.ratedEngineSpeedRpm * settings.conditioning.ratedSpeedPct) / 100);
    return around(targetRpm, settings.conditioning.toleranceRpm);
  }
  for (const row of settings.highIdle) {
    const decided = decideCondition(row.when, context.facts());
    if (decided.truth === "true") return around(row.targetRpm, row.toleranceRpm);
    if (decided.truth === "undecided") return reason("HIGH_IDLE_DEPENDS", { because: decided.missing });
  }
  return reason("HIGH_IDLE_NOT_GIVEN", {});
}

function around(targetRpm: number, toleranceRpm: number): Band {
  return {
    fromRpm: targetRpm - toleranceRpm,
    toRpm: targetRpm + toleranceRpm,
    ask: { action: "engine-speed", params: { targetRpm, toleranceRpm } },
  };
}

export const doubleIdle = procedure(definition);
