import type { DecimalString } from "../../quantities/exact.ts";

/** [monotonic ms, left N, right N] of one sampling instant. */
export type BrakeSample = readonly [number, DecimalString, DecimalString];

/** The forces of a run as whole numbers of the finest decimal place in it: exact, and quick to compare by the thousand. */
export interface ForceSeries {
  readonly decimals: number;
  readonly left: readonly bigint[];
  readonly right: readonly bigint[];
}

export function seriesOf(samples: readonly BrakeSample[]): ForceSeries {
  let decimals = 0;
  for (const [, left, right] of samples) decimals = Math.max(decimals, placesOf(left), placesOf(right));
  return {
    decimals,
    left: samples.map(([, left]) => scaled(left, decimals)),
    right: samples.map(([, , right]) => scaled(right, decimals)),
  };
}

/** The shortest text that says the value exactly. */
export function decimalOf(value: bigint, decimals: number): DecimalString {
  if (value < 0n) return `-${decimalOf(-value, decimals)}`;
  const digits = value.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const rest = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return rest === "" ? whole : `${whole}.${rest}`;
}

/** The first of equal maxima; -1 for an empty list. */
export function firstGreatest(values: readonly bigint[]): number {
  let best = -1;
  let highest = 0n;
  values.forEach((value, at) => {
    if (best >= 0 && value <= highest) return;
    best = at;
    highest = value;
  });
  return best;
}

function placesOf(text: DecimalString): number {
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.length - point - 1;
}

function scaled(text: DecimalString, decimals: number): bigint {
  return BigInt(text.replace(".", "") + "0".repeat(decimals - placesOf(text)));
}
