import type { DecimalString } from "../quantities/exact.ts";
import { add, exact, roundHalfUp } from "../quantities/exact.ts";

/** As many decimals as the finest of them has, so that nothing is rounded. At least one value. */
export function sumOfDecimals(values: readonly DecimalString[]): DecimalString {
  const decimals = Math.max(...values.map((value) => value.split(".")[1]?.length ?? 0));
  return roundHalfUp(values.map(exact).reduce(add), decimals);
}
