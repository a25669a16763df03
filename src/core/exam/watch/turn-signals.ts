import { type Reason, reason } from "../../trade/reasons.ts";
import type { SignalLine } from "../../trade/words/signals.ts";
import type { Polyline } from "../course.ts";
import { lineInput } from "../findings.ts";
import { wrapped } from "../motion.ts";
import type { ExamRule } from "../rulebook.ts";
import { faultNow, type ItemSite, type Step, undecidable, type Watch, watchOf } from "./watch.ts";
import type { WatchFormOf } from "./watch-form.ts";

type Side = "left" | "right";

const TURN_SIGNALS = ["signal-left", "signal-right"] as const;
const HANDBRAKE = ["handbrake"] as const;

/** At the moment when the signal of that side, and only that, has to be lit. */
function judgeSignal(step: Step, rule: ExamRule, side: Side, when: "turn" | "drive-off"): void {
  const { lines } = step.signals;
  const wanted = lines[`signal-${side}`];
  const other = lines[side === "left" ? "signal-right" : "signal-left"];
  if (wanted === undefined || other === undefined) notKnown(step, rule, TURN_SIGNALS);
  else if (other) broken(step, rule, reason("OTHER_SIGNAL_LIT", { side, when }), TURN_SIGNALS);
  else if (!wanted) broken(step, rule, reason("SIGNAL_NOT_LIT", { side, when }), TURN_SIGNALS);
}

function notKnown(step: Step, rule: ExamRule, signals: readonly SignalLine[]): void {
  undecidable(step, rule, reason("SIGNALS_NOT_KNOWN", { signals }));
}

function broken(step: Step, rule: ExamRule, seen: Reason, signals: readonly SignalLine[]): void {
  const inputs = signals.map((line) => lineInput(line, step.signals.lines[line]));
  faultNow(step, rule, { inputs, seen });
}

interface TurnMemory {
  readonly entryHeadingRad: number | null;
  readonly judged: boolean;
}

/** Lit when the turn of the item begins, and off again when the item ends. Which turn it is follows from entry and exit. */
export function turnSignal({ item, rule, motion: settings }: ItemSite): Watch {
  const side: Side = wrapped(travelHeading(item.exit) - travelHeading(item.entry)) < 0 ? "left" : "right";
  return watchOf<TurnMemory>(rule, {
    initial: { entryHeadingRad: null, judged: false },
    needs: TURN_SIGNALS,
    step(memory, step) {
      if (memory.judged) return memory;
      if (memory.entryHeadingRad === null) return { entryHeadingRad: step.motion.headingRad, judged: false };
      const turned = Math.abs(wrapped(step.motion.headingRad - memory.entryHeadingRad));
      if (turned < (settings.turnDeg * Math.PI) / 180) return memory;
      judgeSignal(step, rule, side, "turn");
      return { ...memory, judged: true };
    },
    finish(_, step) {
      const lit = step.signals.lines[`signal-${side}`];
      if (lit === undefined) notKnown(step, rule, TURN_SIGNALS);
      else if (lit) broken(step, rule, reason("SIGNAL_STILL_LIT", { side }), TURN_SIGNALS);
    },
  });
}

/** Heading of travel across a line that is crossed from its left to its right. */
function travelHeading(line: Polyline): number {
  const dx = (line.at(-2) ?? 0) - (line[0] ?? 0);
  const dy = (line.at(-1) ?? 0) - (line[1] ?? 0);
  return Math.atan2(dy, -dx);
}

export function driveOffSignal({ rule }: ItemSite, { side, phase }: WatchFormOf<"drive-off-signal">): Watch {
  return watchOf<boolean>(rule, {
    initial: false,
    needs: TURN_SIGNALS,
    step(done, step) {
      if (done || step.progress.phase !== phase) return done;
      judgeSignal(step, rule, side, "drive-off");
      return true;
    },
  });
}

type BrakeMemory = "unseen" | "released" | "applied" | "judged";

export function parkingBrakeWhile({ rule }: ItemSite, form: WatchFormOf<"parking-brake-while">): Watch {
  return watchOf<BrakeMemory>(rule, {
    initial: "unseen",
    needs: HANDBRAKE,
    step(memory, step) {
      if (memory === "judged") return memory;
      const applied = step.signals.lines.handbrake;
      if (step.progress.phase === form.standing && memory !== "applied" && applied !== undefined)
        return applied ? "applied" : "released";
      if (step.progress.phase !== form.leaving) return memory;
      if (memory === "unseen") notKnown(step, rule, HANDBRAKE);
      if (memory === "released") broken(step, rule, reason("PARKING_BRAKE_NOT_APPLIED", {}), HANDBRAKE);
      return "judged";
    },
  });
}
