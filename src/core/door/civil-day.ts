import { z } from "zod";

const DAY = /^(?:19|20|21)\d\d-\d\d-\d\d$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True for a day of the Gregorian calendar from 1900 to 2199, written like 2021-01-31. */
export function isCivilDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
  return day >= 1 && day <= last;
}

export const civilDay = z.string().regex(DAY, "form:day").refine(isCivilDay, "form:day");

/** The next day of the calendar; `day` is one that `isCivilDay` knows. */
export function dayAfter(day: string): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const tomorrow = written(year, month, date + 1);
  if (isCivilDay(tomorrow)) return tomorrow;
  return month === 12 ? written(year + 1, 1, 1) : written(year, month + 1, 1);
}

/** The day before it. */
export function dayBefore(day: string): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  if (date > 1) return written(year, month, date - 1);
  if (month === 1) return written(year - 1, 12, 31);
  const ends = [31, 30, 29, 28].map((last) => written(year, month - 1, last));
  return ends.find(isCivilDay) ?? day;
}

function written(year: number, month: number, date: number): string {
  return [year, month, date].map((part) => String(part).padStart(2, "0")).join("-");
}

/** Days written so compare as texts. Null is open. */
export function daysInOrder({ validFrom, validTo }: { validFrom: string; validTo: string | null }): boolean {
  return validTo === null || validFrom <= validTo;
}
