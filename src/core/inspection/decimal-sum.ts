import type { DecimalString } from "../quantities/exact.ts";
import { absolute, add, exact, roundHalfUp, subtract } from "../quantities/exact.ts";

/** As many decimals as the finest of them has, so that nothing is rounded. At least one value. */
export function sumOfDecimals(values: readonly DecimalString[]): DecimalString {
  return roundHalfUp(values.map(exact).reduce(add), finest(values));
}

/** How far apart two are, to nothing rounded. */
export function apartOfDecimals(a: DecimalString, b: DecimalString): DecimalString {
  return roundHalfUp(absolute(subtract(exact(a), exact(b))), finest([a, b]));
}

function finest(values: readonly DecimalString[]): number {
  return Math.max(...values.map((value) => value.split(".")[1]?.length ?? 0));
}
