import type { DeviceIdentity } from "../journal/entry.ts";
import type { Decision } from "../machine.ts";
import { NOTHING, rejected, unreachable } from "../machine.ts";
import { whyNotInForce } from "../rules/in-force.ts";
import type { CommonCommand, Session, SessionEffect, SessionInput } from "../session.ts";
import { reason } from "../trade/reasons.ts";
import { whyAborted, whyStopped } from "../trade/why-aborted.ts";
import type { DatedDossier, Dossier } from "./dossier.ts";
import type { InspectionEvent, InspectionState } from "./inspection-state.ts";
import { evolve, initialState } from "./inspection-state.ts";
import { ItemRunner } from "./item-runner.ts";
import type { LaneLayout } from "./lane/layout.ts";
import type { ManualCommand } from "./manual/manual-commands.ts";
import { planInspection } from "./plan.ts";
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
}

export type InspectionSession = Session<InspectionState, InspectionCommand, InspectionEvent>;
type Input = SessionInput<InspectionCommand | CommonCommand>;
type Answer = Decision<InspectionEvent, SessionEffect>;

/** One vehicle's way through the lane. Pure: the same inputs give the same events, effects and report. */
export function createInspectionSession(options: InspectionOptions): InspectionSession {
  const dossier: DatedDossier = { ...options.dossier, inspectedOn: options.today };
  const plan = planInspection(dossier, options.rulebook, options.layout);
  const runner = new ItemRunner({ ...options, dossier }, plan);
  const notInForce = whyNotInForce(options.rulebook, options.today);
  return {
    initial: initialState(plan),
    decide: (state, input) =>
      notInForce !== null &&
      input.kind === "command" &&
      input.command.name === "begin" &&
      state.phase === "ready"
        ? rejected(notInForce)
        : decide(runner, state, input),
    evolve,
    report: inspectionReporter({ ...options, dossier }, plan),
  };
}

function decide(runner: ItemRunner, state: InspectionState, input: Input): Answer {
  switch (state.phase) {
    case "ready":
      return whileReady(runner, state, input);
    case "running":
      return whileRunning(runner, state, input);
    case "over":
      return input.kind === "command" ? rejected(reason("INSPECTION_OVER", {})) : NOTHING;
    default:
      return unreachable(state.phase);
  }
}

function whileReady(runner: ItemRunner, state: InspectionState, input: Input): Answer {
  switch (input.kind) {
    case "observation":
      return runner.onBeam(state, input.role, input.observation) ?? NOTHING;
    case "fault":
      return runner.onFault(state, input.role, input.fault);
    case "timer":
    case "resumed":
    case "granted":
      return NOTHING;
    case "command":
      switch (input.command.name) {
        case "begin":
          return runner.begin(state);
        case "abort":
          return runner.abort(state, whyAborted("inspection", input.by, input.command));
        case "stop-item":
          return rejected(reason("NO_ITEM_RUNS", {}));
        case "go-on":
          return rejected(reason("NOTHING_WAITS", {}));
        case "part-begin":
        case "part-enter":
        case "part-photo":
        case "part-end":
        case "send-back":
        case "sign":
          return rejected(reason("NOTHING_BY_HAND", {}));
        default:
          return unreachable(input.command);
      }
    default:
      return unreachable(input);
  }
}

function whileRunning(runner: ItemRunner, state: InspectionState, input: Input): Answer {
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
      return runner.onResumed(state);
    case "granted":
      return runner.onGranted(state, input.position);
    case "command":
      switch (input.command.name) {
        case "begin":
          return rejected(reason("INSPECTION_BEGUN", {}));
        case "abort":
          return runner.abort(state, whyAborted("inspection", input.by, input.command));
        case "stop-item":
          return state.current === null
            ? rejected(reason("NO_ITEM_RUNS", {}))
            : runner.stopItem(state, whyStopped(input.by, input.command));
        case "go-on":
          return runner.goOn(state) ?? rejected(reason("NOTHING_WAITS", {}));
        case "part-begin":
        case "part-enter":
        case "part-photo":
        case "part-end":
        case "send-back":
        case "sign":
          return rejected(reason("NOTHING_BY_HAND", {}));
        default:
          return unreachable(input.command);
      }
    default:
      return unreachable(input);
  }
}
