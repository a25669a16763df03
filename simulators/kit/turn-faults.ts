import type { DeviceFault } from "../../src/scenario/device-faults.ts";
import { type Defects, promptWords } from "./defects.ts";
import { type Order, OrderWatch } from "./order-watch.ts";

interface Waiting {
  readonly fault: DeviceFault;
  readonly order: Order;
  /** How many of its prompts are still to come. */
  left: number;
  /** Known when nothing but time is still to pass. */
  dueMs: number | null;
}

/**
 * The faults that one of several vehicles brings. Each has its moment as the vehicle's own time and its own prompts have it, but
 * strikes only while it is that vehicle's turn at the device: what was due before strikes when the turn begins, and all
 * that is left ends with the turn.
 */
export class TurnFaults {
  #waiting: Waiting[];
  readonly #turns = new Map<string, Defects>();

  constructor(faults: readonly DeviceFault[], comesMs: number, watch = new OrderWatch()) {
    this.#waiting = faults.map((fault, i) => ({
      fault,
      order: watch.expect(["deviceFaults", i], faultWords(fault), `it had come to the ${fault.device}`),
      left: fault.onPrompt?.occurrence ?? 0,
      dueMs: fault.onPrompt === undefined ? comesMs + (fault.afterMs ?? 0) : null,
    }));
  }

  /** Of this vehicle's driver. */
  promptShown(action: string, atMs: number): void {
    for (const waiting of this.#waiting) {
      if (waiting.fault.onPrompt?.action !== action || waiting.left === 0) continue;
      waiting.left--;
      if (waiting.left > 0) waiting.order.waitsFor(promptWords(waiting.fault.onPrompt, waiting.left));
      if (waiting.left === 0) waiting.dueMs = atMs + (waiting.fault.afterMs ?? 0);
    }
    for (const defects of this.#turns.values()) defects.promptShown(action);
  }

  begin(device: string, defects: Defects, atMs: number): void {
    const begun = this.#waiting.filter(({ fault }) => fault.device === device);
    if (begun.length === 0) return;
    this.#waiting = this.#waiting.filter(({ fault }) => fault.device !== device);
    this.#turns.set(device, defects);
    for (const { fault, order, left, dueMs } of begun) {
      const { onPrompt, ...timed } = fault;
      if (dueMs !== null) defects.arm({ ...timed, afterMs: Math.max(0, dueMs - atMs) }, order);
      else if (onPrompt !== undefined)
        defects.arm({ ...fault, onPrompt: { ...onPrompt, occurrence: left } }, order);
    }
  }

  end(device: string): void {
    this.#turns.get(device)?.clear();
    this.#turns.delete(device);
  }
}

/** As a person names it. */
export function faultWords({ kind, device }: Pick<DeviceFault, "kind" | "device">): string {
  return `${kind} of the ${device}`;
}
