import { cleanLine } from "../../core/clean-text.ts";
import type { Log } from "../../ports/log.ts";

/** A line as it was logged. */
export interface RecentLine {
  readonly atWallMs: number;
  readonly level: "info" | "warn" | "error";
  readonly what: string;
  /** `name=value`, one after the other. */
  readonly details: string;
}

/** A log that can be read again while the process runs. */
export interface RecentLog extends Log {
  /** The newest first. */
  recent(): readonly RecentLine[];
}

const LINES_KEPT = 400;
const DETAILS_CHARS_MAX = 600;
/** No secret is logged; one that were by mistake is not shown at a console. */
const SECRET = /pass|secret|token|pin$|credential|authorization|private/i;
const USER_OF_URL = /\/\/[^/@\s]+@/g;

/** Keeps the last lines of `log` in memory: what stands in its file is not read again. */
export function recentLog(log: Log, wallMs: () => number): RecentLog {
  const lines: RecentLine[] = [];
  const keep = (
    level: RecentLine["level"],
    what: string,
    fields: Readonly<Record<string, unknown>>,
  ): void => {
    lines.push({ atWallMs: Math.round(wallMs()), level, what: shown(what), details: detailsOf(fields) });
    if (lines.length > LINES_KEPT) lines.shift();
  };
  const both =
    (level: RecentLine["level"]): Log["info"] =>
    (what, fields = {}) => {
      log[level](what, fields);
      keep(level, what, fields);
    };
  return { info: both("info"), warn: both("warn"), error: both("error"), recent: () => [...lines].reverse() };
}

function detailsOf(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${SECRET.test(name) ? "***" : shown(textOf(value))}`)
    .join(" ")
    .slice(0, DETAILS_CHARS_MAX);
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // Whatever cannot be written down is said to be there.
    return String(value);
  }
}

function shown(text: string): string {
  return cleanLine(text).replace(USER_OF_URL, "//***@");
}
