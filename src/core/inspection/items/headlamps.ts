import type { HeadlampReading } from "../../observation.ts";
import { exact } from "../../quantities/exact.ts";
import { reason } from "../../trade/reasons.ts";
import type { Dossier } from "../dossier.ts";
import type { ProcedureOf } from "./procedure.ts";
import { judgeAnswer, measured, procedure, voided } from "./procedure.ts";

/** High beams on, the tester measures, and gives one reading a lamp: two or four of them. */
interface Progress {
  readonly kind: "headlamps";
  readonly phase: "leading" | "measuring";
  readonly facts: Readonly<Record<string, string>>;
  readonly lamps: readonly string[];
}

const definition: ProcedureOf<"headlamps", Progress> = {
  kind: "headlamps",
  place: "headlamp",
  role: "headlamp-tester",
  startsOnArrival: true,
  timers: ["lead", "limit"],
  begin: ({ settings }) => ({
    progress: { kind: "headlamps", phase: "leading", facts: {}, lamps: [] },
    prompt: { action: "lamps-high" },
    startTimers: [{ name: "lead", afterMs: settings.leadMs }],
  }),
  advance({ settings, dossier }, progress, input) {
    if (input.kind === "timer" && input.name === "lead")
      return {
        progress: { ...progress, phase: "measuring" },
        commands: [{ name: "headlamp.measure", system: dossier.lampSystem }],
        startTimers: [{ name: "limit", afterMs: settings.timeLimitMs }],
      };
    if (input.kind === "timer")
      return voided(reason("LAMPS_LATE", { found: progress.lamps.length, needed: lampCount(dossier) }));
    if (input.kind !== "observation") return null;
    const { observation } = input;
    if (observation.kind === "answer") {
      const answer = judgeAnswer(
        observation,
        progress.phase === "measuring" ? "headlamp.measure" : null,
        "headlamp-tester",
      );
      return answer === "ok" ? null : answer;
    }
    if (observation.kind !== "headlamp" || progress.phase !== "measuring") return null;
    return onReading(dossier, progress, observation);
  },
};

function onReading(dossier: Dossier, progress: Progress, reading: HeadlampReading) {
  if (reading.lamp === "minor" && dossier.lampSystem === "two-lamp")
    return voided(reason("LAMP_NOT_ON_VEHICLE", {}));
  const lamp = `${reading.side}-${reading.lamp}`;
  if (progress.lamps.includes(lamp)) return null;
  const lamps = [...progress.lamps, lamp];
  const facts = { ...progress.facts, ...factsOf(reading, dossier) };
  const next: Progress = { ...progress, lamps, facts };
  if (lamps.length < lampCount(dossier)) return { progress: next };
  return { progress: next, prompt: { action: "lamps-off" as const }, end: measured(facts) };
}

function lampCount(dossier: Dossier): number {
  return dossier.lampSystem === "two-lamp" ? 2 : 4;
}

function factsOf(reading: HeadlampReading, dossier: Dossier): Readonly<Record<string, string>> {
  const { side } = reading;
  if (reading.lamp === "minor") return { [`lamp.${side}MinorHighCd`]: reading.highIntensityCd };
  // A tester that does not find the height says zero.
  const fromTester = exact(reading.lampHeightMm).numerator > 0n ? reading.lampHeightMm : null;
  const heightMm = fromTester ?? (dossier.lampHeightMm === null ? null : String(dossier.lampHeightMm));
  return {
    [`lamp.${side}MainHighCd`]: reading.highIntensityCd,
    [`lamp.${side}HighHorizontalMm`]: reading.highHorizontalMm,
    [`lamp.${side}HighVerticalMm`]: reading.highVerticalMm,
    [`lamp.${side}LowHorizontalMm`]: reading.lowHorizontalMm,
    [`lamp.${side}LowVerticalMm`]: reading.lowVerticalMm,
    ...(heightMm === null ? {} : { [`lamp.${side}HeightMm`]: heightMm }),
  };
}

export const headlamps = procedure(definition);
