import type { DeviceFault } from "../observation.ts";
import { type Reason, reason } from "../trade/reasons.ts";

/**
 * One fault of one device, and how often it came. A fault is told at once, and so is its first end in a while. One that comes back
 * soon is one standing trouble: it is told as such, stands until the device was clean for a hold time, and ends once.
 */
export interface FaultSeries {
  /** How it is with the device just now. */
  readonly raised: boolean;
  /** What was told: this is what counts for jobs, screens and the journal. */
  readonly standing: boolean;
  /** How often it came since `sinceMs`; what comes within `TOGETHER_MS` is counted together. */
  readonly times: number;
  readonly sinceMs: number;
  /** When `raised` last changed, monotonic milliseconds like all times here. */
  readonly changedMs: number;
  /** When it was last told to be over. */
  readonly toldOverMs: number;
  /** As it came the last time. */
  readonly last: DeviceFault;
}

export interface FaultStep {
  readonly series: FaultSeries | null;
  /** What has to be told, null for nothing. */
  readonly tell: DeviceFault | null;
}

/** One that comes back within this time after it was told to be over comes and goes. */
export const TOGETHER_MS = 60_000;
const HOLD_MS_EACH = 2_000;
export const HOLD_MS_MAX = 30_000;

/** How long a device has to be clean before a fault that came so often is over. */
export function holdMs(times: number): number {
  return Math.min(times * HOLD_MS_EACH, HOLD_MS_MAX);
}

/** The device says that it has this fault, or has it no more. */
export function noted(series: FaultSeries | null, fault: DeviceFault, atMs: number): FaultStep {
  if ((series?.raised ?? false) === fault.raised) return { series, tell: null };
  if (fault.raised) return came(series, fault, atMs);
  return series === null ? { series, tell: null } : went(series, fault, atMs);
}

/** When `clean` has to be asked; null for never. */
export function holdsUntilMs({ standing, raised, changedMs, times }: FaultSeries): number | null {
  return standing && !raised ? changedMs + holdMs(times) : null;
}

/** Time has passed: a fault that stands and has not come back for its hold time is over. */
export function clean(series: FaultSeries, atMs: number): FaultStep {
  const untilMs = holdsUntilMs(series);
  return untilMs === null || atMs < untilMs ? { series, tell: null } : over(series, atMs);
}

/** As it stands, with its count; null where none does. */
export function standingFault(series: FaultSeries): DeviceFault | null {
  if (!series.standing) return null;
  return series.times === 1 ? series.last : counted(series);
}

function came(before: FaultSeries | null, fault: DeviceFault, atMs: number): FaultStep {
  const goesOn = before !== null && (before.standing || atMs - before.toldOverMs < TOGETHER_MS);
  const series: FaultSeries = {
    raised: true,
    standing: true,
    times: goesOn ? before.times + 1 : 1,
    sinceMs: goesOn ? before.sinceMs : atMs,
    changedMs: atMs,
    toldOverMs: before?.toldOverMs ?? atMs,
    last: fault,
  };
  if (!goesOn) return { series, tell: fault };
  const tell = counted(series);
  return { series, tell: before.standing ? { ...tell, again: true } : tell };
}

function went(series: FaultSeries, fault: DeviceFault, atMs: number): FaultStep {
  if (series.times === 1)
    return {
      series: { ...series, raised: false, standing: false, changedMs: atMs, toldOverMs: atMs },
      tell: fault,
    };
  // One that was there for long does not come and go any more: a lane waits for this end.
  const stood = atMs - series.changedMs >= TOGETHER_MS;
  const gone = { ...series, raised: false, changedMs: atMs };
  return stood ? over(gone, atMs) : { series: gone, tell: null };
}

function over(series: FaultSeries, atMs: number): FaultStep {
  const { times, sinceMs, last } = series;
  const { device, code } = last;
  const detail = reason("CAME_AND_WENT", { times, ms: Math.round(atMs - sinceMs) });
  return {
    series: { ...series, standing: false, toldOverMs: atMs },
    tell: { device, code, raised: false, atMs, detail, times },
  };
}

function counted({ last, times, sinceMs, changedMs }: FaultSeries): DeviceFault {
  const ms = Math.round(changedMs - sinceMs);
  return { ...last, detail: whyCounted(last, times, ms), times };
}

function whyCounted({ code, detail }: DeviceFault, times: number, ms: number): Reason {
  if (code === "silent" && detail?.code === "NO_GOOD_FRAME") return reason("SLOW_LINE", { times, ms });
  const line = code === "disconnected" || code === "garbled";
  return reason("COMES_AND_GOES", { times, ms, line, last: detail });
}
