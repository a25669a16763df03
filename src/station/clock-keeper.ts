import type { ClockNoted } from "../core/journal/entry.ts";
import type { GnssEpoch } from "../core/observation.ts";
import {
  CLOCK,
  type ClockFloor,
  type ClockInput,
  type ClockStanding,
  type ClockState,
  clockAt,
  standingOf,
  watched,
} from "../core/time/clock-watch.ts";
import { measuredTime, sampleOf, type TimeSample, withSample } from "../core/time/registry-time.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { Clock, ClockDiscipline, TimerHandle, Timers } from "../ports/clock.ts";
import type { CosignedSince } from "./outbox.ts";

export interface ClockKeeperOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly discipline: ClockDiscipline;
  /** The standing is another one, or the clock was set. */
  readonly onChange: (noted: Omit<ClockNoted, "at" | "type">, standing: ClockStanding) => void;
}

/** A clock that was set is told within this. */
const LOOK_MS = 5_000;
/** The time service is asked, and a receiver heard, no more often. */
const ASK_MS = 60_000;
const HEAR_MS = 10_000;
/** What a receiver's solution is late by, with its line and this machine's own delays. */
const GNSS_WITHIN_MS = 500;
/** A cosignature tells whole seconds. */
const RECEIPT_RESOLUTION_MS = 1_000;

