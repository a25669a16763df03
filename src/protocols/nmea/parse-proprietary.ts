import type { FixQuality, GnssEpoch } from "../../core/observation.ts";
import {
  dayNumber,
  modeFix,
  readDirection,
  readPosition,
  readShortDate,
  readTilt,
  readTime,
} from "./fields.ts";
import type {
  BaselineSentence,
  GllSentence,
  Heading,
  HeadingSentence,
  KsxtSentence,
  Position,
} from "./sentence.ts";
import { lastDigit, type SentenceFields } from "./sentence-fields.ts";

type HeadingFix = GnssEpoch["headingFix"];

/**
 * Sentences of receiver makers (docs/sources.md, GNSS sentences). Unverified: meaning of the HPR quality digits beyond 4 and 5, the
 * units of KSXT and that its height is ellipsoidal.
 */
const POSITION_FIX: readonly FixQuality[] = ["none", "single", "float", "fixed"];
const HEADING_FIX: readonly HeadingFix[] = ["none", "none", "float", "fixed"];

/** Unicore: UTC, heading, pitch, roll, quality (4 fixed, 5 float), satellites, age, station. */
export function parseHpr(fields: SentenceFields): HeadingSentence {
  const timeOfDayMs = readTime(fields, 1);
  const quality = fields.letter(5);
  if (quality < "0" || quality > "9") fields.refuse(5);
  const heading = readHeading(fields, 2, fixOf(quality, "4", "5"));
  const { headingDeg, headingFix, pitchDeg, rollDeg } = heading;
  // A spread would cost as much as all the fields.
  return { type: "HPR", timeOfDayMs, day: null, headingDeg, headingFix, pitchDeg, rollDeg, baselineM: null };
}

/** SkyTraq 036: UTC, date, heading, pitch, roll, mode as in RMC (R fixed, F float). */
export function parsePsti036(fields: SentenceFields): HeadingSentence {
  const timeOfDayMs = readTime(fields, 2);
  const day = readShortDate(fields, 3);
  const mode = fields.letter(7);
  if (mode === "" || !"ADEFMNPRS".includes(mode)) fields.refuse(7);
  const heading = readHeading(fields, 4, fixOf(mode, "R", "F"));
  return { type: "PSTI036", timeOfDayMs, day, ...heading, baselineM: null };
}

/**
 * SkyTraq 035: UTC, date, status, mode, baseline east, north, up, length, course. It is of the two antennas of a moving base (the
 * recording that we have has the course equal to the heading); 032, of the same form, is of the reference station and is not read.
 */
export function parsePsti035(fields: SentenceFields): BaselineSentence {
  const timeOfDayMs = readTime(fields, 2);
  const lengthM = fields.countOrNull(9);
  return { type: "PSTI035", timeOfDayMs, baselineM: fields.letter(4) === "A" ? lengthM : null };
}

/** SkyTraq 030: UTC, status, position, height, velocities, date, mode. Unverified: fields beyond the position but the mode. */
export function parsePsti030(fields: SentenceFields): GllSentence {
  const timeOfDayMs = readTime(fields, 2);
  const position = readPosition(fields, 4);
  const { fix, most } = modeFix(fields, 3, 13);
  return { type: "PSTI030", timeOfDayMs, position, fix, fixMost: most };
}

/** Trimble AVR: UTC, yaw, "Yaw", tilt, "Tilt" or nothing, roll, "Roll" or nothing, range between the antennas, quality. */
export function parseAvr(fields: SentenceFields): HeadingSentence {
  const timeOfDayMs = readTime(fields, 2);
  const headingDeg = readDirection(fields, 3);
  const pitchDeg = readTilt(fields, 5);
  const rollDeg = readTilt(fields, 7);
  const baselineM = fields.countOrNull(9);
  const quality = fields.letter(10);
  if (!/^[0-4]$/.test(quality)) fields.refuse(10);
  const heading = usable(headingDeg, pitchDeg, rollDeg, fixOf(quality, "3", "2"));
  return { type: "AVR", timeOfDayMs, day: null, ...heading, baselineM };
}

/**
 * Unicore HPD: week, second of the week, heading, pitch, track, latitude, longitude, height, three velocities, baseline east, north,
 * up. Unverified, all of it; the one sample that we have has a baseline of millimetres, so that it cannot be of two antennas.
 */
