import type { Observation } from "../../observation.ts";
import type { DecimalString } from "../../quantities/exact.ts";
import { absolute, compare, exact } from "../../quantities/exact.ts";
import { reason } from "../../trade/reasons.ts";
import type { ProcedureOf, Step } from "./procedure.ts";
import { judgeAnswer, measured, procedure, voided } from "./procedure.ts";

/**
 * The axle rolls over the plate by itself: armed first, then driven over. The plate reports while a wheel is on it; the
 * greatest slip of the crossing counts.
 */
interface Progress {
  readonly kind: "side-slip";
  readonly arrived: boolean;
  readonly departedMs: number | null;
  readonly lastReadingMs: number | null;
  readonly greatest: DecimalString | null;
}

const definition: ProcedureOf<"side-slip", Progress> = {
  kind: "side-slip",
  place: "slip",
  role: "side-slip-tester",
  startsOnArrival: false,
  timers: ["limit", "settle"],
  begin: ({ settings }) => ({
    progress: { kind: "side-slip", arrived: false, departedMs: null, lastReadingMs: null, greatest: null },
    commands: [{ name: "side-slip.arm" }],
    prompt: { action: "drive-onto", params: { place: "slip", axle: settings.axle } },
  }),
  advance({ settings }, progress, input) {
    switch (input.kind) {
      case "arrival":
        // The driver may take his time; the plate may not.
        if (progress.arrived) return null;
        return {
          progress: { ...progress, arrived: true },
          startTimers: [{ name: "limit", afterMs: settings.timeLimitMs }],
        };
      case "departure":
        if (!progress.arrived || progress.departedMs !== null) return null;
        return {
          progress: { ...progress, departedMs: input.atMs },
          startTimers: [{ name: "settle", afterMs: settings.settleMs }],
        };
      case "timer":
        return input.name === "settle"
          ? settled(settings.lastReadingMsMax, progress)
          : voided(reason("CROSSING_LATE", {}));
      default:
        return onObservation(progress, input.observation);
    }
  },
};

function onObservation(progress: Progress, observation: Observation): Step<Progress> | null {
  if (observation.kind === "answer") {
    const answer = judgeAnswer(observation, "side-slip.arm", "side-slip-tester");
    return answer === "ok" ? null : answer;
  }
  if (observation.kind !== "side-slip" || !progress.arrived) return null;
  const { slipMPerKm, atMs } = observation;
  const { greatest } = progress;
  const greater =
    greatest === null || compare(absolute(exact(slipMPerKm)), absolute(exact(greatest))) > 0
      ? slipMPerKm
      : greatest;
  return { progress: { ...progress, lastReadingMs: atMs, greatest: greater } };
}

function settled(lastReadingMsMax: number, progress: Progress): Step<Progress> {
  const { departedMs, lastReadingMs, greatest } = progress;
  if (departedMs === null || lastReadingMs === null || greatest === null)
    return voided(reason("SLIP_WITHOUT_READING", {}));
  const missedMs = departedMs - lastReadingMs;
  if (missedMs > lastReadingMsMax) return voided(reason("SLIP_SILENT_EARLY", { ms: Math.round(missedMs) }));
  return { end: measured({ "slip.mPerKm": greatest }) };
}

export const sideSlip = procedure(definition);
