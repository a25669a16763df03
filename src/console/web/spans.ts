import { language } from "./texts.ts";

const UNITS = [
  [86_400, "天", "d"],
  [3_600, "小时", "h"],
  [60, "分", "min"],
  [1, "秒", "s"],
] as const;

/** A length of time in its two largest units: 75 000 as `1 min 15 s`. */
export function spanOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const first = UNITS.findIndex(([length]) => seconds >= length);
  const at = first < 0 ? UNITS.length - 1 : first;
  let left = seconds;
  const parts: string[] = [];
  for (const [length, zh, en] of UNITS.slice(at, at + 2)) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0 || parts.length === 0) parts.push(`${count} ${language.value === "zh" ? zh : en}`);
  }
  return parts.join(" ");
}

const STAMP = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** With milliseconds: 09:05:07.250. */
export function exactTime(wallMs: number): string {
  return `${STAMP.format(wallMs)}.${String(Math.floor(wallMs) % 1000).padStart(3, "0")}`;
}
