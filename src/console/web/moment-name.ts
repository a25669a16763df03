/** Of the machine that shows the page; the same figures in either language. */
const SECOND = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** The time of day to the second. */
export function secondName(utcMs: number): string {
  return SECOND.format(utcMs);
}

/** The zone in which this page says that moment: `UTC+08:00`. */
export function zoneName(utcMs: number): string {
  return offsetName(-new Date(utcMs).getTimezoneOffset());
}

/** `minutes`: ahead of UTC. */
export function offsetName(minutes: number): string {
  const ahead = Math.abs(minutes);
  if (ahead === 0) return "UTC";
  const two = (value: number): string => String(value).padStart(2, "0");
  return `UTC${minutes < 0 ? "-" : "+"}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
}
