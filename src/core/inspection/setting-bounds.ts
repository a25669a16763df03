import { z } from "zod";
import { exact } from "../quantities/exact.ts";
import { decimalText } from "../rules/condition.ts";
import { boundOf, isWithin } from "../rules/domain.ts";

/** Settings of a procedure with what they can be; another one is refused with that range. */
function whole(from: number, to: number, unit: string) {
  const message = `form:setting:${words(from, to, unit)}`;
  return z.int().min(from, message).max(to, message);
}

function words(from: number | string, to: number | string, unit: string): string {
  return unit === "" ? `${from} .. ${to}` : `${from} .. ${to} ${unit}`;
}

export function durationMs(from: number, to: number) {
  return whole(from, to, "ms");
}

export function count(from: number, to: number, unit = "") {
  return whole(from, to, unit);
}

export function share(from: number, to: number) {
  return whole(from, to, "%");
}

export function speedRpm(from: number, to: number) {
  return whole(from, to, "rpm");
}

export function decimal(from: string, to: string, unit: string) {
  return decimalText.refine(
    (text) => isWithin(boundOf(text), { from: exact(from), to: exact(to) }),
    `form:setting:${words(from, to, unit)}`,
  );
}

type Ends = readonly [least: string, most: string];

/** What an instrument in order can show, from one figure to another. */
export function rangeText(from: Ends, to: Ends, unit: string) {
  return z.strictObject({ from: decimal(...from, unit), to: decimal(...to, unit) });
}
