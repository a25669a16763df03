import type { JobClosed, JobOpened, RecordSealed } from "../core/journal/entry.ts";
import type { JournalLedger } from "../core/journal/ledger.ts";
import { type PendingWithdrawal, pendingOf } from "../core/journal/withdrawals-noted.ts";
import type { ActPlace } from "../core/outages/judge-act.ts";
import type { OutageAct } from "../core/outages/outage-table.ts";
import type { ConsoleAct, Doer } from "../core/people/console-act.ts";
import type { JobId, RecordId } from "../core/quantities/ids.ts";
import { asksSecond } from "../core/record/trust-noted.ts";
import { buildWithdrawal } from "../core/record/withdrawal-document.ts";
import { type Reason, reason, sentenceOf } from "../core/trade/reasons.ts";
import { guarded } from "./fault-line.ts";
import { JobTrack } from "./job-track.ts";
import type { Append, UnstampedEntry } from "./journal-writer.ts";
import type { Outbox } from "./outbox.ts";
import { endWith } from "./practised.ts";
import { endOfSealed, sealable } from "./seal.ts";
import { Sealer, type SealingWaits, type ToSeal } from "./sealer.ts";
import type { Answered } from "./session-runner.ts";
import type { StationMemory } from "./station-memory.ts";
import type { StationOptions } from "./station-options.ts";
import type { StationScreen } from "./station-screen.ts";

/** A person takes this record out of force. */
export type WithdrawalAct = Extract<ConsoleAct, { kind: "record-withdrawn" }>;

export interface RecordOfficeParts extends StationOptions {
  readonly memory: StationMemory;
  /** With everything that was appended, durable or not yet. */
  readonly ledger: Pick<JournalLedger, "withdrawals" | "openJobs" | "commands" | "trust" | "clockIndex">;
  readonly screen: StationScreen;
  /** Why the station does nothing of this any more, or not just now; null where it does. */
  whyRefused(acts: readonly OutageAct[], place: ActPlace): Reason | null;
  readonly append: Append;
  /** The floor has nothing more to do with this job. */
  forget(job: JobId): void;
  noteSealed(sealed: Parameters<Outbox["noteSealed"]>[0]): void;
}

interface Sealed {
  readonly record: RecordId;
  readonly envelope: string;
  readonly sequence: number;
}

/** Where jobs end: by a record, or by an event that says why there is none. And where a record is taken out of force again, by a record of its own. */
export class RecordOffice {
  readonly #parts: RecordOfficeParts;
  readonly #sealer: Sealer;
  /** Whose record or close is on its way to the journal: a job ends once. */
  readonly #ending = new Set<JobId>();

