import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createLaneMachine,
  type LaneEffect,
  type LaneInput,
} from "../../../../src/core/inspection/lane/lane-machine.ts";
import { foremost, type LaneState } from "../../../../src/core/inspection/lane/lane-state.ts";
import type { LaneLayout } from "../../../../src/core/inspection/lane/layout.ts";
import { asId, type JobId } from "../../../../src/core/quantities/ids.ts";
import type { Place } from "../../../../src/core/trade/words/places.ts";

const LAYOUT: LaneLayout = [
  { position: "P1", places: ["exhaust"] },
  { position: "P2", places: ["scale", "bench"] },
  { position: "P3", places: ["headlamp", "slip"] },
];
const BEAMS: readonly Place[] = ["exhaust", "scale", "bench", "headlamp", "slip"];
const PLACE: Readonly<Record<string, Place>> = { P1: "exhaust", P2: "bench", P3: "headlamp" };

/** A vehicle as its job and its driver move it: through these positions, or aborted before this step. */
interface Trip {
  readonly job: JobId;
  readonly way: readonly string[];
  readonly abortAt: number | null;
}

/** Physics beside the machine: where each vehicle stands, and who runs into whom. */
class World {
  readonly machine: ReturnType<typeof createLaneMachine>;
  state: LaneState;
  readonly #hasExit: boolean;
  readonly problems: string[] = [];
  readonly #granted = new Map<JobId, string[]>();
  readonly #at = new Map<JobId, string>();
  readonly #step = new Map<JobId, number>();
  readonly #over = new Set<JobId>();
  readonly #timers = new Set<JobId>();
  /** The position that the tail still stands in. */
  readonly #tails = new Map<JobId, string>();

  constructor(hasExit: boolean) {
    this.#hasExit = hasExit;
    this.machine = createLaneMachine(LAYOUT, hasExit ? [...BEAMS, "exit"] : BEAMS);
    this.state = this.machine.initial;
  }

