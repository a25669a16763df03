import type { Reason } from "../core/trade/reasons.ts";
import type { ClockKeeper } from "./clock-keeper.ts";
import type { EventSender } from "./event-sender.ts";
import type { JournalWriter, UnstampedEntry } from "./journal-writer.ts";
import type { StationOptions } from "./station-options.ts";

type Desks = Pick<StationOptions, "requests" | "commands" | "timeAsker" | "trust">;

export interface SideDeskParts {
  readonly events: EventSender | null;
  readonly writer: Pick<JournalWriter, "ledger">;
  readonly clock: Pick<ClockKeeper, "standing" | "hearRegistry">;
  append(entry: UnstampedEntry, durable: () => void): void;
  /** The station's own words are others by now. */
  onChange(): void;
}

/** What a station has to do with the registry beside its records: questions, orders, the list of keys, the time, and its events. */
export class SideDesks {
  readonly #desks: Desks;
  readonly #parts: SideDeskParts;

  constructor(desks: Desks, parts: SideDeskParts) {
    this.#desks = desks;
    this.#parts = parts;
  }

  /** Why no event is sent. */
  get trouble(): Reason | null {
    return this.#parts.events?.trouble ?? null;
  }

  start(): void {
    const { requests, commands, timeAsker, trust } = this.#desks;
    const { events, writer, clock, append, onChange } = this.#parts;
    requests.start(onChange);
    commands.start({
      standing: () => writer.ledger.commands.standing,
      isClockSure: () => clock.standing().doubt === null,
      append,
      onChange,
    });
    events?.start();
    timeAsker?.start((sample) => clock.hearRegistry(sample));
    trust?.start({
      held: () => writer.ledger.trust,
      append: (list, durable) => append({ type: "trust-list-taken", list }, durable),
      onChange,
    });
  }

  stop(): void {
    const { requests, commands, timeAsker, trust } = this.#desks;
    for (const desk of [requests, commands, timeAsker, trust, this.#parts.events]) desk?.stop();
  }
}
