import { z } from "zod";
import { conditionSchema, decimalText } from "../rules/condition.ts";

/** How each kind of item is measured: durations, counts and thresholds are data of the rulebook. */
const durationMs = z.int().min(1).max(600_000);
const count = z.int().min(1).max(10_000);
const share = z.int().min(1).max(100);
const speedRpm = z.int().min(1).max(12_000);

const weighing = z.strictObject({
  kind: z.literal("weighing"),
  /** Consecutive stable readings before a load is believed. */
  stableReadings: count,
  /** They agree within this load and within this share of it, whichever is more. */
  agreeWithinKg: decimalText,
  agreeWithinPct: decimalText,
  minimumLoadKg: decimalText,
  timeLimitMs: durationMs,
});

const benchShape = {
  /** Rollers at rest and feet off the pedals before a start. */
  restMs: durationMs,
  startTimeoutMs: durationMs,
  /** From rollers turning to the bench's `brake` notice. */
  noticeTimeoutMs: durationMs,
  /** From the `brake` notice to our own stop. */
  timeLimitMs: durationMs,
  /** After the first wheel has locked, the other one may go on rising so long; the bench stops the locked one itself. */
  afterLockMs: durationMs,
  /** A longer hole between the arrival of two samples is lost evidence. Shorter ones are a computer that was busy: late, not lost. */
  sampleGapMsMax: durationMs,
  samplesMin: count,
  /** How much of what the bench samples must have arrived over the run; its rate is the device's own (station file). */
  samplesSharePctMin: share,
  /** So much of the bench's time may be missing in one place. */
  sampleHoleMsMax: durationMs,
  /** While the forces grow, so many of the samples may be the same as the one before. */
  repeatsSharePctMax: share,
  /** Which samples their neighbours carry; the others are left out and counted. */
  spikes: z.strictObject({
    /** A sample may stand off the ones beside it by this force and, beside that, by this share of the wheel's greatest. */
    apartN: decimalText,
    apartPct: share,
    /** From nothing to the greatest force a brake takes at least so long. */
    riseMsMin: durationMs,
    /** A force that is back within this time had not fallen. */
    lastsMsMax: durationMs,
    /** With more of them left out the run is void. */
    leftOutPctMax: share,
  }),
  /** The bench's own maxima, where it tells them, must be within this force and this share of ours. */
  summary: z.strictObject({ withinN: decimalText, withinPct: share, waitMs: durationMs }),
  windowEnd: z.enum(["later", "first"]),
  blockThresholdN: decimalText,
  blockShare: decimalText,
  /** The build-up is over once both forces together have fallen below this share of their greatest sum for good. */
  releasePct: share,
  /** A wheel that falls below this share while the other one grows has locked, whether that was told or not. */
  collapsePct: share,
};
const serviceBrake = z.strictObject({ kind: z.literal("service-brake"), ...benchShape });
const parkingBrake = z.strictObject({ kind: z.literal("parking-brake"), ...benchShape });

const sideSlip = z.strictObject({
  kind: z.literal("side-slip"),
  axle: count,
  /** From rolling onto the plate. */
  timeLimitMs: durationMs,
  /** After rolling off: readings still on the wire. */
  settleMs: durationMs,
  /** The last reading may be this much older than rolling off; an earlier one did not see the whole crossing. */
  lastReadingMsMax: durationMs,
  /** A reading that stands off the one before and the one behind by more than this is left out ... */
  apartMPerKm: decimalText,
  /** ... and with more of them the crossing is void; so many must count. */
  leftOutPctMax: share,
  readingsMin: count,
});

const headlamps = z.strictObject({
  kind: z.literal("headlamps"),
  /** Between asking for the lamps and starting the tester. */
  leadMs: durationMs,
  timeLimitMs: durationMs,
  /** So many readings of each lamp, all the same. */
  readingsAgree: z.int().min(1).max(10),
});

