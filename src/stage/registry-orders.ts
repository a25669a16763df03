import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import type { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryRequestLink } from "../../simulators/registry/memory-request-link.ts";
import type { RegistryService } from "../../simulators/registry/registry-service.ts";
import type { Timers } from "../ports/clock.ts";

export interface OrderedStation {
  readonly station: string;
  readonly service: RegistryService;
  /** Of the life that is just beginning. */
  readonly timers: Timers;
}

const WHY = { zh: "现场核查", en: "An inspector of the registry is on the way" };
const HOUR_MS = 3_600_000;

/** What the registry orders of a station, over any number of its starts. */
export class RegistryOrders {
  readonly #clock: VirtualClock;
  #at: (OrderedStation & { readonly link: MemoryRequestLink }) | null = null;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** The link of a new life of the station. */
  attach(of: OrderedStation): MemoryRequestLink {
    const link = new MemoryRequestLink({
      ...{ station: of.station, clock: this.#clock, timers: of.timers },
      requests: { ask: (station, message) => of.service.orders.ask(station, message) },
      random: new SeededRandom(1, "commands"),
    });
    this.#at = { ...of, link };
    return link;
  }

  /** All of the station, and unlocked by itself. */
  lock(forMs: number): void {
    this.#give("lock");
    this.#clock.start("the registry unlocks", forMs, () => this.#give("unlock"));
  }

  #give(kind: "lock" | "unlock"): void {
    if (this.#at === null) return;
    const { station, service, link } = this.#at;
    const issuedMs = this.#clock.wallMs() - this.#clock.wrongByMs;
    const order = { kind, of: { what: "station" }, why: WHY };
    service.orders.give(station, order, { by: "scenario", issuedMs, untilMs: issuedMs + HOUR_MS });
    for (const { message } of service.orders.due()) link.inject(message);
  }
}
