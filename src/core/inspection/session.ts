import type { DeviceIdentity, EarlierAttempt } from "../journal/entry.ts";
import type { Decision } from "../machine.ts";
import { NOTHING, rejected, unreachable } from "../machine.ts";
import { whyNotInForce } from "../rules/in-force.ts";
import type { CommonCommand, Session, SessionEffect, SessionInput } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { whyAborted, whyStopped } from "../trade/why-aborted.ts";
import type { DatedDossier, Dossier } from "./dossier.ts";
import { type Ending, goOnToEnd } from "./inspection-end.ts";
import type { InspectionEvent, InspectionState, ItemState } from "./inspection-state.ts";
import { evolve, initialState } from "./inspection-state.ts";
import { ItemRunner } from "./item-runner.ts";
import type { LaneLayout } from "./lane/layout.ts";
import { LaneTurn } from "./lane-turn.ts";
import { manualAct } from "./manual/manual-acts.ts";
import type { ManualCommand } from "./manual/manual-commands.ts";
import { planManual } from "./manual/manual-plan.ts";
import { initialManual } from "./manual/manual-state.ts";
import { planInspection } from "./plan.ts";
import { type Kept, keptOf, withKeptEntries } from "./reinspection.ts";
import { type Reviewing, sendBack, signInspection } from "./review.ts";
import type { InspectionRulebook } from "./rulebook.ts";
import { inspectionReporter } from "./session-report.ts";

/**
 * What an inspection understands beside `begin` and `abort`: whoever works at the lane stops the item that runs, or lets one go on that
 * was broken off so often that it waits for a person.
 */
export type InspectionCommand =
  | { readonly name: "stop-item"; readonly reason: string; readonly note?: string }
  | { readonly name: "go-on" }
  | ManualCommand
  /** The authorised signatory's; `part-*` are for whom the items are sent back to. */
  | { readonly name: "send-back"; readonly items: readonly string[]; readonly note: string }
  | { readonly name: "sign"; readonly note: string };

export interface InspectionOptions {
  readonly dossier: Dossier;
  readonly rulebook: InspectionRulebook;
  /** The devices of the lane; an item whose role has none, or one out of calibration, is void. */
  readonly devices: readonly DeviceIdentity[];
  /** Date at the lane, `2026-01-31`: calibrations that ended before it do not count. */
  readonly today: string;
  /** The positions of the lane: items are measured in their order. */
  readonly layout: LaneLayout;
  /** A person called for it: what is looked at by hand is looked at here, and somebody is there to review it. */
  readonly isAttended?: boolean;
  /** Of a re-inspection: the earlier one. */
  readonly after?: EarlierAttempt | undefined;
}

export type InspectionSession = Session<InspectionState, InspectionCommand, InspectionEvent>;
type Input = SessionInput<InspectionCommand | CommonCommand>;
type Answer = Decision<InspectionEvent, SessionEffect>;

/** One vehicle's way through the lane. Pure: the same inputs give the same events, effects and report. */
export function createInspectionSession(options: InspectionOptions): InspectionSession {
  const dossier: DatedDossier = { ...options.dossier, inspectedOn: options.today };
  const plan = planInspection(dossier, options.rulebook, options.layout);
  const manual = options.isAttended === true ? planManual(dossier, options.rulebook) : [];
  const review = options.isAttended === true ? (options.rulebook.review ?? null) : null;
  const kept = keptOf(options.after, options.rulebook, plan, manual);
  const looked = manual.length === 0 ? null : withKeptEntries(initialManual(manual), manual, kept);
  const ending = { manual, isReviewed: review !== null };
  const machine: InspectionMachine = {
    runner: new ItemRunner({ ...options, dossier, ending }, plan),
    ending,
    reviewing: { review, manual },
    layout: options.layout,
  };
  const notInForce = whyNotInForce(options.rulebook, options.today);
  return {
    initial: withKeptItems(initialState(plan, looked), kept),
    decide: (state, input) =>
      notInForce !== null &&
      input.kind === "command" &&
      input.command.name === "begin" &&
      state.phase === "ready"
        ? rejected(notInForce)
        : decide(machine, state, input),
    evolve,
    report: inspectionReporter({ ...options, dossier }, plan, manual),
  };
}

/** What passed before and no repair has changed is as good as measured. */
function withKeptItems(state: InspectionState, kept: Kept | null): InspectionState {
  if (kept === null) return state;
  const note = reason("KEPT_OF_EARLIER", { job: kept.job });
  const items = state.items.map((item): ItemState => {
    const result = kept.codes.has(item.code) ? kept.results[item.code] : undefined;
    return result === undefined || item.state === "done" ? item : { ...item, state: "done", result, note };
  });
  return { ...state, items };
}

