/** Of the machine that shows the page; the same figures in either language. */
const SECOND = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** The time of day to the second. */
export function secondName(utcMs: number): string {
  return SECOND.format(utcMs);
}
