import type { DeliveryEvent, DeliveryState } from "../core/delivery/delivery-state.ts";

/** A question without an answer for so long was not heard: an answer takes less than a second. */
const OVERDUE_MS = 10_000;
/** A broker keeps answers of before for a station that was away, and gives them all when it is back. */
const KEPT_MS = 30_000;

/**
 * When the registry itself was heard: by words that it signed and that a question of this process has called for. A line that is up says nothing of
 * it, since the broker at its other end is not the registry. Moments of the steady clock.
 */
export class RegistryContact {
  #askedMs: number | null = null;
  #heardMs: number | null = null;
  #linkUpMs: number | null = null;

  /** Null until it was heard in this process. */
  get heardMs(): number | null {
    return this.#heardMs;
  }

  /** What delivery tells of it; `before`: as delivery stood until then. */
  note(event: DeliveryEvent, before: Pick<DeliveryState, "connected" | "flights">, nowMs: number): void {
    if (event.type === "link-up" && !before.connected) this.linkUp(nowMs);
    else if (event.type === "flight-begun") this.asked(event.sentMs);
    // By what the registry itself signed; what was asked is given up, and nothing more is.
    else if (event.type === "locked") this.#askedMs = null;
    else if (event.type === "held-told") {
      const asked = before.flights.find(({ id }) => id === event.id);
      if (asked !== undefined) this.heardAgain(asked.sentMs, nowMs);
    } else if (event.type === "misdated") {
      // What was sealed by a clock ahead gets the same bytes each time (RP-023), until something comes after it.
      const asked = before.flights.find(({ size }) => size === event.heldSize);
      if (asked !== undefined) this.heardAgain(asked.sentMs, nowMs);
    } else if (event.type === "receipt-accepted" || event.type === "witness-awaited") {
      // What is in flight is cosigned anew; any other receipt may be an old one.
      if (before.flights.some(({ size }) => size === event.size)) this.heard(nowMs);
    }
  }

  linkUp(atMs: number): void {
    this.#linkUpMs = atMs;
  }

  /** A question left to which every registry has an answer. */
  asked(atMs: number): void {
    this.#askedMs ??= atMs;
  }

  /** It signed this just now. */
  heard(atMs: number): void {
    [this.#askedMs, this.#heardMs] = [null, atMs];
  }

  /** It gave an answer once more that it had given before: just after the line came up that may be one that the broker kept. */
  heardAgain(askedMs: number, atMs: number): void {
    if (this.#linkUpMs !== null && askedMs - this.#linkUpMs >= KEPT_MS) this.heard(atMs);
    else this.#askedMs = null;
  }

  /** Since when a question waits that should have its answer by now; null where none does. */
  silentSinceMs(nowMs: number): number | null {
    const asked = this.#askedMs;
    return asked !== null && nowMs - asked >= OVERDUE_MS ? asked : null;
  }
}
