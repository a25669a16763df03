import type { UnmetOrder } from "../../simulators/kit/order-watch.ts";
import { lineOf } from "../adapters/config/yaml-file.ts";
import type { Miss } from "../cli/scenario-outcome.ts";

export type ScenarioPath = readonly (string | number)[];

/** A miss with the place in the scenario of what was ordered. */
export interface PlacedMiss extends Miss {
  readonly at: ScenarioPath;
}

/** Orders that had no effect on a job. `world`: where in the file the subject's world stands. */
export function missedOrders(unmet: readonly UnmetOrder[], world: ScenarioPath): PlacedMiss[] {
  return unmet.map(({ path, what, why }) => {
    const at = [...world, ...path];
    return {
      at,
      says: `${at.join(".")} (${what}): expected to come, found that it never did`,
      because: [`the job ended before ${why}`],
    };
  });
}

/** With the line of the file in front. */
export function withLines(missed: readonly PlacedMiss[], text: string): Miss[] {
  return missed.map(({ at, says, because }) => ({ says: `line ${lineOf(text, at)}: ${says}`, because }));
}
