import type { FixQuality, GnssEpoch } from "../../core/observation.ts";
import { dayNumber, shortDate, signedNumber, timeOfDay, unsignedNumber } from "./fields.ts";
import type { HeadingSentence, KsxtSentence, Position } from "./sentence.ts";

type HeadingFix = GnssEpoch["headingFix"];

interface Attitude {
  readonly headingDeg: number | null;
  readonly pitchDeg: number | null;
  readonly rollDeg: number | null;
}

/**
 * Sentences of receiver makers (docs/sources.md, GNSS sentences). Unverified: meaning of the HPR quality digits beyond 4 and 5, the
 * units of KSXT, that its height is ellipsoidal, and that HEADINGA of NovAtel has the body of UNIHEADINGA.
 */
const POSITION_FIX: readonly FixQuality[] = ["none", "single", "float", "fixed"];
const HEADING_FIX: readonly HeadingFix[] = ["none", "none", "float", "fixed"];
const GPS_EPOCH_DAY = 3657;
const WEEK_MS = 604_800_000;
const DAY_MS = 86_400_000;
const ANGLE_MOST = 360;

/** Unicore: UTC, heading, pitch, roll, quality (4 fixed, 5 float), satellites, age, station. */
export function parseHpr(fields: readonly string[]): HeadingSentence | null {
  if (fields.length !== 8) return null;
  const [
    utc = "",
    heading = "",
    pitch = "",
    roll = "",
    quality = "",
    satellites = "",
    age = "",
    station = "",
  ] = fields;
  const timeOfDayMs = timeOfDay(utc);
  const attitude = parseAttitude(heading, pitch, roll);
  if (timeOfDayMs === undefined || attitude === null || !/^\d$/.test(quality)) return null;
  if (unsignedNumber(satellites, 99) === undefined || unsignedNumber(age, 100_000) === undefined) return null;
  if (!/^\d{0,4}$/.test(station)) return null;
  return { type: "HPR", timeOfDayMs, day: null, ...usable(attitude, fixOf(quality, "4", "5")) };
}

/** SkyTraq 036: UTC, date, heading, pitch, roll, mode as in RMC (R fixed, F float). */
export function parsePsti036(fields: readonly string[]): HeadingSentence | null {
  if (fields.length !== 7) return null;
  const [, utc = "", date = "", heading = "", pitch = "", roll = "", mode = ""] = fields;
  const timeOfDayMs = timeOfDay(utc);
  const day = shortDate(date);
  const attitude = parseAttitude(heading, pitch, roll);
  if (timeOfDayMs === undefined || day === undefined || attitude === null || !/^[ADEFMNPRS]$/.test(mode))
    return null;
  return { type: "PSTI036", timeOfDayMs, day, ...usable(attitude, fixOf(mode, "R", "F")) };
}

/** Unicore, all in one: position, attitude, velocity; quality 0 none, 1 single, 2 float, 3 fixed. */
export function parseKsxt(fields: readonly string[]): KsxtSentence | null {
  if (fields.length < 19 || fields.length > 22) return null;
  const [
    utc = "",
    lon = "",
    lat = "",
    height = "",
    heading = "",
    pitch = "",
    track = "",
    speed = "",
    roll = "",
  ] = fields;
  const [positionQuality = "", headingQuality = "", , satellites = ""] = fields.slice(9);
  const stamp = parseStamp(utc);
  const place = parseDegrees(lat, lon);
  const attitude = parseAttitude(heading, pitch, roll);
  const heightM = signedNumber(height, 100_000);
  const courseDeg = unsignedNumber(track, ANGLE_MOST);
  const speedKmh = unsignedNumber(speed, 4000);
  const fix = POSITION_FIX[digit(positionQuality)];
  const headingFix = HEADING_FIX[digit(headingQuality)];
  const used = unsignedNumber(satellites, 99);
  const correctionAgeS = unsignedNumber(fields[19] ?? "", 100_000);
  if (stamp === null || place === undefined || attitude === null || heightM === undefined) return null;
  if (courseDeg === undefined || speedKmh === undefined || used === undefined || correctionAgeS === undefined)
    return null;
  if (fix === undefined || headingFix === undefined) return null;
  if (fields.slice(13, 19).some((field) => signedNumber(field, 1_000_000) === undefined)) return null;
  if (fix !== "none" && place === null) return null;
  return {
    type: "KSXT",
    ...stamp,
    position: place,
    heightM,
    fix,
    satellites: used,
    correctionAgeS,
    speedKmh,
    courseDeg,
    ...usable(attitude, headingFix),
  };
}

