const WRAP_US = 2 ** 32;
/** Edges are debounced before they are sent, so a later frame may carry an earlier time, but not by this much. */
const BACK_US_MAX = 2_000_000;

/**
 * Continues a board's 32-bit microsecond counter over its wrap at 71.6 minutes. A reading may lie up to 35.8 minutes
 * after the latest one, or a little before it. One that lies further back is a board that was switched on again, and
 * starts the count anew; so does the first. The first reading stands for itself: time since power-up modulo 2^32.
 */
export function createBoardTime(): { unwrap(counterUs: number): number } {
  let latestUs: number | null = null;
  return {
    unwrap(counterUs) {
      if (latestUs === null) {
        latestUs = counterUs;
        return counterUs;
      }
      const aheadUs = (counterUs - (latestUs % WRAP_US)) | 0;
      if (aheadUs < -BACK_US_MAX) {
        latestUs = counterUs;
        return counterUs;
      }
      const timeUs = Math.max(0, latestUs + aheadUs);
      latestUs = Math.max(latestUs, timeUs);
      return timeUs;
    },
  };
}
