import type { Clock, Timers } from "../../src/ports/clock.ts";
import type { OperatorFeed, Prompt } from "../../src/ports/operator-feed.ts";
import { LANE_PLACES, type LanePlace, type OperatorQuirks } from "../../src/scenario/lane-operator.ts";
import { OrderWatch } from "../kit/order-watch.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { LaneSeat } from "../world/lane-seat.ts";
import { LaneDriving } from "./lane-driving.ts";
import { LaneOrders } from "./lane-orders.ts";
import { LaneThrottle } from "./lane-throttle.ts";
import { type Task, TaskQueue } from "./task-queue.ts";

export interface LaneOperatorOptions {
  readonly world: LaneSeat;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: SeededRandom;
  readonly quirks: OperatorQuirks;
  /** Absent: nobody asks which of the quirks came to show. */
  readonly watch?: OrderWatch;
}

/** Names of a place that a prompt may use. */
const PLACE_NAMES: Readonly<Record<string, LanePlace>> = {
  "axle-scale": "scale",
  "brake-bench": "bench",
  "headlamp-tester": "headlamp",
  "gas-analyser": "exhaust",
  opacimeter: "exhaust",
  "side-slip-tester": "slip",
  "side-slip": "slip",
};
/** From seeing that the way is free to driving on. */
const LOOK_MS = 900;

/** The place that a prompt names; null where there is none of that name. */
export function placeOf(prompt: Prompt): LanePlace | null {
  const named = String(prompt.params.place ?? "").replace(/^at-/, "");
  return LANE_PLACES.find((known) => known === named) ?? PLACE_NAMES[named] ?? null;
}

/**
 * The person at the wheel: does what the prompts say, one after the other, as slowly and as exactly as people
 * do. Prompts that cannot be understood are kept in `misunderstood`.
 */
export class LaneOperator implements OperatorFeed {
  readonly misunderstood: string[] = [];
  readonly #world: LaneSeat;
  #random: SeededRandom;
  #quirks: OperatorQuirks;
  #orders: LaneOrders;
  readonly #tasks: TaskQueue;
  readonly #driving: LaneDriving;
  readonly #throttle: LaneThrottle;
  /** How often each confusion has happened. */
  #confused: number[] = [];
  #droveOff = false;
  /** Place and axle that it was asked to bring there and has not brought yet. */
  #boundFor: string | null = null;

