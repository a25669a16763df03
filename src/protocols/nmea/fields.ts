import type { FixQuality } from "../../core/observation.ts";
import type { Position } from "./sentence.ts";

/** `undefined`: the field breaks its form, so the sentence is refused. `null`: empty, which most fields may be. */
type Field<T> = T | null | undefined;

const DAY_MS = 86_400_000;

/** `hhmmss` with up to four decimals; milliseconds of the day. A leap second (60) is the last second of the day. */
export function timeOfDay(text: string): Field<number> {
  if (text === "") return null;
  const parts = /^(\d\d)(\d\d)(\d\d)(?:\.(\d{1,4}))?$/.exec(text);
  if (parts === null) return undefined;
  const [, hours = "", minutes = "", seconds = "", decimals = ""] = parts;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60) return undefined;
  const milliseconds = Math.round(Number(decimals.padEnd(4, "0")) / 10);
  const ms = Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000 + milliseconds;
  return Math.min(ms, DAY_MS - 1);
}

/** Days since 1970 of a calendar date that exists, from 1980, when the system began. */
export function dayNumber(year: number, month: number, dayOfMonth: number): Field<number> {
  if (year < 1980 || month < 1 || month > 12 || dayOfMonth < 1) return undefined;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (dayOfMonth > (lengths[month - 1] ?? 0)) return undefined;
  return Date.UTC(year, month - 1, dayOfMonth) / DAY_MS;
}

/** `ddmmyy`; years 80 to 99 are of the last century. */
export function shortDate(text: string): Field<number> {
  if (text === "") return null;
  const parts = /^(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (parts === null) return undefined;
  const year = Number(parts[3]);
  return dayNumber(year + (year >= 80 ? 1900 : 2000), Number(parts[2]), Number(parts[1]));
}

export function unsignedNumber(text: string, most: number): Field<number> {
  if (text === "") return null;
  if (!/^\d{1,9}(?:\.\d{1,10})?$/.test(text)) return undefined;
  const value = Number(text);
  return value <= most ? value : undefined;
}

export function signedNumber(text: string, most: number): Field<number> {
  if (text === "") return null;
  if (!/^[+-]?\d{1,9}(?:\.\d{1,10})?$/.test(text)) return undefined;
  const value = Number(text);
  return Math.abs(value) <= most ? value : undefined;
}

/** Four fields `ddmm.m,N,dddmm.m,E`: all empty, or all there. */
export function position(
  latitude: string,
  northSouth: string,
  longitude: string,
  eastWest: string,
): Field<Position> {
  if (latitude === "" && longitude === "" && /^[NS]?$/.test(northSouth) && /^[EW]?$/.test(eastWest))
    return null;
  const latitudeDeg = angle(/^(\d\d)(\d\d(?:\.\d{1,10})?)$/.exec(latitude), 90);
  const longitudeDeg = angle(/^(\d{3})(\d\d(?:\.\d{1,10})?)$/.exec(longitude), 180);
  if (latitudeDeg === undefined || longitudeDeg === undefined) return undefined;
  if (!/^[NS]$/.test(northSouth) || !/^[EW]$/.test(eastWest)) return undefined;
  return {
    latitudeDeg: northSouth === "S" ? -latitudeDeg : latitudeDeg,
    longitudeDeg: eastWest === "W" ? -longitudeDeg : longitudeDeg,
  };
}

function angle(parts: RegExpExecArray | null, most: number): number | undefined {
  if (parts === null) return undefined;
  const minutes = Number(parts[2]);
  const degrees = Number(parts[1]) + minutes / 60;
  return minutes < 60 && degrees <= most ? degrees : undefined;
}

/** GGA quality. 3 (PPS) and 9 (WAAS of one maker) are code fixes; 6 to 8 are not from satellites at all. */
export function ggaFix(text: string): FixQuality | undefined {
  switch (text) {
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
      return undefined;
  }
}

/** RMC positioning mode of NMEA 2.3; absent before that, then the status alone tells. */
export function rmcFix(status: string, mode: string): FixQuality | undefined {
  if (!/^[AV]$/.test(status) || !/^[ADEFMNPRS]?$/.test(mode)) return undefined;
  if (status === "V") return "none";
  switch (mode) {
    case "R":
      return "fixed";
    case "F":
      return "float";
    case "D":
      return "dgps";
    case "":
    case "A":
    case "P":
      return "single";
    default:
      return "none";
  }
}
