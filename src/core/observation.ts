import type { DecimalString } from "./quantities/exact.ts";
import type { DeviceId } from "./quantities/ids.ts";
import type { Reason } from "./trade/reasons.ts";
import type { InstrumentCommand } from "./trade/words/commands.ts";
import type { FaultCode } from "./trade/words/faults.ts";

/**
 * An observation is a time-stamped reading with source, quality and unit. Codecs make it, the journal keeps it,
 * machines read it. Instrument values are decimal strings exactly as the instrument resolved them; positions are
 * IEEE doubles, which JSON round-trips without loss.
 */
export type Observation =
  | AxleLoad
  | BrakeForce
  | BrakeBenchState
  | BrakeBenchSummary
  | HeadlampReading
  | ExhaustGas
  | SmokeReading
  | SmokePeak
  | SmokeSummary
  | SideSlip
  | InstrumentAnswer
  | GnssEpoch
  | DigitalLevel
  | ChannelReading;

/** `bad` values are kept as evidence and never enter a formula; `uncertain` ones suspend, they do not deduct. */
export type Quality = "good" | "uncertain" | "bad";

interface Common {
  readonly device: DeviceId;
  /** Monotonic milliseconds of the station when the last byte of the reading had arrived. */
  readonly atMs: number;
  readonly quality: Quality;
  /** Why the quality is not good; absent when it is. */
  readonly qualityReason?: Reason;
  /** The bytes the reading was decoded from: `hex:...`, or `txt:...` for printable protocols. Absent for OPC UA and GPIO. */
  readonly raw?: string;
}

export interface AxleLoad extends Common {
  readonly kind: "axle-load";
  readonly loadKg: DecimalString;
  /** No motion, in range: only then may it become a fact. */
  readonly stable: boolean;
}

/** Left and right of the same sampling instant; null where that side gave none. */
export interface BrakeForce extends Common {
  readonly kind: "brake-force";
  readonly leftN: DecimalString | null;
  readonly rightN: DecimalString | null;
}

export interface BrakeBenchState extends Common {
  readonly kind: "brake-bench-state";
  readonly leftMotorOn: boolean;
  readonly rightMotorOn: boolean;
  readonly leftLocked: boolean;
  readonly rightLocked: boolean;
  /** What the bench asks or says just now, where it has a notice: `drag` = roll free, `brake` = press now, `ended`. */
  readonly notice: "none" | "drag" | "brake" | "ended" | "third-roller-fault";
}

/** What the bench itself summed up; kept beside our own figures, never instead of them. */
export interface BrakeBenchSummary extends Common {
  readonly kind: "brake-bench-summary";
  readonly dragLeftN: DecimalString;
  readonly dragRightN: DecimalString;
  readonly maxLeftN: DecimalString;
  readonly maxRightN: DecimalString;
  readonly differenceLeftN: DecimalString;
  readonly differenceRightN: DecimalString;
}

export interface HeadlampReading extends Common {
  readonly kind: "headlamp";
  readonly side: "left" | "right";
  readonly lamp: "main" | "minor";
  readonly highIntensityCd: DecimalString;
  /** Offsets at 10 m; positive is right, positive is up. */
  readonly highHorizontalMm: DecimalString;
  readonly highVerticalMm: DecimalString;
  readonly lowHorizontalMm: DecimalString;
  readonly lowVerticalMm: DecimalString;
  readonly lampHeightMm: DecimalString;
}

export interface ExhaustGas extends Common {
  readonly kind: "exhaust-gas";
  readonly hcPpm: DecimalString;
  readonly coPct: DecimalString;
  readonly co2Pct: DecimalString;
  readonly o2Pct: DecimalString;
  readonly noPpm: DecimalString;
  readonly engineSpeedRpm: DecimalString;
  readonly oilTemperatureC: DecimalString;
  readonly lambda: DecimalString;
  /** The analyser's own flow figure (no unit documented). */
  readonly sampleFlow: DecimalString;
}

/** What an opacimeter sees just now. */
export interface SmokeReading extends Common {
  readonly kind: "smoke";
  /** Light absorption coefficient, 1/m. */
  readonly kPerM: DecimalString;
  /** Over the optical path of the instrument. */
  readonly opacityPct: DecimalString;
  readonly engineSpeedRpm: DecimalString;
  readonly oilTemperatureC: DecimalString;
  /** Of the gas in the measuring chamber. */
  readonly gasTemperatureC: DecimalString;
}

