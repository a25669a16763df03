import type { Clock, TimerHandle, Timers } from "../../src/ports/clock.ts";
import type { RegistryLink, RegistryLinkListener } from "../../src/ports/registry-link.ts";
import type { SeededRandom } from "../kit/seeded-random.ts";
import type { RegistryService } from "./registry-service.ts";

export type Direction = "up" | "down";

/** Chances from 0 to 1, drawn from the seed for each message and direction. */
export interface LinkDefects {
  readonly drop: number;
  readonly duplicate: number;
  /** Added to the latency, evenly from 0 to this. */
  readonly jitterMs: number;
}

/** What the broker between does with messages above so many bytes; absent: it takes any. */
export interface MessageLimits {
  /** Says it when the link comes up, as an MQTT 5 broker can. */
  readonly toldBytes?: number;
  /** Drops what is larger without a word, as brokers with a message limit do. */
  readonly dropsBytes?: number;
  /** Ends the connection over what is larger, as brokers with a packet limit do. */
  readonly cutsBytes?: number;
}

export interface MemoryRegistryLinkOptions {
  readonly service: Pick<RegistryService, "handle">;
  readonly clock: Clock;
  readonly timers: Timers;
  /** By the registry's own clock; absent: by that of the station. */
  readonly registryWallMs?: () => number;
  readonly random: SeededRandom;
  /** One way. */
  readonly latencyMs?: number;
  readonly windowMax?: number;
  readonly defects?: Partial<LinkDefects>;
  readonly limits?: MessageLimits;
}

/**
 * The way to the registry and back without a wire: it delays, loses, doubles and goes down as told, and keeps the order of what
 * arrives, as the port says. A station must survive all of it without losing or doubling a record.
 */
export class MemoryRegistryLink implements RegistryLink {
  readonly #options: MemoryRegistryLinkOptions;
  readonly #lastDueMs: Record<Direction, number> = { up: 0, down: 0 };
  readonly #onTheWay = new Set<TimerHandle>();
  readonly #dropNext: Record<Direction, number> = { up: 0, down: 0 };
  #listener: RegistryLinkListener | null = null;
  #up = false;
  #outage = false;
  #unarrived = 0;
  #wasFull = false;
  /** May be changed while it runs, as a broker's administrator does. */
  limits: MessageLimits;
  #tamper: ((direction: Direction, message: Uint8Array) => readonly Uint8Array[]) | null = null;

  constructor(options: MemoryRegistryLinkOptions) {
    this.#options = options;
    this.limits = options.limits ?? {};
  }

  open(listener: RegistryLinkListener): void {
    if (this.#listener !== null) throw new Error("registry link: opened twice");
    this.#listener = listener;
    if (!this.#outage) this.#connect();
  }

  submit(message: Uint8Array): "taken" | "unsent" {
    if (!this.#up) return "unsent";
    if (this.#unarrived >= (this.#options.windowMax ?? 20)) {
      this.#wasFull = true;
      return "unsent";
    }
    const { dropsBytes = Infinity, cutsBytes = Infinity } = this.limits;
    if (message.length > cutsBytes) {
      this.#options.timers.start("registry cut", 1, () => this.goDown(1000));
      return "taken";
    }
    this.#unarrived++;
    if (message.length > dropsBytes) {
      const handle = this.#options.timers.start("registry drop", this.#latencyMs(), () => {
        this.#onTheWay.delete(handle);
        this.#arrived();
      });
      this.#onTheWay.add(handle);
      return "taken";
    }
    this.#carry("up", message, (arrived) => {
      const { service, clock, registryWallMs = () => clock.wallMs() } = this.#options;
      for (const answer of service.handle(arrived, registryWallMs())) {
        this.#carry("down", answer, (bytes) => this.#listener?.onMessage(bytes));
      }
    });
    return "taken";
  }

  async close(): Promise<void> {
    this.#listener = null;
    this.#lose();
  }

  /** Everything on the way is lost. Comes back by itself after `forMs`, or by `restore`. */
  goDown(forMs: number | null): void {
    this.#outage = true;
    const wasUp = this.#up;
    this.#lose();
    if (wasUp) this.#listener?.onDown({ code: "CONNECTION_RESET", params: {} });
    if (forMs !== null) this.#options.timers.start("registry outage", forMs, () => this.restore());
  }

  restore(): void {
    if (!this.#outage) return;
    this.#outage = false;
    if (this.#listener !== null) this.#connect();
  }

  /** The next `count` messages of this direction vanish, whatever the seed says. */
  dropNext(direction: Direction, count: number): void {
    this.#dropNext[direction] += count;
  }

  /** A man in the middle: gets each message and says what arrives in its place. Null takes him away. */
  intercept(tamper: ((direction: Direction, message: Uint8Array) => readonly Uint8Array[]) | null): void {
    this.#tamper = tamper;
  }

  /** An answer out of nowhere: late, replayed or forged. */
  inject(answer: Uint8Array): void {
    this.#carry("down", answer, (bytes) => this.#listener?.onMessage(bytes));
  }

  #connect(): void {
    const handle = this.#options.timers.start("registry connect", this.#latencyMs(), () => {
      this.#onTheWay.delete(handle);
      this.#up = true;
      this.#listener?.onTrouble(null);
      this.#ready();
    });
    this.#onTheWay.add(handle);
  }

  #lose(): void {
    this.#up = false;
    this.#unarrived = 0;
    this.#wasFull = false;
    for (const handle of this.#onTheWay) handle.cancel();
    this.#onTheWay.clear();
  }

  #carry(direction: Direction, message: Uint8Array, deliver: (bytes: Uint8Array) => void): void {
    const arriving = this.#tamper === null ? [message] : this.#tamper(direction, message);
    const { random, defects } = this.#options;
    const lost = this.#dropNext[direction] > 0 || random.chance(defects?.drop ?? 0);
    if (this.#dropNext[direction] > 0) this.#dropNext[direction]--;
    const copies = lost ? [] : random.chance(defects?.duplicate ?? 0) ? [...arriving, ...arriving] : arriving;
    const delayMs = this.#latencyMs() + random.unit() * (defects?.jitterMs ?? 0);
    const now = this.#options.clock.monoMs();
    const due = Math.max(this.#lastDueMs[direction], now + delayMs);
    this.#lastDueMs[direction] = due;
    const handle = this.#options.timers.start(`registry ${direction}`, due - now, () => {
      this.#onTheWay.delete(handle);
      for (const copy of copies) deliver(copy.slice());
      if (direction === "up") this.#arrived();
    });
    this.#onTheWay.add(handle);
  }

  #arrived(): void {
    this.#unarrived--;
    if (!this.#wasFull) return;
    this.#wasFull = false;
    this.#ready();
  }

  #ready(): void {
    this.#listener?.onReady({ messageBytesMax: this.limits.toldBytes ?? null });
  }

  #latencyMs(): number {
    return this.#options.latencyMs ?? 5;
  }
}
