import type { BackOff } from "../core/delivery/back-off.ts";
import { createDelivery, DELIVERY_DEFAULTS, type Delivery } from "../core/delivery/delivery.ts";
import type { DeliveryEffect, DeliveryInput } from "../core/delivery/delivery-input.ts";
import { type ToldLock, toldLock } from "../core/delivery/delivery-lock.ts";
import { type DeliveryState, isListening, nextPlaces, unreceipted } from "../core/delivery/delivery-state.ts";
import { type DeliveryStatus, deliveryStatus, isToldAnew } from "../core/delivery/delivery-status.ts";
import type { ReceiptBook, SealedRecord } from "../core/delivery/receipt-book.ts";
import type { OtherWitnesses, ReceiptKeys } from "../core/delivery/receipt-check.ts";
import { type HeardAnswer, hearAnswer, type ShownCheckpoint } from "../core/delivery/registry-answer.ts";
import { draftSubmission, sealedIndexes, submissionBytes } from "../core/delivery/submission.ts";
import type { Digest } from "../core/journal/merkle.ts";
import type { PersonAct } from "../core/journal/person-act.ts";
import { readEntry } from "../core/journal/read-entry.ts";
import { assert, unreachable } from "../core/machine.ts";
import type { StationId } from "../core/quantities/ids.ts";
import { logName } from "../core/record/checkpoint.ts";
import { formerLogKeys } from "../core/record/key-chain.ts";
import type { VerifySignature } from "../core/record/signature.ts";
import {
  formatNote,
  noteMessage,
  parseNote,
  signatureLine,
  verifyCosignature,
} from "../core/record/signed-note.ts";
import { CLOCK } from "../core/time/clock-watch.ts";
import type { Reason } from "../core/trade/reasons.ts";
import type { Clock, TimerHandle, Timers } from "../ports/clock.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { RegistryLink } from "../ports/registry-link.ts";
import type { Signer } from "../ports/signer.ts";
import { faultInOneLine } from "./fault-line.ts";
import { RegistryContact } from "./registry-contact.ts";

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
  /** Others, and how many have to have cosigned; the registry's own alone unless given. */
  readonly witnesses?: OtherWitnesses;
  readonly onReceipt: OnReceipt;
  readonly whyImplausible: ReceiptTime;
  /** A receipt under this log that the witness did not cosign. */
  readonly onStrangeWitness?: () => void;
  /** An answer that the registry has not signed, or that nobody can read. */
  readonly onStrange?: () => void;
  /** Delivery has stopped until a person has looked; told once, and at a start where the journal says so. */
  readonly onLocked: (lock: ToldLock) => void;
  /** The registry has proof of another history of this log; the owner makes that durable, so that no start forgets it. */
  readonly onOtherHistory: (kind: "fork" | "rollback", size: number, checkpoint: string) => void;
  /** Something that people are shown of delivery is another than before. */
  readonly onStanding: () => void;
  readonly log: Log;
  readonly receiptTimeoutMs?: number;
  readonly backOff?: BackOff;
}

import { steadyAt, wallAt } from "./wall-at.ts";

/**
 * A verified receipt, each size once and rising, with the records it covers for the first time. The owner journals it, then
 * calls `noteReceiptDurable`.
 */
export type OnReceipt = (size: number, checkpoint: string, covered: readonly SealedRecord[]) => void;

/** Why a receipt cosigned then (UTC) cannot be one for what was sent, or sealed, then; null where it can. */
export type ReceiptTime = (cosignedMs: number, since: CosignedSince) => Reason | null;
export type CosignedSince =
  | { readonly kind: "sent"; readonly monoMs: number }
  | { readonly kind: "sealed"; readonly wallMs: number };

const ASKING_MS = 10_000;
/** Entries after a record: a clock that is set back is told within seconds, and a station at rest writes little. */
const LOOKED_AT_MAX = 2_000;

type Effect<Kind extends DeliveryEffect["kind"]> = Extract<DeliveryEffect, { kind: Kind }>;

