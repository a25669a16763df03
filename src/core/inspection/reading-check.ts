import type { Observation } from "../observation.ts";
import { isDecimalString } from "../quantities/exact.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { judgedFigures } from "../trade/words/readings.ts";

/**
 * Why a reading must not become a fact, or null. Such a reading voids the item that runs; it is never left out quietly. A null
 * stands for "that side gave none" and is its item's affair.
 */
export function whyUnreadable(observation: Observation): Reason | null {
  const { kind: reading, quality, qualityReason: because = null } = observation;
  if (quality !== "good") return reason("READING_DOUBTFUL", { reading, quality, because });
  const figures: Readonly<Record<string, unknown>> = { ...observation };
  for (const figure of judgedFigures(reading)) {
    const found = figures[figure];
    if (found !== null && !(typeof found === "string" && isDecimalString(found)))
      return reason("READING_NO_NUMBER", { reading, figure, found: JSON.stringify(found) ?? "undefined" });
  }
  return null;
}
