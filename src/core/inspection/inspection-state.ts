import { unreachable } from "../machine.ts";
import type { DeviceFault } from "../observation.ts";
import type { Prompt, Signature } from "../session.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import type { Place } from "../trade/words/places.ts";
import { type DeviceRole, ROLES } from "../trade/words/roles.ts";
import type { BrakeSample } from "./brake-curve/force-series.ts";
import type { Curve } from "./curve.ts";
import { appendSample, EMPTY_CURVE } from "./curve.ts";
import type { ItemProgress } from "./items/procedure.ts";
import { evolveManual, type ManualEvent, type ManualState } from "./manual/manual-state.ts";
import type { ItemResult } from "./measurements.ts";

/** Plain data: it goes through JSON and comes back the same. Only `evolve` changes it. */
export interface InspectionState {
  /** `signing`: all is done, and the signatory reviews it. */
  readonly phase: "ready" | "running" | "signing" | "over";
  readonly items: readonly ItemState[];
  readonly current: CurrentItem | null;
  /** What it has of its lane, in lane order, and what it waits for. */
  readonly lane: { readonly holds: readonly string[]; readonly wants: string | null };
  /** Nothing more is measured; what is left is looked at by hand, or reviewed. */
  readonly laneDone: boolean;
  /** Null where nothing is looked at by hand. */
  readonly manual: ManualState | null;
  readonly signed: readonly Signature[];
  /** By place; a place nobody has told of yet is not in it. */
  readonly beams: Readonly<Partial<Record<Place, Beam>>>;
  /** Where the vehicle is known to stand. */
  readonly standing: { readonly place: Place; readonly axle: number } | null;
  readonly prompt: Prompt | null;
  /** All that were told while the session ran, raised and cleared. */
  readonly faults: readonly DeviceFault[];
  /** Fault codes that stand, by role. */
  readonly standingFaults: Readonly<Partial<Record<DeviceRole, readonly DeviceFault["code"][]>>>;
  readonly aborted: Reason | null;
}

export interface ItemState {
  readonly code: string;
  readonly state: "waiting" | "running" | "done";
  /** Runs begun, the present one included. */
  readonly runs: number;
  readonly result: ItemResult | null;
  /** Why it was measured again, which the record keeps; null otherwise. */
  readonly note: Reason | null;
  /** How often the station was restarted while it ran, and how many of those a person has agreed to go on after. */
  readonly restarts: number;
  readonly restartsAgreed: number;
  /** Why a person stopped it, until somebody lets it go on; null otherwise. */
  readonly stopped: Reason | null;
}

export interface CurrentItem {
  readonly index: number;
  /** Waiting for a fault to clear, for the vehicle to come, or measuring. */
  readonly stage: "clearing" | "travelling" | "measuring";
  /** While clearing: for a device to come back, for a line to recover, for somebody to say go on, or (null) for a pause to pass. */
  readonly waits: "device" | "line" | "person" | null;
  readonly progress: ItemProgress | null;
  readonly curve: Curve;
}

export interface Beam {
  readonly active: boolean;
  /** Times it has become active, and how many of those an item has taken for its own. */
  readonly arrivals: number;
  readonly used: number;
}

export type InspectionEvent =
  | { readonly type: "inspection-begun" }
  | { readonly type: "position-wanted"; readonly position: string }
  /** `taken`: places there at which whoever was seen so far is not the vehicle to be inspected. */
  | { readonly type: "position-granted"; readonly position: string; readonly taken: readonly Place[] }
  | { readonly type: "position-left"; readonly position: string; readonly places: readonly Place[] }
  | { readonly type: "item-started"; readonly index: number }
  | {
      readonly type: "stage-entered";
      readonly stage: CurrentItem["stage"];
      readonly waits: CurrentItem["waits"];
    }
  | { readonly type: "beam-changed"; readonly place: Place; readonly active: boolean }
  /** Nobody knows any more whether something stands there; null: at any place. */
  | { readonly type: "beam-lost"; readonly place: Place | null }
  | { readonly type: "vehicle-arrived"; readonly place: Place; readonly axle: number }
  | { readonly type: "item-progressed"; readonly progress: ItemProgress }
  | { readonly type: "sample-taken"; readonly sample: BrakeSample }
  | { readonly type: "prompted"; readonly prompt: Prompt }
  | { readonly type: "item-measured"; readonly result: ItemResult }
  /** `asked`: only a person lets it run again. */
  | { readonly type: "item-voided"; readonly reason: Reason; readonly next: "done" | "again" | "asked" }
  | { readonly type: "item-put-back"; readonly note: Reason }
  /** Somebody has looked at why it was stopped, or broken off so often. */
  | { readonly type: "go-on-agreed" }
  | { readonly type: "fault-noted"; readonly role: DeviceRole; readonly fault: DeviceFault }
  | ManualEvent
  | { readonly type: "lane-done" }
  | { readonly type: "review-begun" }
  | { readonly type: "inspection-signed"; readonly signature: Signature }
  | { readonly type: "inspection-aborted"; readonly reason: Reason }
  | { readonly type: "inspection-concluded" };

