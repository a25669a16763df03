import type { Sentence } from "./language.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (value: number): string => String(value).padStart(2, "0");

/** By the clock of this device, in its zone. */
export function localDay(ms: number): string {
  const date = new Date(ms);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function localMoment(ms: number): string {
  const date = new Date(ms);
  return `${localDay(ms)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `UTC+8`, `UTC-3:30`. */
export function localZone(ms: number): string {
  const minutes = -new Date(ms).getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? "-" : "+"}${hours}${rest === 0 ? "" : `:${two(rest)}`}`;
}

/** The last moment of something that is good until just before `endMs`: its day alone where that day counts to its end. */
export function lastMoment(endMs: number): { readonly moment: string; readonly isWholeDay: boolean } {
  const last = endMs - 1_000;
  const end = new Date(endMs);
  const isMidnight = end.getHours() === 0 && end.getMinutes() === 0 && end.getSeconds() === 0;
  return isMidnight
    ? { moment: localDay(last), isWholeDay: true }
    : { moment: localMoment(last), isWholeDay: false };
}

const some = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** `3 小时` and `3 hours`; never more exact than anybody needs, and never longer than it was. */
export function span(ms: number): Sentence {
  const size = Math.abs(ms);
  if (size < MINUTE) return { zh: "不到 1 分钟", en: "less than a minute" };
  if (size < HOUR) return counted(Math.floor(size / MINUTE), "分钟", "minute");
  if (size < 2 * DAY) return counted(Math.floor(size / HOUR), "小时", "hour");
  return counted(Math.floor(size / DAY), "天", "day");
}

function counted(count: number, zh: string, en: string): Sentence {
  return { zh: `${count} ${zh}`, en: some(count, en) };
}
