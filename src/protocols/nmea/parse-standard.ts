import {
  dayNumber,
  ggaFix,
  position,
  rmcFix,
  shortDate,
  signedNumber,
  timeOfDay,
  unsignedNumber,
} from "./fields.ts";
import type {
  GgaSentence,
  GstSentence,
  HeadingSentence,
  RmcSentence,
  VtgSentence,
  ZdaSentence,
} from "./sentence.ts";

/** NMEA 0183 sentences. `fields` is what stands behind the address; null means that a field or their count breaks the form. */
const KMH_PER_KNOT = 1.852;

export function parseGga(fields: readonly string[]): GgaSentence | null {
  if (fields.length !== 14) return null;
  const [utc = "", lat = "", ns = "", lon = "", ew = "", quality = "", satellites = "", hdop = ""] = fields;
  const [altitude = "", altitudeUnit, separation = "", separationUnit, age = "", station = ""] =
    fields.slice(8);
  const timeOfDayMs = timeOfDay(utc);
  const place = position(lat, ns, lon, ew);
  const fix = ggaFix(quality);
  const used = unsignedNumber(satellites, 99);
  const altitudeM = signedNumber(altitude, 100_000);
  const separationM = signedNumber(separation, 1000);
  const correctionAgeS = unsignedNumber(age, 100_000);
  if (timeOfDayMs === undefined || place === undefined || fix === undefined || used === undefined)
    return null;
  if (altitudeM === undefined || separationM === undefined || correctionAgeS === undefined) return null;
  if (unsignedNumber(hdop, 9999) === undefined || !/^\d{0,4}$/.test(station)) return null;
  if (!/^M?$/.test(altitudeUnit ?? "") || !/^M?$/.test(separationUnit ?? "")) return null;
  if (fix !== "none" && (timeOfDayMs === null || place === null)) return null;
  const heightM = altitudeM === null ? null : decimalSum(altitudeM, separationM ?? 0);
  return { type: "GGA", timeOfDayMs, position: place, fix, satellites: used, heightM, correctionAgeS };
}

/** Receivers print at most four decimals of a metre; without rounding 278.02 - 31.442 is 246.57799999999997. */
function decimalSum(a: number, b: number): number {
  return Math.round((a + b) * 10_000) / 10_000;
}

/** Eleven fields before NMEA 2.3, twelve with the mode, thirteen with the navigational status of 4.1. */
export function parseRmc(fields: readonly string[]): RmcSentence | null {
  if (fields.length < 11 || fields.length > 13) return null;
  const [utc = "", status = "", lat = "", ns = "", lon = "", ew = "", speed = "", course = "", date = ""] =
    fields;
  const [variation = "", variationSide = "", mode = "", navigational = ""] = fields.slice(9);
  const timeOfDayMs = timeOfDay(utc);
  const day = shortDate(date);
  const place = position(lat, ns, lon, ew);
  const fix = rmcFix(status, mode);
  const knots = unsignedNumber(speed, 2000);
  const courseDeg = unsignedNumber(course, 360);
  if (timeOfDayMs === undefined || day === undefined || place === undefined || fix === undefined) return null;
  if (knots === undefined || courseDeg === undefined) return null;
  if (unsignedNumber(variation, 180) === undefined || !/^[EW]?$/.test(variationSide)) return null;
  if (!/^[SCUV]?$/.test(navigational)) return null;
  if (fix !== "none" && (timeOfDayMs === null || day === null || place === null)) return null;
  const speedKmh = knots === null ? null : knots * KMH_PER_KNOT;
  return { type: "RMC", timeOfDayMs, day, position: place, fix, speedKmh, courseDeg };
}

/** No quality and no time of its own. */
export function parseHdt(fields: readonly string[]): HeadingSentence | null {
  const [heading = "", reference] = fields;
  const headingDeg = unsignedNumber(heading, 360);
  if (fields.length !== 2 || reference !== "T" || headingDeg === undefined) return null;
  return headingOnly("HDT", headingDeg, headingDeg !== null);
}

/** Mode A is a measured heading; E, M, S and V are estimated, set by hand, simulated and invalid. */
export function parseThs(fields: readonly string[]): HeadingSentence | null {
  const [heading = "", mode = ""] = fields;
  const headingDeg = unsignedNumber(heading, 360);
  if (fields.length !== 2 || !/^[AEMSV]$/.test(mode) || headingDeg === undefined) return null;
  return headingOnly("THS", headingDeg, mode === "A" && headingDeg !== null);
}

function headingOnly(type: "HDT" | "THS", headingDeg: number | null, measured: boolean): HeadingSentence {
  return {
    type,
    timeOfDayMs: null,
    day: null,
    headingDeg: measured ? headingDeg : null,
    headingFix: measured ? "unknown" : "none",
    pitchDeg: null,
    rollDeg: null,
  };
}

export function parseGst(fields: readonly string[]): GstSentence | null {
  if (fields.length !== 8) return null;
  const timeOfDayMs = timeOfDay(fields[0] ?? "");
  const sigmas = fields.slice(1).map((field) => unsignedNumber(field, 1_000_000_000));
  if (timeOfDayMs === undefined || sigmas.includes(undefined)) return null;
  const latitudeM = sigmas[4] ?? null;
  const longitudeM = sigmas[5] ?? null;
  const sigmaM = latitudeM === null || longitudeM === null ? null : Math.max(latitudeM, longitudeM);
  return { type: "GST", timeOfDayMs, sigmaM };
}

/** Eight fields before NMEA 2.3, nine with the mode. */
export function parseVtg(fields: readonly string[]): VtgSentence | null {
  if (fields.length !== 8 && fields.length !== 9) return null;
  const [course = "", trueMark, magnetic = "", magneticMark, knots = "", knotsMark, kmh = "", kmhMark] =
    fields;
  const courseDeg = unsignedNumber(course, 360);
  const speedKmh = unsignedNumber(kmh, 4000);
  if (courseDeg === undefined || speedKmh === undefined) return null;
  if (unsignedNumber(magnetic, 360) === undefined || unsignedNumber(knots, 2000) === undefined) return null;
  if (trueMark !== "T" || magneticMark !== "M" || knotsMark !== "N" || kmhMark !== "K") return null;
  if (!/^[ADEFMNPRS]?$/.test(fields[8] ?? "")) return null;
  return { type: "VTG", courseDeg, speedKmh };
}

export function parseZda(fields: readonly string[]): ZdaSentence | null {
  const [utc = "", dayOfMonth = "", month = "", year = "", zoneHours = "", zoneMinutes = ""] = fields;
  const timeOfDayMs = timeOfDay(utc);
  if (fields.length !== 6 || timeOfDayMs === undefined) return null;
  if (!/^(?:[+-]?\d\d)?$/.test(zoneHours) || !/^(?:\d\d)?$/.test(zoneMinutes)) return null;
  if (dayOfMonth === "" && month === "" && year === "") return { type: "ZDA", timeOfDayMs, day: null };
  if (!/^\d\d$/.test(dayOfMonth) || !/^\d\d$/.test(month) || !/^\d{4}$/.test(year)) return null;
  const day = dayNumber(Number(year), Number(month), Number(dayOfMonth));
  return day === undefined ? null : { type: "ZDA", timeOfDayMs, day };
}
