import { openLists } from "../core/commands/list-orders.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { ClockKeeper } from "./clock-keeper.ts";
import type { EventSender } from "./event-sender.ts";
import { startEvidence } from "./evidence-desk.ts";
import type { JournalWriter, UnstampedEntry } from "./journal-writer.ts";
import { OlderOrders } from "./older-orders.ts";
import type { Outbox } from "./outbox.ts";
import type { StationOptions } from "./station-options.ts";

type Desks = Pick<
  StationOptions,
  | "requests"
  | "commands"
  | "timeAsker"
  | "trust"
  | "agreement"
  | "certificate"
  | "strangers"
  | "evidence"
  | "clock"
>;

export interface SideDeskParts {
  readonly events: EventSender | null;
  readonly journal: ConstructorParameters<typeof OlderOrders>[0];
  readonly writer: Pick<JournalWriter, "ledger">;
  readonly clock: Pick<ClockKeeper, "standing" | "hearRegistry">;
  readonly outbox: Pick<Outbox, "leavesRoom" | "contact">;
  append(entry: UnstampedEntry, durable: () => void): void;
  /** The station's own words are others by now. */
  onChange(): void;
  /** No job runs: what takes long keeps nobody waiting. */
  isQuiet(): boolean;
}

/** What a station has to do with the registry beside its records: questions, orders, the list of keys, the time, its events, and evidence. */
export class SideDesks {
  readonly #desks: Desks;
  readonly #parts: SideDeskParts;

  constructor(desks: Desks, parts: SideDeskParts) {
    this.#desks = desks;
    this.#parts = parts;
  }

  /** What is wrong beside deliveries: that both sides do not speak the same, why no event or no evidence is sent, or that somebody else speaks as the registry. */
  get trouble(): Reason | null {
    const { agreement, strangers, evidence } = this.#desks;
    const told = this.#parts.events?.trouble ?? evidence?.sender.trouble ?? null;
    return agreement?.trouble ?? told ?? strangers?.trouble ?? null;
  }

  start(): void {
    const { requests, commands, timeAsker, trust, agreement, certificate, strangers } = this.#desks;
    const { events, writer, clock, outbox, append, onChange, isQuiet } = this.#parts;
    strangers?.start(onChange);
    const older = new OlderOrders(this.#parts.journal);
    agreement?.start(onChange);
    requests.start(onChange);
    const isClockSure = (): boolean => clock.standing().doubt === null;
    commands.start({
      standing: () => writer.ledger.commands.standing,
      isClockSure,
      append: (entry, durable) => append({ ...entry, ...writer.ledger.commands.back() }, durable),
      older: (number, command) => older.find(number, command, writer.ledger.commands.newestAt),
      onChange,
      fetchList: () => trust?.fetchNow(),
      isQuiet,
    });
    events?.start();
    startEvidence(this.#desks.evidence, {
      ...{ commands, ledger: writer.ledger, clock: this.#desks.clock, isClockSure, append, onChange },
      mayGo: () => outbox.leavesRoom && (events?.leavesRoom ?? true) && isQuiet(),
    });
    timeAsker?.start(
      (sample) => clock.hearRegistry(sample),
      (atMs) => outbox.contact.heard(atMs),
    );
    certificate?.start({ isClockSure, onChange });
    trust?.start({
      held: () => writer.ledger.trust,
      append: (list, durable) => append({ type: "trust-list-taken", list }, durable),
      onChange,
      isOrdered: () => openLists(commands.standing.lists).length > 0,
      told: (because) => commands.noteList(because),
    });
  }

  stop(): void {
    const { requests, commands, timeAsker, trust, agreement, certificate, strangers } = this.#desks;
    const { events } = this.#parts;
    this.#desks.evidence?.sender.stop();
    for (const desk of [requests, commands, timeAsker, trust, agreement, certificate, strangers, events])
      desk?.stop();
  }
}