  constructor({ world, clock, timers, random, quirks, watch }: LaneOperatorOptions) {
    this.#world = world;
    this.#random = random;
    this.#quirks = quirks;
    this.#orders = new LaneOrders(quirks, watch);
    this.#tasks = new TaskQueue(clock, timers);
    this.#throttle = new LaneThrottle({
      clock,
      timers,
      engine: () => world.vehicle?.engine ?? null,
      random: () => this.#random,
      liftsEarly: () => this.#quirks.liftsEarly,
      onLifted: (press) => this.#orders.lifted(press),
    });
    this.#driving = new LaneDriving({
      seat: world,
      between: (minMs, maxMs) => this.#between(minMs, maxMs),
      onArrived: (place) => this.#arrived(place),
      onThere: () => {
        this.#boundFor = null;
      },
    });
  }

  /** Somebody else takes the wheel; what the last one was about to do is not done. */
  takeOver(quirks: OperatorQuirks, random: SeededRandom, watch = new OrderWatch()): void {
    this.stop();
    this.#quirks = quirks;
    this.#orders = new LaneOrders(quirks, watch);
    this.#random = random;
    this.#droveOff = false;
    this.#boundFor = null;
    this.#throttle.takeOver();
    this.#confused = [];
  }

  stop(): void {
    this.#tasks.stop();
    this.#throttle.footOff();
  }

  /** Something moved on the way ahead: whoever waits looks again. */
  wayChanged(): void {
    this.#tasks.tryAgain(LOOK_MS * this.#quirks.delayFactor);
  }

  show(prompt: Prompt): void {
    if (this.#quirks.ignores.some((action) => action === prompt.action)) {
      this.#orders.ignored(prompt.action);
      return;
    }
    if (prompt.action === "leave-lane") {
      this.#tasks.clear();
      this.#boundFor = null;
    }
    if (prompt.action === "drive-onto") {
      // Told once more on the way there, nobody comes twice.
      const bound = `${prompt.params.place} ${prompt.params.axle}`;
      if (this.#boundFor === bound) return;
      this.#boundFor = bound;
    }
    this.#tasks.add(this.#understand({ ...prompt, action: this.#takenFor(prompt.action) }));
  }

  /** What is done for it. */
  #takenFor(asked: string): string {
    const at = this.#quirks.confuses.findIndex(
      (slip, i) => slip.asked === asked && (this.#confused[i] ?? 0) < slip.times,
    );
    if (at >= 0) {
      this.#confused[at] = (this.#confused[at] ?? 0) + 1;
      this.#orders.confused(at);
    }
    return this.#quirks.confuses[at]?.does ?? asked;
  }

  #understand(prompt: Prompt): readonly Task[] {
    const task = (minMs: number, maxMs: number, run: (atMs: number) => void): Task => ({
      name: prompt.action,
      afterMs: this.#between(minMs, maxMs),
      run,
    });
    switch (prompt.action) {
      case "drive-onto":
        return this.#drive(prompt);
      case "press-brake": {
        const late = task(300, 900, (atMs) => this.#press(atMs));
        return [
          { ...late, afterMs: late.afterMs + this.#quirks.pressesLateMs, next: () => this.#pressAnew() },
        ];
      }
      case "release-brake":
        return [task(250, 700, (atMs) => this.#pedal(0, 150, 300, atMs))];
      case "roll-free":
        return [
          task(250, 700, (atMs) => {
            this.#pedal(0, 150, 300, atMs);
            this.#lever(0, atMs);
          }),
        ];
      case "pull-parking-brake":
        return [task(400, 1100, (atMs) => this.#lever(this.#quirks.leverForce, atMs))];
      case "release-parking-brake":
        return [task(300, 800, (atMs) => this.#lever(0, atMs))];
      case "lamps-high":
        return [task(500, 1500, () => this.#lamps(true))];
      case "lamps-off":
        return [task(400, 1200, () => this.#lamps(false))];
      case "insert-probe":
        return [task(2500, 4500, () => this.#world.setProbe(true))];
      case "remove-probe":
        return [task(1500, 3000, () => this.#world.setProbe(false))];
      case "engine-speed":
        return this.#revs(prompt, task);
      case "full-throttle":
        return [task(400, 1000, (atMs) => this.#throttle.floor(atMs))];
      case "idle":
        return [task(300, 900, (atMs) => this.#throttle.idle(atMs))];
      case "leave-lane": {
        const leave = task(1500, 3000, (atMs) => {
          this.#throttle.idle(atMs);
          this.#lamps(false);
          if (this.#world.way === undefined) this.#world.leave(atMs);
        });
        const dawdled = leave.afterMs + this.#quirks.dawdlesMs;
        return [{ ...leave, afterMs: dawdled, next: () => this.#driving.out() }];
      }
      // A person at the console answers it; who works at the vehicle has nothing to do.
      case "look-by-hand":
      case "review":
      case "go-on":
      case "wait":
        return [];
      default:
        this.misunderstood.push(`${prompt.id}: ${prompt.action}`);
        return [];
    }
  }

  #drive(prompt: Prompt): readonly Task[] {
    const place = placeOf(prompt);
    const axle = Number(prompt.params.axle ?? 1);
    if (place === null || !this.#driving.knows(place) || !Number.isInteger(axle) || axle < 1) {
      const named = String(prompt.params.place ?? "").replace(/^at-/, "");
      this.misunderstood.push(`${prompt.id}: drive-onto ${named} axle ${prompt.params.axle}`);
      return [];
    }
    return this.#driving.onto(place, axle, this.#quirks.dawdlesMs);
  }

  #arrived(place: LanePlace): void {
    const early = this.#quirks.drivesOffEarly;
    if (early === undefined || early.place !== place || this.#droveOff) return;
    this.#droveOff = true;
    this.#tasks.later("drives off early", early.afterMs, (nowMs) => {
      if (this.#world.place !== place) return;
      this.#orders.droveOff();
      this.#world.departPlace(nowMs);
    });
  }

  #revs(
    prompt: Prompt,
    task: (minMs: number, maxMs: number, run: (atMs: number) => void) => Task,
  ): readonly Task[] {
    const targetRpm = Number(prompt.params.targetRpm);
    const toleranceRpm = Number(prompt.params.toleranceRpm ?? 200);
    if (!Number.isFinite(targetRpm) || !Number.isFinite(toleranceRpm)) {
      this.misunderstood.push(`${prompt.id}: engine-speed ${prompt.params.targetRpm}`);
      return [];
    }
    return [task(500, 1200, () => this.#throttle.hold(targetRpm, toleranceRpm))];
  }

  #press(atMs: number): void {
    this.#pedal(this.#quirks.pedalForce, 1600, 2400, atMs);
  }

  /** Who is not sure to have pressed lets go and presses again. */
  #pressAnew(): readonly Task[] {
    const { pressesTwice } = this.#quirks;
    if (pressesTwice === undefined) return [];
    const { holdsMs, restsMs } = pressesTwice;
    return [
      { name: "lets go", afterMs: holdsMs, run: (atMs) => this.#pedal(0, 150, 300, atMs) },
      { name: "presses again", afterMs: restsMs, run: (atMs) => this.#pressedAnew(atMs) },
    ];
  }

  #pressedAnew(atMs: number): void {
    this.#orders.pressedAnew();
    this.#press(atMs);
  }

  #pedal(force: number, minMs: number, maxMs: number, atMs: number): void {
    this.#world.vehicle?.pressPedal(force, this.#between(minMs, maxMs), atMs);
  }

  #lever(force: number, atMs: number): void {
    this.#world.vehicle?.pullLever(force, this.#between(700, 1300), atMs);
  }

  #lamps(on: boolean): void {
    if (this.#world.vehicle !== null) this.#world.vehicle.lampsOn = on;
  }

  #between(minMs: number, maxMs: number): number {
    return (minMs + (maxMs - minMs) * this.#random.unit()) * this.#quirks.delayFactor;
  }
}
