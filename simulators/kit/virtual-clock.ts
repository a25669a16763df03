import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";

interface Entry extends TimerHandle {
  readonly atMs: number;
  readonly order: number;
  readonly name: string;
  /** Null once fired or cancelled: the entry then waits in the heap only to be thrown away. */
  fire: (() => void) | null;
}

/** More than this at one instant is no program at work but a timer that re-arms itself with no delay. */
const FIRED_AT_ONE_INSTANT_MAX = 100_000;

/**
 * Time that moves only when told to, in steps as far as the next timer. Timers fire by (time, order of their start), so
 * that a run is the same on every machine. Throws on a timer that re-arms at one instant for ever, and names it.
 */
export class VirtualClock implements Clock, Timers {
  readonly #startWallMs: number;
  readonly #heap: Entry[] = [];
  #nowMs = 0;
  #setByMs = 0;
  #order = 0;
  #cancelled = 0;
  #firedAtInstant = 0;

  constructor(startWallMs = Date.UTC(2026, 0, 5, 8, 0, 0)) {
    this.#startWallMs = startWallMs;
  }

  monoMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#startWallMs + this.#nowMs + this.#setByMs;
  }

  /** Somebody sets the wall clock: forward, or back with a negative number. */
  setWallBy(ms: number): void {
    this.#setByMs += ms;
  }

  /** How far the wall clock is ahead of the true time. */
  get wrongByMs(): number {
    return this.#setByMs;
  }

  /** `afterMs` below zero or not a number counts as zero; the timer still fires after this call. */
  start(name: string, afterMs: number, fire: () => void): TimerHandle {
    const entry: Entry = {
      atMs: this.#nowMs + (afterMs > 0 ? afterMs : 0),
      order: this.#order++,
      name,
      fire,
      cancel: () => {
        if (entry.fire === null) return;
        entry.fire = null;
        this.#cancelled++;
        if (this.#cancelled > 1024 && this.#cancelled * 2 > this.#heap.length) this.#sweep();
      },
    };
    push(this.#heap, entry);
    return entry;
  }

  /** When the next timer fires, in monotonic milliseconds; null when none is running. */
  nextDueMs(): number | null {
    return this.#front()?.atMs ?? null;
  }

  get pending(): number {
    return this.#heap.length - this.#cancelled;
  }

  /** Fires the next timer, and moves time to it. False when there is none, or none until `untilMs`. */
  fireNext(untilMs = Number.POSITIVE_INFINITY): boolean {
    const entry = this.#front();
    if (entry === undefined || entry.atMs > untilMs) return false;
    pop(this.#heap);
    if (entry.atMs > this.#nowMs) {
      this.#nowMs = entry.atMs;
      this.#firedAtInstant = 0;
    } else if (++this.#firedAtInstant > FIRED_AT_ONE_INSTANT_MAX) {
      throw new Error(
        `The timer "${entry.name}" is re-armed without delay for ever: ${FIRED_AT_ONE_INSTANT_MAX} timers fired at ${this.#nowMs} ms.`,
      );
    }
    const fire = entry.fire;
    entry.fire = null;
    fire?.();
    return true;
  }

  /** Fires all that is due until `ms` (monotonic, absolute) and leaves the time there. A time gone by is refused. */
  advanceTo(ms: number): void {
    if (ms < this.#nowMs) throw new Error(`Time cannot go back from ${this.#nowMs} ms to ${ms} ms.`);
    while (this.fireNext(ms));
    if (ms > this.#nowMs) {
      this.#nowMs = ms;
      this.#firedAtInstant = 0;
    }
  }

  advanceBy(ms: number): void {
    this.advanceTo(this.#nowMs + ms);
  }

  /** Runs until no timer is left, or `limitMs` of virtual time have gone by. */
  runUntilIdle(limitMs: number): "idle" | "limit" {
    return this.runUntil(() => false, limitMs) === "limit" ? "limit" : "idle";
  }

  /** Runs until `reached()` holds (asked after every timer), no timer is left, or `limitMs` have gone by. */
  runUntil(reached: () => boolean, limitMs: number): "reached" | "idle" | "limit" {
    const untilMs = this.#nowMs + limitMs;
    if (reached()) return "reached";
    while (this.fireNext(untilMs)) if (reached()) return "reached";
    if (this.#front() === undefined) return "idle";
    this.advanceTo(untilMs);
    return "limit";
  }

  #front(): Entry | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].fire === null) {
      pop(this.#heap);
      this.#cancelled--;
    }
    return this.#heap[0];
  }

  #sweep(): void {
    const live = this.#heap.filter((entry) => entry.fire !== null);
    this.#heap.length = 0;
    for (const entry of live) push(this.#heap, entry);
    this.#cancelled = 0;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parentAt = (at - 1) >> 1;
    const parent = heap[parentAt];
    if (parent === undefined || before(parent, entry)) break;
    heap[at] = parent;
    at = parentAt;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  const length = heap.length;
  let at = 0;
  for (;;) {
    const leftAt = 2 * at + 1;
    let child = heap[leftAt];
    if (child === undefined) break;
    let childAt = leftAt;
    const right = leftAt + 1 < length ? heap[leftAt + 1] : undefined;
    if (right !== undefined && before(right, child)) {
      child = right;
      childAt = leftAt + 1;
    }
    if (before(last, child)) break;
    heap[at] = child;
    at = childAt;
  }
  heap[at] = last;
}