export function initialState(
  codes: readonly { code: string; notApplicable: Reason | null }[],
  manual: ManualState | null = null,
): InspectionState {
  return {
    phase: "ready",
    items: codes.map(({ code, notApplicable }) => ({
      code,
      state: notApplicable === null ? "waiting" : "done",
      runs: 0,
      result: null,
      note: null,
      restarts: 0,
      restartsAgreed: 0,
      stopped: null,
    })),
    current: null,
    lane: { holds: [], wants: null },
    laneDone: false,
    manual,
    signed: [],
    beams: {},
    standing: null,
    prompt: null,
    faults: [],
    standingFaults: {},
    aborted: null,
  };
}

export function evolve(state: InspectionState, event: InspectionEvent): InspectionState {
  switch (event.type) {
    case "inspection-begun":
      return { ...state, phase: "running" };
    case "position-wanted":
      return { ...state, lane: { ...state.lane, wants: event.position } };
    case "position-granted":
      return granted(state, event.position, event.taken);
    case "position-left":
      return left(state, event.position, event.places);
    case "item-started":
      return started(state, event.index);
    case "stage-entered":
      return withCurrent(state, (current) => ({
        ...current,
        stage: event.stage,
        waits: event.waits,
      }));
    case "beam-changed":
      return withBeam(state, event.place, event.active);
    case "beam-lost":
      return withoutBeam(state, event.place);
    case "vehicle-arrived":
      return arrived(state, event.place, event.axle);
    case "item-progressed":
      return withCurrent(state, (current) => ({ ...current, progress: event.progress }));
    case "sample-taken":
      return withCurrent(state, (current) => ({
        ...current,
        curve: appendSample(current.curve, event.sample),
      }));
    case "prompted":
      return { ...state, prompt: event.prompt };
    case "item-measured":
      return ended(state, (item) => ({ ...item, state: "done", result: event.result }));
    case "item-voided":
      return ended(state, (item) =>
        event.next === "done"
          ? {
              ...item,
              state: "done",
              result: { kind: "void", reason: event.reason },
              note: null,
              stopped: null,
            }
          : {
              ...item,
              state: "waiting",
              note: reason("MEASURED_AGAIN", { because: event.reason }),
              stopped: event.next === "asked" ? event.reason : item.stopped,
            },
      );
    case "item-put-back":
      return putBack(state);
    case "go-on-agreed":
      return state.current === null
        ? state
        : withItem(state, state.current.index, (item) => ({
            ...item,
            restartsAgreed: item.restarts,
            stopped: null,
          }));
    case "fault-noted":
      return withFault(state, event.role, event.fault);
    default:
      return evolveEnd(state, event);
  }
}

type AfterLane = Extract<
  InspectionEvent,
  | ManualEvent
  | {
      readonly type:
        | "lane-done"
        | "review-begun"
        | "inspection-signed"
        | "inspection-aborted"
        | "inspection-concluded";
    }
>;

/** What goes on beside the lane and after it. */
function evolveEnd(state: InspectionState, event: AfterLane): InspectionState {
  switch (event.type) {
    case "part-begun":
    case "item-entered":
    case "photo-taken":
    case "part-ended":
    case "parts-resumed":
      return byHand(state, event);
    case "items-sent-back":
      return { ...byHand(state, event), phase: "running" };
    case "lane-done":
      // Positions, beams and devices are about somebody else from here on.
      return {
        ...state,
        laneDone: true,
        current: null,
        lane: { holds: [], wants: null },
        beams: {},
        standing: null,
        standingFaults: {},
      };
    case "review-begun":
      return { ...state, phase: "signing" };
    case "inspection-signed":
      return { ...state, signed: [...state.signed, event.signature] };
    case "inspection-aborted":
      return { ...state, aborted: event.reason };
    case "inspection-concluded":
      return {
        ...state,
        phase: "over",
        current: null,
        lane: { ...state.lane, wants: null },
        prompt: state.laneDone ? null : state.prompt,
      };
    default:
      return unreachable(event);
  }
}

