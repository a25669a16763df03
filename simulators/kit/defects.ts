import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";
import type { DefectKind, DeviceFault } from "../../src/scenario/device-faults.ts";
import { type Order, UNWATCHED } from "./order-watch.ts";
import type { SeededRandom } from "./seeded-random.ts";

/**
 * These last: for `forMs`, or for ever. The others strike once, or each burst with chance `rate` while they
 * last.
 */
const LASTING: ReadonlySet<DefectKind> = new Set(["wedge", "disconnect", "drift", "stuck"]);

/** What must still happen after such a fault has begun. */
const UNFELT: Partial<Record<DefectKind, string>> = {
  stuck: "any reading was asked of it",
  drift: "any reading was asked of it",
};

/** How many of its prompts are still to come. */
export function promptWords({ action }: { readonly action: string }, left: number): string {
  return left === 1 ? `${action} was asked for` : `${action} was asked for ${left} more times`;
}

/** Where the wrong readings are made: a model asks this for what to send instead of the truth. */
export class ReadingFaults {
  #stuck = false;
  #driftPerMinute = 0;
  #driftSinceMs = 0;
  readonly #held = new Map<string, number>();
  #unfelt: Order[] = [];

  /**
   * `channel` names the reading within the device; the first value after `stuck` began is the one it stays at.
   */
  apply(channel: string, value: number, atMs: number): number {
    for (const order of this.#unfelt.splice(0)) order.met();
    const drifted =
      this.#driftPerMinute === 0
        ? value
        : value + (this.#driftPerMinute * Math.max(0, atMs - this.#driftSinceMs)) / 60_000;
    if (!this.#stuck) return drifted;
    const held = this.#held.get(channel) ?? drifted;
    this.#held.set(channel, held);
    return held;
  }

  /** Met by the next reading that is asked for. */
  felt(order: Order): void {
    this.#unfelt.push(order);
  }

  setStuck(on: boolean): void {
    this.#stuck = on;
    if (!on) this.#held.clear();
    if (!on) this.#unfelt = [];
  }

  setDrift(perMinute: number, sinceMs: number): void {
    this.#driftPerMinute = perMinute;
    this.#driftSinceMs = sinceMs;
  }
}

/** What defects act on; the line of a device implements it. */
export interface DefectTarget {
  reset(atMs: number): void;
  disconnect(reason: string): void;
  readonly readings: ReadingFaults | null;
}

export interface DefectsOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: SeededRandom;
}

interface Standing {
  readonly fault: DeviceFault;
  readonly order: Order;
  readonly untilMs: number;
  spent: boolean;
}

export interface Burst {
  readonly bytes: Uint8Array;
  readonly delayMs: number;
}

/** The defects of one device: armed faults become standing ones when their moment comes. */
export class Defects {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #random: SeededRandom;
  #standing: Standing[] = [];
  readonly #waiting = new Set<TimerHandle>();
  #onPrompt: { fault: DeviceFault; order: Order; left: number }[] = [];
  #target: DefectTarget | null = null;

  constructor({ clock, timers, random }: DefectsOptions) {
    this.#clock = clock;
    this.#timers = timers;
    this.#random = random;
  }

  /** Readings that are already wrong stay so with the new target. */
  attach(target: DefectTarget): void {
    this.#target = target;
    for (const { fault, order, untilMs } of this.#standing) {
      if (this.#clock.monoMs() < untilMs) this.#spoilReadings(fault, order);
    }
  }

  /** Arms a fault: `afterMs` counts from now, or from the prompt it waits for. `order` is told when something of the device felt it. */
  arm(fault: DeviceFault, order: Order = UNWATCHED): void {
    const { onPrompt } = fault;
    if (onPrompt !== undefined) {
      order.waitsFor(promptWords(onPrompt, onPrompt.occurrence));
      this.#onPrompt.push({ fault, order, left: onPrompt.occurrence });
    } else {
      this.#later(fault.afterMs ?? 0, fault, order);
    }
  }

  /** A test's short form: this defect, now; with `rate` or `forMs` as in the scenario file. */
  strike(kind: DefectKind, more: Omit<Partial<DeviceFault>, "kind" | "device" | "onPrompt"> = {}): void {
    this.#later(more.afterMs ?? 0, { device: "", kind, ...more }, UNWATCHED);
  }

  /** Everything armed or standing ends; readings are true again. */
  clear(): void {
    for (const handle of this.#waiting) handle.cancel();
    this.#waiting.clear();
    this.#onPrompt = [];
    this.#standing = [];
    this.#target?.readings?.setStuck(false);
    this.#target?.readings?.setDrift(0, 0);
  }

  promptShown(action: string): void {
    for (const waiting of this.#onPrompt) {
      if (waiting.fault.onPrompt?.action !== action) continue;
      waiting.left--;
      waiting.order.waitsFor(promptWords(waiting.fault.onPrompt, waiting.left));
      if (waiting.left === 0) this.#later(waiting.fault.afterMs ?? 0, waiting.fault, waiting.order);
    }
    this.#onPrompt = this.#onPrompt.filter((waiting) => waiting.left > 0);
  }

  get wedged(): boolean {
    return this.#stands("wedge");
  }

  get disconnected(): boolean {
    return this.#stands("disconnect");
  }

  /** What becomes of one burst on its way; nothing at all is an empty list. */
  shape(bytes: Uint8Array, direction: "to-station" | "to-device" = "to-station"): readonly Burst[] {
    if (this.#standing.length === 0) return [{ bytes, delayMs: 0 }];
    if (this.wedged || this.disconnected) return [];
    let bursts: Burst[] = [{ bytes, delayMs: 0 }];
    for (const standing of this.#standing) {
      if ((standing.fault.direction ?? "to-station") !== direction || !this.#hits(standing)) continue;
      bursts = bursts
        .flatMap((burst) => this.#spoil(burst, standing.fault))
        .filter((b) => b.bytes.length > 0);
    }
    return bursts;
  }

  #later(afterMs: number, fault: DeviceFault, order: Order): void {
    if (afterMs <= 0) {
      this.#begin(fault, order);
      return;
    }
    order.waitsFor(`${Math.round(afterMs)} ms had passed`);
    const handle = this.#timers.start(`defect ${fault.kind} ${fault.device}`, afterMs, () => {
      this.#waiting.delete(handle);
      this.#begin(fault, order);
    });
    this.#waiting.add(handle);
  }

  #begin(fault: DeviceFault, order: Order): void {
    const nowMs = this.#clock.monoMs();
    if (fault.kind === "reset" && fault.rate === undefined) {
      this.#target?.reset(nowMs);
      order.met();
      return;
    }
    order.waitsFor(UNFELT[fault.kind] ?? "anything was said on its line");
    if ((fault.kind === "wedge" || fault.kind === "disconnect") && fault.rate === undefined) order.met();
    const untilMs = nowMs + (fault.forMs ?? Number.POSITIVE_INFINITY);
    this.#standing = this.#standing.filter((standing) => nowMs < standing.untilMs && !standing.spent);
    this.#standing.push({ fault, order, untilMs, spent: false });
    if (fault.kind === "disconnect" && fault.rate === undefined) this.#target?.disconnect("unplugged");
    if (fault.kind !== "stuck" && fault.kind !== "drift") return;
    this.#spoilReadings(fault, order);
    if (fault.forMs === undefined) return;
    const handle = this.#timers.start(`defect ${fault.kind} ends`, fault.forMs, () => {
      this.#waiting.delete(handle);
      if (fault.kind === "stuck") this.#target?.readings?.setStuck(false);
      else this.#target?.readings?.setDrift(0, 0);
    });
    this.#waiting.add(handle);
  }

  #spoilReadings(fault: DeviceFault, order: Order): void {
    const readings = this.#target?.readings;
    readings?.felt(order);
    if (fault.kind === "stuck") readings?.setStuck(true);
    if (fault.kind === "drift") readings?.setDrift(fault.perMinute ?? 1, this.#clock.monoMs());
  }

  #stands(kind: DefectKind): boolean {
    const nowMs = this.#clock.monoMs();
    return this.#standing.some(
      ({ fault, untilMs }) => fault.kind === kind && fault.rate === undefined && nowMs < untilMs,
    );
  }

  #hits(standing: Standing): boolean {
    const { fault } = standing;
    if (LASTING.has(fault.kind) && fault.rate === undefined) return false;
    if (standing.spent || this.#clock.monoMs() >= standing.untilMs) return false;
    // By its rate it may spare this one: that is chance, and not a mistake of whoever wrote it.
    standing.order.met();
    if (fault.kind === "noise") return true;
    if (fault.rate !== undefined) return this.#random.chance(fault.rate);
    if (fault.forMs === undefined) standing.spent = true;
    return true;
  }

  #spoil(burst: Burst, fault: DeviceFault): Burst[] {
    const { bytes, delayMs } = burst;
    switch (fault.kind) {
      case "drop": {
        const from = this.#random.below(bytes.length);
        const count = 1 + this.#random.below(bytes.length - from);
        return [
          { bytes: Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(from + count)]), delayMs },
        ];
      }
      case "delay":
        return [{ bytes, delayMs: delayMs + (fault.delayMs ?? 500) }];
      case "corrupt": {
        const wrong = bytes.slice();
        const at = this.#random.below(wrong.length);
        wrong[at] = (wrong[at] ?? 0) ^ (1 << this.#random.below(8));
        return [{ bytes: wrong, delayMs }];
      }
      case "noise": {
        const rate = fault.rate ?? 0;
        const heard = bytes.map((byte) => (this.#random.chance(rate) ? byte ^ this.#wrongBits() : byte));
        return [{ bytes: heard, delayMs }];
      }
      case "truncate":
        return [{ bytes: bytes.slice(0, this.#random.below(bytes.length)), delayMs }];
      case "duplicate":
        return [burst, { bytes: bytes.slice(), delayMs }];
      case "reset":
        this.#target?.reset(this.#clock.monoMs());
        return [];
      case "disconnect":
        this.#target?.disconnect("unplugged");
        return [];
      default:
        return [burst];
    }
  }

  /** One bit as often as a whole burst of them: a single one is what makes a digit another digit. */
  #wrongBits(): number {
    return this.#random.chance(0.5) ? 1 << this.#random.below(8) : 1 + this.#random.below(255);
  }
}
