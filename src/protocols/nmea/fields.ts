import type { FixQuality } from "../../core/observation.ts";
import type { Position } from "./sentence.ts";
import { lastDigit, type SentenceFields } from "./sentence-fields.ts";

const DAY_MS = 86_400_000;

const LEAP_SECOND_FROM_MS = DAY_MS - 1;

/**
 * `hhmmss` with decimals; milliseconds of the day. The leap second (60) has no milliseconds of its own in UTC as computers
 * count it: its thousand are squeezed into the last one of the day, so that its epochs stay apart and in order. It is the last
 * second of a day (ITU-R TF.460-6); a sentence that has one at any other time is broken.
 */
export function readTime(fields: SentenceFields, field: number, from = fields.from(field)): number | null {
  const to = fields.to(field);
  if (from >= to) return null;
  const hours = fields.digits(from, 2);
  const minutes = fields.digits(from + 2, 2);
  const seconds = fields.digits(from + 4, 2);
  if (to - from < 6 || hours < 0 || minutes < 0 || seconds < 0) return fields.refuse(field);
  if (hours > 23 || minutes > 59 || seconds > 60) return fields.refuse(field);
  let milliseconds = 0;
  if (to - from > 6) {
    if (!fields.isPoint(from + 6)) return fields.refuse(field);
    const fraction = fields.numberBetween(field, from + 6, to);
    if (fraction === null) return null;
    milliseconds = Math.round(fraction * 1000);
  }
  const minuteMs = hours * 3_600_000 + minutes * 60_000;
  if (seconds === 60) {
    if (hours !== 23 || minutes !== 59) return fields.refuse(field);
    return LEAP_SECOND_FROM_MS + (Math.min(milliseconds, 999) + 0.5) / 1000;
  }
  return Math.min(minuteMs + seconds * 1000 + milliseconds, DAY_MS - 1);
}

/** Milliseconds since the leap second began; null at any other time, none of which has a fraction of a millisecond. */
export function leapMsOf(timeOfDayMs: number): number | null {
  if (Number.isInteger(timeOfDayMs)) return null;
  return Math.floor((timeOfDayMs - LEAP_SECOND_FROM_MS) * 1000);
}

/** UTC has leap seconds at the end of a month alone: of June and December first, of others where need be. `day` counts from 1970. */
export function mayHaveLeapSecond(day: number): boolean {
  return new Date((day + 1) * DAY_MS).getUTCDate() === 1;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970 of a calendar date that exists, from 1980, when the system began; null for any other. */
export function dayNumber(year: number, month: number, dayOfMonth: number): number | null {
  if (year < 1980 || month < 1 || month > 12 || dayOfMonth < 1) return null;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (dayOfMonth > (month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0))) return null;
  return Date.UTC(year, month - 1, dayOfMonth) / DAY_MS;
}

/** `ddmmyy`; years 80 to 99 are of the last century. A day that does not exist was not told. */
export function readShortDate(fields: SentenceFields, field: number): number | null {
  if (fields.isEmpty(field)) return null;
  const from = fields.from(field);
  const day = fields.digits(from, 2);
  const month = fields.digits(from + 2, 2);
  const year = fields.digits(from + 4, 2);
  if (fields.to(field) - from !== 6 || day < 0 || month < 0 || year < 0) return fields.refuse(field);
  return dayNumber(year + (year >= 80 ? 1900 : 2000), month, day);
}