/** The greatest values of one acceleration, as the instrument found them at its own rate. */
export interface SmokePeak extends Common {
  readonly kind: "smoke-peak";
  readonly kPerM: DecimalString;
  readonly engineSpeedRpm: DecimalString;
}

/** What the instrument made of its last accelerations; held against our own figures, never instead of them. */
export interface SmokeSummary extends Common {
  readonly kind: "smoke-summary";
  readonly meanPerM: DecimalString;
  readonly lastPerM: DecimalString;
  readonly secondLastPerM: DecimalString;
  readonly thirdLastPerM: DecimalString;
}

export interface SideSlip extends Common {
  readonly kind: "side-slip";
  /** Positive outward (toe-in), metres per kilometre. */
  readonly slipMPerKm: DecimalString;
  /** What the plate itself made of the crossing, fetched at its end; absent on the readings of the crossing. */
  readonly result?: true;
}

/** The instrument's answer to a command of ours. */
export interface InstrumentAnswer extends Common {
  readonly kind: "answer";
  readonly command: InstrumentCommand["name"];
  readonly outcome: "ok" | "busy" | "refused" | "leak" | "failed" | "warming-up" | "no-answer";
}

export type FixQuality = "none" | "single" | "dgps" | "float" | "fixed";

/** One receiver epoch: every sentence of one UTC instant put together. */
export interface GnssEpoch extends Common {
  readonly kind: "gnss-epoch";
  /**
   * UTC of the epoch by the receiver, milliseconds since 1970; this, not arrival, is the time of the position. A leap second has none
   * of these: its epochs stand in the last millisecond of the day, in order, and `leapMs` is their time since it began.
   */
  readonly utcMs: number;
  /** 0 to 999, of epochs in a leap second alone. */
  readonly leapMs?: number;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** Above the ellipsoid; null where the receiver does not tell it, nor the geoid separation to make it from. */
  readonly heightM: number | null;
  readonly fix: FixQuality;
  readonly satellites: number | null;
  readonly correctionAgeS: number | null;
  readonly speedKmh: number | null;
  readonly courseDeg: number | null;
  /** Azimuth of the antenna pair, clockwise from true north, as the receiver gives it (no mounting offset applied). */
  readonly headingDeg: number | null;
  /** `unknown` where the sentence carries no quality (HDT). */
  readonly headingFix: "none" | "float" | "fixed" | "unknown";
  readonly pitchDeg: number | null;
  readonly rollDeg: number | null;
  /** Dilution of precision of the position, no unit; null or absent (old recordings) where the receiver does not say. */
  readonly hdop?: number | null;
  /** The receiver's own standard deviation of the position, metres: the worse of north and east. */
  readonly sigmaM?: number | null;
  /** Between the two antennas as the receiver measures it, metres. */
  readonly baselineM?: number | null;
}

/** A line of a GPIO bank or a board: photo-beam, belt, door, handbrake, lamp. Active, whatever its electrical sense. */
export interface DigitalLevel extends Common {
  readonly kind: "digital";
  readonly line: string;
  readonly active: boolean;
  /** The board's own time of the edge, microseconds since its start, unwrapped; null where the source has none. */
  readonly boardTimeUs: number | null;
}

/** A number from a board: `engine-speed` in rpm, `gear` (-1 reverse, 0 neutral, 1..6). */
export interface ChannelReading extends Common {
  readonly kind: "channel";
  readonly channel: string;
  readonly value: number;
  readonly boardTimeUs: number | null;
}

/** Raised and cleared, never just logged. A fault that stood while an item was measured stands in the record. */
export interface DeviceFault {
  readonly device: DeviceId;
  readonly code: FaultCode;
  readonly raised: boolean;
  readonly atMs: number;
  /** What exactly, where there is more to say. */
  readonly detail: Reason | null;
  /** How often it came, where it comes and goes; absent: once, and in journals from before it was counted. */
  readonly times?: number;
  /** It stands already and has come once more: nothing new to tell, but what was being measured just now is spoilt. */
  readonly again?: true;
}

/** Whether what the device told before means nothing any more. A calibration date that is over makes no reading another one. */
export function losesReadings({
  raised,
  code,
}: {
  readonly raised: boolean;
  readonly code: string;
}): boolean {
  return raised && code !== "out-of-calibration";
}