interface InspectionMachine {
  readonly runner: ItemRunner;
  readonly ending: Ending;
  readonly reviewing: Reviewing;
  readonly layout: LaneLayout;
}

function decide(machine: InspectionMachine, state: InspectionState, input: Input): Answer {
  if (input.kind === "command") return commanded(machine, state, input);
  switch (state.phase) {
    case "ready":
      return whileReady(machine.runner, state, input);
    case "running":
      return state.laneDone ? afterLane(machine, state, input) : whileRunning(machine.runner, state, input);
    case "signing":
      return afterLane(machine, state, input);
    case "over":
      return NOTHING;
    default:
      return unreachable(state.phase);
  }
}

type Happening = Exclude<Input, { kind: "command" }>;
type Commanded = Extract<Input, { kind: "command" }>;

function whileReady(runner: ItemRunner, state: InspectionState, input: Happening): Answer {
  switch (input.kind) {
    case "observation":
      return runner.onBeam(state, input.role, input.observation) ?? NOTHING;
    case "fault":
      return runner.onFault(state, input.role, input.fault);
    case "timer":
    case "resumed":
    case "granted":
      return NOTHING;
    default:
      return unreachable(input);
  }
}

function whileRunning(runner: ItemRunner, state: InspectionState, input: Happening): Answer {
  switch (input.kind) {
    case "observation":
      return (
        runner.onBeam(state, input.role, input.observation) ??
        runner.onReading(state, input.role, input.observation)
      );
    case "fault":
      return runner.onFault(state, input.role, input.fault);
    case "timer":
      return runner.onTimer(state, input.id, input.atMs);
    case "resumed":
      return runner.onResumed(state, input.atMs);
    case "granted":
      return runner.onGranted(state, input.position);
    default:
      return unreachable(input);
  }
}

/** The vehicle has left its positions: what devices say is about somebody else. */
function afterLane({ ending, layout }: InspectionMachine, state: InspectionState, input: Happening): Answer {
  if (input.kind !== "resumed") return NOTHING;
  const turn = new LaneTurn(state, layout);
  if (state.manual !== null) turn.emit({ type: "parts-resumed", atMs: input.atMs });
  goOnToEnd(turn, ending);
  return turn.decision();
}

function commanded({ runner, ...rest }: InspectionMachine, state: InspectionState, input: Commanded): Answer {
  const { command, by } = input;
  const { phase } = state;
  if (phase === "over") return rejected(reason("INSPECTION_OVER", {}));
  switch (command.name) {
    case "begin":
      return phase === "ready" ? runner.begin(state) : rejected(reason("INSPECTION_BEGUN", {}));
    case "abort":
      // It is done: what came of it is signed or sent back, not thrown away.
      if (phase === "signing" && typeof command.reason === "string")
        return rejected(reason("INSPECTION_IS_DONE", {}));
      return runner.abort(state, whyAborted("inspection", by, command));
    case "stop-item":
      return state.current === null
        ? rejected(reason("NO_ITEM_RUNS", {}))
        : runner.stopItem(state, whyStopped(by, command));
    case "go-on":
      return (phase === "running" ? runner.goOn(state) : null) ?? rejected(reason("NOTHING_WAITS", {}));
    default:
      return byHand(rest, state, { ...input, command });
  }
}

type ByHand = Omit<Commanded, "command"> & {
  readonly command: Exclude<Commanded["command"], { name: "begin" | "abort" | "stop-item" | "go-on" }>;
};

/** What inspectors and the signatory ask for. */
function byHand(
  { ending, reviewing, layout }: Omit<InspectionMachine, "runner">,
  state: InspectionState,
  { by, atMs, command }: ByHand,
): Answer {
  const turn = new LaneTurn(state, layout);
  const refused = obey();
  if (refused !== null) return rejected(refused);
  const mayEnd = command.name === "part-end" || command.name === "send-back";
  if (mayEnd && turn.state.laneDone) goOnToEnd(turn, ending);
  return turn.decision();

  function obey(): Reason | null {
    if (command.name === "sign") return signInspection(reviewing, turn, { by, note: command.note });
    if (command.name === "send-back") return sendBack(reviewing, turn, { ...command, by });
    if (state.phase === "ready") return reason("INSPECTION_NOT_BEGUN", {});
    if (state.phase === "signing") return reason("INSPECTION_IN_REVIEW", {});
    return manualAct(reviewing.manual, turn, command, { by, atMs });
  }
}
