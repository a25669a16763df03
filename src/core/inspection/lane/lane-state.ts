import { unreachable } from "../../machine.ts";
import type { JobId } from "../../quantities/ids.ts";
import type { Place } from "../../trade/words/places.ts";
import { type LaneBeam, type LaneLayout, orderOf, positionOf } from "./layout.ts";

/**
 * Who stands where in one lane, and who waits for what. Plain data, the fold of its events; not journalled by itself: after a
 * restart it is made again from the vehicles' own states and from what the light beams say.
 */
export interface LaneState {
  readonly layout: LaneLayout;
  /** In the order in which they came; a vehicle leaves this list when it has left the lane. */
  readonly vehicles: readonly LaneVehicle[];
  /** For each place that has a beam: something stands there, nothing does, or (null) nobody knows. */
  readonly beams: Readonly<Partial<Record<Place, boolean | null>>>;
  /** Where somebody stood when the beam spoke for the first time, or again, in a position that nobody held: nobody saw who came. */
  readonly strangers: readonly Place[];
  /** The beam at the way out, as those of the places; undefined where the lane has none. */
  readonly exit: boolean | null | undefined;
}

export interface LaneVehicle {
  readonly job: JobId;
  /** What its job has been given and not left, in lane order; two while it drives from one to the next. */
  readonly holds: readonly string[];
  /** Of these, what its job still needs; the others it keeps only while its tail stands in their beams. */
  readonly needs: readonly string[];
  readonly wants: string | null;
  /** Its job is over: it is to leave, and takes the positions before it on its way out as they become free. */
  readonly over: boolean;
  /** A beam of what it holds has seen it. */
  readonly came: boolean;
  /** Over, and seen since where it goes out. */
  readonly seen: boolean;
  /** Over, and out of all beams with a free way out, or through the one at the exit: left, if that lasts. */
  readonly unseen: boolean;
}

export type LaneEvent =
  | { readonly type: "vehicle-joined"; readonly job: JobId }
  | { readonly type: "position-asked"; readonly job: JobId; readonly position: string | null }
  | { readonly type: "position-granted"; readonly job: JobId; readonly position: string }
  | { readonly type: "positions-needed"; readonly job: JobId; readonly positions: readonly string[] }
  /** After a restart, on the way out, or because it has left one. */
  | { readonly type: "positions-held"; readonly job: JobId; readonly positions: readonly string[] }
  | { readonly type: "vehicle-over"; readonly job: JobId }
  | { readonly type: "vehicle-came"; readonly job: JobId }
  | { readonly type: "vehicle-seen"; readonly job: JobId }
  | { readonly type: "vehicle-unseen"; readonly job: JobId; readonly unseen: boolean }
  | { readonly type: "vehicle-left"; readonly job: JobId }
  | { readonly type: "beam-told"; readonly place: Place; readonly active: boolean | null }
  | { readonly type: "exit-told"; readonly active: boolean | null };

/** `beams`: the places of the lane that have one, and its exit; nothing is known of them before they speak. */
export function initialLane(layout: LaneLayout, beams: readonly LaneBeam[]): LaneState {
  const places = beams.filter((beam) => beam !== "exit");
  return {
    layout,
    vehicles: [],
    beams: Object.fromEntries(places.map((place) => [place, null])),
    strangers: [],
    exit: beams.includes("exit") ? null : undefined,
  };
}

export function evolveLane(state: LaneState, event: LaneEvent): LaneState {
  switch (event.type) {
    case "vehicle-joined": {
      return { ...state, vehicles: [...state.vehicles, newcomer(event.job)] };
    }
    case "position-asked":
      return withVehicle(state, event.job, (vehicle) => ({ ...vehicle, wants: event.position }));
    case "position-granted":
      return withVehicle(state, event.job, (vehicle) => ({
        ...vehicle,
        holds: inOrder(state.layout, [...vehicle.holds, event.position]),
        needs: inOrder(state.layout, [...vehicle.needs, event.position]),
        wants: null,
      }));
    case "positions-needed":
      return withVehicle(state, event.job, (vehicle) => ({
        ...vehicle,
        needs: inOrder(state.layout, event.positions),
      }));
    case "positions-held":
      return withVehicle(state, event.job, (vehicle) => ({
        ...vehicle,
        holds: inOrder(state.layout, event.positions),
      }));
    case "vehicle-over":
      return withVehicle(state, event.job, (vehicle) => ({ ...vehicle, over: true, wants: null }));
    case "vehicle-came":
      return withVehicle(state, event.job, (vehicle) => ({ ...vehicle, came: true }));
    case "vehicle-seen":
      return withVehicle(state, event.job, (vehicle) => ({ ...vehicle, seen: true }));
    case "vehicle-unseen":
      return withVehicle(state, event.job, (vehicle) => ({ ...vehicle, unseen: event.unseen }));
    case "vehicle-left":
      return { ...state, vehicles: state.vehicles.filter(({ job }) => job !== event.job) };
    case "beam-told":
      return withBeam(state, event.place, event.active);
    case "exit-told":
      return { ...state, exit: event.active };
    default:
      return unreachable(event);
  }
}

/** Of whom nothing is known but that it comes. */
export function newcomer(job: JobId): LaneVehicle {
  return { job, holds: [], needs: [], wants: null, over: false, came: false, seen: false, unseen: false };
}

export function vehicleOf(state: LaneState, job: JobId): LaneVehicle | null {
  return state.vehicles.find((vehicle) => vehicle.job === job) ?? null;
}

/** Whose the position is just now. */
export function holderOf(state: LaneState, position: string): LaneVehicle | null {
  return state.vehicles.find(({ holds }) => holds.includes(position)) ?? null;
}

/** Something stands in a beam of this position, nothing does, or it is not known. A place without a beam says nothing. */
export function occupancyOf(state: LaneState, position: string): "occupied" | "clear" | "unknown" {
  const places = state.layout.find((known) => known.position === position)?.places ?? [];
  const told = places.map((place) => state.beams[place]);
  if (told.includes(true)) return "occupied";
  return told.includes(null) ? "unknown" : "clear";
}

/** How far into the lane the vehicle is: order of its foremost position, -1 before the lane. */
export function foremost(state: LaneState, vehicle: LaneVehicle): number {
  return Math.max(-1, ...vehicle.holds.map((position) => orderOf(state.layout, position)));
}

function withBeam(state: LaneState, place: Place, active: boolean | null): LaneState {
  const position = positionOf(state.layout, place);
  const isStranger =
    active === true && state.beams[place] === null && position !== null && holderOf(state, position) === null;
  const others = state.strangers.filter((known) => known !== place);
  return {
    ...state,
    beams: { ...state.beams, [place]: active },
    strangers: isStranger ? [...others, place] : others,
  };
}

function withVehicle(state: LaneState, job: JobId, change: (vehicle: LaneVehicle) => LaneVehicle): LaneState {
  return {
    ...state,
    vehicles: state.vehicles.map((vehicle) => (vehicle.job === job ? change(vehicle) : vehicle)),
  };
}

function inOrder(layout: LaneLayout, positions: readonly string[]): readonly string[] {
  return layout.map(({ position }) => position).filter((position) => positions.includes(position));
}
