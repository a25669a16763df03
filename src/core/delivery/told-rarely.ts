/** What may come a thousand times is told the first time, the tenth, the hundredth ... */
export function isTold(times: number): boolean {
  return /^10*$/.test(String(times));
}
