import { compare, exact } from "../../quantities/exact.ts";
import { reason } from "../../trade/reasons.ts";
import type { ProcedureOf } from "./procedure.ts";
import { measured, procedure, voided } from "./procedure.ts";

/** One axle at rest on the scale: a load is believed after enough stable readings in a row. */
interface Progress {
  readonly kind: "weighing";
  readonly stable: number;
}

const definition: ProcedureOf<"weighing", Progress> = {
  kind: "weighing",
  place: "scale",
  role: "axle-scale",
  startsOnArrival: true,
  timers: ["limit"],
  begin: ({ settings }) => ({
    progress: { kind: "weighing", stable: 0 },
    prompt: { action: "wait", because: reason("AXLE_BEING_WEIGHED", {}) },
    startTimers: [{ name: "limit", afterMs: settings.timeLimitMs }],
  }),
  advance({ settings }, progress, input) {
    if (input.kind === "timer") return voided(reason("SCALE_NOT_STILL", {}));
    if (input.kind !== "observation" || input.observation.kind !== "axle-load") return null;
    const { loadKg, stable } = input.observation;
    const counts = stable && compare(exact(loadKg), exact(settings.minimumLoadKg)) >= 0;
    if (!counts) return progress.stable === 0 ? null : { progress: { kind: "weighing", stable: 0 } };
    const inARow = progress.stable + 1;
    const next: Progress = { kind: "weighing", stable: inARow };
    return inARow < settings.stableReadings
      ? { progress: next }
      : { progress: next, end: measured({ "axle.loadKg": loadKg }) };
  },
};

export const weighing = procedure(definition);
