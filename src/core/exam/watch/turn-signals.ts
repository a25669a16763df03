import { type Reason, reason } from "../../trade/reasons.ts";
import type { SignalLine } from "../../trade/words/signals.ts";
import type { Polyline } from "../course.ts";
import { lineInput } from "../findings.ts";
import { wrapped } from "../motion-estimate.ts";
import type { ExamRule } from "../rulebook.ts";
import { heldForS } from "../vehicle-signals.ts";
import { faultNow, type ItemSite, type Step, undecidable, type Watch, watchOf } from "./watch.ts";
import type { WatchFormOf } from "./watch-form.ts";

type Side = "left" | "right";

const TURN_SIGNALS = ["signal-left", "signal-right"] as const;
const HANDBRAKE = ["handbrake"] as const;

type Lamps = Pick<WatchFormOf<"turn-signal">, "litWithinS" | "heldS">;

/** On now, or not longer ago than a flashing bulb is dark. */
function isLit({ signals, atMs }: Step, line: SignalLine, { litWithinS }: Lamps): boolean {
  return (
    signals.lines[line] === true ||
    (signals.since[line] !== undefined && heldForS(signals, line, atMs) < litWithinS)
  );
}

/** On for longer than a contact bounces. */
function isHeld({ signals, atMs }: Step, line: SignalLine, { heldS }: Lamps): boolean {
  const { [line]: since } = signals.since;
  return signals.lines[line] === true && (since === undefined || heldForS(signals, line, atMs) >= heldS);
}

/** At the moment when the signal of that side, and only that, has to be lit. */
function judgeSignal(step: Step, rule: ExamRule, lamps: Lamps, side: Side, when: "turn" | "drive-off"): void {
  const { lines } = step.signals;
  const wanted: SignalLine = `signal-${side}`;
  const other: SignalLine = side === "left" ? "signal-right" : "signal-left";
  if (lines[wanted] === undefined || lines[other] === undefined) notKnown(step, rule, TURN_SIGNALS);
  else if (isHeld(step, other, lamps))
    broken(step, rule, reason("OTHER_SIGNAL_LIT", { side, when }), TURN_SIGNALS);
  else if (!isLit(step, wanted, lamps))
    broken(step, rule, reason("SIGNAL_NOT_LIT", { side, when }), TURN_SIGNALS);
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
export function turnSignal(
  { item, rule, motion: settings }: ItemSite,
  form: WatchFormOf<"turn-signal">,
): Watch {
  const side: Side = wrapped(travelHeading(item.exit) - travelHeading(item.entry)) < 0 ? "left" : "right";
  return watchOf<TurnMemory>(rule, {
    initial: { entryHeadingRad: null, judged: false },
    needs: TURN_SIGNALS,
    step(memory, step) {
      if (memory.judged) return memory;
      if (memory.entryHeadingRad === null) return { entryHeadingRad: step.motion.headingRad, judged: false };
      const turned = Math.abs(wrapped(step.motion.headingRad - memory.entryHeadingRad));
      if (turned < (settings.turnDeg * Math.PI) / 180) return memory;
      judgeSignal(step, rule, form, side, "turn");
      return { ...memory, judged: true };
    },
    finish(_, step) {
      const line: SignalLine = `signal-${side}`;
      if (step.signals.lines[line] === undefined) notKnown(step, rule, TURN_SIGNALS);
      else if (isHeld(step, line, form))
        broken(step, rule, reason("SIGNAL_STILL_LIT", { side }), TURN_SIGNALS);
    },
  });
}

/** Heading of travel across a line that is crossed from its left to its right. */
function travelHeading(line: Polyline): number {
  const dx = (line.at(-2) ?? 0) - (line[0] ?? 0);
  const dy = (line.at(-1) ?? 0) - (line[1] ?? 0);
  return Math.atan2(dy, -dx);
}

export function driveOffSignal({ rule }: ItemSite, form: WatchFormOf<"drive-off-signal">): Watch {
  const { side, phase } = form;
  return watchOf<boolean>(rule, {
    initial: false,
    needs: TURN_SIGNALS,
    step(done, step) {
      if (done || step.progress.phase !== phase) return done;
      judgeSignal(step, rule, form, side, "drive-off");
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
      if (step.progress.phase === form.standing && memory !== "applied" && applied !== undefined) {
        const held = heldForS(step.signals, "handbrake", step.atMs) >= form.heldS;
        return applied && held ? "applied" : "released";
      }
      if (step.progress.phase !== form.leaving) return memory;
      if (memory === "unseen") notKnown(step, rule, HANDBRAKE);
      if (memory === "released") broken(step, rule, reason("PARKING_BRAKE_NOT_APPLIED", {}), HANDBRAKE);
      return "judged";
    },
  });
}
