import type { JobKind } from "../trade/words/roles.ts";

/** What names one waiting subject and no other: a file of that name that was changed since is somebody else. */
export interface WaitingName {
  /** The cleaned name. */
  readonly file: string;
  /** Of the file's last change, milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** Where in a queue: right after whatever bears this name, or before it where `step` is below 0; of one name the lower step comes first. */
export interface QueueSpot {
  readonly beside: string;
  readonly step: number;
}

/** What a person said of somebody who waits. It holds as long as that subject waits. */
export interface Placement extends WaitingName {
  readonly queue: JobKind;
  /** Null: where its name puts it. */
  readonly spot: QueueSpot | null;
  /** Where it is to be taken; null: wherever is free. `car`: null in a lane. */
  readonly seat: { readonly site: string; readonly car: string | null } | null;
}

export function placementOf(
  one: WaitingName,
  queue: JobKind,
  placements: readonly Placement[],
): Placement | null {
  return (
    placements.find(
      (known) => known.queue === queue && known.file === one.file && known.modifiedMs === one.modifiedMs,
    ) ?? null
  );
}

/** `waiting` is in the order of the names as the disk has them, and stays so where nobody said otherwise. */
export function inQueueOrder<One extends WaitingName>(
  waiting: readonly One[],
  queue: JobKind,
  placements: readonly Placement[],
): readonly One[] {
  const moved = placements.filter((known) => known.queue === queue && known.spot !== null);
  if (moved.length === 0) return waiting;
  const keyed = waiting.map((one) => ({ one, spot: spotOf(one, queue, moved) }));
  // Stable: of two at one spot the names decide.
  return keyed.sort((a, b) => compareSpots(a.spot, b.spot)).map(({ one }) => one);
}

/**
 * The spot before this one of the others, or after all of them; `others` are in their order, without whoever is moved. Null where
 * `before` is none of them, or nothing fits between its neighbours any more.
 */
export function spotBefore<One extends WaitingName>(
  before: string | null,
  others: readonly One[],
  queue: JobKind,
  placements: readonly Placement[],
): QueueSpot | null {
  const at = before === null ? others.length : others.findIndex(({ file }) => file === before);
  if (at < 0) return null;
  const spots = [others[at - 1], others[at]].map((one) =>
    one === undefined ? null : spotOf(one, queue, placements),
  );
  const [last = null, next = null] = spots;
  if (next === null) return last === null ? null : { beside: last.beside, step: last.step + 1 };
  if (last === null) return { beside: next.beside, step: next.step - 1 };
  if (last.beside !== next.beside) return { beside: last.beside, step: last.step + 1 };
  const step = (last.step + next.step) / 2;
  return step > last.step && step < next.step ? { beside: last.beside, step } : null;
}

/** Null where this subject may go to this place; else where it is to go. */
export function elsewhere(
  placement: Placement | null,
  { site, car }: NonNullable<Placement["seat"]>,
): Placement["seat"] {
  const seat = placement?.seat ?? null;
  return seat === null || (seat.site === site && seat.car === car) ? null : seat;
}

function spotOf(one: WaitingName, queue: JobKind, placements: readonly Placement[]): QueueSpot {
  return placementOf(one, queue, placements)?.spot ?? { beside: one.file, step: 0 };
}

function compareSpots(a: QueueSpot, b: QueueSpot): number {
  return a.beside === b.beside ? a.step - b.step : compareNames(a.beside, b.beside);
}

/** By code points, which is the order of the bytes of UTF-8. */
function compareNames(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const step = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (step !== 0) return step;
  }
  return left.length - right.length;
}
