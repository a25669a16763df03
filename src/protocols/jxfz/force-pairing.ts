import type { Turn } from "../turn.ts";
import { hexRaw, scaledDecimal } from "../wire-text.ts";

interface LeftSample {
  readonly forceDaN: number;
  readonly raw: Uint8Array;
  readonly atMs: number;
}

/** Left comes first, right of the same sampling instant behind it; a side without its partner goes alone. */
export class ForcePairing {
  readonly #withinMs: number;
  #left: LeftSample | null = null;

  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  take(side: "left" | "right", forceDaN: number, raw: Uint8Array, turn: Turn): void {
    if (side === "left") {
      this.flush(turn);
      this.#left = { forceDaN, raw, atMs: turn.atMs };
      return;
    }
    if (this.#left !== null && turn.atMs - this.#left.atMs > this.#withinMs) this.flush(turn);
    const left = this.#left;
    this.#left = null;
    const both = left === null ? raw : Uint8Array.of(...left.raw, ...raw);
    emit(turn, turn.atMs, left?.forceDaN ?? null, forceDaN, both);
  }

  /** The left side that waits goes alone. */
  flush(turn: Turn): void {
    const left = this.#left;
    if (left === null) return;
    this.#left = null;
    emit(turn, left.atMs, left.forceDaN, null, left.raw);
  }

  tick(turn: Turn): void {
    const dueMs = this.nextDueMs();
    if (dueMs !== null && turn.atMs >= dueMs) this.flush(turn);
  }

  nextDueMs(): number | null {
    return this.#left === null ? null : this.#left.atMs + this.#withinMs;
  }
}

function emit(
  turn: Turn,
  atMs: number,
  leftDaN: number | null,
  rightDaN: number | null,
  raw: Uint8Array,
): void {
  const newtons = (forceDaN: number | null) => (forceDaN === null ? null : scaledDecimal(forceDaN * 10, 0));
  turn.observations.push({
    kind: "brake-force",
    device: turn.device,
    atMs,
    quality: "good",
    raw: hexRaw(raw),
    leftN: newtons(leftDaN),
    rightN: newtons(rightDaN),
  });
}
