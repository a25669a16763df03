import type { Timers } from "../../ports/clock.ts";
import type { FromSimulator } from "../../ports/simulator-line.ts";

type Call = Extract<FromSimulator, { type: "call" }>;

/** The devices are being connected, and an instrument may be warming up: somebody who calls in vain calls again. */
const FIRST_AFTER_MS = 2_000;
const AGAIN_AFTER_MS = 3_000;
const TRIES = 20;

/** Calls the first one to each place until somebody is taken there; who is called later is called once. */
export class FirstCall {
  readonly #timers: Timers;
  readonly #tell: (call: Call) => void;
  readonly #left = new Map<string, { readonly call: Call; tries: number }>();

  constructor(timers: Timers, tell: (call: Call) => void) {
    this.#timers = timers;
    this.#tell = tell;
  }

  begin(calls: readonly Call[]): void {
    for (const call of calls) this.#left.set(placeOf(call), { call, tries: TRIES });
    this.#timers.start("first call", FIRST_AFTER_MS, () => this.#again());
  }

  /** Somebody is there. */
  taken(place: { readonly site: string; readonly car: string | null }): void {
    this.#left.delete(placeOf(place));
  }

  get isCalling(): boolean {
    return this.#left.size > 0;
  }

  /** Nobody is called any more. */
  stop(): void {
    this.#left.clear();
  }

  #again(): void {
    for (const [place, one] of this.#left) {
      one.tries -= 1;
      this.#tell(one.call);
      if (one.tries === 0) this.#left.delete(place);
    }
    if (this.#left.size > 0) this.#timers.start("first call", AGAIN_AFTER_MS, () => this.#again());
  }
}

function placeOf({ site, car }: { readonly site: string; readonly car: string | null }): string {
  return `${site} ${car ?? ""}`;
}
