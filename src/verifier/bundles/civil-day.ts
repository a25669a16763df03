/** Zones whose civil day can be worked out here without asking the machine: how far they are ahead of UTC, in minutes, and whether they set their clocks forward in summer as Europe does. */
const ZONES: Readonly<Record<string, readonly [ahead: number, summer?: "european"]>> = {
  UTC: [0],
  "Etc/UTC": [0],
  "Asia/Shanghai": [480],
  "Asia/Urumqi": [360],
  "Asia/Hong_Kong": [480],
  "Asia/Macau": [480],
  "Asia/Taipei": [480],
  "Asia/Singapore": [480],
  "Asia/Tokyo": [540],
  "Asia/Seoul": [540],
  "Asia/Kolkata": [330],
  "Europe/London": [0, "european"],
  "Europe/Dublin": [0, "european"],
  "Europe/Berlin": [60, "european"],
  "Europe/Paris": [60, "european"],
  "Europe/Madrid": [60, "european"],
  "Europe/Rome": [60, "european"],
  "Europe/Vienna": [60, "european"],
  "Europe/Warsaw": [60, "european"],
};

export const ZONE_NAMES = Object.keys(ZONES);
const MINUTE_MS = 60_000;
const [MARCH, OCTOBER] = [2, 9];

/** `2026-11-30` of a moment since 1996, by when all of them had the rules of today; null for a zone that is not in the table. */
export function civilDayIn(zone: string): ((ms: number) => string) | null {
  const row = Object.hasOwn(ZONES, zone) ? ZONES[zone] : undefined;
  if (row === undefined) return null;
  const [ahead, summer] = row;
  return (ms) => {
    const minutes = ahead + (summer !== undefined && isSummer(ms) ? 60 : 0);
    return new Date(ms + minutes * MINUTE_MS).toISOString().slice(0, 10);
  };
}

/** From the last Sunday of March to that of October, at one o'clock UTC. */
function isSummer(ms: number): boolean {
  const year = new Date(ms).getUTCFullYear();
  return lastSunday(year, MARCH) <= ms && ms < lastSunday(year, OCTOBER);
}

function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month, 31, 1));
  return last.getTime() - last.getUTCDay() * 24 * 60 * MINUTE_MS;
}