export function parseHpd(fields: SentenceFields): HeadingSentence {
  const headingDeg = readDirection(fields, 3);
  const pitchDeg = readTilt(fields, 4);
  const heading = usable(headingDeg, pitchDeg, null, headingDeg === null ? "none" : "unknown");
  return { type: "HPD", timeOfDayMs: null, day: null, ...heading, baselineM: null };
}

/**
 * Unicore, all in one: position, attitude, velocity; quality 0 none, 1 single, 2 float, 3 fixed. Its vector east, north, up is
 * that from the reference station: in the public samples its direction is not the heading. So it tells no baseline.
 */
export function parseKsxt(fields: SentenceFields): KsxtSentence | null {
  const stamp = readStamp(fields, 1);
  const position = readDegrees(fields, 2);
  const heightM = fields.number(4);
  const courseDeg = readDirection(fields, 7);
  const speedKmh = fields.countOrNull(8);
  const fix = POSITION_FIX[digit(fields, 10)];
  const headingFix = HEADING_FIX[digit(fields, 11)];
  const satellites = fields.countOrNull(13);
  const correctionAgeS = fields.countOrNull(20);
  const headingDeg = readDirection(fields, 5);
  const pitchDeg = readTilt(fields, 6);
  const rollDeg = readTilt(fields, 9);
  if (fix === undefined) return fields.refuse(10);
  if (headingFix === undefined) return fields.refuse(11);
  if (fix !== "none" && position === null) return fields.refuse(2);
  if (stamp === null) return fields.refuse(1);
  return {
    type: "KSXT",
    ...stamp,
    position,
    heightM,
    fix,
    satellites: satellites !== null && Number.isInteger(satellites) ? satellites : null,
    correctionAgeS,
    speedKmh,
    courseDeg,
    ...usable(headingDeg, pitchDeg, rollDeg, headingFix),
  };
}

function readHeading(fields: SentenceFields, first: number, headingFix: HeadingFix): Heading {
  const headingDeg = readDirection(fields, first);
  const pitchDeg = readTilt(fields, first + 1);
  const rollDeg = readTilt(fields, first + 2);
  return usable(headingDeg, pitchDeg, rollDeg, headingFix);
}

const NO_HEADING: Heading = { headingDeg: null, headingFix: "none", pitchDeg: null, rollDeg: null };

/** A heading without a fix is no heading, whatever stands in the field. */
export function usable(
  headingDeg: number | null,
  pitchDeg: number | null,
  rollDeg: number | null,
  headingFix: HeadingFix,
): Heading {
  if (headingFix === "none" || headingDeg === null) return NO_HEADING;
  return { headingDeg, headingFix, pitchDeg, rollDeg };
}

function fixOf(mark: string, fixed: string, float: string): HeadingFix {
  return mark === fixed ? "fixed" : mark === float ? "float" : "none";
}

/** `yyyymmddhhmmss.ss`. */
function readStamp(
  fields: SentenceFields,
  field: number,
): { readonly timeOfDayMs: number; readonly day: number } | null {
  const from = fields.from(field);
  const year = fields.digits(from, 4);
  const month = fields.digits(from + 4, 2);
  const dayOfMonth = fields.digits(from + 6, 2);
  if (fields.to(field) - from < 14 || year < 0 || month < 0 || dayOfMonth < 0) return null;
  const day = dayNumber(year, month, dayOfMonth);
  const timeOfDayMs = readTime(fields, field, from + 8);
  return day === null || timeOfDayMs === null ? null : { timeOfDayMs, day };
}

/** Longitude, then latitude, both in degrees. */
function readDegrees(fields: SentenceFields, first: number): Position | null {
  const longitudeDeg = fields.number(first);
  const decimals = fields.decimals;
  const latitudeDeg = fields.number(first + 1);
  if (longitudeDeg === null && latitudeDeg === null) return null;
  if (longitudeDeg === null || Math.abs(longitudeDeg) > 180) return fields.refuse(first);
  if (latitudeDeg === null || Math.abs(latitudeDeg) > 90) return fields.refuse(first + 1);
  return { latitudeDeg, longitudeDeg, stepDeg: lastDigit(Math.min(decimals, fields.decimals)) };
}

/** Anything but one digit leads nowhere in a table. */
function digit(fields: SentenceFields, field: number): number {
  const text = fields.letter(field);
  return /^\d$/.test(text) ? Number(text) : -1;
}
