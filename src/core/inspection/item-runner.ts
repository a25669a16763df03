import type { DeviceIdentity } from "../journal/entry.ts";
import type { Decision } from "../machine.ts";
import { assert, NOTHING } from "../machine.ts";
import type { DeviceFault, Observation } from "../observation.ts";
import type { SessionEffect } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { FAULTS } from "../trade/words/faults.ts";
import { type Place, placeOfBeam } from "../trade/words/places.ts";
import { type DeviceRole, ROLES } from "../trade/words/roles.ts";
import { instrument, madeSafe, whyUnfit } from "./devices-in-lane.ts";
import type { DatedDossier } from "./dossier.ts";
import { factsFor } from "./fact-scope.ts";
import { concludeInspection, type Ending, endLane } from "./inspection-end.ts";
import type { InspectionEvent, InspectionState } from "./inspection-state.ts";
import { PROCEDURES } from "./items/catalogue.ts";
import type { ItemContext, ItemInput, Step } from "./items/procedure.ts";
import { type LaneLayout, positionOf } from "./lane/layout.ts";
import { arriveAt, askForPosition, takePosition } from "./lane/way-through.ts";
import { LaneTurn } from "./lane-turn.ts";
import type { ItemResult } from "./measurements.ts";
import type { PlannedItem } from "./plan.ts";
import { whyUnreadable } from "./reading-check.ts";
import { restarted, whyAsked } from "./restarted.ts";
import { askToGoOn, PATIENCE, PAUSE, pause, rest } from "./run-breaks.ts";
import { isArrival, placeOf, type Running, timerPrefix, waitingItem, whyNowhere } from "./running-item.ts";
import { resultsOf } from "./session-report.ts";
import { type FaultsAsked, standingFaultOf, whyFault } from "./standing-fault.ts";

type Answer = Decision<InspectionEvent, SessionEffect>;

/** Brings the vehicle from item to item and does for all of them what no procedure should have to think of. */
export class ItemRunner {
  readonly #plan: readonly PlannedItem[];
  readonly #dossier: DatedDossier;
  readonly #devices: ReadonlyMap<DeviceRole, DeviceIdentity>;
  readonly #today: string;
  readonly #layout: LaneLayout;
  readonly #ending: Ending;

  constructor(
    options: {
      dossier: DatedDossier;
      devices: readonly DeviceIdentity[];
      today: string;
      layout: LaneLayout;
      ending: Ending;
    },
    plan: readonly PlannedItem[],
  ) {
    this.#plan = plan;
    this.#dossier = options.dossier;
    this.#devices = new Map(options.devices.map((device) => [device.role, device]));
    this.#today = options.today;
    this.#layout = options.layout;
    this.#ending = options.ending;
  }