/**
 * UNIHEADINGA and HEADINGA: only SOL_COMPUTED with an integer solution of narrow lane counts as fixed. The Unicore header
 * has week, millisecond and leap seconds, so it gives a UTC; any other header leaves the heading to the epoch in progress.
 */
export function parseHeadingLog(header: readonly string[], body: readonly string[]): HeadingSentence | null {
  if (body.length < 16 || body.length > 18) return null;
  const [solution = "", positionType = "", baseline = "", heading = "", pitch = ""] = body;
  if (!/^[A-Z_]{1,32}$/.test(solution) || !/^[A-Z0-9_]{1,32}$/.test(positionType)) return null;
  const attitude = parseAttitude(heading, pitch, "");
  if (attitude === null || typeof unsignedNumber(baseline, 100_000) !== "number") return null;
  const computed = solution === "SOL_COMPUTED";
  const fixed = computed && positionType === "NARROW_INT";
  const float = computed && positionType === "NARROW_FLOAT";
  const stamp = parseGpsTime(header);
  const fix = fixed ? "fixed" : float ? "float" : "none";
  const stampOrNone = stamp ?? { timeOfDayMs: null, day: null };
  return { type: "HEADINGA", ...stampOrNone, ...usable(attitude, fix) };
}

/** A heading without a fix is no heading, whatever stands in the field. */
function usable(attitude: Attitude, headingFix: HeadingFix): Attitude & { readonly headingFix: HeadingFix } {
  if (headingFix === "none" || attitude.headingDeg === null)
    return { headingDeg: null, headingFix: "none", pitchDeg: null, rollDeg: null };
  return { ...attitude, headingFix };
}

function fixOf(mark: string, fixed: string, float: string): HeadingFix {
  return mark === fixed ? "fixed" : mark === float ? "float" : "none";
}

function parseAttitude(heading: string, pitch: string, roll: string): Attitude | null {
  const headingDeg = unsignedNumber(heading, ANGLE_MOST);
  const pitchDeg = signedNumber(pitch, ANGLE_MOST);
  const rollDeg = signedNumber(roll, ANGLE_MOST);
  if (headingDeg === undefined || pitchDeg === undefined || rollDeg === undefined) return null;
  return { headingDeg, pitchDeg, rollDeg };
}

/** `yyyymmddhhmmss.ss`. */
function parseStamp(text: string): { readonly timeOfDayMs: number; readonly day: number } | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d{6}(?:\.\d{1,4})?)$/.exec(text);
  if (parts === null) return null;
  const day = dayNumber(Number(parts[1]), Number(parts[2]), Number(parts[3]));
  const timeOfDayMs = timeOfDay(parts[4] ?? "");
  return day == null || timeOfDayMs == null ? null : { timeOfDayMs, day };
}

function parseDegrees(latitude: string, longitude: string): Position | null | undefined {
  const latitudeDeg = signedNumber(latitude, 90);
  const longitudeDeg = signedNumber(longitude, 180);
  if (latitudeDeg === undefined || longitudeDeg === undefined) return undefined;
  if (latitudeDeg === null && longitudeDeg === null) return null;
  if (latitudeDeg === null || longitudeDeg === null) return undefined;
  return { latitudeDeg, longitudeDeg };
}

/** Unicore header: name, load, "GPS", time status, week, millisecond of week, 0, 0, leap seconds, delay. */
function parseGpsTime(
  header: readonly string[],
): { readonly timeOfDayMs: number; readonly day: number } | null {
  const [, , system, , week = "", millisecond = "", , , leap = ""] = header;
  if (header.length !== 10 || system !== "GPS") return null;
  if (!/^\d{1,5}$/.test(week) || !/^\d{1,9}$/.test(millisecond) || !/^\d{1,2}$/.test(leap)) return null;
  if (Number(millisecond) >= WEEK_MS) return null;
  const ms = Number(week) * WEEK_MS + Number(millisecond) - Number(leap) * 1000;
  const days = Math.floor(ms / DAY_MS);
  return { timeOfDayMs: ms - days * DAY_MS, day: GPS_EPOCH_DAY + days };
}

/** Anything but one digit leads nowhere in a table. */
function digit(text: string): number {
  return /^\d$/.test(text) ? Number(text) : -1;
}