  constructor(parts: RecordOfficeParts) {
    this.#parts = parts;
    const { memory, screen } = parts;
    this.#sealer = new Sealer({
      ...parts,
      signer: parts.recordSigner,
      second: parts.secondSigner ?? null,
      asksSecond: (document) => asksSecond(parts.ledger.trust, endOfSealed(document)),
      onWaiting: () => screen.station(),
      documentOf: (about) =>
        about instanceof JobTrack
          ? { document: memory.result(about), isStillSo: this.#sameClock() }
          : { document: memory.withdrawal(about), isStillSo: () => true },
      keep: (about, sealed, isStillSo, kept) =>
        about instanceof JobTrack
          ? this.#keepRecord(about, sealed, isStillSo, kept)
          : this.#keepWithdrawal(about, sealed, kept),
      refuse: (about, because, ended) => this.#refuse(about, because, ended),
    });
  }

  /** Null while the signer does its work. */
  get waiting(): SealingWaits | null {
    return this.#sealer.waiting;
  }

  /** Nothing waits to be signed. */
  get isIdle(): boolean {
    return this.#sealer.isIdle;
  }

  stop(): void {
    this.#sealer.stop();
  }

  /** A job is over: it is sealed, where it is to have a record. */
  over(track: JobTrack): void {
    endWith(track, this.#sealer, (why) => this.close(track, why));
  }

  /** Ends a job by an event: no record will come of it, and the next one need not wait. */
  close(track: JobTrack, why: Reason, closed: () => void = () => undefined): void {
    const { job } = track;
    this.#parts.forget(job);
    this.#end({ type: "job-closed", job, reason: why }, () => {
      this.#sealer.drop(track);
      this.tellClosed(track.opening, why);
      closed();
    });
  }

  tellClosed(opened: JobOpened, why: Reason): void {
    const { log, onClosed, screen } = this.#parts;
    const { job, order } = opened;
    log.error("a job was closed without a record", { job, ...sentenceOf(why), code: why.code });
    screen.closed(opened, why);
    guarded(log, "whoever is told of a closed job failed", () => onClosed?.(job, order.kind, why));
  }

  tellRecord(event: Parameters<StationOptions["onRecord"]>[0]): void {
    guarded(this.#parts.log, "whoever is told of records failed", () => this.#parts.onRecord(event));
  }

  /** What people had withdrawn when the process ended, and is not sealed. */
  goOn(): void {
    for (const pending of this.#parts.memory.ledger.withdrawals.pending) this.#sealer.add(pending);
  }

  /** The act first; once it is durable the record is not in force any more, whatever becomes of the signer. `answered` comes then, or at once with why not. */
  withdraw(act: WithdrawalAct, by: Doer, answered: Answered): void {
    const why = this.#whyNotWithdrawn(act, by);
    if (why !== null) {
      answered({ kind: "refused", reason: why });
      return;
    }
    const { append, memory, screen, log, commands } = this.#parts;
    append([{ type: "console-acted", by, act }], () => {
      const { rechecks } = memory.ledger.commands.standing;
      if (rechecks !== commands.standing.rechecks) commands.noteRechecks(rechecks);
      const pending = memory.ledger.withdrawals.pendingOf(act.record);
      if (pending !== null) {
        guarded(log, "a withdrawal cannot be shown", () => screen.withdrawn(pending, null));
        this.#sealer.add(pending);
      }
      guarded(log, "whoever waited for an answer failed", () => answered({ kind: "accepted" }));
    });
  }

  #whyNotWithdrawn(act: WithdrawalAct, by: Doer): Reason | null {
    const { ledger, memory, station, software, clock, compress } = this.#parts;
    const { record, of } = act;
    const place = { kind: of.kind, site: of.site };
    const refused = this.#parts.whyRefused(["withdraw"], place);
    if (refused !== null) return refused;
    if (ledger.withdrawals.isWithdrawn(record)) return reason("WITHDRAWN_ALREADY", { record });
    const resting = [...ledger.openJobs.values()].find(({ order }) => order.after?.record === record);
    if (resting !== undefined) return reason("WITHDRAWAL_IN_USE", { record, job: resting.job });
    // On trial, as at the door: an act is not made durable that nothing can be sealed of.
    const trial = pendingOf(act, by, Math.round(clock.wallMs()), memory.ledger.clock.status);
    const payload = sealable(buildWithdrawal(trial, { station, sequence: 0, software }), compress);
    return payload.kind === "refused" ? reason("WITHDRAWAL_NOT_SEALABLE", { because: payload.reason }) : null;
  }

  /**
   * A record says every word of the clock that stands before it. One that came while it was being signed, durable or not yet, is not in it: it would be
   * refused by whoever holds it against the journal.
   */
  #sameClock(): () => boolean {
    const { memory, ledger } = this.#parts;
    const { clockIndex } = memory.ledger;
    return () => ledger.clockIndex === clockIndex;
  }

  /** A job ends once: by its record, or by being closed, whichever was asked for first. False where it was not so any more. */
  #end(
    entry: Omit<RecordSealed, "at"> | Omit<JobClosed, "at">,
    then: (index: number) => void,
    before: readonly UnstampedEntry[] = [],
    isStillSo?: () => boolean,
  ): boolean {
    const { job } = entry;
    const { memory, append } = this.#parts;
    if (this.#ending.has(job) || !memory.openJobs.has(job)) return true;
    this.#ending.add(job);
    const durable = (firstIndex: number): void => {
      this.#ending.delete(job);
      memory.forgetTexts();
      then(firstIndex + before.length);
    };
    try {
      const isAppended = append([...before, entry], durable, isStillSo);
      if (!isAppended) this.#ending.delete(job);
      return isAppended;
    } catch (cause) {
      this.#ending.delete(job);
      throw cause;
    }
  }

  #keepRecord(
    track: JobTrack,
    { record, envelope, sequence }: Sealed,
    isStillSo: () => boolean,
    kept: () => void,
  ): boolean {
    const { job, order, opened } = track;
    const answers = answersOf(track, record, this.#parts.ledger.commands.back());
    const sealedEntry = { type: "record-sealed" as const, job, record, envelope };
    const then = (index: number): void => {
      const { log, clock, screen, noteSealed, commands, memory } = this.#parts;
      const sealed = { job, kind: order.kind, record, index, sequence, sealedWallMs: clock.wallMs() };
      guarded(log, "a sealed job cannot be shown", () =>
        screen.job(track, opened.session.report(track.state), record),
      );
      this.tellRecord({ kind: "sealed", sealed, envelope, checkpoint: null });
      guarded(log, "delivery failed", () => noteSealed(sealed));
      if (answers.length > 0) commands.noteRechecks(memory.ledger.commands.standing.rechecks);
      kept();
    };
    return this.#end(sealedEntry, then, answers, isStillSo);
  }

  #keepWithdrawal(
    pending: PendingWithdrawal,
    { record, envelope, sequence }: Sealed,
    kept: () => void,
  ): boolean {
    const { job, kind } = pending;
    const by = pending.by.person;
    const withdraws = pending.withdraws.record;
    const entry = { type: "withdrawal-sealed" as const, job, record, withdraws, envelope, by };
    return this.#parts.append([entry], (index) => {
      const { log, clock, screen, noteSealed } = this.#parts;
      const sealed = { job, kind, record, index, sequence, sealedWallMs: clock.wallMs(), withdraws };
      guarded(log, "a withdrawal cannot be shown", () => screen.withdrawn(pending, record));
      this.tellRecord({ kind: "sealed", sealed, envelope, checkpoint: null });
      guarded(log, "delivery failed", () => noteSealed(sealed));
      kept();
    });
  }

  /** Hole: a withdrawal that can never be sealed stays pending, and each start tries it again; the trial before the act leaves that to a bug. */
  #refuse(about: ToSeal, because: Reason, ended: () => void): void {
    if (about instanceof JobTrack) this.close(about, reason("RECORD_NOT_SEALABLE", { because }), ended);
    else ended();
  }
}

/** Before its record, so that a kill between the two seals and answers again. What came to no verdict is no inspection that was ordered. */
function answersOf(
  { opening, opened, state }: JobTrack,
  record: RecordId,
  back: { readonly back?: number },
): readonly UnstampedEntry[] {
  if (opening.rechecks === undefined) return [];
  const { verdict } = opened.session.report(state);
  if (verdict !== "pass" && verdict !== "fail") return [];
  return [{ type: "recheck-answered", ...opening.rechecks, record, ...back }];
}
