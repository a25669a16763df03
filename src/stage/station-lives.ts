import { MemoryJournalStore } from "../adapters/disk/memory-journal-store.ts";
import type { LiveListener } from "../station/live-feed.ts";
import type { Station } from "../station/station.ts";
import { OwnOutages } from "./own-outages.ts";
import { ProcessLife } from "./process-life.ts";
import { RegistryOrders } from "./registry-orders.ts";
import { RegistryOutages } from "./registry-outages.ts";
import { type RunInProgress, type VirtualStationOptions, virtualStation } from "./virtual-station.ts";

/** How the process ends, and how long until it is started again. */
export interface Restart {
  readonly how: "killed" | "stopped";
  readonly downMs: number;
}

export interface StationLivesOptions
  extends Omit<VirtualStationOptions, "store" | "before" | "life" | "outages" | "own" | "orders"> {
  readonly onMessage?: LiveListener;
  /** A journal to go on with; absent: an empty one. */
  readonly journal?: MemoryJournalStore;
}

/** One station over all its starts: each goes on with the journal of the one before, and nothing else. */
export class StationLives {
  readonly outages: RegistryOutages;
  readonly own: OwnOutages;
  readonly orders: RegistryOrders;
  readonly #options: StationLivesOptions;
  #life: { readonly station: Station; readonly run: RunInProgress; readonly process: ProcessLife } | null =
    null;
  #asked: Restart | null = null;
  #isDown = false;
  #waiting: (() => void)[] = [];

  constructor(options: StationLivesOptions) {
    this.#options = options;
    this.outages = new RegistryOutages(options.clock);
    this.own = new OwnOutages(options.clock);
    this.orders = new RegistryOrders(options.clock);
  }

  async begin(): Promise<void> {
    await this.#start(this.#options.journal ?? new MemoryJournalStore(), null);
  }

  get station(): Station {
    if (this.#life === null) throw new Error("the station was not started");
    return this.#life.station;
  }

  get run(): RunInProgress {
    if (this.#life === null) throw new Error("the station was not started");
    return this.#life.run;
  }

  /** No state of outage stands. */
  get isNormal(): boolean {
    return this.station.screen.snapshot().station.outages === undefined;
  }

  /** From within a timer: `runUntil` does it as soon as that has returned. */
  ask(restart: Restart): void {
    this.#asked = restart;
  }

  /** At once, or when the station has started again: whoever finds it down waits for it. */
  whenUp(act: () => void): void {
    if (this.#isDown || this.#asked !== null) this.#waiting.push(act);
    else act();
  }

  /** Until `reached()`, or for `limitMs`, with the restarts that are asked for on the way. `pace`: waits for a virtual moment to come. */
  async runUntil(
    reached: () => boolean,
    limitMs: number,
    pace?: (virtualMs: number) => Promise<void>,
  ): Promise<void> {
    const { clock } = this.#options;
    const endMs = clock.monoMs() + limitMs;
    const isDue = (): boolean => this.#asked !== null || reached();
    for (;;) {
      if (pace === undefined) clock.runUntil(isDue, Math.max(0, endMs - clock.monoMs()));
      else
        while (!isDue() && clock.monoMs() < endMs) await pace(clock.monoMs()).then(() => clock.advanceBy(20));
      const restart = this.#asked;
      if (restart === null) return;
      this.#asked = null;
      await this.#again(restart);
    }
  }

  async #again({ how, downMs }: Restart): Promise<void> {
    const { station, run, process } = this.#life ?? {};
    this.#isDown = true;
    if (how === "killed") process?.kill();
    else await station?.stop();
    this.#options.clock.advanceBy(downMs);
    const store = new MemoryJournalStore();
    store.append([...(run?.store.read(0) ?? [])], () => undefined);
    await this.#start(store, run ?? null);
    this.#isDown = false;
    for (const act of this.#waiting.splice(0)) act();
  }

  async #start(store: MemoryJournalStore, before: RunInProgress | null): Promise<void> {
    const { journal: _, onMessage, ...options } = this.#options;
    const process = new ProcessLife();
    const { station, run } = virtualStation({
      ...options,
      store,
      life: process,
      ...{ outages: this.outages, own: this.own, orders: this.orders },
      ...(before === null ? {} : { before }),
    });
    this.#life = { station, run, process };
    if (onMessage !== undefined) station.screen.feed.subscribe(onMessage);
    station.start();
    // Opening a bank of lines is a promise; after this everything runs in virtual time alone.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