  /** Every beam says how it stands. */
  tellBeams(): void {
    const bodies = new Set([...this.#at.values(), ...this.#tails.values()].map((at) => PLACE[at]));
    for (const place of BEAMS) this.feed({ kind: "beam", place, active: bodies.has(place) });
    if (this.#hasExit) this.feed({ kind: "beam", place: "exit", active: false });
  }

  /** Who is over has its record and is not known any more; where it stands is for the beams to say. */
  restart(trips: readonly Trip[]): void {
    this.state = this.machine.initial;
    this.#timers.clear();
    for (const { job, way } of trips.filter((trip) => !this.#over.has(trip.job))) {
      const step = this.#step.get(job) ?? 0;
      const wanted = way[step] ?? "";
      const isGranted = this.#granted.get(job)?.includes(wanted) === true;
      const holds = [this.#at.get(job), this.#tails.get(job), isGranted ? wanted : undefined];
      const known = LAYOUT.map(({ position }) => position).filter((position) => holds.includes(position));
      this.feed({ kind: "vehicle", job, holds: known, wants: null, over: false });
    }
    this.tellBeams();
  }

  feed(input: LaneInput): void {
    const decision = this.machine.decide(this.state, input);
    if (decision.kind === "rejected") {
      this.problems.push(`refused ${input.kind}`);
      return;
    }
    this.state = decision.events.reduce(this.machine.evolve, this.state);
    for (const effect of decision.effects) this.#run(effect);
    this.#look();
  }

  #run(effect: LaneEffect): void {
    if (effect.kind === "grant")
      this.#granted.set(effect.job, [...(this.#granted.get(effect.job) ?? []), effect.position]);
    if (effect.kind === "start-timer") this.#timers.add(effect.job);
    if (effect.kind === "cancel-timer") this.#timers.delete(effect.job);
  }

  #look(): void {
    for (const { position } of LAYOUT) {
      const holders = this.state.vehicles.filter(({ holds }) => holds.includes(position));
      if (holders.length > 1) this.problems.push(`two hold ${position}`);
    }
    const orders = this.state.vehicles.map((vehicle) => foremost(this.state, vehicle));
    for (let i = 1; i < orders.length; i++)
      if ((orders[i] ?? -1) > (orders[i - 1] ?? -1)) this.problems.push("one overtakes");
  }

  /** One step of this vehicle; false if it has nothing to do. */
  advance(trip: Trip): boolean {
    const { job, way } = trip;
    const tail = this.#tails.get(job);
    if (tail !== undefined) {
      this.#tails.delete(job);
      this.feed({ kind: "beam", place: PLACE[tail] ?? "bench", active: false });
      return true;
    }
    const step = this.#step.get(job) ?? 0;
    if (this.#over.has(job)) return this.#leave(job);
    if (trip.abortAt === step || step >= way.length) {
      this.#over.add(job);
      this.#report(trip, null, true);
      return true;
    }
    const wanted = way[step] ?? "";
    const granted = this.#granted.get(job) ?? [];
    if (!granted.includes(wanted)) {
      const asked = this.state.vehicles.find((vehicle) => vehicle.job === job)?.wants === wanted;
      if (!asked) this.#report(trip, wanted, false);
      return !asked;
    }
    this.#drive(job, wanted);
    this.#step.set(job, step + 1);
    this.#report(trip, null, false);
    return true;
  }

  #report({ job }: Trip, wants: string | null, over: boolean): void {
    const at = this.#at.get(job);
    this.feed({ kind: "vehicle", job, holds: at === undefined ? [] : [at], wants, over });
  }

  #drive(job: JobId, to: string): void {
    for (const [other, position] of [...this.#at, ...this.#tails])
      if (other !== job && position === to) this.problems.push(`${job} runs into ${other} at ${to}`);
    const from = this.#at.get(job);
    this.#at.set(job, to);
    // The front arrives before the tail is out of the position behind.
    this.feed({ kind: "beam", place: PLACE[to] ?? "bench", active: true });
    if (from !== undefined && from !== to) this.#tails.set(job, from);
  }

  #leave(job: JobId): boolean {
    const at = this.#at.get(job);
    const ahead = LAYOUT.findIndex(({ position }) => position === at);
    const isFree = ![...this.#at].some(
      ([other, position]) => other !== job && LAYOUT.findIndex((p) => p.position === position) > ahead,
    );
    if (at !== undefined && isFree) {
      this.#at.delete(job);
      this.feed({ kind: "beam", place: PLACE[at] ?? "bench", active: false });
      // A trailer: the beam at the way out is free between it and its tractor.
      if (this.#hasExit)
        for (const active of [true, false, true, false]) this.feed({ kind: "beam", place: "exit", active });
      return true;
    }
    const isLost = at === undefined && this.#hasExit && !this.#timers.has(job);
    if (isLost && this.state.vehicles.some((vehicle) => vehicle.job === job && vehicle.over)) {
      this.feed({ kind: "seen-out", job });
      return true;
    }
    if (!this.#timers.has(job)) return false;
    this.#timers.delete(job);
    this.feed({ kind: "timer", job });
    return true;
  }
}

const RESTART = 12;
const trips = fc
  .array(
    fc.record({
      way: fc.subarray(["P1", "P2", "P3"], { minLength: 0 }),
      abortAt: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null, freq: 4 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((list) => list.map((trip, i): Trip => ({ ...trip, job: asId<"job">(`J-${i + 1}`) })));

describe("vehicles in one lane", () => {
  test("never two at one position, nobody overtakes, and everybody gets through", () => {
    fc.assert(
      fc.property(trips, fc.array(fc.nat(12), { maxLength: 60 }), fc.boolean(), (all, order, hasExit) => {
        const world = new World(hasExit);
        world.tellBeams();
        for (const trip of all)
          world.feed({ kind: "vehicle", job: trip.job, holds: [], wants: null, over: false });
        for (const pick of order) {
          const trip = all[pick % all.length];
          if (pick === RESTART) world.restart(all);
          else if (trip !== undefined) world.advance(trip);
        }
        // Whatever came before: with everybody doing what is asked, the lane empties.
        for (let round = 0; round < 200 && world.state.vehicles.length > 0; round++)
          for (const trip of all) world.advance(trip);
        expect(world.problems).toEqual([]);
        expect(world.state.vehicles).toEqual([]);
      }),
      { numRuns: process.env.PROOFMARK_FULL === "1" ? 20_000 : 1_000 },
    );
  });
});
