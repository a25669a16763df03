import type { DeviceIdentity } from "../journal/entry.ts";
import type { Decision } from "../machine.ts";
import { assert, NOTHING } from "../machine.ts";
import type { DeviceFault, DeviceRole, InstrumentCommand, Observation } from "../observation.ts";
import type { SessionEffect } from "../session.ts";
import type { Dossier } from "./dossier.ts";
import { factsFor } from "./fact-scope.ts";
import type { CurrentItem, InspectionEvent, InspectionState } from "./inspection-state.ts";
import { PROCEDURES } from "./items/catalogue.ts";
import type { ItemContext, ItemInput, Procedure, Step } from "./items/procedure.ts";
import type { ItemResult } from "./measurements.ts";
import type { PlannedItem } from "./plan.ts";
import type { Place } from "./prompts.ts";
import { whyUnreadable } from "./reading-check.ts";
import { resultsOf } from "./session-report.ts";
import type { StandingFault } from "./standing-fault.ts";
import { BLOCKING, faultInWords, standingFaultOf } from "./standing-fault.ts";
import { Turn } from "./turn.ts";

const BEAM_PLACES: Readonly<Record<string, Place>> = {
  "at-slip": "slip",
  "at-scale": "scale",
  "at-bench": "bench",
  "at-headlamp": "headlamp",
  "at-exhaust": "exhaust",
};
const PATIENCE = "patience";
const PAUSE = "pause";
type Answer = Decision<InspectionEvent, SessionEffect>;

/** The item that runs, with everything around its procedure. */
interface Running {
  readonly current: CurrentItem;
  readonly item: PlannedItem;
  readonly procedure: Procedure;
}

/** Brings the vehicle from item to item and does for all of them what no procedure should have to think of. */
export class ItemRunner {
  readonly #plan: readonly PlannedItem[];
  readonly #dossier: Dossier;
  readonly #devices: ReadonlyMap<DeviceRole, DeviceIdentity>;
  readonly #today: string;

  constructor(
    options: { dossier: Dossier; devices: readonly DeviceIdentity[]; today: string },
    plan: readonly PlannedItem[],
  ) {
    this.#plan = plan;
    this.#dossier = options.dossier;
    this.#devices = new Map(options.devices.map((device) => [device.role, device]));
    this.#today = options.today;
  }

  begin(state: InspectionState): Answer {
    const turn = new Turn(state);
    const first = this.#plan.find((item) => item.notApplicable === null);
    const place = first === undefined ? null : PROCEDURES[first.rule.procedure.kind].place;
    turn.emit({ type: "inspection-begun", place });
    turn.lamps("stop");
    this.#next(turn);
    return turn.decision();
  }

  abort(state: InspectionState, reason: string): Answer {
    const turn = new Turn(state);
    turn.emit({ type: "inspection-aborted", reason });
    this.#rest(turn);
    this.#conclude(turn);
    return turn.decision();
  }

  stopItem(state: InspectionState, reason: string): Answer {
    const turn = new Turn(state);
    this.#void(turn, `stopped by hand: ${reason}`);
    return turn.decision();
  }