  begin(state: InspectionState): Answer {
    const turn = new LaneTurn(state, this.#layout);
    turn.emit({ type: "inspection-begun" });
    this.#next(turn);
    return turn.decision();
  }

  /** One that it did not wait for any more it does not take. */
  onGranted(state: InspectionState, position: string): Answer {
    const next = this.#plan[waitingItem(state)];
    if (state.lane.wants !== position || next === undefined) return NOTHING;
    const turn = new LaneTurn(state, this.#layout);
    takePosition(turn, position, placeOf(next));
    this.#next(turn);
    return turn.decision();
  }

  abort(state: InspectionState, why: Reason): Answer {
    const turn = new LaneTurn(state, this.#layout);
    turn.emit({ type: "inspection-aborted", reason: why });
    this.#rest(turn);
    concludeInspection(turn);
    return turn.decision();
  }

  /** Stopped while it waits for a person, it is given up: nobody is to be asked for ever. */
  stopItem(state: InspectionState, why: Reason): Answer {
    const turn = new LaneTurn(state, this.#layout);
    this.#void(turn, why, state.current?.waits === "person" ? "done" : "asked");
    return turn.decision();
  }

  /** Timers are gone and samples are missing: the run is worth nothing, but the vehicle did nothing wrong. */
  onResumed(state: InspectionState, atMs: number): Answer {
    const turn = new LaneTurn(state, this.#layout);
    if (state.manual !== null) turn.emit({ type: "parts-resumed", atMs });
    const rested = this.#rest(turn);
    // What ran on another machine of its own when the process ended nobody knows: none may go on turning.
    for (const role of this.#devices.keys())
      if (role !== rested && this.#has(state, ROLES[role].at)) turn.run(...madeSafe(role));
    const before = state.current === null ? 0 : (state.items[state.current.index]?.restarts ?? 0);
    turn.emit({ type: "item-put-back", note: restarted(before + 1) });
    this.#next(turn);
    return turn.decision();
  }

  /** Null when nothing waits for a person. */
  goOn(state: InspectionState): Answer | null {
    const running = this.#running(state);
    if (running?.current.waits !== "person") return null;
    const turn = new LaneTurn(state, this.#layout);
    turn.emit({ type: "go-on-agreed" });
    this.#beginRun(turn, running);
    return turn.decision();
  }

  /** Null when the observation is not about a beam. */
  onBeam(state: InspectionState, role: DeviceRole, observation: Observation): Answer | null {
    if (role !== "lane-beams") return null;
    if (observation.kind !== "digital") return NOTHING;
    const place = placeOfBeam(observation.line);
    if (place === null) return NOTHING;
    const turn = new LaneTurn(state, this.#layout);
    if (observation.quality !== "good") {
      // Somebody may stand in the beam or not: nobody knows, so nothing may turn until it is seen again.
      if (state.beams[place] !== undefined) turn.emit({ type: "beam-lost", place });
      if (this.#running(state)?.procedure.place === place)
        this.#void(turn, reason("BEAM_UNREADABLE", { place }));
      return turn.decision();
    }
    if (state.beams[place]?.active === observation.active) return NOTHING;
    turn.emit({ type: "beam-changed", place, active: observation.active });
    const running = this.#running(turn.state);
    if (running?.procedure.place === place) {
      const isNew = state.beams[place] === undefined;
      if (isNew && !observation.active && running.current.stage === "travelling") this.#call(turn, running);
      if (observation.active) this.#arrive(turn, running, observation.atMs);
      else if (running.current.stage === "measuring" && !running.procedure.startsOnArrival)
        this.#advance(turn, running, { kind: "departure", atMs: observation.atMs });
      else if (running.current.stage === "measuring") this.#void(turn, reason("VEHICLE_LEFT", { place }));
    }
    return turn.decision();
  }

  onReading(state: InspectionState, role: DeviceRole, observation: Observation): Answer {
    const running = this.#running(state);
    if (running === null || running.procedure.role !== role || running.current.stage !== "measuring")
      return NOTHING;
    const turn = new LaneTurn(state, this.#layout);
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
    const turn = new LaneTurn(state, this.#layout);
    // Whoever waits for a person has no timer.
    if (running.current.waits === "person") return NOTHING;
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
    const blinds = role === "lane-beams" && fault.raised && FAULTS[fault.code].blocking;
    if (fault.again === true && !blinds && !this.#isMeasuredWith(state, role)) return NOTHING;
    const turn = new LaneTurn(state, this.#layout);
    turn.emit({ type: "fault-noted", role, fault });
    // Vehicles may come and go unseen; a bank that is back tells its levels anew.
    if (blinds) turn.emit({ type: "beam-lost", place: null });
    const running = this.#running(turn.state);
    if (running === null || (role !== running.procedure.role && role !== "lane-beams"))
      return turn.decision();
    const { stage } = running.current;
    if (stage === "clearing") {
      // A pause between two runs lasts its time; only the wait for a fault ends with it.
      const waits = turn.state.current?.waits ?? null;
      if (
        (waits === "device" || waits === "line") &&
        this.#whyFaulty(turn.state, running, waits === "device" ? "blocking" : "any") === null
      ) {
        turn.run({ kind: "cancel-timer", id: timerPrefix(turn.state, running) + PATIENCE });
        this.#travel(turn, running);
      }
    } else if (fault.raised) {
      if (stage === "measuring") this.#void(turn, whyFault(role, fault));
      else if (FAULTS[fault.code].blocking) this.#waitFor(turn, running, "device");
    }
    return turn.decision();
  }

  #isMeasuredWith(state: InspectionState, role: DeviceRole): boolean {
    const running = this.#running(state);
    if (running?.current.stage !== "measuring") return false;
    return role === running.procedure.role || role === "lane-beams";
  }

  #running(state: InspectionState): Running | null {
    const item = state.current === null ? undefined : this.#plan[state.current.index];
    if (state.current === null || item === undefined) return null;
    return { current: state.current, item, procedure: PROCEDURES[item.rule.procedure.kind] };
  }

  /** Starts the first item that waits, once its position is this vehicle's; with none left the inspection is over. */
  #next(turn: LaneTurn): void {
    for (;;) {
      const index = waitingItem(turn.state);
      const item = this.#plan[index];
      if (item === undefined) {
        endLane(turn, this.#ending);
        return;
      }
      const position = positionOf(this.#layout, placeOf(item));
      const unfit =
        whyUnfit(PROCEDURES[item.rule.procedure.kind].role, this.#devices, this.#today) ??
        whyNowhere(item, position);
      if (unfit === null && position !== null && !turn.state.lane.holds.includes(position)) {
        askForPosition(turn, position);
        return;
      }
      turn.emit({ type: "item-started", index });
      const running = this.#running(turn.state);
      assert(running !== null, "an item that was started runs");
      if (unfit === null) {
        this.#beginRun(turn, running);
        return;
      }
      turn.emit({ type: "item-voided", reason: unfit, next: "done" });
    }
  }

  #beginRun(turn: LaneTurn, running: Running): void {
    const item = turn.state.items[running.current.index];
    assert(item !== undefined, "an item that runs is one of the plan");
    const because = whyAsked(item, running.item.rule);
    if (because !== null) {
      askToGoOn(turn, running, because);
    } else if (item.runs > 1) pause(turn, running);
    else this.#whenFit(turn, running);
  }

  #has(state: InspectionState, place: Place | null): boolean {
    const position = place === null ? null : positionOf(this.#layout, place);
    return position !== null && state.lane.holds.includes(position);
  }

  #whenFit(turn: LaneTurn, running: Running): void {
    if (this.#whyFaulty(turn.state, running, "blocking") === null) this.#travel(turn, running);
    else this.#waitFor(turn, running, "device");
  }

  /** A line that was lost a moment ago gets its time to come back before the last run is spent on it. */
  #afterPause(turn: LaneTurn, running: Running): void {
    const lineOnly = this.#whyFaulty(turn.state, running, "blocking") === null;
    if (lineOnly && this.#whyFaulty(turn.state, running, "any") !== null)
      this.#waitFor(turn, running, "line");
    else this.#whenFit(turn, running);
  }

  /** Many instruments only speak when asked: a silent line is tried all the same. */
  #afterPatience(turn: LaneTurn, running: Running): void {
    const why = this.#whyFaulty(turn.state, running, "blocking");
    if (why === null) this.#travel(turn, running);
    else this.#void(turn, why);
  }

  #travel(turn: LaneTurn, running: Running): void {
    const { procedure, item } = running;
    turn.emit({ type: "stage-entered", stage: "travelling", waits: null });
    const axle = item.axle ?? 1;
    const { standing } = turn.state;
    if (!procedure.startsOnArrival || (standing?.place === procedure.place && standing.axle === axle)) {
      this.#measure(turn, running);
      return;
    }
    // Who stands there already, or may for all that anybody knows before the beam has spoken, is not told to drive.
    const beam = turn.state.beams[procedure.place];
    if (beam === undefined)
      turn.ask({ action: "wait", because: reason("BEAM_AWAITED", { place: procedure.place }) }, item.code);
    else if (isArrival(beam)) this.#arrive(turn, running, null);
    else this.#call(turn, running);
  }

  #call(turn: LaneTurn, { procedure, item }: Running): void {
    turn.ask({ action: "drive-onto", params: { place: procedure.place, axle: item.axle ?? 1 } }, item.code);
  }

  /** The vehicle may have come before it was asked to; an arrival counts once. */
  #arrive(turn: LaneTurn, running: Running, atMs: number | null): void {
    const { procedure, item } = running;
    const beam = turn.state.beams[procedure.place];
    if (beam === undefined || !isArrival(beam)) return;
    const stage = turn.state.current?.stage;
    if (stage === "clearing" || (stage === "measuring" && procedure.startsOnArrival)) return;
    turn.emit({ type: "vehicle-arrived", place: procedure.place, axle: item.axle ?? 1 });
    arriveAt(turn, procedure.place);
    if (procedure.startsOnArrival) this.#measure(turn, running);
    else this.#advance(turn, running, { kind: "arrival", atMs: atMs ?? 0 });
  }

  #measure(turn: LaneTurn, running: Running): void {
    turn.emit({ type: "stage-entered", stage: "measuring", waits: null });
    this.#take(turn, running, running.procedure.begin(this.#context(turn.state, running)));
    if (!running.procedure.startsOnArrival) this.#arriveEarly(turn);
  }

  #arriveEarly(turn: LaneTurn): void {
    const running = this.#running(turn.state);
    if (running !== null) this.#arrive(turn, running, null);
  }

  #advance(turn: LaneTurn, running: Running, input: ItemInput): void {
    const progress = turn.state.current?.progress ?? null;
    if (progress === null) return;
    const step = running.procedure.advance(this.#context(turn.state, running), progress, input);
    if (step !== null) this.#take(turn, running, step);
  }

  #take(turn: LaneTurn, running: Running, step: Step): void {
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

  #end(turn: LaneTurn, result: ItemResult): void {
    const running = this.#running(turn.state);
    const faulty = running === null ? null : this.#whyFaulty(turn.state, running, "any");
    const why = result.kind === "void" ? result.reason : faulty;
    if (why !== null) {
      this.#void(turn, why);
      return;
    }
    this.#rest(turn);
    turn.emit({ type: "item-measured", result });
    this.#next(turn);
  }

  #void(turn: LaneTurn, why: Reason, wished: "done" | "again" | "asked" = "again"): void {
    const running = this.#running(turn.state);
    if (running === null) return;
    this.#rest(turn);
    const { runs } = turn.state.items[running.current.index] ?? { runs: 0 };
    const next = runs > running.item.rule.repeatsAfterVoid ? "done" : wished;
    turn.emit({ type: "item-voided", reason: why, next });
    this.#next(turn);
  }

  #rest(turn: LaneTurn): DeviceRole | null {
    const running = this.#running(turn.state);
    return running === null ? null : rest(turn, running);
  }

  #waitFor(turn: LaneTurn, running: Running, waits: "device" | "line"): void {
    turn.emit({ type: "stage-entered", stage: "clearing", waits });
    const because = this.#whyFaulty(turn.state, running, "any");
    assert(because !== null, "only a fault that stands is waited for");
    const { faultPatienceMs, linePatienceMs } = running.item.rule;
    turn.ask({ action: "wait", because }, running.item.code);
    turn.run({
      kind: "start-timer",
      id: timerPrefix(turn.state, running) + PATIENCE,
      afterMs: waits === "device" ? faultPatienceMs : linePatienceMs,
    });
  }

  #whyFaulty(state: InspectionState, running: Running, asked: FaultsAsked): Reason | null {
    return standingFaultOf(state.standingFaults, [running.procedure.role, "lane-beams"], asked);
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
      bench: this.#devices.get("brake-bench")?.bench ?? null,
      curve: state.current.curve,
    };
  }
}
