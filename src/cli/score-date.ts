import { civilDateIn } from "../adapters/clock/civil-date.ts";
import { SystemClock } from "../adapters/clock/system-clock.ts";
import { isCivilDay } from "../core/door/civil-day.ts";
import { EdgeError } from "../errors.ts";

/** The civil date of what is scored, and who said so: the call, or nobody, so that it is today's at this machine. */
export interface ScoreDate {
  readonly date: string;
  readonly dateFrom: "option" | "machine";
}

/** Throws EdgeError USAGE for what is no day. */
export function scoreDate(command: string, option: string | undefined): ScoreDate {
  if (option === undefined) {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    return { date: civilDateIn(timeZone)(new SystemClock().wallMs()), dateFrom: "machine" };
  }
  if (!isCivilDay(option))
    throw new EdgeError(
      "USAGE",
      `proofmark ${command} --date: found ${JSON.stringify(option)}, allowed: a day like 2026-01-31.`,
    );
  return { date: option, dateFrom: "option" };
}

export function dateInWords({ date, dateFrom }: ScoreDate): string {
  return `date ${date} (${dateFrom === "option" ? "from --date" : "today at this machine; --date names another"})`;
}
