import { z } from "zod";
import { conditionSchema } from "../rules/condition.ts";
import { count, decimal, durationMs, rangeText, share, speedRpm } from "./setting-bounds.ts";

/**
 * How each kind of item is measured: durations, counts and thresholds are data of the rulebook. What a setting means bounds it, so
 * that seconds for milliseconds, or a test that no vehicle could fail, are refused. The bounds are ours, some three times the usual
 * value either way, unless a line says more; the values themselves have their sources in the books.
 */

const weighing = z.strictObject({
  kind: z.literal("weighing"),
  /** Consecutive stable readings before a load is believed. */
  stableReadings: count(2, 50),
  /** They agree within this load and within this share of it, whichever is more. */
  agreeWithinKg: decimal("1", "50", "kg"),
  agreeWithinPct: decimal("0.1", "5", "%"),
  /** Below it nothing stands on the scale; no axle of a vehicle is as light as a person. */
  minimumLoadKg: decimal("10", "100", "kg"),
  timeLimitMs: durationMs(5000, 120_000),
});

const benchShape = {
  /** Rollers at rest and feet off the pedals before a start. */
  restMs: durationMs(500, 10_000),
  startTimeoutMs: durationMs(1000, 30_000),
  /** From rollers turning to the bench's `brake` notice. */
  noticeTimeoutMs: durationMs(2000, 60_000),
  /** From the `brake` notice to our own stop: a foot takes a second to come, a slow one three. */
  timeLimitMs: durationMs(3000, 30_000),
  /** After the first wheel has locked, the other one may go on rising so long; the bench stops the locked one itself. */
  afterLockMs: durationMs(100, 5000),
  /** A longer hole between the arrival of two samples is lost evidence. Shorter ones are a computer that was busy: late, not lost. */
  sampleGapMsMax: durationMs(50, 2000),
  samplesMin: count(20, 1000),
  /** How much of what the bench samples must have arrived over the run; its rate is the device's own (station file). */
  samplesSharePctMin: share(50, 100),
  /** So much of the bench's time may be missing in one place. */
  sampleHoleMsMax: durationMs(10, 500),
  /** While the forces grow, so many of the samples may be the same as the one before. */
  repeatsSharePctMax: share(1, 60),
  /** Which samples their neighbours carry; the others are left out and counted. */
  spikes: z.strictObject({
    /** A sample may stand off the ones beside it by this force and, beside that, by this share of the wheel's greatest. */
    apartN: decimal("5", "500", "N"),
    apartPct: share(1, 20),
    /** From nothing to the greatest force a brake takes at least so long. */
    riseMsMin: durationMs(20, 300),
    /** A force that is back within this time had not fallen. */
    lastsMsMax: durationMs(10, 150),
    /** With more of them left out the run is void. */
    leftOutPctMax: share(1, 20),
  }),
  /** The bench's own maxima, where it tells them, must be within this force and this share of ours. */
  summary: z.strictObject({
    withinN: decimal("5", "500", "N"),
    withinPct: share(1, 10),
    waitMs: durationMs(500, 20_000),
  }),
  windowEnd: z.enum(["later", "first"]),
  blockThresholdN: decimal("10", "1000", "N"),
  blockShare: decimal("0.05", "0.9", ""),
  /** The build-up is over once both forces together have fallen below this share of their greatest sum for good. */
  releasePct: share(50, 99),
  /** A wheel that falls below this share while the other one grows has locked, whether that was told or not. */
  collapsePct: share(20, 80),
};
const serviceBrake = z.strictObject({ kind: z.literal("service-brake"), ...benchShape });
const parkingBrake = z.strictObject({ kind: z.literal("parking-brake"), ...benchShape });

const sideSlip = z.strictObject({
  kind: z.literal("side-slip"),
  axle: count(1, 2),
  /** From rolling onto the plate. */
  timeLimitMs: durationMs(3000, 120_000),
  /** After rolling off: readings still on the wire. */
  settleMs: durationMs(50, 5000),
  /** The last reading may be this much older than rolling off; an earlier one did not see the whole crossing. */
  lastReadingMsMax: durationMs(50, 3000),
  /** A reading that stands off the one before and the one behind by more than this is left out ... */
  apartMPerKm: decimal("0.1", "3", "m/km"),
  /** ... and with more of them the crossing is void; so many must count. */
  leftOutPctMax: share(1, 40),
  /** Two beside one say which of three stands off. */
  readingsMin: count(3, 100),
});

const headlamps = z.strictObject({
  kind: z.literal("headlamps"),
  /** Between asking for the lamps and starting the tester. */
  leadMs: durationMs(200, 20_000),
  timeLimitMs: durationMs(20_000, 600_000),
  /** So many readings of each lamp, all the same: no single one decides. */
  readingsAgree: count(2, 10),
});