const credibleRange = z.strictObject({ from: decimalText, to: decimalText });

const doubleIdle = z.strictObject({
  kind: z.literal("double-idle"),
  answerTimeoutMs: durationMs,
  /** An analyser that answers "busy" is asked again. */
  askAgainMs: durationMs,
  timeLimitMs: durationMs,
  silenceMs: durationMs,
  conditioning: z.strictObject({
    ratedSpeedPct: z.int().min(1).max(100),
    toleranceRpm: speedRpm,
    holdMs: durationMs,
  }),
  /** First row whose condition is true. */
  highIdle: z
    .array(z.strictObject({ when: conditionSchema.optional(), targetRpm: speedRpm, toleranceRpm: speedRpm }))
    .min(1)
    .max(10),
  idleRpmMin: speedRpm,
  idleRpmMax: speedRpm,
  holdMs: durationMs,
  meanMs: durationMs,
  meanSamplesMin: count,
  oilTemperatureMinC: decimalText.nullable(),
  /** CO + CO2 below this is a probe that has slipped out or a leaking exhaust. */
  carbonMinPct: decimalText,
  dilutionMsMax: durationMs,
  probeDepthMm: z.int().min(1).max(2000),
  /** Figures outside of these come from no engine: the run is void. */
  credible: z.strictObject({
    coPct: credibleRange,
    hcPpm: credibleRange,
    lambda: credibleRange,
  }),
});

const freeAcceleration = z.strictObject({
  kind: z.literal("free-acceleration"),
  answerTimeoutMs: durationMs,
  timeLimitMs: durationMs,
  silenceMs: durationMs,
  /** From the instrument's trigger to the peak that it found. */
  peakTimeoutMs: durationMs,
  /** For taking the probe out, and for the smoke to leave the line, before zeroing. */
  clearMs: durationMs,
  probeDepthMm: z.int().min(1).max(2000),
  /** Readings in clean air, each with k within this of zero. */
  airReadings: count,
  airPerMMax: decimalText,
  /** The gas in the instrument must become so much warmer than the air was, or the probe sees no exhaust. */
  gasRiseC: z.int().min(1).max(200),
  oilTemperatureMinC: decimalText.nullable(),
  idleRpmMin: speedRpm,
  idleRpmMax: speedRpm,
  /** Of idling before each acceleration. */
  idleMs: durationMs,
  /** Accelerations that clear the exhaust and are not measured. */
  blows: z.int().min(0).max(10),
  /** Share of the rated speed that counts as full throttle. */
  ratedSpeedPct: z.int().min(1).max(100),
  /** From leaving idle to that speed. */
  riseMsMax: durationMs,
  /** At that speed or above. */
  holdMs: durationMs,
  /** So many in a row that count make the mean. */
  accelerations: z.int().min(2).max(10),
  /** So many are tried in one run; the instrument keeps sixteen. */
  accelerationsMax: z.int().min(2).max(16),
  /** Between the peak of the instrument and the greatest of its readings. */
  peakDiffersPerMMax: decimalText,
  /** Between the greatest and the least of the row. */
  spreadPerMMax: decimalText,
  /** A row that goes one way by more than this is a trend. */
  trendPerMMax: decimalText,
  /** Between the mean of the instrument and ours. */
  meanDiffersPerMMax: decimalText,
  /** Values outside of these come from no engine: the run is void. */
  credible: z.strictObject({ kPerM: credibleRange }),
});

export const procedureSchema = z.discriminatedUnion("kind", [
  weighing,
  serviceBrake,
  parkingBrake,
  sideSlip,
  headlamps,
  doubleIdle,
  freeAcceleration,
]);

export type ProcedureSettings = z.infer<typeof procedureSchema>;
export type ProcedureKind = ProcedureSettings["kind"];
export type SettingsOf<Kind extends ProcedureKind> = Extract<ProcedureSettings, { kind: Kind }>;
