import { type BackOff, fullJitterMs } from "../core/back-off.ts";
import type { Digest } from "../core/journal/merkle.ts";
import { assert } from "../core/machine.ts";
import type { StationId } from "../core/quantities/ids.ts";
import { logName } from "../core/record/checkpoint.ts";
import { parseAnswer, type Receipt, type Refusal } from "../core/record/registry-messages.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import { formatNote, noteMessage, signatureLine } from "../core/record/signed-note.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { RegistryLink } from "../ports/registry-link.ts";
import type { Signer, SignResult } from "../ports/signer.ts";
import { checkReceipt, type ReceiptKeys } from "./receipt-check.ts";
import { type Batch, nextBatch, sealedRecords, submissionBytes } from "./submission.ts";

export interface OutboxOptions {
  readonly station: StationId;
  readonly journal: JournalStore;
  readonly link: RegistryLink;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1): the jitter of the back-off. */
  readonly entropy: () => number;
  /** The log's key, Ed25519. */
  readonly logSigner: Signer;
  readonly digest: Digest;
  readonly verifySignature: VerifySignature;
  readonly witness: { readonly name: string; readonly spki: Uint8Array };
  /** A verified receipt, each size once and rising. The owner journals it, then calls `noteReceiptDurable`. */
  readonly onReceipt: (size: number, checkpoint: string) => void;
  /** Delivery has stopped until a person has looked; told once. */
  readonly onLocked: (lock: OutboxLock) => void;
  readonly log: Log;
  readonly receiptTimeoutMs?: number;
  readonly backOff?: BackOff;
}

/** fork, rollback: the registry has proof of another history of this log. oversize, unreadable: a record cannot be sent. */
export interface OutboxLock {
  readonly kind: "fork" | "rollback" | "oversize" | "unreadable";
  /** The log size, or the index of the record. */
  readonly at: number;
  readonly zh: string;
  readonly en: string;
}

export interface OutboxStatus {
  readonly connected: boolean;
  /** Sealed records without a receipt. */
  readonly pending: number;
  /** Durable in the journal. */
  readonly receiptedSize: number;
  readonly locked: OutboxLock | null;
  /** What the registry last refused, until it takes something. */
  readonly refusal: { readonly code: number; readonly zh: string; readonly en: string } | null;
}

interface Flight {
  readonly oldSize: number;
  readonly size: number;
  readonly sentMs: number;
  readonly timeout: TimerHandle;
}

const FLIGHTS_MAX = 4;
const RECEIPT_TIMEOUT_MS = 10_000;
const BACK_OFF: BackOff = { firstMs: 500, ceilingMs: 300_000 };