const doubleIdle = z.strictObject({
  kind: z.literal("double-idle"),
  answerTimeoutMs: durationMs(2000, 300_000),
  /** An analyser that answers "busy" is asked again. */
  askAgainMs: durationMs(100, 10_000),
  /** Conditioning, and twice holding and measuring, take two minutes by the standard. */
  timeLimitMs: durationMs(120_000, 600_000),
  silenceMs: durationMs(1000, 30_000),
  conditioning: z.strictObject({
    ratedSpeedPct: share(50, 90),
    toleranceRpm: speedRpm(50, 500),
    holdMs: durationMs(5000, 120_000),
  }),
  /** First row whose condition is true. */
  highIdle: z
    .array(
      z.strictObject({
        when: conditionSchema.optional(),
        targetRpm: speedRpm(1200, 3500),
        toleranceRpm: speedRpm(50, 500),
      }),
    )
    .min(1)
    .max(10),
  idleRpmMin: speedRpm(100, 600),
  idleRpmMax: speedRpm(700, 1500),
  /** A hold is one of seconds: the gas takes some ten from the probe to the cell. */
  holdMs: durationMs(5000, 120_000),
  meanMs: durationMs(10_000, 120_000),
  /** An analyser that answers once in three seconds still gives ten over the mean of the standard. */
  meanSamplesMin: count(10, 1000),
  oilTemperatureMinC: decimal("60", "110", "°C").nullable(),
  /** CO + CO2 below this is a probe that has slipped out or a leaking exhaust. */
  carbonMinPct: decimal("3", "10", "%"),
  dilutionMsMax: durationMs(500, 15_000),
  probeDepthMm: count(200, 1000, "mm"),
  /** Figures outside of these come from no engine: the run is void. */
  credible: z.strictObject({
    coPct: rangeText(["-1", "0"], ["10", "20"], "%"),
    hcPpm: rangeText(["-100", "0"], ["5000", "30000"], "ppm"),
    lambda: rangeText(["0.1", "0.9"], ["1.2", "10"], ""),
  }),
});

const freeAcceleration = z.strictObject({
  kind: z.literal("free-acceleration"),
  answerTimeoutMs: durationMs(2000, 300_000),
  timeLimitMs: durationMs(60_000, 600_000),
  silenceMs: durationMs(1000, 30_000),
  /** From the instrument's trigger to the peak that it found. */
  peakTimeoutMs: durationMs(9000, 120_000),
  /** For taking the probe out, and for the smoke to leave the line, before zeroing. */
  clearMs: durationMs(2000, 60_000),
  probeDepthMm: count(200, 1000, "mm"),
  /** Readings in clean air, each with k within this of zero. */
  airReadings: count(3, 50),
  airPerMMax: decimal("0.01", "0.20", "m⁻¹"),
  /** The gas in the instrument must become so much warmer than the air was, or the probe sees no exhaust. */
  gasRiseC: count(2, 50, "°C"),
  oilTemperatureMinC: decimal("60", "110", "°C").nullable(),
  idleRpmMin: speedRpm(100, 600),
  idleRpmMax: speedRpm(700, 1500),
  /** Of idling before each acceleration. */
  idleMs: durationMs(2000, 30_000),
  /** Accelerations that clear the exhaust and are not measured. */
  blows: count(0, 6),
  /** Share of the rated speed that counts as full throttle. */
  ratedSpeedPct: share(40, 100),
  /** From leaving idle to that speed. */
  riseMsMax: durationMs(500, 10_000),
  /** At that speed or above. */
  holdMs: durationMs(500, 10_000),
  /** So many in a row that count make the mean. */
  accelerations: count(3, 8),
  /** So many are tried in one run; the instrument keeps sixteen. */
  accelerationsMax: count(3, 16),
  /** Between the peak of the instrument and the greatest of its readings. */
  peakDiffersPerMMax: decimal("0.05", "0.60", "m⁻¹"),
  /** Between the greatest and the least of the row. */
  spreadPerMMax: decimal("0.05", "0.50", "m⁻¹"),
  /** A row that goes one way by more than this is a trend. */
  trendPerMMax: decimal("0.02", "0.50", "m⁻¹"),
  /** Between the mean of the instrument and ours. */
  meanDiffersPerMMax: decimal("0.01", "0.10", "m⁻¹"),
  /** Values outside of these come from no engine: the run is void. */
  credible: z.strictObject({ kPerM: rangeText(["-1", "0"], ["8", "20"], "m⁻¹") }),
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
