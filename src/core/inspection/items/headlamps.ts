import type { HeadlampReading } from "../../observation.ts";
import { exact } from "../../quantities/exact.ts";
import { reason } from "../../trade/reasons.ts";
import type { DatedDossier } from "../dossier.ts";
import type { SettingsOf } from "../procedure-settings.ts";
import type { ProcedureOf, Step } from "./procedure.ts";
import { judgeAnswer, measured, procedure, voided } from "./procedure.ts";

/**
 * High beams on, the tester measures, and gives the readings of two or four lamps. Each lamp is read more than once, and readings
 * of one lamp that differ void the run: one of them was spoilt on the way.
 */
interface Progress {
  readonly kind: "headlamps";
  readonly phase: "leading" | "measuring";
  readonly lamps: Readonly<Record<string, Lamp>>;
}

interface Lamp {
  readonly times: number;
  readonly facts: Readonly<Record<string, string>>;
}

type Settings = SettingsOf<"headlamps">;

const definition: ProcedureOf<"headlamps", Progress> = {
  kind: "headlamps",
  place: "headlamp",
  role: "headlamp-tester",
  startsOnArrival: true,
  timers: ["lead", "limit"],
  begin: ({ settings }) => ({
    progress: { kind: "headlamps", phase: "leading", lamps: {} },
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
      return voided(
        reason("LAMPS_LATE", { found: readLamps(progress, settings).length, needed: lampCount(dossier) }),
      );
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
    return onReading(settings, dossier, progress, observation);
  },
};

function onReading(
  settings: Settings,
  dossier: DatedDossier,
  progress: Progress,
  reading: HeadlampReading,
): Step<Progress> {
  if (!LAMPS[dossier.lampSystem].includes(`${reading.side} ${reading.lamp}`))
    return voided(reason("LAMP_NOT_ON_VEHICLE", { lamps: dossier.lampSystem }));
  const { side, lamp } = reading;
  const facts = factsOf(reading, dossier);
  const before = progress.lamps[`${side}-${lamp}`];
  if (before !== undefined && Object.entries(facts).some(([name, value]) => before.facts[name] !== value))
    return voided(reason("LAMP_READINGS_DIFFER", { side, lamp }));
  const times = (before?.times ?? 0) + 1;
  const next: Progress = { ...progress, lamps: { ...progress.lamps, [`${side}-${lamp}`]: { times, facts } } };
  const read = readLamps(next, settings);
  if (read.length < lampCount(dossier)) return { progress: next };
  const all = read.map((one) => one.facts);
  return { progress: next, prompt: { action: "lamps-off" }, end: measured(Object.assign({}, ...all)) };
}

/** Lamps that were read as often as the rulebook wants. */
function readLamps({ lamps }: Progress, { readingsAgree }: Settings): readonly Lamp[] {
  return Object.values(lamps).filter(({ times }) => times >= readingsAgree);
}

/** The one lamp of a motorcycle is measured as a left one. */
const LAMPS: Readonly<Record<DatedDossier["lampSystem"], readonly string[]>> = {
  "one-lamp": ["left main"],
  "two-lamp": ["left main", "right main"],
  "four-lamp": ["left main", "right main", "left minor", "right minor"],
};

function lampCount(dossier: DatedDossier): number {
  return LAMPS[dossier.lampSystem].length;
}

function factsOf(reading: HeadlampReading, dossier: DatedDossier): Readonly<Record<string, string>> {
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
