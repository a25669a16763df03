import { crc32NovAtel, xorChecksum } from "./checksums.ts";

/**
 * Sentence encoders after NMEA 0183 4.1 and the Unicore reference commands manual (HPR, KSXT). Times are UTC
 * milliseconds since 1970. Decimal places are those the receivers print: eight of a minute, four of a heading.
 */
export type FixState = "none" | "single" | "float" | "fixed";

export interface Solution {
  readonly utcMs: number;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly heightM: number;
  readonly geoidM: number;
  readonly fix: FixState;
  readonly satellites: number;
  readonly correctionAgeS: number;
  readonly station: number;
  readonly speedMPerS: number;
  readonly courseDeg: number;
  readonly velocityEnu: readonly [number, number, number];
  /** Azimuth of the antenna pair; meaningless where `headingFix` is none. */
  readonly headingDeg: number;
  readonly pitchDeg: number;
  readonly headingFix: FixState;
  readonly headingSatellites: number;
  readonly hdop: number;
  /** What RMC says where it is not what GGA says. */
  readonly rmcSays: "void" | "autonomous" | "float" | "rtk" | null;
  /** `rollover`: as many weeks ago as the counter of the satellites' message has room for. */
  readonly date: "known" | "none" | "rollover";
  /** One standard deviation of either axis, as GST tells it. */
  readonly sigmaM: number;
}

/** What a receiver tells beside its solution that has nothing to hide. */
export const HONEST = { hdop: 0.7, rmcSays: null, date: "known", sigmaM: 0.01 } as const;

const GGA_QUALITY: Readonly<Record<FixState, string>> = { none: "0", single: "1", float: "5", fixed: "4" };
const KSXT_QUALITY: Readonly<Record<FixState, string>> = { none: "0", single: "1", float: "2", fixed: "3" };
const RMC_MODE: Readonly<Record<FixState, string>> = { none: "N", single: "A", float: "F", fixed: "R" };
const RMC_SAID = { void: "N", autonomous: "A", float: "F", rtk: "R" } as const;
const ROLLOVER_MS = 1024 * 7 * 86_400_000;

export function nmea(body: string): string {
  return `$${body}*${xorChecksum(body)}\r\n`;
}

const two = (n: number): string => String(n).padStart(2, "0");

function clockTime(utcMs: number): string {
  const at = new Date(utcMs);
  const hundredths = Math.floor(at.getUTCMilliseconds() / 10);
  return `${two(at.getUTCHours())}${two(at.getUTCMinutes())}${two(at.getUTCSeconds())}.${two(hundredths)}`;
}

/** The calendar day that the receiver believes in. */
function dayOf({ utcMs, date }: Solution): { day: string; month: string; year: number } {
  const at = new Date(date === "rollover" ? utcMs - ROLLOVER_MS : utcMs);
  return { day: two(at.getUTCDate()), month: two(at.getUTCMonth() + 1), year: at.getUTCFullYear() };
}

/** Rounds before it splits, so that 59.999999999 minutes become the next degree and never "60.00000000". */
function degreesMinutes(deg: number, degreeDigits: number): string {
  const unitsPerMinute = 1e8;
  const units = Math.round(Math.abs(deg) * 60 * unitsPerMinute);
  const degrees = Math.floor(units / (60 * unitsPerMinute));
  const minutes = units - degrees * 60 * unitsPerMinute;
  const whole = Math.floor(minutes / unitsPerMinute);
  const part = String(minutes - whole * unitsPerMinute).padStart(8, "0");
  return `${String(degrees).padStart(degreeDigits, "0")}${two(whole)}.${part}`;
}

function latitude(s: Solution): string {
  return s.fix === "none" ? "," : `${degreesMinutes(s.latitudeDeg, 2)},${s.latitudeDeg < 0 ? "S" : "N"}`;
}

function longitude(s: Solution): string {
  return s.fix === "none" ? "," : `${degreesMinutes(s.longitudeDeg, 3)},${s.longitudeDeg < 0 ? "W" : "E"}`;
}

/** An angle that stays below its circle after rounding. */
function circle(deg: number, digits: number): string {
  const text = (((deg % 360) + 360) % 360).toFixed(digits);
  return Number(text) >= 360 ? (0).toFixed(digits) : text;
}

const aided = (fix: FixState): boolean => fix === "float" || fix === "fixed";

export function gga(s: Solution): string {
  const height =
    s.fix === "none" ? ",M,,M" : `${(s.heightM - s.geoidM).toFixed(4)},M,${s.geoidM.toFixed(4)},M`;
  const age = aided(s.fix) ? `${s.correctionAgeS.toFixed(1)},${String(s.station).padStart(4, "0")}` : ",";
  const dilution = s.fix === "none" ? "99.9" : s.hdop.toFixed(1);
  return nmea(
    `GNGGA,${clockTime(s.utcMs)},${latitude(s)},${longitude(s)},${GGA_QUALITY[s.fix]},${two(s.satellites)},${dilution},${height},${age}`,
  );
}