/**
 * Delivery as a cursor on the journal: what is pending follows from the journal and the last receipt alone, and nothing moves the
 * cursor but a checkpoint that the witness cosigned and whose root is the journal's own. Answers only ever make it look again.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #keys: ReceiptKeys;
  #started = false;
  #connected = false;
  #locked: OutboxLock | null = null;
  #refusal: OutboxStatus["refusal"] = null;
  /** Record indexes without a verified receipt from the registry, rising. */
  #pending: number[] = [];
  /** Largest size of a verified receipt. */
  #accepted = 0;
  #durable = 0;
  /** What the registry is believed to hold. */
  #base = 0;
  /** End of what is in flight; `base` when nothing is. */
  #cursor = 0;
  #flights: Flight[] = [];
  #signing = false;
  /** Rises whenever what was begun must not be finished. */
  #epoch = 0;
  #failures = 0;
  #retry: TimerHandle | null = null;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#keys = {
      digest: options.digest,
      verifySignature: options.verifySignature,
      log: { name: logName(options.station), spki: options.logSigner.publicKeySpki },
      witness: options.witness,
    };
  }

  /** `receiptedSize` is that of the last receipt in the journal, 0 for none. */
  start(receiptedSize: number): void {
    assert(!this.#started, "an outbox is started once");
    this.#started = true;
    this.#accepted = this.#durable = this.#base = this.#cursor = receiptedSize;
    this.#pending = sealedRecords(this.#options.journal, receiptedSize);
    this.#options.link.open({
      onReady: () => {
        this.#connected = true;
        this.#pump();
      },
      onMessage: (message) => this.#receive(message),
      onDown: (reason) => {
        this.#connected = false;
        this.#options.log.warn("registry link down", { reason, pending: this.status().pending });
        this.#rewind(this.#base);
      },
    });
  }

  /** A record-sealed entry at `index` is durable. */
  noteSealed(index: number): void {
    if (!this.#started || index < this.#base) return;
    const last = this.#pending.at(-1);
    if (last !== undefined && index <= last) return;
    this.#pending.push(index);
    this.#pump();
  }

  noteReceiptDurable(size: number): void {
    assert(size <= this.#accepted, "a receipt is accepted before it is durable");
    this.#durable = Math.max(this.#durable, size);
  }

  async stop(): Promise<void> {
    this.#started = false;
    this.#connected = false;
    this.#rewind(this.#base);
    await this.#options.link.close();
  }

  status(): OutboxStatus {
    return {
      connected: this.#connected,
      pending: this.#pending.length - this.#firstPendingFrom(this.#accepted),
      receiptedSize: this.#durable,
      locked: this.#locked,
      refusal: this.#refusal,
    };
  }

  #pump(): void {
    const idle = this.#started && this.#connected && this.#locked === null;
    if (!idle || this.#signing || this.#retry !== null || this.#flights.length >= FLIGHTS_MAX) return;
    const first = this.#firstPendingFrom(this.#cursor);
    if (first === this.#pending.length) return;
    const { station, journal, logSigner } = this.#options;
    const outcome = nextBatch(station, journal, this.#cursor, this.#pending.slice(first, first + 64));
    if (outcome.kind !== "batch") {
      // What went before it is still delivered, and resent if need be.
      if (this.#flights.length > 0) return;
      const [zh, en] =
        outcome.kind === "oversize"
          ? ["记录过大，无法送交登记处", "A record is too large to be sent to the registry"]
          : ["记录无法读取", "A sealed record in the journal cannot be read"];
      this.#lock({ kind: outcome.kind, at: outcome.index, zh: `${zh}。`, en: `${en}.` });
      return;
    }
    const epoch = this.#epoch;
    this.#signing = true;
    logSigner.sign(noteMessage(outcome.batch.checkpointText), (result) => {
      if (epoch !== this.#epoch) return;
      this.#signing = false;
      this.#submit(outcome.batch, result);
    });
  }

  #submit(batch: Batch, result: SignResult): void {
    const { station, journal, link, clock, timers, log, digest, receiptTimeoutMs } = this.#options;
    if (result.kind === "failed") {
      log.error("the log key cannot sign", { reason: result.reason });
      this.#retryLater();
      return;
    }
    const line = signatureLine(digest, this.#keys.log, result.signature);
    assert(line !== null, "the log key is Ed25519 and the station id makes a key name");
    const note = formatNote(batch.checkpointText, [line]);
    if (link.submit(submissionBytes(station, journal, batch, note)) === "unsent") return;
    const timeout = timers.start("receipt", receiptTimeoutMs ?? RECEIPT_TIMEOUT_MS, () => {
      log.warn("no receipt in time", { size: batch.size });
      this.#retryLater();
    });
    const sentMs = clock.monoMs();
    this.#flights.push({ oldSize: batch.oldSize, size: batch.size, sentMs, timeout });
    this.#cursor = batch.size;
    this.#pump();
  }

  #receive(message: Uint8Array): void {
    if (!this.#started || this.#locked !== null) return;
    const answer = parseAnswer(message);
    const { station, log } = this.#options;
    if (answer.kind === "invalid") {
      log.warn("an unreadable answer was dropped", { reason: answer.reason });
    } else if (answer.kind === "receipt") {
      if (answer.receipt.station === station) this.#onReceipt(answer.receipt);
    } else if (answer.refusal.station === station || answer.refusal.station === "") {
      this.#onRefusal(answer.refusal);
    }
    this.#pump();
  }

  #onReceipt(receipt: Receipt): void {
    if (this.#learn(receipt.checkpoint) === null) return;
    for (const { index, sentence } of receipt.quarantined) {
      this.#options.log.error("the registry quarantined a record", { index, why: sentence.en });
    }
  }

  #onRefusal(refusal: Refusal): void {
    const meant = refusal.submission;
    const flight = this.#flights.find((f) => f.oldSize === meant?.oldSize && f.size === meant.size);
    const checkpoint = refusal.held?.checkpoint ?? null;
    const held = checkpoint === null ? null : this.#learn(checkpoint);
    if (this.#locked !== null || (flight === undefined && meant !== null)) return;
    const { zh, en } = refusal.sentence;
    this.#options.log.warn("the registry refused", { code: refusal.code, why: en, index: refusal.index });
    if (refusal.code === 409) {
      const nothing = refusal.held?.size === 0 ? 0 : null;
      this.#onConflict(held ?? nothing, flight);
      return;
    }
    this.#refusal = { code: refusal.code, zh, en };
    this.#retryLater();
  }

  /** `held` is proven by a cosigned checkpoint, or 0, or null where the registry gave no proof. */
  #onConflict(held: number | null, flight: Flight | undefined): void {
    if (held === null || flight === undefined || held === flight.oldSize) {
      this.#retryLater();
    } else if (held > flight.oldSize) {
      this.#rewind(this.#base);
    } else {
      // Lost on the way before this one, or forgotten by the registry: either way it gets them from there on.
      if (held < this.#base) this.#pending = sealedRecords(this.#options.journal, held);
      this.#base = held;
      this.#retryLater();
    }
  }

  /** Takes a cosigned checkpoint for what it proves. Its size if it is one of ours, else null. */
  #learn(checkpoint: string): number | null {
    const verdict = checkReceipt(this.#keys, this.#options.journal, checkpoint);
    switch (verdict.kind) {
      case "invalid":
        this.#options.log.warn("a receipt does not verify", { reason: verdict.reason });
        return null;
      case "fork":
      case "rollback": {
        const zh = "登记处持有本站日志的另一历史，可能恢复过旧磁盘，须由主管处理。";
        const en = "The registry holds another history of this log; an old disk may have been restored.";
        this.#lock({ kind: verdict.kind, at: verdict.size, zh, en });
        return null;
      }
      case "valid":
        this.#accept(verdict.size, checkpoint);
        return verdict.size;
    }
  }

  #accept(size: number, checkpoint: string): void {
    if (size <= this.#base) return;
    this.#base = size;
    if (size > this.#cursor) this.#rewind(size);
    this.#land(size);
    this.#pending = this.#pending.slice(this.#firstPendingFrom(size));
    this.#failures = 0;
    this.#refusal = null;
    this.#retry?.cancel();
    this.#retry = null;
    if (size <= this.#accepted) return;
    this.#accepted = size;
    this.#options.onReceipt(size, checkpoint);
  }

  /** Everything in flight up to `size` has its answer. */
  #land(size: number): void {
    const { clock, log } = this.#options;
    for (const flight of this.#flights) {
      if (flight.size > size) continue;
      flight.timeout.cancel();
      log.info("receipted", { size: flight.size, afterMs: Math.round(clock.monoMs() - flight.sentMs) });
    }
    this.#flights = this.#flights.filter((flight) => flight.size > size);
  }

  #lock(lock: OutboxLock): void {
    if (this.#locked !== null) return;
    this.#locked = lock;
    this.#rewind(this.#base);
    this.#options.log.error("delivery is locked", { kind: lock.kind, at: lock.at, why: lock.en });
    this.#options.onLocked(lock);
  }

  #retryLater(): void {
    this.#rewind(this.#base);
    const { timers, entropy, backOff } = this.#options;
    const delayMs = fullJitterMs(backOff ?? BACK_OFF, this.#failures++, entropy());
    this.#retry = timers.start("resubmit", delayMs, () => {
      this.#retry = null;
      this.#pump();
    });
  }

  /** Nothing is in flight any more, and the next submission begins at `size`. */
  #rewind(size: number): void {
    this.#epoch++;
    this.#signing = false;
    for (const flight of this.#flights) flight.timeout.cancel();
    this.#flights = [];
    this.#cursor = size;
    this.#retry?.cancel();
    this.#retry = null;
  }

  /** Position in `pending` of the first index at or above `size`. */
  #firstPendingFrom(size: number): number {
    let low = 0;
    let high = this.#pending.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#pending[middle] ?? 0) < size) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