/** Four fields `ddmm.m,N,dddmm.m,E`: all empty, or all there. */
export function readPosition(fields: SentenceFields, first: number): Position | null {
  if (fields.isEmpty(first) && fields.isEmpty(first + 2)) return null;
  const latitudeDeg = readAngle(fields, first, 2, 90);
  const decimals = fields.decimals;
  const longitudeDeg = readAngle(fields, first + 2, 3, 180);
  if (latitudeDeg === null || longitudeDeg === null) return null;
  const northSouth = fields.letter(first + 1);
  const eastWest = fields.letter(first + 3);
  if (northSouth !== "N" && northSouth !== "S") return fields.refuse(first + 1);
  if (eastWest !== "E" && eastWest !== "W") return fields.refuse(first + 3);
  return {
    latitudeDeg: northSouth === "S" ? -latitudeDeg : latitudeDeg,
    longitudeDeg: eastWest === "W" ? -longitudeDeg : longitudeDeg,
    stepDeg: lastDigit(Math.min(decimals, fields.decimals)) / 60,
  };
}

function readAngle(
  fields: SentenceFields,
  field: number,
  degreeDigits: number,
  mostDeg: number,
): number | null {
  const from = fields.from(field);
  const to = fields.to(field);
  const degrees = fields.digits(from, degreeDigits);
  const wholeMinutes = fields.digits(from + degreeDigits, 2);
  if (to - from < degreeDigits + 2 || degrees < 0 || wholeMinutes < 0) return fields.refuse(field);
  if (to - from > degreeDigits + 2 && !fields.isPoint(from + degreeDigits + 2)) return fields.refuse(field);
  const minutes = fields.numberBetween(field, from + degreeDigits, to) ?? 60;
  const angle = degrees + minutes / 60;
  return minutes < 60 && angle <= mostDeg ? angle : fields.refuse(field);
}

/** Degrees around the compass; some receivers count to both sides of north. Beyond a full turn it is no direction. */
export function readDirection(fields: SentenceFields, field: number): number | null {
  const value = fields.number(field);
  if (value === null || Math.abs(value) > 360) return null;
  if (value >= 0) return value;
  const unit = 10 ** fields.decimals;
  return (360 * unit + Math.round(value * unit)) / unit;
}

/** Pitch or roll, null beyond what can be. */
export function readTilt(fields: SentenceFields, field: number): number | null {
  const value = fields.number(field);
  return value !== null && Math.abs(value) <= 360 ? value : null;
}

/** GGA quality. 3 (PPS) and 9 (WAAS of one maker) are code fixes; 6 to 8 are not from satellites at all. */
export function ggaFix(digit: string): FixQuality | null {
  switch (digit) {
    case "1":
    case "3":
    case "9":
      return "single";
    case "2":
      return "dgps";
    case "4":
      return "fixed";
    case "5":
      return "float";
    case "0":
    case "6":
    case "7":
    case "8":
      return "none";
    default:
      return null;
  }
}

/** What a positioning mode tells by itself, and how far it bounds what another sentence tells of the same position. */
export interface ModeFix {
  readonly fix: FixQuality;
  readonly most: FixQuality;
}

const NO_FIX: ModeFix = { fix: "none", most: "none" };
/** Before NMEA 2.3 there was no mode, and the status alone tells of a fix. */
const UNTOLD: ModeFix = { fix: "single", most: "fixed" };
const MODES: Readonly<Record<string, ModeFix>> = {
  R: { fix: "fixed", most: "fixed" },
  F: { fix: "float", most: "float" },
  // Sets before 4.1 knew no R and F: of a receiver in RTK they say D, as a real recording does beside GGA quality 4.
  D: { fix: "dgps", most: "fixed" },
  A: { fix: "single", most: "single" },
  P: { fix: "single", most: "single" },
  "": UNTOLD,
};

/** Status and mode of RMC and GLL. E, M, N and S are estimated, set by hand, none and simulated. */
export function modeFix(fields: SentenceFields, statusField: number, modeField: number): ModeFix {
  const status = fields.letter(statusField);
  const mode = fields.letter(modeField);
  if (status !== "A" && status !== "V") fields.refuse(statusField);
  if (mode !== "" && !"ADEFMNPRS".includes(mode)) fields.refuse(modeField);
  return status === "V" ? NO_FIX : (MODES[mode] ?? NO_FIX);
}
