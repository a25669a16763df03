import type { MemoryRegistryLink } from "../../simulators/registry/memory-registry-link.ts";
import type { MemoryRequestLink } from "../../simulators/registry/memory-request-link.ts";
import type { Timers } from "../ports/clock.ts";

/** Between a station and its registry, over any number of starts of the station: the outage goes on while it is down. */
export class RegistryOutages {
  readonly #timers: Timers;
  readonly #away = { broker: 0, registry: 0 };
  #link: MemoryRegistryLink | null = null;
  #requests: MemoryRequestLink | null = null;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** The link of a new life of the station, before it is opened. */
  attach(link: MemoryRegistryLink): void {
    this.#link = link;
    if (this.#away.broker > 0) link.goDown(null);
    if (this.#away.registry > 0) link.intercept(() => []);
  }

  /** The same of what it asks. */
  attachRequests(link: MemoryRequestLink): void {
    this.#requests = link;
    this.#ask();
  }

  /** Without a broker there is no way; without the registry nobody answers. */
  #ask(): void {
    this.#requests?.set(this.#away.broker === 0);
    this.#requests?.intercept(this.#away.registry === 0 ? null : () => []);
  }

  /** `broker`: no connection; `registry`: messages are taken and come to nobody. Back by itself; outages may overlap. */
  away(what: "broker" | "registry", forMs: number): void {
    this.#away[what] += 1;
    if (what === "broker") this.#link?.goDown(null);
    else this.#link?.intercept(() => []);
    this.#ask();
    this.#timers.start(`${what} is back`, forMs, () => {
      this.#away[what] -= 1;
      this.#ask();
      if (this.#away[what] > 0) return;
      if (what === "broker") this.#link?.restore();
      else this.#link?.intercept(null);
    });
  }
}