  /** Timers are gone and samples are missing: the run is worth nothing, but the vehicle did nothing wrong. */
  onResumed(state: InspectionState): Answer {
    const turn = new Turn(state);
    this.#rest(turn);
    if (this.#devices.has("brake-bench")) turn.run(instrument("brake-bench", { name: "brake.stop" }));
    turn.emit({ type: "item-put-back", note: "the station was restarted while it ran" });
    this.#next(turn);
    return turn.decision();
  }

  /** Null when the observation is not about a beam. */
  onBeam(state: InspectionState, role: DeviceRole, observation: Observation): Answer | null {
    if (role !== "lane-beams") return null;
    if (observation.kind !== "digital") return NOTHING;
    const place = BEAM_PLACES[observation.line];
    if (place === undefined) return NOTHING;
    const turn = new Turn(state);
    if (observation.quality !== "good") {
      // Somebody may stand in the beam or not: nobody knows, so nothing may turn until it is seen again.
      if (state.beams[place] !== undefined) turn.emit({ type: "beam-lost", place });
      if (this.#running(state)?.procedure.place === place)
        this.#void(turn, `the beam at-${place} is not readable`);
      return turn.decision();
    }
    if (state.beams[place]?.active === observation.active) return NOTHING;
    turn.emit({ type: "beam-changed", place, active: observation.active });
    const running = this.#running(turn.state);
    if (running?.procedure.place === place) {
      if (observation.active) this.#arrive(turn, running, observation.atMs);
      else if (running.current.stage === "measuring" && !running.procedure.startsOnArrival)
        this.#advance(turn, running, { kind: "departure", atMs: observation.atMs });
      else if (running.current.stage === "measuring")
        this.#void(turn, `the vehicle left the ${place} while it was measured`);
    }
    return turn.decision();
  }

  onReading(state: InspectionState, role: DeviceRole, observation: Observation): Answer {
    const running = this.#running(state);
    if (running === null || running.procedure.role !== role || running.current.stage !== "measuring")
      return NOTHING;
    const turn = new Turn(state);
    const bad = whyUnreadable(observation);
    if (bad !== null) this.#void(turn, bad);
    else this.#advance(turn, running, { kind: "observation", observation });
    return turn.decision();
  }

  onTimer(state: InspectionState, id: string, atMs: number): Answer {
    const running = this.#running(state);
    if (running === null) return NOTHING;
    const prefix = timerPrefix(state, running);
    if (!id.startsWith(prefix)) return NOTHING;
    const name = id.slice(prefix.length);
    const turn = new Turn(state);
    if (name === PATIENCE) {
      if (running.current.stage === "clearing") this.#afterPatience(turn, running);
    } else if (name === PAUSE) {
      if (running.current.stage === "clearing") this.#afterPause(turn, running);
    } else if (running.current.stage === "measuring" && running.procedure.timers.includes(name)) {
      this.#advance(turn, running, { kind: "timer", name, atMs });
    }
    return turn.decision();
  }

  onFault(state: InspectionState, role: DeviceRole, fault: DeviceFault): Answer {
    const turn = new Turn(state);
    turn.emit({ type: "fault-noted", role, fault });
    // Vehicles may come and go unseen; a bank that is back tells its levels anew.
    if (role === "lane-beams" && fault.raised && BLOCKING.includes(fault.code))
      turn.emit({ type: "beam-lost", place: null });
    const running = this.#running(turn.state);
    if (running === null || (role !== running.procedure.role && role !== "lane-beams"))
      return turn.decision();
    const { stage } = running.current;
    if (stage === "clearing") {
      // A pause between two runs lasts its time; only the wait for a fault ends with it.
      const waits = turn.state.current?.waits ?? null;
      if (
        waits !== null &&
        this.#whyFaulty(turn.state, running, waits === "device" ? BLOCKING : null) === null
      ) {
        turn.run({ kind: "cancel-timer", id: timerPrefix(turn.state, running) + PATIENCE });
        this.#travel(turn, running);
      }
    } else if (fault.raised) {
      if (stage === "measuring") this.#void(turn, faultInWords(role, fault));
      else if (BLOCKING.includes(fault.code)) this.#waitFor(turn, running, "device");
    }
    return turn.decision();
  }

  #running(state: InspectionState): Running | null {
    const item = state.current === null ? undefined : this.#plan[state.current.index];
    if (state.current === null || item === undefined) return null;
    return { current: state.current, item, procedure: PROCEDURES[item.rule.procedure.kind] };
  }

  /** Starts the first item that waits; with none left the inspection is over. */
  #next(turn: Turn): void {
    for (;;) {
      const index = turn.state.items.findIndex((item) => item.state === "waiting");
      if (index < 0) {
        this.#conclude(turn);
        return;
      }
      turn.emit({ type: "item-started", index });
      const running = this.#running(turn.state);
      assert(running !== null, "an item that was started runs");
      const unfit = this.#whyUnfit(running.procedure.role);
      if (unfit === null) {
        if ((turn.state.items[index]?.runs ?? 0) > 1) this.#pause(turn, running);
        else this.#whenFit(turn, running);
        return;
      }
      turn.emit({ type: "item-voided", reason: unfit, final: true });
    }
  }

