/** Upper end of the 95 % Wilson interval of a share: what the true rate stays below in 39 of 40 cases. */
export function wilsonUpper(hits: number, of: number): number {
  if (of === 0) return 1;
  const z = 1.96;
  const share = hits / of;
  const square = (z * z) / of;
  return (share + square / 2 + z * Math.sqrt((share * (1 - share)) / of + square / (4 * of))) / (1 + square);
}

/** `3 of 1000 (<= 0.9 %)`. */
export function rate(hits: number, of: number): string {
  return `${hits} of ${of} (<= ${(100 * wilsonUpper(hits, of)).toPrecision(2)} %)`;
}
