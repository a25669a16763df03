import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";
import type { RequestLink, RequestLinkListener } from "../../src/ports/request-link.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { Direction, LinkDefects } from "./memory-registry-link.ts";
import type { RequestAnswers } from "./request-answers.ts";

export interface MemoryRequestLinkOptions {
  readonly station: string;
  readonly requests: Pick<RequestAnswers, "ask">;
  readonly clock: Clock;
  readonly timers: Timers;
  /** By the registry's own clock; absent: by that of the station. */
  readonly registryWallMs?: () => number;
  readonly random: SeededRandom;
  /** One way. */
  readonly latencyMs?: number;
  readonly defects?: Partial<LinkDefects>;
}

/** The way of requests and replies without a wire: it loses, doubles, delays and swaps as told. */
export class MemoryRequestLink implements RequestLink {
  readonly #options: MemoryRequestLinkOptions;
  readonly #onTheWay = new Set<TimerHandle>();
  #listener: RequestLinkListener | null = null;
  #isUp = true;
  #tamper: ((direction: Direction, message: Uint8Array) => readonly Uint8Array[]) | null = null;

  constructor(options: MemoryRequestLinkOptions) {
    this.#options = options;
  }

  open(listener: RequestLinkListener): void {
    this.#listener = listener;
    this.#later(this.#options.latencyMs ?? 5, () => {
      if (this.#isUp) this.#listener?.onLink(true);
    });
  }

  send(message: Uint8Array): void {
    if (!this.#isUp) return;
    const { requests, station, clock, registryWallMs = () => clock.wallMs() } = this.#options;
    this.#carry("up", message, (arrived) => {
      const reply = requests.ask(station, arrived, registryWallMs());
      if (reply !== null) this.#carry("down", reply, (bytes) => this.#listener?.onMessage(bytes));
    });
  }

  close(): void {
    this.#listener = null;
    for (const handle of this.#onTheWay) handle.cancel();
    this.#onTheWay.clear();
  }

  /** Down: what is on the way is lost, and what is sent. */
  set(up: boolean): void {
    if (this.#isUp === up) return;
    this.#isUp = up;
    if (!up) for (const handle of this.#onTheWay) handle.cancel();
    this.#listener?.onLink(up);
  }

  /** A man in the middle: gets each message and says what arrives in its place. Null takes him away. */
  intercept(tamper: ((direction: Direction, message: Uint8Array) => readonly Uint8Array[]) | null): void {
    this.#tamper = tamper;
  }

  /** A reply out of nowhere. */
  inject(reply: Uint8Array): void {
    this.#listener?.onMessage(reply);
  }

  #carry(direction: Direction, message: Uint8Array, deliver: (bytes: Uint8Array) => void): void {
    const { random, defects, latencyMs = 5 } = this.#options;
    const arriving = this.#tamper === null ? [message] : this.#tamper(direction, message);
    if (random.chance(defects?.drop ?? 0)) return;
    const copies = random.chance(defects?.duplicate ?? 0) ? [...arriving, ...arriving] : arriving;
    for (const copy of copies)
      this.#later(latencyMs + random.unit() * (defects?.jitterMs ?? 0), () => deliver(copy.slice()));
  }

  #later(afterMs: number, then: () => void): void {
    const handle = this.#options.timers.start("request on its way", afterMs, () => {
      this.#onTheWay.delete(handle);
      then();
    });
    this.#onTheWay.add(handle);
  }
}