  /** A repeat: instruments that were broken off come to rest first. */
  #pause(turn: Turn, running: Running): void {
    turn.emit({ type: "stage-entered", stage: "clearing", waits: null });
    const why = { zh: "该项目即将重新检测", en: "this item is about to be measured again" };
    turn.ask({ action: "wait", why }, running.item.code);
    const id = timerPrefix(turn.state, running) + PAUSE;
    turn.run({ kind: "start-timer", id, afterMs: running.item.rule.repeatPauseMs });
  }

  #whenFit(turn: Turn, running: Running): void {
    if (this.#whyFaulty(turn.state, running, BLOCKING) === null) this.#travel(turn, running);
    else this.#waitFor(turn, running, "device");
  }

  /** A line that was lost a moment ago gets its time to come back before the last run is spent on it. */
  #afterPause(turn: Turn, running: Running): void {
    const lineOnly = this.#whyFaulty(turn.state, running, BLOCKING) === null;
    if (lineOnly && this.#whyFaulty(turn.state, running, null) !== null) this.#waitFor(turn, running, "line");
    else this.#whenFit(turn, running);
  }

  /** Many instruments only speak when asked: a silent line is tried all the same. */
  #afterPatience(turn: Turn, running: Running): void {
    const why = this.#whyFaulty(turn.state, running, BLOCKING);
    if (why === null) this.#travel(turn, running);
    else this.#void(turn, why);
  }

  #travel(turn: Turn, running: Running): void {
    const { procedure, item } = running;
    turn.emit({ type: "stage-entered", stage: "travelling", waits: null });
    const axle = item.axle ?? 1;
    const { standing } = turn.state;
    if (!procedure.startsOnArrival || (standing?.place === procedure.place && standing.axle === axle)) {
      this.#measure(turn, running);
      return;
    }
    turn.ask({ action: "drive-onto", params: { place: procedure.place, axle } }, item.code);
    this.#arrive(turn, running, null);
  }

  /** The vehicle may have come before it was asked to; an arrival counts once. */
  #arrive(turn: Turn, running: Running, atMs: number | null): void {
    const { procedure, item } = running;
    const beam = turn.state.beams[procedure.place];
    if (beam === undefined || !beam.active || beam.arrivals <= beam.used) return;
    const stage = turn.state.current?.stage;
    if (stage === "clearing" || (stage === "measuring" && procedure.startsOnArrival)) return;
    turn.emit({ type: "vehicle-arrived", place: procedure.place, axle: item.axle ?? 1 });
    turn.lamps("stop");
    if (procedure.startsOnArrival) this.#measure(turn, running);
    else this.#advance(turn, running, { kind: "arrival", atMs: atMs ?? 0 });
  }

  #measure(turn: Turn, running: Running): void {
    turn.emit({ type: "stage-entered", stage: "measuring", waits: null });
    this.#take(turn, running, running.procedure.begin(this.#context(turn.state, running)));
    if (!running.procedure.startsOnArrival) this.#arriveEarly(turn);
  }

  #arriveEarly(turn: Turn): void {
    const running = this.#running(turn.state);
    if (running !== null) this.#arrive(turn, running, null);
  }

  #advance(turn: Turn, running: Running, input: ItemInput): void {
    const progress = turn.state.current?.progress ?? null;
    if (progress === null) return;
    const step = running.procedure.advance(this.#context(turn.state, running), progress, input);
    if (step !== null) this.#take(turn, running, step);
  }

  #take(turn: Turn, running: Running, step: Step): void {
    const { procedure, item } = running;
    if (step.progress !== undefined) turn.emit({ type: "item-progressed", progress: step.progress });
    if (step.sample !== undefined) turn.emit({ type: "sample-taken", sample: step.sample });
    for (const command of step.commands ?? []) turn.run(instrument(procedure.role, command));
    for (const name of step.cancelTimers ?? [])
      turn.run({ kind: "cancel-timer", id: timerPrefix(turn.state, running) + name });
    for (const { name, afterMs } of step.startTimers ?? [])
      turn.run({ kind: "start-timer", id: timerPrefix(turn.state, running) + name, afterMs });
    if (step.prompt !== undefined) turn.ask(step.prompt, item.code);
    if (step.end !== undefined) this.#end(turn, step.end);
  }

  #end(turn: Turn, result: ItemResult): void {
    const running = this.#running(turn.state);
    const faulty = running === null ? null : this.#whyFaulty(turn.state, running, null);
    const reason = result.kind === "void" ? result.reason : faulty;
    if (reason !== null) {
      this.#void(turn, reason);
      return;
    }
    this.#rest(turn);
    turn.emit({ type: "item-measured", result });
    this.#next(turn);
  }

  #void(turn: Turn, reason: string): void {
    const running = this.#running(turn.state);
    if (running === null) return;
    this.#rest(turn);
    const { runs } = turn.state.items[running.current.index] ?? { runs: 0 };
    turn.emit({ type: "item-voided", reason, final: runs > running.item.rule.repeatsAfterVoid });
    this.#next(turn);
  }

  /** Whatever ended the run: its timers are off and its instrument is put at rest. */
  #rest(turn: Turn): void {
    const running = this.#running(turn.state);
    if (running === null) return;
    const prefix = timerPrefix(turn.state, running);
    if (running.current.stage === "measuring") {
      for (const command of running.procedure.rest) turn.run(instrument(running.procedure.role, command));
      for (const name of running.procedure.timers) turn.run({ kind: "cancel-timer", id: prefix + name });
    }
    if (running.current.stage === "clearing")
      for (const name of [PATIENCE, PAUSE]) turn.run({ kind: "cancel-timer", id: prefix + name });
  }

  #conclude(turn: Turn): void {
    turn.ask({ action: "leave-lane" }, null);
    turn.emit({ type: "inspection-concluded" });
    turn.run({ kind: "conclude" });
  }

  #waitFor(turn: Turn, running: Running, waits: "device" | "line"): void {
    turn.emit({ type: "stage-entered", stage: "clearing", waits });
    const faulty = this.#faulty(turn.state, running, null);
    const zh = faulty === null ? "设备故障" : `设备故障（${faulty.zh}）`;
    const why = { zh, en: faulty?.en ?? "a device fault stands" };
    const { faultPatienceMs, linePatienceMs } = running.item.rule;
    turn.ask({ action: "wait", why }, running.item.code);
    turn.run({
      kind: "start-timer",
      id: timerPrefix(turn.state, running) + PATIENCE,
      afterMs: waits === "device" ? faultPatienceMs : linePatienceMs,
    });
  }

  #whyUnfit(role: DeviceRole): string | null {
    const device = this.#devices.get(role);
    if (device === undefined) return `the lane has no ${role}`;
    if (!this.#devices.has("lane-beams")) return "the lane has no lane-beams";
    if (device.calibration === null) return `${device.device} has no calibration record`;
    return device.calibration.validTo < this.#today
      ? `${device.device} is out of calibration since ${device.calibration.validTo}`
      : null;
  }

  #faulty(
    state: InspectionState,
    running: Running,
    among: readonly DeviceFault["code"][] | null,
  ): StandingFault | null {
    return standingFaultOf(state.standingFaults, [running.procedure.role, "lane-beams"], among);
  }

  #whyFaulty(
    state: InspectionState,
    running: Running,
    among: readonly DeviceFault["code"][] | null,
  ): string | null {
    return this.#faulty(state, running, among)?.en ?? null;
  }

  #context(state: InspectionState, running: Running): ItemContext {
    const { item } = running;
    assert(state.current !== null, "a context is asked for while an item runs");
    const dossier = this.#dossier;
    return {
      settings: item.rule.procedure,
      dossier,
      facts: () => factsFor(item, dossier, this.#plan, resultsOf(state)),
      axle: item.axle,
      curve: state.current.curve,
    };
  }
}

function instrument(role: DeviceRole, command: InstrumentCommand): SessionEffect {
  return { kind: "instrument", role, command };
}

/** A late timer of a run before must not be taken for one of this run. */
function timerPrefix(state: InspectionState, running: Running): string {
  const item = state.items[running.current.index];
  return `${running.item.code}#${item?.runs ?? 0}:`;
}
