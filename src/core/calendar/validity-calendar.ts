import { type Reason, reason } from "../trade/reasons.ts";
import { type DeviceRole, ROLES } from "../trade/words/roles.ts";

/**
 * What a station lives by and that ends on a day: calibrations, rulebooks, certificates. A pure function of the station's civil date, so
 * that it says before the day what stops the lane on it.
 */
export type Paper =
  | {
      readonly what: "calibration";
      readonly role: DeviceRole;
      readonly device: string;
      /** Null: none is on record. */
      readonly certificate: string | null;
      readonly validTo: string | null;
    }
  /** The last edition of those that follow each other: a book with a next one ends nothing. */
  | { readonly what: "rulebook"; readonly rulebook: string; readonly validTo: string | null }
  /** Of the broker's authority, of the station at the broker, of a PLC: by its file. */
  | { readonly what: "certificate"; readonly file: string; readonly validTo: string | null }
  /** The list of keys that the registry gave last, by its number. */
  | { readonly what: "trust-list"; readonly number: string; readonly validTo: string };

/** `none`: a day is asked for and there is none; a rulebook without a last day is valid. */
export type PaperState = "valid" | "ends-soon" | "ended" | "none";

export interface CalendarEntry {
  readonly paper: Paper;
  readonly state: PaperState;
  /** Whole days until the last day of validity: 0 on it, negative after it; null where there is none. */
  readonly daysLeft: number | null;
  /** What a person has to know and to do; null where all is well. */
  readonly word: Reason | null;
}

/** Of a calibration laboratory's week, and of the instrument's way there and back, there is time in it. */
export const WARN_DAYS = 30;

/** A list of keys is good for a month, and the next one comes by itself: a week before its end it should have come. */
const LIST_WARN_DAYS = 7;

/** How everything stands on this civil date: what is missing or ended first, then what ends first. */
export function calendarOn(
  papers: readonly Paper[],
  today: string,
  warnDays: number,
): readonly CalendarEntry[] {
  return papers
    .map((paper) => entryOf(paper, today, warnDays))
    .sort((a, b) => rank(a) - rank(b) || order(names(a), names(b)));
}

/** The calibrations that are asked for: those of measuring instruments. */
export function calibrationPapers(
  devices: readonly {
    readonly role: DeviceRole;
    readonly device: string;
    readonly calibration: { readonly certificate: string; readonly validTo: string } | null;
  }[],
): readonly Paper[] {
  return devices
    .filter(({ role, calibration }) => ROLES[role].measures || calibration !== null)
    .map(({ role, device, calibration }) => ({
      what: "calibration",
      role,
      device,
      certificate: calibration?.certificate ?? null,
      validTo: calibration?.validTo ?? null,
    }));
}

const DAY_MS = 86_400_000;

/** From one civil day to another, however long the days between were by any clock; negative backward. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

function entryOf(paper: Paper, today: string, warnDays: number): CalendarEntry {
  const { validTo } = paper;
  if (validTo === null) {
    const isAskedFor = paper.what === "calibration";
    const word = isAskedFor ? reason("CALIBRATION_MISSING", { device: paper.device }) : null;
    return { paper, state: isAskedFor ? "none" : "valid", daysLeft: null, word };
  }
  const daysLeft = daysBetween(today, validTo);
  if (daysLeft < 0) return { paper, state: "ended", daysLeft, word: endedWord(paper, validTo, today) };
  return daysLeft <= (paper.what === "trust-list" ? Math.min(warnDays, LIST_WARN_DAYS) : warnDays)
    ? { paper, state: "ends-soon", daysLeft, word: soonWord(paper, validTo, daysLeft) }
    : { paper, state: "valid", daysLeft, word: null };
}

function endedWord(paper: Paper, validTo: string, today: string): Reason {
  switch (paper.what) {
    case "calibration":
      return reason("CALIBRATION_ENDED", { device: paper.device, validTo, today });
    case "rulebook":
      return reason("RULEBOOK_ENDED", { rulebook: paper.rulebook, until: validTo, today });
    case "certificate":
      return reason("CERTIFICATE_ENDED", { file: paper.file, validTo, today });
    case "trust-list":
      return reason("TRUST_LIST_IS_OLD", { number: paper.number, validTo });
  }
}

function soonWord(paper: Paper, validTo: string, days: number): Reason {
  switch (paper.what) {
    case "calibration": {
      const { role, device } = paper;
      return reason("CALIBRATION_ENDS", { role, device, certificate: paper.certificate, validTo, days });
    }
    case "rulebook":
      return reason("RULEBOOK_ENDS", { rulebook: paper.rulebook, validTo, days });
    case "certificate":
      return reason("CERTIFICATE_ENDS", { file: paper.file, validTo, days });
    case "trust-list":
      return reason("TRUST_LIST_ENDS", { number: paper.number, validTo, days });
  }
}

/** What has no day stops the lane as much as what has ended; what never ends comes last. */
function rank({ state, daysLeft }: CalendarEntry): number {
  if (state === "none") return Number.NEGATIVE_INFINITY;
  return daysLeft ?? Number.MAX_SAFE_INTEGER;
}

function names({ paper }: CalendarEntry): string {
  return paperName(paper);
}

/** The device, the rulebook's id, the file or the number. */
export function paperName(paper: Paper): string {
  switch (paper.what) {
    case "calibration":
      return paper.device;
    case "rulebook":
      return paper.rulebook;
    case "certificate":
      return paper.file;
    case "trust-list":
      return paper.number;
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
