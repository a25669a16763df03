import { zoneName } from "../moment-name.ts";

const two = (value: number): string => String(value).padStart(2, "0");

/** By the clock of this device, in its zone; `after`: without the day where that is the same. */
export function instantSaid(instant: string, after?: string): string {
  const date = new Date(instant);
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const day = dayOf(date);
  return after !== undefined && dayOf(new Date(after)) === day ? clock : `${day} ${clock}`;
}

/** With its zone; what is no moment stays as it is. */
export function instantWithZone(instant: string): string {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? instant : `${instantSaid(instant)} (${zoneName(ms)})`;
}

export function dayOf(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `Asia/Shanghai (UTC+08:00)`, or the offset alone where the device has no name for its zone. */
export function zoneSaid(ms: number, name: string | undefined): string {
  const offset = zoneName(ms);
  return name === undefined || name === "" || name === offset ? offset : `${name} (${offset})`;
}