function byHand(state: InspectionState, event: ManualEvent): InspectionState {
  return state.manual === null ? state : { ...state, manual: evolveManual(state.manual, event) };
}

function started(state: InspectionState, index: number): InspectionState {
  return {
    ...withItem(state, index, (item) => ({ ...item, state: "running", runs: item.runs + 1 })),
    current: { index, stage: "travelling", waits: null, progress: null, curve: EMPTY_CURVE },
  };
}

/**
 * A run that we broke off ourselves is not one of the runs the rulebook counts, and is counted by itself. What beams and devices said
 * before the restart is old: they tell it anew.
 */
function putBack(state: InspectionState): InspectionState {
  return {
    ...ended(state, (item) => ({
      ...item,
      state: "waiting",
      runs: item.runs - 1,
      restarts: item.restarts + 1,
    })),
    beams: {},
    standing: null,
    standingFaults: {},
  };
}

function withItem(
  state: InspectionState,
  index: number,
  change: (item: ItemState) => ItemState,
): InspectionState {
  return { ...state, items: state.items.map((item, i) => (i === index ? change(item) : item)) };
}

function withCurrent(state: InspectionState, change: (current: CurrentItem) => CurrentItem): InspectionState {
  return state.current === null ? state : { ...state, current: change(state.current) };
}

function ended(state: InspectionState, change: (item: ItemState) => ItemState): InspectionState {
  if (state.current === null) return state;
  return { ...withItem(state, state.current.index, change), current: null };
}

function withBeam(state: InspectionState, place: Place, active: boolean): InspectionState {
  const before = state.beams[place] ?? { active: false, arrivals: 0, used: 0 };
  const arrivals = active && !before.active ? before.arrivals + 1 : before.arrivals;
  const droveOff = !active && state.standing?.place === place;
  return {
    ...state,
    beams: { ...state.beams, [place]: { ...before, active, arrivals } },
    standing: droveOff ? null : state.standing,
  };
}

/** An arrival seen after this counts anew, so that nothing is measured before the vehicle is seen again. */
function withoutBeam(state: InspectionState, place: Place | null): InspectionState {
  const { standing, beams } = state;
  if (place === null) return { ...state, beams: {}, standing: null };
  const { [place]: _, ...others } = beams;
  return { ...state, beams: others, standing: standing?.place === place ? null : standing };
}

function granted(state: InspectionState, position: string, taken: readonly Place[]): InspectionState {
  const used = Object.entries(state.beams).map(([at, beam]): [string, Beam] => [
    at,
    taken.some((place) => place === at) ? { ...beam, used: beam.arrivals } : beam,
  ]);
  const holds = [...state.lane.holds, position];
  return { ...state, lane: { holds, wants: null }, beams: Object.fromEntries(used) };
}

/** What beams and devices there say from now on is about somebody else. */
function left(state: InspectionState, position: string, places: readonly Place[]): InspectionState {
  const there = (place: Place | null): boolean => place !== null && places.includes(place);
  return {
    ...state,
    lane: { ...state.lane, holds: state.lane.holds.filter((held) => held !== position) },
    beams: omitting(state.beams, (place) => there(place)),
    standing: there(state.standing?.place ?? null) ? null : state.standing,
    standingFaults: omitting(state.standingFaults, (role) => there(ROLES[role].at)),
  };
}

function omitting<Key extends string, Value>(
  of: Readonly<Partial<Record<Key, Value>>>,
  isOut: (key: Key) => boolean,
): Readonly<Partial<Record<Key, Value>>> {
  const kept = Object.entries(of).filter(([key]) => !isOut(key as Key));
  return Object.fromEntries(kept) as Partial<Record<Key, Value>>;
}

function arrived(state: InspectionState, place: Place, axle: number): InspectionState {
  const beam = state.beams[place];
  const beams =
    beam === undefined ? state.beams : { ...state.beams, [place]: { ...beam, used: beam.arrivals } };
  return { ...state, beams, standing: { place, axle } };
}

function withFault(state: InspectionState, role: DeviceRole, fault: DeviceFault): InspectionState {
  const others = (state.standingFaults[role] ?? []).filter((code) => code !== fault.code);
  return {
    ...state,
    faults: [...state.faults, fault],
    standingFaults: { ...state.standingFaults, [role]: fault.raised ? [...others, fault.code] : others },
  };
}
