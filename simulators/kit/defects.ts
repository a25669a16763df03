import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";
import type { DefectKind, DeviceFault } from "../../src/scenario/device-faults.ts";
import type { SeededRandom } from "./seeded-random.ts";

/**
 * These last: for `forMs`, or for ever. The others strike once, or each burst with chance `rate` while they
 * last.
 */
const LASTING: ReadonlySet<DefectKind> = new Set(["wedge", "disconnect", "drift", "stuck"]);

/** Where the wrong readings are made: a model asks this for what to send instead of the truth. */
export class ReadingFaults {
  #stuck = false;
  #driftPerMinute = 0;
  #driftSinceMs = 0;
  readonly #held = new Map<string, number>();

  /**
   * `channel` names the reading within the device; the first value after `stuck` began is the one it stays at.
   */
  apply(channel: string, value: number, atMs: number): number {
    const drifted =
      this.#driftPerMinute === 0
        ? value
        : value + (this.#driftPerMinute * Math.max(0, atMs - this.#driftSinceMs)) / 60_000;
    if (!this.#stuck) return drifted;
    const held = this.#held.get(channel) ?? drifted;
    this.#held.set(channel, held);
    return held;
  }

  setStuck(on: boolean): void {
    this.#stuck = on;
    if (!on) this.#held.clear();
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
  #onPrompt: { fault: DeviceFault; left: number }[] = [];
  #target: DefectTarget | null = null;

  constructor({ clock, timers, random }: DefectsOptions) {
    this.#clock = clock;
    this.#timers = timers;
    this.#random = random;
  }

  /** Readings that are already wrong stay so with the new target. */
  attach(target: DefectTarget): void {
    this.#target = target;
    for (const { fault, untilMs } of this.#standing) {
      if (this.#clock.monoMs() < untilMs) this.#spoilReadings(fault);
    }
  }

  /** Arms a fault: `afterMs` counts from now, or from the prompt it waits for. */
  arm(fault: DeviceFault): void {
    if (fault.onPrompt !== undefined) {
      this.#onPrompt.push({ fault, left: fault.onPrompt.occurrence });
    } else {
      this.#later(fault.afterMs ?? 0, fault);
    }
  }

  /** A test's short form: this defect, now; with `rate` or `forMs` as in the scenario file. */
  strike(kind: DefectKind, more: Omit<Partial<DeviceFault>, "kind" | "device" | "onPrompt"> = {}): void {
    this.#later(more.afterMs ?? 0, { device: "", kind, ...more });
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
      if (waiting.left === 0) this.#later(waiting.fault.afterMs ?? 0, waiting.fault);
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

  #later(afterMs: number, fault: DeviceFault): void {
    if (afterMs <= 0) {
      this.#begin(fault);
      return;
    }
    const handle = this.#timers.start(`defect ${fault.kind} ${fault.device}`, afterMs, () => {
      this.#waiting.delete(handle);
      this.#begin(fault);
    });
    this.#waiting.add(handle);
  }

  #begin(fault: DeviceFault): void {
    const nowMs = this.#clock.monoMs();
    if (fault.kind === "reset" && fault.rate === undefined) {
      this.#target?.reset(nowMs);
      return;
    }
    const untilMs = nowMs + (fault.forMs ?? Number.POSITIVE_INFINITY);
    this.#standing = this.#standing.filter((standing) => nowMs < standing.untilMs && !standing.spent);
    this.#standing.push({ fault, untilMs, spent: false });
    if (fault.kind === "disconnect" && fault.rate === undefined) this.#target?.disconnect("unplugged");
    if (fault.kind !== "stuck" && fault.kind !== "drift") return;
    this.#spoilReadings(fault);
    if (fault.forMs === undefined) return;
    const handle = this.#timers.start(`defect ${fault.kind} ends`, fault.forMs, () => {
      this.#waiting.delete(handle);
      if (fault.kind === "stuck") this.#target?.readings?.setStuck(false);
      else this.#target?.readings?.setDrift(0, 0);
    });
    this.#waiting.add(handle);
  }

  #spoilReadings(fault: DeviceFault): void {
    const readings = this.#target?.readings;
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