/** The shell of the delivery machine: runs its effects against link, timers, key and journal, and feeds back what came of them. */
export class Outbox {
  readonly #options: OutboxOptions;
  #keys: ReceiptKeys;
  readonly #delivery: Delivery;
  readonly #timers = new Map<number, TimerHandle & { readonly dueMs: number }>();
  #state: DeliveryState;
  /** By the number of its entry, rising: when each record that may have no receipt was sealed, on the steady clock. */
  readonly #sealedMs = new Map<number, number>();
  /** When the link was up for the first time, on the steady clock. */
  #upMs: number | null = null;
  /** When the registry itself was heard. */
  readonly contact = new RegistryContact();

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#keys = {
      digest: options.digest,
      verifySignature: options.verifySignature,
      log: { name: logName(options.station), spki: options.logSigner.publicKeySpki },
      formerLogs: [],
      witness: options.witness,
      ...(options.witnesses !== undefined && { witnesses: options.witnesses }),
    };
    const { receiptTimeoutMs, backOff, askAgainMs } = { ...DELIVERY_DEFAULTS, ...options };
    this.#delivery = createDelivery({ receiptTimeoutMs, backOff, askAgainMs });
    this.#state = this.#delivery.initial;
  }

  /** `book` is what the journal says; from now on it is kept here. `keyActs`: changes of keys in the journal, oldest first. */
  start(book: ReceiptBook, keyActs: readonly PersonAct[] = []): void {
    const { station, digest, verifySignature: verify, logSigner, onLocked, link, clock } = this.#options;
    const formerLogs = formerLogKeys({ digest, verify }, station, keyActs, logSigner.keyId);
    this.#keys = { ...this.#keys, formerLogs: formerLogs.map((spki) => ({ name: logName(station), spki })) };
    for (const record of book.unreceipted) this.#noteAge(record);
    this.#feed({ kind: "start", book });
    if (book.lock !== null) onLocked(toldLock(book.lock));
    link.open({
      onReady: (told) => {
        this.#upMs ??= clock.monoMs();
        this.#feed({ kind: "link-ready", ...told });
      },
      onMessage: (message) => this.#hear(message),
      onRefused: (why) => this.#feed({ kind: "link-refused", why, chance: this.#options.entropy() }),
      onTrouble: (why) => this.#feed({ kind: "link-trouble", why }),
      onDown: (why) => this.#feed({ kind: "link-down", why }),
    });
  }

  /** Its `record-sealed` entry is durable. */
  noteSealed(record: SealedRecord): void {
    this.#noteAge(record);
    this.#feed({ kind: "record-sealed", record });
  }

  #noteAge({ index, sealedWallMs }: SealedRecord): void {
    this.#sealedMs.set(index, steadyAt(this.#options.clock, sealedWallMs));
  }

  noteReceiptDurable(size: number): void {
    for (const index of this.#sealedMs.keys()) {
      if (index >= size) break;
      this.#sealedMs.delete(index);
    }
    this.#feed({ kind: "receipt-durable", size });
  }

  async stop(): Promise<void> {
    this.#feed({ kind: "stop" });
    await this.#options.link.close();
  }

  status(): DeliveryStatus {
    const { oldest, ...status } = deliveryStatus(this.#state);
    const { clock } = this.#options;
    const sealedMs = oldest === null ? undefined : this.#sealedMs.get(oldest.index);
    const dueMs = this.#nextAttemptMs();
    return {
      ...status,
      oldestSealedWallMs: sealedMs === undefined ? null : wallAt(clock, sealedMs),
      ...(dueMs === null ? {} : { nextAttemptWallMs: wallAt(clock, dueMs) }),
    };
  }

  /** When the witness cosigned this, by its own clock; null where that is no cosignature of the present witness. */
  receiptTime(checkpoint: string): number | null {
    const parsed = parseNote(checkpoint);
    if (parsed.kind !== "note") return null;
    const { digest, verifySignature: verify, witness: key } = this.#keys;
    const cosignature = verifyCosignature({ digest, verify, note: parsed.note, key });
    return cosignature === null ? null : cosignature.timeS * 1000;
  }

  #nextAttemptMs(): number | null {
    const { retry, connected } = this.#state;
    if (!connected) return this.#options.link.nextAttemptMs?.() ?? null;
    return retry === null ? null : (this.#timers.get(retry)?.dueMs ?? null);
  }

  /**
   * The registry has receipted something of this log before, is there to be asked, and has not yet said since the start what it holds. For
   * a few seconds after the link came up: a registry that is away must not keep a station from working.
   */
  get isAskingRegistry(): boolean {
    const { connected, lock, durable, isHeldKnown } = this.#state;
    if (!connected || lock !== null || durable === 0 || isHeldKnown || this.#upMs === null) return false;
    return this.#options.clock.monoMs() - this.#upMs < ASKING_MS;
  }

  /** The link is up, the registry holds this history as far as anybody knows, and no record waits to be sent but for its time. */
  get leavesRoom(): boolean {
    const { connected, lock, retry } = this.#state;
    if (!connected || lock !== null) return false;
    return retry !== null || nextPlaces(this.#state, 1).length === 0;
  }

  /** It has receipted something, so that it is asked now and then whether it still holds that, and every registry answers. */
  get owesWord(): boolean {
    const { base, lock } = this.#state;
    return base > 0 && lock === null;
  }

  /** Sealed records without a durable receipt, oldest first. */
  unreceipted(): readonly SealedRecord[] {
    return unreceipted(this.#state);
  }

  #hear(message: Uint8Array): void {
    // Spares the signatures of a message that nothing can come of.
    if (!isListening(this.#state)) return;
    const { station, journal, clock, entropy } = this.#options;
    const answer = this.#plausible(hearAnswer(station, this.#keys, journal, message));
    const atMs = clock.monoMs();
    if (answer.kind === "noise") this.#feed(answer);
    else if (answer.kind === "receipt") this.#feed({ ...answer, atMs });
    else this.#feed({ ...answer, atMs, chance: entropy() });
  }

  #plausible(answer: HeardAnswer): HeardAnswer {
    if (answer.kind === "receipt")
      return { ...answer, receipt: { ...answer.receipt, ...this.#dated(answer.receipt, true) } };
    const held = answer.kind === "refusal" ? answer.refusal.held : null;
    if (answer.kind !== "refusal" || held === null || held.proof === null) return answer;
    const proof = this.#dated(held.proof, false);
    return { ...answer, refusal: { ...answer.refusal, held: { ...held, proof } } };
  }

  /** A cosignature that bears an impossible time would never verify: it is no receipt. */
  #dated({ checkpoint, verdict }: ShownCheckpoint, isAnswer: boolean): ShownCheckpoint {
    if (verdict.kind === "invalid" && verdict.reason.code === "RECEIPT_NOT_WITNESSED")
      this.#options.onStrangeWitness?.();
    if (verdict.kind !== "valid") return { checkpoint, verdict };
    const { size, cosignedMs } = verdict;
    const flight = this.#state.flights.find((flown) => flown.size === size);
    // An answer is cosigned when it was sent; what is held, and may be asked about, may have been long ago, if only after its last record was sealed.
    const since =
      isAnswer && flight !== undefined && flight.oldSize < flight.size
        ? { kind: "sent" as const, monoMs: flight.sentMs }
        : { kind: "sealed" as const, wallMs: this.#sealedWallMs(size) };
    const why = this.#options.whyImplausible(cosignedMs, since);
    if (why === null) return { checkpoint, verdict };
    const isEarly = why.code === "RECEIPT_TIME_IMPLAUSIBLE" && why.params.aheadS > 0;
    const isOurs = isEarly && this.#wasAhead(size);
    return { checkpoint, verdict: { kind: "misdated", size, isOurs, reason: why } };
  }

  /** The clock that stamped the last entry below that size was set back after it, as an entry soon after it tells: whoever cosigned then was right. */
  #wasAhead(size: number): boolean {
    const aheadMs = this.#sealedWallMs(size) - CLOCK.doubtAboveMs;
    if (aheadMs <= 0) return false;
    let read = 0;
    for (const bytes of this.#options.journal.read(size)) {
      if ((readEntry(bytes)?.at.wallMs ?? aheadMs) < aheadMs) return true;
      if (++read === LOOKED_AT_MAX) return false;
    }
    return false;
  }

  /** Of the last entry below that size, by the clock of then; 0, which speaks against nothing, where it was let go. */
  #sealedWallMs(size: number): number {
    const { journal } = this.#options;
    if (size <= (journal.segments?.first() ?? 0)) return 0;
    for (const bytes of journal.read(size - 1)) return readEntry(bytes)?.at.wallMs ?? 0;
    return 0;
  }

  /** Inputs that come while effects run are decided at once: the state is already that after the decision. */
  #feed(input: DeliveryInput): void {
    const decision = this.#delivery.decide(this.#state, input);
    assert(decision.kind === "accepted", decision.kind === "accepted" ? "" : decision.reason.code);
    const before = this.#state;
    this.#state = decision.events.reduce(this.#delivery.evolve, before);
    for (const event of decision.events) this.contact.note(event, before, this.#options.clock.monoMs());
    this.#runAll(decision.effects);
    if (decision.events.some((event) => event.type === "stray-heard" && event.isStrange))
      this.#options.onStrange?.();
    if (isToldAnew(before, this.#state)) this.#options.onStanding();
  }

  /** Whoever fails at one effect does not keep the machine waiting for the others. */
  #runAll([effect, ...rest]: readonly DeliveryEffect[]): void {
    if (effect === undefined) return;
    try {
      this.#run(effect);
    } finally {
      this.#runAll(rest);
    }
  }

  #run(effect: DeliveryEffect): void {
    const { log, onReceipt, onLocked } = this.#options;
    switch (effect.kind) {
      case "sign":
        this.#sign(effect);
        return;
      case "submit":
        this.#submit(effect);
        return;
      case "look-back":
        this.#lookBack(effect);
        return;
      case "start-timer":
        this.#startTimer(effect);
        return;
      case "cancel-timer":
        this.#timers.get(effect.id)?.cancel();
        this.#timers.delete(effect.id);
        return;
      case "report-receipt":
        onReceipt(effect.size, effect.checkpoint, effect.covered);
        return;
      case "report-lock":
        onLocked(toldLock(effect.lock));
        this.#tellOtherHistory(effect);
        return;
      case "log":
        log[effect.level](effect.what, effect.details);
        return;
      default:
        unreachable(effect);
    }
  }

  #tellOtherHistory({ lock: { kind, at }, proof }: Effect<"report-lock">): void {
    if (proof !== null && (kind === "fork" || kind === "rollback"))
      this.#options.onOtherHistory(kind, at, proof);
  }

  #sign({ id, oldSize, places, sealedBelow, bytes }: Effect<"sign">): void {
    const { station, journal, logSigner, entropy } = this.#options;
    const failed = (reason: string): void => this.#feed({ kind: "unsigned", id, reason, chance: entropy() });
    try {
      const drafting = draftSubmission(station, journal, oldSize, { places, sealedBelow }, bytes);
      if (drafting.kind === "beyond-broker") {
        const { kind, ...record } = drafting;
        this.#feed({ kind, id, record, chance: entropy() });
        return;
      }
      if (drafting.kind !== "draft") {
        this.#feed({ kind: "unsendable", id, why: drafting.kind, index: drafting.index });
        return;
      }
      const { draft } = drafting;
      logSigner.sign(noteMessage(draft.checkpointText), (result) => {
        if (result.kind === "failed") failed(result.reason);
        else this.#feed({ kind: "signed", id, draft, signature: result.signature });
      });
    } catch (cause) {
      failed(faultInOneLine(cause));
      throw cause;
    }
  }

  #submit({ id, draft, signature }: Effect<"submit">): void {
    const { station, journal, link, clock, digest } = this.#options;
    const line = signatureLine(digest, this.#keys.log, signature);
    assert(line !== null, "the log key is Ed25519 and the station id makes a key name");
    const note = formatNote(draft.checkpointText, [line]);
    let outcome: "taken" | "unsent" = "unsent";
    let bytes = 0;
    try {
      const message = submissionBytes(station, journal, draft, note);
      bytes = message.length;
      outcome = link.submit(message);
    } finally {
      if (outcome === "unsent") this.#feed({ kind: "not-taken", id });
      else this.#feed({ kind: "taken", id, bytes, atMs: clock.monoMs() });
    }
  }

  #lookBack({ from, to }: Effect<"look-back">): void {
    const { journal } = this.#options;
    const isAway = from < (journal.segments?.first() ?? 0);
    const indexes = isAway ? null : sealedIndexes(journal, from, to);
    this.#feed({ kind: "looked-back", from, to, indexes });
  }

  #startTimer({ timer, id, afterMs }: Effect<"start-timer">): void {
    const { timers, entropy } = this.#options;
    const handle = timers.start(timer, afterMs, () => {
      this.#timers.delete(id);
      this.#feed({ kind: "timer", timer, id, chance: timer === "receipt" ? entropy() : 0 });
    });
    const dueMs = this.#options.clock.monoMs() + afterMs;
    this.#timers.set(id, { dueMs, cancel: () => handle.cancel() });
  }
}
