import type { Observation } from "../../observation.ts";
import type { DecimalString } from "../../quantities/exact.ts";
import { absolute, compare, exact, subtract } from "../../quantities/exact.ts";
import { reason } from "../../trade/reasons.ts";
import type { SettingsOf } from "../procedure-settings.ts";
import type { ProcedureOf, Step } from "./procedure.ts";
import { judgeAnswer, measured, procedure, voided } from "./procedure.ts";

/**
 * The axle rolls over the plate by itself: armed first, then driven over. The plate reports while a wheel is on it; the
 * greatest slip of the crossing counts. Each reading is held against the one before and the one behind: what stands off both is
 * left out and counted, and the first and the last, which have only one, never count. A plate that gives a result of its own must
 * have come to the same.
 */
interface Progress {
  readonly kind: "side-slip";
  readonly arrived: boolean;
  readonly departedMs: number | null;
  readonly lastReadingMs: number | null;
  /** The two latest readings; the later of them waits for the one behind it. */
  readonly latest: readonly DecimalString[];
  readonly counted: number;
  readonly leftOut: number;
  readonly greatest: DecimalString | null;
  /** The plate's own; null where it tells none. */
  readonly result: DecimalString | null;
}

type Settings = SettingsOf<"side-slip">;

const definition: ProcedureOf<"side-slip", Progress> = {
  kind: "side-slip",
  place: "slip",
  role: "side-slip-tester",
  startsOnArrival: false,
  timers: ["limit", "settle"],
  begin: ({ settings }) => ({
    progress: {
      kind: "side-slip",
      arrived: false,
      departedMs: null,
      lastReadingMs: null,
      latest: [],
      counted: 0,
      leftOut: 0,
      greatest: null,
      result: null,
    },
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
        return input.name === "settle" ? settled(settings, progress) : voided(reason("CROSSING_LATE", {}));
      default:
        return onObservation(settings, progress, input.observation);
    }
  },
};

function onObservation(
  settings: Settings,
  progress: Progress,
  observation: Observation,
): Step<Progress> | null {
  if (observation.kind === "answer") {
    const answer = judgeAnswer(observation, "side-slip.arm", "side-slip-tester");
    return answer === "ok" ? null : answer;
  }
  if (observation.kind !== "side-slip" || !progress.arrived) return null;
  const { slipMPerKm, atMs } = observation;
  if (observation.result === true) return { progress: { ...progress, result: slipMPerKm } };
  const [before, reading] = progress.latest;
  const latest = [...progress.latest, slipMPerKm].slice(-2);
  const seen = { ...progress, lastReadingMs: atMs, latest };
  if (before === undefined || reading === undefined) return { progress: seen };
  if (standsOff(reading, [before, slipMPerKm], settings.apartMPerKm))
    return { progress: { ...seen, leftOut: progress.leftOut + 1 } };
  const greatest = greaterOf(progress.greatest ?? reading, reading);
  return { progress: { ...seen, counted: progress.counted + 1, greatest } };
}

/** Above both of its neighbours or below both, by more than this. */
function standsOff(
  reading: DecimalString,
  beside: readonly [DecimalString, DecimalString],
  apart: DecimalString,
): boolean {
  const by = beside.map((other) => subtract(exact(reading), exact(other)));
  const far = by.every((difference) => compare(absolute(difference), exact(apart)) > 0);
  const up = by.filter(({ numerator }) => numerator > 0n).length;
  return far && up !== 1;
}

function isApart(a: DecimalString, b: DecimalString, most: DecimalString): boolean {
  return compare(absolute(subtract(exact(a), exact(b))), exact(most)) > 0;
}

function greaterOf(a: DecimalString, b: DecimalString): DecimalString {
  return compare(absolute(exact(b)), absolute(exact(a))) > 0 ? b : a;
}

function settled(settings: Settings, progress: Progress): Step<Progress> {
  const { departedMs, lastReadingMs, counted, leftOut, greatest, result } = progress;
  if (departedMs === null || lastReadingMs === null) return voided(reason("SLIP_WITHOUT_READING", {}));
  const missedMs = departedMs - lastReadingMs;
  if (missedMs > settings.lastReadingMsMax)
    return voided(reason("SLIP_SILENT_EARLY", { ms: Math.round(missedMs) }));
  const of = counted + leftOut;
  if (leftOut * 100 > of * settings.leftOutPctMax)
    return voided(reason("SAMPLES_UNCARRIED", { found: leftOut, of }));
  if (greatest === null || counted < settings.readingsMin)
    return voided(reason("SAMPLES_TOO_FEW", { found: counted, needed: settings.readingsMin }));
  if (result !== null && isApart(greatest, result, settings.apartMPerKm))
    return voided(reason("SLIP_RESULT_DIFFERS", { ours: greatest, plates: result }));
  return { end: measured({ "slip.mPerKm": greatest }) };
}

export const sideSlip = procedure(definition);
