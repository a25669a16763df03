import { assert } from "../../machine.ts";
import type { Polyline } from "../course.ts";
import { wrapped } from "../motion.ts";
import { type DetectorMaker, detector, type FaultDetail, type Step } from "./detector.ts";

type Side = "left" | "right";

/** Null when the right lamp and only that is lit; undefined when the lines are not known. */
function signalProblem(step: Step, side: Side): string | null | undefined {
  const wanted = step.signals.lines[`signal-${side}`];
  const other = step.signals.lines[side === "left" ? "signal-right" : "signal-left"];
  if (wanted === undefined || other === undefined) return undefined;
  if (other) return `the other turn signal was lit, not ${side}`;
  return wanted ? null : `the ${side} turn signal was not lit`;
}

function detail(step: Step, arithmetic: string): FaultDetail {
  return {
    utcMs: step.motion.utcMs,
    position: [step.motion.eastM, step.motion.northM],
    value: null,
    inputs: [
      ["signal-left", String(step.signals.lines["signal-left"] ?? "unknown"), ""],
      ["signal-right", String(step.signals.lines["signal-right"] ?? "unknown"), ""],
    ],
    arithmetic,
  };
}

const NEEDS = ["signal-left", "signal-right"];

interface TurnMemory {
  readonly entryHeadingRad: number | null;
  readonly judged: boolean;
}

/** Lit when the turn of the item begins, and off again when the item ends. Which turn it is follows from entry and exit. */
export const turnSignal: DetectorMaker = ({ item, rule, motion: settings }) => {
  assert(item !== null, "a turn belongs to an item");
  const side: Side = wrapped(travelHeading(item.exit) - travelHeading(item.entry)) < 0 ? "left" : "right";
  return detector<TurnMemory>(rule, {
    initial: { entryHeadingRad: null, judged: false },
    needs: NEEDS,
    step(memory, step) {
      if (memory.judged) return memory;
      if (memory.entryHeadingRad === null) return { entryHeadingRad: step.motion.headingRad, judged: false };
      const turned = Math.abs(wrapped(step.motion.headingRad - memory.entryHeadingRad));
      if (turned < (settings.turnDeg * Math.PI) / 180) return memory;
      const problem = signalProblem(step, side);
      if (problem === undefined) step.undecidable(rule, "the turn signals are not known");
      else if (problem !== null) step.fault(rule, detail(step, `${problem} when the turn began`));
      return { ...memory, judged: true };
    },
    finish(_, step) {
      const lit = step.signals.lines[`signal-${side}`];
      if (lit === undefined) step.undecidable(rule, "the turn signals are not known");
      else if (lit) step.fault(rule, detail(step, `the ${side} turn signal was still lit after the turn`));
    },
  });
};

/** Heading of travel across a line that is crossed from its left to its right. */
function travelHeading(line: Polyline): number {
  const dx = (line.at(-2) ?? 0) - (line[0] ?? 0);
  const dy = (line.at(-1) ?? 0) - (line[1] ?? 0);
  return Math.atan2(dy, -dx);
}

/** Lit when the vehicle drives off into the phase `phase`. */
export function driveOffSignal(side: Side, phase: string): DetectorMaker {
  return ({ rule }) =>
    detector<boolean>(rule, {
      initial: false,
      needs: NEEDS,
      step(done, step) {
        if (done || step.progress.phase !== phase) return done;
        const problem = signalProblem(step, side);
        if (problem === undefined) step.undecidable(rule, "the turn signals are not known");
        else if (problem !== null) step.fault(rule, detail(step, `${problem} when driving off`));
        return true;
      },
    });
}

type BrakeMemory = "unseen" | "released" | "applied" | "judged";

/** The parking brake was applied at some time while standing in `standing`; judged on driving off into `leaving`. */
export function handbrakeWhile(standing: string, leaving: string): DetectorMaker {
  return ({ rule }) =>
    detector<BrakeMemory>(rule, {
      initial: "unseen",
      needs: ["handbrake"],
      step(memory, step) {
        if (memory === "judged") return memory;
        const applied = step.signals.lines.handbrake;
        if (step.progress.phase === standing && memory !== "applied" && applied !== undefined)
          return applied ? "applied" : "released";
        if (step.progress.phase !== leaving) return memory;
        if (memory === "unseen") step.undecidable(rule, "the parking brake is not known");
        if (memory === "released")
          step.fault(rule, detail(step, "the parking brake was not applied before driving off"));
        return "judged";
      },
    });
}
