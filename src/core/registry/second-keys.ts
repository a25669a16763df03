const DAY_MS = 86_400_000;

/**
 * From when on what a station seals bears a second signature: where its first SM2 key came with its first record key, from the beginning; where it came later, from the day after the next one in UTC,
 * so that the station can begin with it and two clocks need not agree. Until then it may.
 */
export function secondFromMs(firstRecordMs: number, firstSecondMs: number): number {
  if (firstSecondMs <= firstRecordMs) return 0;
  return (Math.floor(firstSecondMs / DAY_MS) + 2) * DAY_MS;
}
