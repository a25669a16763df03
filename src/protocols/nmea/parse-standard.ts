import {
  dayNumber,
  ggaFix,
  modeFix,
  readDirection,
  readPosition,
  readShortDate,
  readTime,
} from "./fields.ts";
import type {
  GgaSentence,
  GllSentence,
  GstSentence,
  Heading,
  HeadingSentence,
  RmcSentence,
  VtgSentence,
  ZdaSentence,
} from "./sentence.ts";
import type { SentenceFields } from "./sentence-fields.ts";

/**
 * NMEA 0183 sentences. Whoever calls looks at `fields.wrong` afterwards. A field that nothing is made of is not looked at: what
 * receivers put there (999.9 for an unknown variation, a reference station with letters) is theirs. Older sets end sooner
 * and newer ones later; what is missing was not told.
 */
const KMH_PER_KNOT = 1.852;

export function parseGga(fields: SentenceFields): GgaSentence {
  const timeOfDayMs = readTime(fields, 1);
  const position = readPosition(fields, 2);
  const fix = ggaFix(fields.letter(6)) ?? fields.refuse(6) ?? "none";
  const satellites = fields.countOrNull(7);
  const hdop = fields.countOrNull(8);
  const altitudeM = fields.number(9);
  const separationM = fields.number(11);
  const correctionAgeS = fields.countOrNull(13);
  if (fix !== "none" && timeOfDayMs === null) fields.refuse(1);
  if (fix !== "none" && position === null) fields.refuse(2);
  return {
    type: "GGA",
    timeOfDayMs,
    position,
    fix,
    satellites: wholeOrNull(satellites),
    hdop,
    heightM: altitudeM === null || separationM === null ? null : decimalSum(altitudeM, separationM),
    correctionAgeS,
  };
}

/** Receivers print at most four decimals of a metre; without rounding 278.02 - 31.442 is 246.57799999999997. */
function decimalSum(a: number, b: number): number {
  return Math.round((a + b) * 10_000) / 10_000;
}

function wholeOrNull(count: number | null): number | null {
  return count !== null && Number.isInteger(count) ? count : null;
}

/** Nine fields up to the date; the mode came with NMEA 2.3, the navigational status with 4.1. */
export function parseRmc(fields: SentenceFields): RmcSentence {
  const timeOfDayMs = readTime(fields, 1);
  const position = readPosition(fields, 3);
  const knots = fields.countOrNull(7);
  const courseDeg = readDirection(fields, 8);
  const day = readShortDate(fields, 9);
  const { fix, most } = modeFix(fields, 2, 12);
  if (fix !== "none" && timeOfDayMs === null) fields.refuse(1);
  if (fix !== "none" && position === null) fields.refuse(3);
  const status = fields.letter(13);
  return {
    type: "RMC",
    timeOfDayMs,
    day,
    position,
    fix,
    fixMost: most,
    speedKmh: knots === null ? null : knots * KMH_PER_KNOT,
    courseDeg,
    warning: status === "C" || status === "U" ? status : "",
  };
}

export function parseGll(fields: SentenceFields): GllSentence {
  const position = readPosition(fields, 1);
  const timeOfDayMs = readTime(fields, 5);
  const { fix, most } = modeFix(fields, 6, 7);
  if (fix !== "none" && position === null) fields.refuse(1);
  return { type: "GLL", timeOfDayMs, position, fix, fixMost: most };
}

/** No quality and no time of its own. */
export function parseHdt(fields: SentenceFields): HeadingSentence {
  const headingDeg = readDirection(fields, 1);
  if (fields.letter(2) !== "T") fields.refuse(2);
  return headingOnly("HDT", headingDeg, headingDeg === null ? "none" : "unknown");
}

/** Mode A is a measured heading; E, M, S and V are estimated, set by hand, simulated and invalid. */
export function parseThs(fields: SentenceFields): HeadingSentence {
  const headingDeg = readDirection(fields, 1);
  const mode = fields.letter(2);
  if (mode === "" || !"AEMSV".includes(mode)) fields.refuse(2);
  return headingOnly("THS", headingDeg, mode === "A" && headingDeg !== null ? "unknown" : "none");
}

/** Unverified: a second heading of Unicore receivers, of which no page says between which antennas. */
export function parseThs2(fields: SentenceFields): HeadingSentence {
  const headingDeg = readDirection(fields, 1);
  return headingOnly("THS2", headingDeg, headingDeg === null ? "none" : "unknown");
}

export function headingOnly(
  type: HeadingSentence["type"],
  headingDeg: number | null,
  headingFix: Heading["headingFix"],
): HeadingSentence {
  return {
    type,
    timeOfDayMs: null,
    day: null,
    headingDeg: headingFix === "none" ? null : headingDeg,
    headingFix,
    pitchDeg: null,
    rollDeg: null,
    baselineM: null,
  };
}

export function parseGst(fields: SentenceFields): GstSentence {
  const timeOfDayMs = readTime(fields, 1);
  const latitudeM = fields.countOrNull(6);
  const longitudeM = fields.countOrNull(7);
  const sigmaM = latitudeM === null || longitudeM === null ? null : Math.max(latitudeM, longitudeM);
  return { type: "GST", timeOfDayMs, sigmaM };
}

/** Without values at a standstill, as some receivers send it, it says nothing. */
export function parseVtg(fields: SentenceFields): VtgSentence {
  return {
    type: "VTG",
    timeOfDayMs: null,
    courseDeg: readDirection(fields, 1),
    speedKmh: fields.countOrNull(7),
  };
}

export function parseZda(fields: SentenceFields): ZdaSentence {
  const timeOfDayMs = readTime(fields, 1);
  const day = fields.number(2);
  const month = fields.number(3);
  const year = fields.number(4);
  const told = day !== null && month !== null && year !== null;
  return { type: "ZDA", timeOfDayMs, day: told ? dayNumber(year, month, day) : null };
}
