import { type HeldEvent, signedEventAnswer } from "../core/events/event-batch.ts";
import { comparePlaces } from "../core/events/station-event.ts";
import {
  type EventTools,
  eventAnswer,
  overlapOf,
  type ReadBatch,
  readBatch,
  type TakenEvents,
  takeEvents,
} from "../core/events/take-events.ts";
import { EdgeError } from "../errors.ts";
import type { EventStore, EventTransaction, FreshEvents } from "../ports/event-store.ts";
import { ofStation } from "./intake.ts";

export interface EventIntakeOptions {
  readonly store: EventStore;
  readonly tools: EventTools;
  /** The keys that cosign, Ed25519: a station knows one of them. */
  readonly witnesses: Parameters<typeof signedEventAnswer>[1];
  readonly wallMs: () => number;
  /** That a batch was not stored; the stations come again. */
  readonly onFailure: (error: EdgeError) => void;
  /** A station tells other events than it told before, or what is none. */
  readonly onRefused: (station: string, answer: TakenEvents["answer"], held: HeldEvent | null) => void;
}

interface Waiting {
  readonly read: ReadBatch;
  readonly answer: (answer: Uint8Array | null) => void;
  readonly fail: (error: unknown) => void;
}

/** Batches of one transaction at most. */
const BATCHES_MAX = 32;
/** Batches that wait; one more is lost, as any may be. */
const WAITING_MAX = 256;

/**
 * Takes what stations tell, beside their submissions and on one connection of the database at a time, so that these are never held up. Batches that came
 * while others were being committed are committed together.
 */
export class EventIntake {
  readonly #options: EventIntakeOptions;
  #waiting: Waiting[] = [];
  #isBusy = false;
  #reading = 0;

  constructor(options: EventIntakeOptions) {
    this.#options = options;
  }

  /** The answer, when what it says is durable; null where nothing is said. Throws only what is a bug. */
  async take(topicOf: string, bytes: Uint8Array): Promise<Uint8Array | null> {
    if (this.#waiting.length + this.#reading >= WAITING_MAX) return null;
    const read = await this.#read(topicOf, bytes);
    if (read === null) return null;
    return await new Promise((answer, fail) => {
      this.#waiting.push({ read, answer, fail });
      if (!this.#isBusy) void this.#work();
    });
  }

  async #read(topicOf: string, bytes: Uint8Array): Promise<ReadBatch | null> {
    const { store, tools, onFailure } = this.#options;
    this.#reading++;
    try {
      return readBatch(bytes, topicOf, await store.account(topicOf), tools);
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error;
      onFailure(error);
      return null;
    } finally {
      this.#reading--;
    }
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, BATCHES_MAX));
    this.#isBusy = false;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const { store, witnesses, wallMs, onRefused } = this.#options;
    try {
      const taken = await store.transaction((transaction) => decided(batch, transaction));
      for (const [at, { read, answer }] of batch.entries()) {
        const one = taken[at] as TakenEvents;
        const { station } = read.batch;
        if (one.answer === "other" || one.answer === "malformed") onRefused(station, one.answer, one.held);
        answer(signedEventAnswer(eventAnswer(read, one, wallMs()), witnesses));
      }
    } catch (error) {
      if (!(error instanceof EdgeError)) {
        for (const { fail } of batch) fail(error);
        return;
      }
      await this.#notCommitted(batch, error);
    }
  }

  /** Nothing is said: whether it was taken is not known, and the station comes again. Who tells what the database does not keep keeps no other waiting. */
  async #notCommitted(batch: readonly Waiting[], error: EdgeError): Promise<void> {
    const isRefused = error.code === "DATABASE_REFUSES";
    if (isRefused && batch.length > 1) {
      const half = batch.length >> 1;
      await this.#commit(batch.slice(0, half));
      await this.#commit(batch.slice(half));
      return;
    }
    this.#options.onFailure(isRefused ? ofStation(error, batch[0]?.read.batch.station ?? "") : error);
    for (const { answer } of batch) answer(null);
  }
}

async function decided(
  batch: readonly Waiting[],
  transaction: EventTransaction,
): Promise<readonly TakenEvents[]> {
  const stations = [...new Set(batch.map(({ read }) => read.batch.station))];
  const held = new Map(await transaction.held(stations));
  const fresh: FreshEvents[] = [];
  const taken: TakenEvents[] = [];
  for (const { read } of batch) {
    const { station } = read.batch;
    const last = held.get(station) ?? null;
    const overlap = overlapOf(read, last);
    const stored = overlap === null ? [] : await transaction.between(station, overlap.from, overlap.to);
    const known = overlap === null ? [] : [...stored, ...within(fresh, station, overlap)];
    const one = takeEvents(read, last, known);
    if (one.fresh.length > 0) fresh.push({ station, gap: one.gap, events: one.fresh });
    held.set(station, one.held);
    taken.push(one);
  }
  await transaction.append(fresh);
  return taken;
}

/** Those of this transaction that are not written yet. */
function within(
  fresh: readonly FreshEvents[],
  station: string,
  { from, to }: NonNullable<ReturnType<typeof overlapOf>>,
): readonly HeldEvent[] {
  return fresh
    .filter((one) => one.station === station)
    .flatMap(({ events }) => events)
    .filter(({ at }) => (from === null || comparePlaces(at, from) >= 0) && comparePlaces(at, to) <= 0);
}
