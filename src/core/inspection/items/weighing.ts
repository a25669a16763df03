import type { DecimalString } from "../../quantities/exact.ts";
import { compare, exact, maximum, multiply, subtract } from "../../quantities/exact.ts";
import { reason } from "../../trade/reasons.ts";
import type { SettingsOf } from "../procedure-settings.ts";
import type { ProcedureOf } from "./procedure.ts";
import { measured, procedure, voided } from "./procedure.ts";

/** One axle at rest on the scale: a load is believed after enough stable readings in a row that say the same. */
interface Progress {
  readonly kind: "weighing";
  readonly stableKg: readonly DecimalString[];
}

const definition: ProcedureOf<"weighing", Progress> = {
  kind: "weighing",
  place: "scale",
  role: "axle-scale",
  startsOnArrival: true,
  timers: ["limit"],
  begin: ({ settings }) => ({
    progress: { kind: "weighing", stableKg: [] },
    prompt: { action: "wait", because: reason("AXLE_BEING_WEIGHED", {}) },
    startTimers: [{ name: "limit", afterMs: settings.timeLimitMs }],
  }),
  advance({ settings }, progress, input) {
    if (input.kind === "timer") return voided(reason("SCALE_NOT_STILL", {}));
    if (input.kind !== "observation" || input.observation.kind !== "axle-load") return null;
    const { loadKg, stable } = input.observation;
    const counts = stable && compare(exact(loadKg), exact(settings.minimumLoadKg)) >= 0;
    if (!counts)
      return progress.stableKg.length === 0 ? null : { progress: { kind: "weighing", stableKg: [] } };
    const inARow = [...progress.stableKg, loadKg];
    const stableKg = agree(inARow, settings) ? inARow : [loadKg];
    const next: Progress = { kind: "weighing", stableKg };
    return stableKg.length < settings.stableReadings
      ? { progress: next }
      : { progress: next, end: measured({ "axle.loadKg": middle(stableKg) }) };
  },
};

/** The greatest and the least of them are no further apart than the force or the share of the rulebook, whichever is more. */
function agree(
  loadsKg: readonly DecimalString[],
  { agreeWithinKg, agreeWithinPct }: SettingsOf<"weighing">,
): boolean {
  const [least = "0", ...more] = sorted(loadsKg);
  const greatest = more.at(-1) ?? least;
  const share = multiply(exact(greatest), multiply(exact(agreeWithinPct), exact("0.01")));
  const apart = subtract(exact(greatest), exact(least));
  return compare(apart, maximum(exact(agreeWithinKg), share)) <= 0;
}

/** The middle one, so that none of them alone is the load. */
function middle(loadsKg: readonly DecimalString[]): DecimalString {
  return sorted(loadsKg)[Math.floor((loadsKg.length - 1) / 2)] ?? "0";
}

function sorted(loadsKg: readonly DecimalString[]): readonly DecimalString[] {
  return [...loadsKg].sort((a, b) => compare(exact(a), exact(b)));
}

export const weighing = procedure(definition);
