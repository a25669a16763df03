/** The 95 % bounds of a share that was seen `hits` times in `trials` (Wilson 1927). */
export function wilson(hits: number, trials: number): { readonly low: number; readonly high: number } {
  if (trials === 0) return { low: 0, high: 1 };
  const z = 1.959964;
  const share = hits / trials;
  const middle = share + (z * z) / (2 * trials);
  const half = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  const below = 1 + (z * z) / trials;
  return { low: hits === 0 ? 0 : (middle - half) / below, high: Math.min(1, (middle + half) / below) };
}
