import {
  type BatchDecision,
  decideBatch,
  type GivenReceipt,
  reweighed,
  type WeighedMessage,
  weigh,
} from "../core/registry/decide-batch.ts";
import type { DecideTools } from "../core/registry/decide-submission.ts";
import type { FollowingKeys } from "../core/registry/following-keys.ts";
import { receiptOf, refusalOf } from "../core/registry/registry-answers.ts";
import type { StationAccount } from "../core/registry/station-account.ts";
import { askedOf } from "../core/registry/take-in.ts";
import { reason } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { RegistryStore } from "../ports/registry-store.ts";

export interface IntakeOptions {
  readonly store: RegistryStore;
  readonly tools: DecideTools;
  readonly wallMs: () => number;
  /** That a batch was not stored; the stations are told to come again. */
  readonly onFailure: (error: EdgeError) => void;
  /** The checkpoint with what other witnesses say of it now; the note as it was where they say nothing. Asked when it is durable; throws only what is a bug. */
  readonly cosigned?: (receipt: GivenReceipt) => Promise<string>;
}

interface Waiting {
  readonly message: WeighedMessage;
  readonly bytes: number;
  readonly answer: (answer: Uint8Array) => void;
  readonly fail: (error: unknown) => void;
}

/** Messages of one transaction at most, and bytes of them. */
const MESSAGES_MAX = 64;
const BYTES_MAX = 4 * 1024 * 1024;

/**
 * Takes submissions as they come, and commits together what came while the one before was being committed: one wait for the disk for all of them.
 * What is dear, the signatures, is looked at before anything is locked.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #keys = new Map<string, FollowingKeys>();
  readonly #sizes = new Map<string, number>();
  #waiting: Waiting[] = [];
  #isBusy = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** The answer, when what it says is durable. Throws only what is a bug. */
  take(bytes: Uint8Array): Promise<Uint8Array> {
    const { tools } = this.#options;
    const message = weigh(
      bytes,
      tools,
      (station) => this.#keys.get(station) ?? null,
      (station) => this.#sizes.get(station) ?? 0,
    );
    return new Promise((answer, fail) => {
      this.#waiting.push({ message, bytes: bytes.length, answer, fail });
      if (!this.#isBusy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) await this.#commit(this.#nextBatch());
    this.#isBusy = false;
  }

  #nextBatch(): readonly Waiting[] {
    let bytes = 0;
    const end = this.#waiting.findIndex((waiting, at) => {
      bytes += waiting.bytes;
      return at >= MESSAGES_MAX || (at > 0 && bytes > BYTES_MAX);
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const { cosigned } = this.#options;
    try {
      const { answers, receipts } = await this.#stored(batch.map(({ message }) => message));
      for (const [at, { answer, fail }] of batch.entries()) {
        const receipt = receipts[at] ?? null;
        const bytes = answers[at] as Uint8Array;
        // The next batch does not wait for witnesses.
        if (receipt === null || cosigned === undefined) answer(bytes);
        else void cosigned(receipt).then((note) => answer(withNote(receipt, note)), fail);
      }
    } catch (error) {
      if (error instanceof EdgeError) await this.#notCommitted(batch, error);
      else for (const { fail } of batch) fail(error);
    }
  }

  /** What one station sent must keep no other waiting: of a batch with something that the database does not keep, only that is left out. */
  async #notCommitted(batch: readonly Waiting[], error: EdgeError): Promise<void> {
    const { onFailure } = this.#options;
    const isRefused = error.code === "DATABASE_REFUSES";
    if (isRefused && batch.length > 1) {
      const half = batch.length >> 1;
      await this.#commit(batch.slice(0, half));
      await this.#commit(batch.slice(half));
      return;
    }
    onFailure(isRefused ? ofStation(error, stationOf(batch[0]?.message)) : error);
    for (const { message, answer } of batch) answer(isRefused ? notKept(message) : notStored(message));
  }

  async #stored(messages: readonly WeighedMessage[]): Promise<BatchDecision> {
    const { store, tools, wallMs } = this.#options;
    const weighed = messages.filter((message) => message.kind === "weighed");
    const stations = [...new Set(weighed.map(({ submission }) => submission.station))];
    const decided = await store.transaction(async (transaction) => {
      const accounts = await transaction.accounts(stations);
      // A station that is new here, or has a new key: what its records name is known only now.
      const now = messages.map((message) => {
        const account = message.kind === "weighed" ? accounts.get(message.submission.station) : undefined;
        return account === undefined ? message : reweighed(message, account, tools);
      });
      const held = await transaction.held(together(now.flatMap((message) => askedBy(message, accounts))));
      const decision = decideBatch({ accounts, held, messages: now, atMs: wallMs() }, tools);
      await transaction.apply(decision.changes, decision.accounts);
      return { decision, accounts };
    });
    // Only what is durable is known: of a batch that failed nothing is remembered.
    for (const [station, { record, head }] of [...decided.accounts, ...decided.decision.accounts]) {
      this.#keys.set(station, record);
      this.#sizes.set(station, head.size);
    }
    return decided.decision;
  }
}

function withNote({ station, head, quarantined }: GivenReceipt, note: string): Uint8Array {
  return receiptOf(station, { ...head, note }, quarantined);
}

interface AskedOf {
  readonly station: string;
  readonly records: readonly string[];
  readonly jobs: readonly string[];
}

function askedBy(message: WeighedMessage, accounts: ReadonlyMap<string, StationAccount>): readonly AskedOf[] {
  const account = message.kind === "weighed" ? accounts.get(message.submission.station) : undefined;
  if (account === undefined || message.kind === "unreadable") return [];
  return [{ station: account.station, ...askedOf(account, message.records) }];
}

/** One for each station. */
function together(asked: readonly AskedOf[]): readonly AskedOf[] {
  const all = new Map<string, AskedOf>();
  for (const one of asked) {
    const known = all.get(one.station);
    all.set(one.station, {
      station: one.station,
      records: [...(known?.records ?? []), ...one.records],
      jobs: [...(known?.jobs ?? []), ...one.jobs],
    });
  }
  return [...all.values()];
}

function stationOf(message: WeighedMessage | undefined): string {
  return message?.kind === "weighed" ? message.submission.station : "";
}

/** Somebody has to look at the station, so it is named. */
export function ofStation({ code, message, context, cause }: EdgeError, station: string): EdgeError {
  return new EdgeError(code, `${station}: ${message}`, { ...context, station }, cause);
}

/** It would not be kept the next time either, so it is no outage. */
function notKept(message: WeighedMessage): Uint8Array {
  const submission = message.kind === "weighed" ? message.submission : null;
  return refusalOf({ code: 400, reason: reason("SUBMISSION_NOT_KEPT", {}), submission, head: null });
}

/** Nothing has changed as far as anybody knows, and the station comes again (RP-025, RP-061). */
function notStored(message: WeighedMessage): Uint8Array {
  const submission = message.kind === "weighed" ? message.submission : null;
  return refusalOf({ code: 503, reason: reason("REGISTRY_CANNOT_STORE", {}), submission, head: null });
}