export function rmc(s: Solution): string {
  const { day, month, year } = dayOf(s);
  const date = s.date === "none" ? "" : `${day}${month}${two(year % 100)}`;
  const valid = s.fix !== "none" && s.rmcSays !== "void";
  const mode = s.rmcSays === null ? RMC_MODE[s.fix] : RMC_SAID[s.rmcSays];
  const motion = valid ? `${(s.speedMPerS / 0.514444).toFixed(3)},${circle(s.courseDeg, 3)}` : ",";
  return nmea(
    `GNRMC,${clockTime(s.utcMs)},${valid ? "A" : "V"},${latitude(s)},${longitude(s)},${motion},${date},,,${mode},V`,
  );
}

export function hpr(s: Solution): string {
  const lost = s.headingFix === "none";
  const angles = lost
    ? "000.0000,000.0000"
    : `${circle(s.headingDeg, 4).padStart(8, "0")},${s.pitchDeg < 0 ? "-" : ""}${Math.abs(s.pitchDeg).toFixed(4).padStart(7, "0")}`;
  const satellites = two(lost ? 0 : s.headingSatellites);
  return nmea(
    `GNHPR,${clockTime(s.utcMs)},${angles},000.0000,${GGA_QUALITY[s.headingFix]},${satellites},0.00,0999`,
  );
}

export function hdt(s: Solution): string {
  return nmea(s.headingFix === "none" ? "GNHDT,,T" : `GNHDT,${circle(s.headingDeg, 4)},T`);
}

/** Mode A autonomous, E estimated (a float baseline is no more), V void. */
export function ths(s: Solution): string {
  if (s.headingFix === "none") return nmea("GNTHS,,V");
  return nmea(`GNTHS,${circle(s.headingDeg, 4)},${s.headingFix === "fixed" ? "A" : "E"}`);
}

/** NMEA 0183 GST: time, RMS of the ranges, error ellipse (two axes and its azimuth), latitude, longitude, height. */
export function gst(s: Solution): string {
  if (s.fix === "none") return nmea(`GNGST,${clockTime(s.utcMs)},,,,,,,`);
  const axis = s.sigmaM.toFixed(3);
  return nmea(
    `GNGST,${clockTime(s.utcMs)},0.45,${axis},${axis},0.0000,${axis},${axis},${(2 * s.sigmaM).toFixed(3)}`,
  );
}

/** The same sentences of another device. */
export function withTalker(sentences: string, talker: string): string {
  return sentences.replace(/\$GN([^*]*)\*[0-9A-F]{2}\r\n/g, (_, rest: string) => nmea(`${talker}${rest}`));
}

/** Field by field as the manual lists them, up to the checksum. */
export function ksxtBody(s: Solution): string {
  const { day, month, year } = dayOf(s);
  const stamp = `${year}${month}${day}${clockTime(s.utcMs)}`;
  const placed = s.fix !== "none";
  const directed = s.headingFix !== "none";
  const velocity = s.velocityEnu.map((v) => (placed ? (v * 3.6).toFixed(3) : ""));
  return [
    "KSXT",
    stamp,
    placed ? s.longitudeDeg.toFixed(8) : "",
    placed ? s.latitudeDeg.toFixed(8) : "",
    placed ? s.heightM.toFixed(4) : "",
    directed ? circle(s.headingDeg, 2) : "",
    directed ? s.pitchDeg.toFixed(2) : "",
    placed ? circle(s.courseDeg, 2) : "",
    placed ? (s.speedMPerS * 3.6).toFixed(3) : "",
    "",
    KSXT_QUALITY[s.fix],
    KSXT_QUALITY[s.headingFix],
    String(directed ? s.headingSatellites : 0),
    String(s.satellites),
    "",
    "",
    "",
    ...velocity,
    aided(s.fix) ? s.correctionAgeS.toFixed(1) : "",
    aided(s.fix) ? String(s.station) : "",
    "",
  ].join(",");
}

export function ksxtXor(s: Solution): string {
  return nmea(ksxtBody(s));
}

export function ksxtCrc32(s: Solution): string {
  const body = ksxtBody(s);
  return `$${body}*${crc32NovAtel(body)}\r\n`;
}

export const SENTENCE_SETS = {
  "gga-rmc-hpr": (s: Solution): string => gga(s) + rmc(s) + hpr(s),
  "gga-rmc-hdt": (s: Solution): string => gga(s) + rmc(s) + hdt(s),
  "gga-rmc-ths": (s: Solution): string => gga(s) + rmc(s) + ths(s),
  "ksxt-xor": ksxtXor,
  "ksxt-crc32": ksxtCrc32,
} as const;

export type SentenceSet = keyof typeof SENTENCE_SETS;