/** The shell of the clock watch: looks, asks, and hears from everything that passes and has the time. */
export class ClockKeeper {
  readonly #options: ClockKeeperOptions;
  readonly #heardMs = new Map<string, number>();
  #state: ClockState;
  #standing: ClockStanding;
  /** Null until the time service has been asked for the first time, unless something is in doubt before that. */
  #told: ClockStanding | null = null;
  #samples: readonly TimeSample[] = [];
  #asked = false;
  /** No receipt is from before this: the release of the software, and the registry's own latest. */
  #registryMs = Number.NEGATIVE_INFINITY;
  #timer: TimerHandle | null = null;
  #askedMs = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(options: ClockKeeperOptions) {
    this.#options = options;
    this.#state = clockAt({ wallMs: Number.NEGATIVE_INFINITY, by: "software" });
    this.#standing = standingOf(this.#state);
  }

  /** Before the first entry is written: what the time cannot be before. */
  floor(floor: ClockFloor): ClockStanding {
    if (floor.by === "software") this.#registryMs = floor.wallMs;
    this.#state = watched(this.#state, this.#now(), { kind: "floor", floor }).state;
    this.#standing = standingOf(this.#state);
    return this.#standing;
  }

  /** From now on changes are told. */
  start(): void {
    const again = (): void => {
      this.#timer = this.#options.timers.start("clock", LOOK_MS, () => {
        this.#look();
        if (!this.#stopped) again();
      });
    };
    again();
    this.#look();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** As it stands this moment. */
  standing(): ClockStanding {
    this.#take({ kind: "look" });
    return this.#standing;
  }

  /** A receiver with a solution has the time of the satellites. */
  hear({ quality, device, utcMs, leapMs }: GnssEpoch): void {
    const { monoMs, wallMs } = this.#now();
    // Every machine counts a leap second in its own way: for its length nothing is compared.
    if (
      quality !== "good" ||
      leapMs !== undefined ||
      monoMs - (this.#heardMs.get(device) ?? Number.NEGATIVE_INFINITY) < HEAR_MS
    )
      return;
    this.#heardMs.set(device, monoMs);
    const source = { source: "gnss", name: device, withinMs: GNSS_WITHIN_MS } as const;
    this.#take({ kind: "sighting", ...source, aheadMs: wallMs - utcMs });
  }

  /** One answer of the registry; null where its way took too long to say anything. Several make it a source of the time. */
  hearRegistry(sample: TimeSample | null): void {
    if (sample === null) return;
    this.#samples = withSample(this.#samples, sample);
    const { monoMs, wallMs } = this.#now();
    const measured = measuredTime(this.#samples, monoMs);
    if (measured === null) return;
    const { offsetMs, withinMs } = measured;
    const registry = { source: "registry", name: "registry", withinMs } as const;
    this.#take({ kind: "sighting", ...registry, aheadMs: wallMs - monoMs - offsetMs });
  }

  /**
   * Why a receipt cosigned then is none, by this clock. An answer to what was just sent is one sample of the registry's time, among those
   * that were asked for: a receipt may be given a second time, and alone says nothing of a clock.
   */
  whyImplausible(cosignedMs: number, since: CosignedSince): Reason | null {
    const { monoMs, wallMs } = this.#now();
    const fromMs = since.kind === "sent" ? wallMs - (monoMs - since.monoMs) : this.#registryMs;
    const aheadMs = cosignedMs > wallMs ? wallMs - cosignedMs : Math.max(0, fromMs - cosignedMs);
    if (since.kind === "sent")
      this.hearRegistry(
        sampleOf({
          ...{ sentMs: since.monoMs, heardMs: monoMs, issuedMs: cosignedMs },
          resolutionMs: RECEIPT_RESOLUTION_MS,
        }),
      );
    const early = since.kind === "sealed" ? Math.max(0, since.wallMs - cosignedMs) : 0;
    const wrongMs = aheadMs === 0 ? early : aheadMs;
    if (Math.abs(wrongMs) > CLOCK.doubtAboveMs)
      return reason("RECEIPT_TIME_IMPLAUSIBLE", { aheadS: Math.round(wrongMs / 1000) });
    this.#registryMs = Math.max(this.#registryMs, cosignedMs);
    this.#take({ kind: "floor", floor: { wallMs: cosignedMs, by: "receipt" } });
    return null;
  }

  #look(): void {
    this.#take({ kind: "look" });
    const { monoMs } = this.#now();
    if (monoMs - this.#askedMs < ASK_MS) return;
    this.#askedMs = monoMs;
    this.#options.discipline.ask((word) => {
      if (this.#stopped) return;
      this.#asked = true;
      if (word.kind === "free") this.#take({ kind: "source-lost", name: "kernel" });
      else {
        const { aheadMs, withinMs } = word;
        const source = { source: "kernel", name: "kernel" } as const;
        this.#take({ kind: "sighting", ...source, aheadMs: aheadMs ?? 0, withinMs: withinMs ?? 0 });
      }
    });
  }

  #take(input: ClockInput): void {
    const { state, steppedMs } = watched(this.#state, this.#now(), input);
    this.#state = state;
    const now = standingOf(state);
    this.#standing = now;
    if (this.#timer === null || this.#stopped) return;
    const told = this.#told;
    const isNew = told === null ? this.#asked || now.doubt !== null : !isSame(told, now);
    if (!isNew && steppedMs === 0) return;
    this.#told = now;
    const { status, by, aheadMs, doubt } = now;
    this.#options.onChange({ status, by, aheadMs, doubt, steppedMs }, now);
  }

  #now(): { readonly monoMs: number; readonly wallMs: number } {
    const { clock } = this.#options;
    return { monoMs: clock.monoMs(), wallMs: clock.wallMs() };
  }
}

/** A second more or less is no news. */
function isSame(a: ClockStanding, b: ClockStanding): boolean {
  return (
    a.status === b.status &&
    a.by === b.by &&
    a.doubt?.code === b.doubt?.code &&
    a.wrong?.source === b.wrong?.source
  );
}

/** As a screen shows it: the reason in full, or what else is to be said. */
export function wordOfClock({ doubt, wrong }: ClockStanding): Reason | null {
  if (doubt !== null) return reason("CLOCK_IN_DOUBT", { because: doubt });
  if (wrong === null) return null;
  return reason("CLOCK_SOURCE_WRONG", {
    source: wrong.source,
    aheadS: Math.round(wrong.aheadMs / 1000),
  });
}
