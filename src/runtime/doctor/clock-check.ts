import { civilDateIn } from "../../adapters/clock/civil-date.ts";
import type { CheckResult } from "../../core/doctor/check-result.ts";
import { type ClockInput, clockAt, standingOf, watched } from "../../core/time/clock-watch.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import type { Clock, ClockDiscipline, DisciplineWord } from "../../ports/clock.ts";
import { result } from "./house-checks.ts";
import type { SeenStation } from "./running-station.ts";

export interface ClockCheckOptions {
  readonly clock: Clock;
  readonly discipline: ClockDiscipline;
  readonly timeZone: string;
  /** What the time cannot be before: the software's release, and the journal's last entry. */
  readonly releasedMs: number;
  readonly lastEntryMs: number | null;
}

/** By the rules by which a station believes its clock; the time service is asked anew. */
export async function clockCheck(options: ClockCheckOptions, view: SeenStation | null): Promise<CheckResult> {
  const { clock, discipline, timeZone, releasedMs, lastEntryMs } = options;
  const word = await new Promise<DisciplineWord>((told) => discipline.ask(told));
  const now = { monoMs: clock.monoMs(), wallMs: clock.wallMs() };
  const inputs: ClockInput[] = [{ kind: "look" }];
  if (lastEntryMs !== null) inputs.push({ kind: "floor", floor: { wallMs: lastEntryMs, by: "entry" } });
  if (word.kind === "disciplined") {
    const source = { source: "kernel", name: "kernel" } as const;
    inputs.push({ kind: "sighting", ...source, aheadMs: word.aheadMs ?? 0, withinMs: word.withinMs ?? 0 });
  }
  const state = inputs.reduce(
    (known, input) => watched(known, now, input).state,
    clockAt({ wallMs: releasedMs, by: "software" }),
  );
  const { doubt, by, aheadMs } = standingOf(state);
  const today = civilDateIn(timeZone)(now.wallMs);
  // A running station has more to compare with: receivers, and the registry's answers.
  const seen = view?.clock ?? null;
  if (seen?.word?.stops === true)
    return result("clock", "wrong", seen.word as Reason, reason("DO_TIME_SERVICE", {}));
  if (doubt !== null)
    return result(
      "clock",
      "wrong",
      reason("CLOCK_IN_DOUBT", { because: doubt }),
      reason("DO_TIME_SERVICE", {}),
    );
  if (seen?.word != null)
    return result("clock", "doubtful", seen.word as Reason, reason("DO_AS_IT_SAYS", {}));
  const source = by ?? seen?.by ?? null;
  const ahead = by === null ? (seen?.aheadMs ?? 0) : (aheadMs ?? 0);
  if (source === null)
    return result(
      "clock",
      "not-known",
      reason("CLOCK_UNCOMPARED", { today, timeZone }),
      reason("DO_TIME_SERVICE", {}),
    );
  const figures = { by: source, aheadS: Math.round(ahead / 100) / 10, today, timeZone };
  return result("clock", "well", reason("CLOCK_AGREES", figures));
}
