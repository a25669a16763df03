import type {
  JobClosed,
  JobOpened,
  JournalEntry,
  OpenedSource,
  RecordSealed,
} from "../core/journal/entry.ts";
import { assert } from "../core/machine.ts";
import type { DeviceFault } from "../core/observation.ts";
import type { PeopleNoted } from "../core/people/people-noted.ts";
import { asId, type JobId, type RecordId } from "../core/quantities/ids.ts";
import type { Commander } from "../core/session.ts";
import type { TimeStatus } from "../core/time/clock-watch.ts";
import { type Reason, reason, sentenceOf } from "../core/trade/reasons.ts";
import type { DeviceRole, JobKind } from "../core/trade/words/roles.ts";
import { ClockKeeper } from "./clock-keeper.ts";
import type { DeviceLink } from "./device-link.ts";
import { faultInOneLine, guarded, stackOf } from "./fault-line.ts";
import { type FreeSeat, freeSeat, takenBy } from "./free-seat.ts";
import { admit, type Opening, openingEntries, type Refused, stationRefuses } from "./job-door.ts";
import { JobFloor } from "./job-floor.ts";
import type { JobTrack } from "./job-track.ts";
import { JournalCare } from "./journal-care.ts";
import { JournalWriter, type UnstampedEntry } from "./journal-writer.ts";
import { MachineSafety } from "./machine-safety.ts";
import { whyNoJob } from "./no-job.ts";
import { type OpenJobWords, wordsOf } from "./open-job-words.ts";
import type { Outbox } from "./outbox.ts";
import { outboxOwner } from "./outbox-owner.ts";
import { endWith } from "./practised.ts";
import { recall } from "./recall.ts";
import { Sealer } from "./sealer.ts";
import type { Answer, Answered } from "./session-runner.ts";
import { isSameSeat, type Seat } from "./sites.ts";
import { StagedJobs } from "./staged-jobs.ts";
import { startLinks } from "./start-links.ts";
import { StationMemory } from "./station-memory.ts";
import type { NewJob, StationOptions } from "./station-options.ts";
import { StationScreen } from "./station-screen.ts";
import { stationView } from "./station-view.ts";

/**
 * The shell of a station: it routes observations to the job they belong to, runs the jobs, seals what is over, hands
 * sealed records to the outbox and tells the screens. All that it knows is a fold of its journal.
 */
export class Station {
  readonly screen: StationScreen;
  readonly #options: StationOptions;
  readonly #writer: JournalWriter;
  readonly #memory: StationMemory;
  readonly #floor: JobFloor;
  readonly #outbox: Outbox;
  readonly #staged: StagedJobs;
  readonly #care: JournalCare;
  readonly #sealer: Sealer;
  readonly #clock: ClockKeeper;
  readonly #safety: MachineSafety;
  #sources: readonly OpenedSource[] = [];
  /** Whose record or close is on its way to the journal: a job ends once. */
  readonly #ending = new Set<JobId>();
  #stopped = false;
  #journalLost = false;
  #safe: "unasked" | "nothing" | "asked" = "unasked";

  constructor(options: StationOptions) {
    this.#options = options;
    this.#writer = new JournalWriter(options.store, options.clock, {
      onStep: () => this.#clock.standing(),
      onSummary: (entry, index) => this.#memory.note(entry, index),
    });
    this.#memory = new StationMemory(options.station, options.openSession);
    this.#safety = new MachineSafety(options);
    this.#staged = new StagedJobs(options.log);
    this.#care = new JournalCare({
      ...options,
      ledger: this.#writer.ledger,
      isClockSure: () => this.#clock.standing().doubt === null,
      isIdle: () => this.#memory.openJobs.size === 0,
      append: (entry, then) => this.#append([entry], then),
      onWord: () => this.screen.station(),
    });
    this.#sealer = new Sealer({
      ...options,
      signer: options.recordSigner,
      onWaiting: () => this.screen.station(),
      documentOf: (track) => this.#memory.result(track),
      keep: (track, sealed, kept) => this.#keepRecord(track, sealed, kept),
      refuse: (track, because, ended) =>
        this.#close(track, reason("RECORD_NOT_SEALABLE", { because }), ended),
    });
    this.#clock = new ClockKeeper({
      ...options,
      onChange: (noted) => this.#append([{ type: "clock-noted", ...noted }], () => this.screen.station()),
    });
    this.screen = new StationScreen(
      (refusals) =>
        stationView(options, {
          registry: this.#outbox.status(),
          lanes: this.#floor.lanes.views(),
          clock: this.#clock.standing(),
          journal: this.#care.word,
          sealing: this.#sealer.waiting,
          refusals,
        }),
      (cause) => options.log.error("a screen failed and is left out", { cause: stackOf(cause) }),
    );
    this.#floor = new JobFloor({
      ...options,
      journal: this.#writer,
      safety: this.#safety,
      screen: this.screen,
      over: (track) => endWith(track, this.#sealer, (why) => this.#close(track, why)),
      close: (track, why) => this.#close(track, why),
    });
    const owner = outboxOwner({
      screen: this.screen,
      whyImplausible: (cosignedMs, since) => this.#clock.whyImplausible(cosignedMs, since),
      append: (entry, durable) => this.#append([entry], durable),
      receiptDurable: (size) => this.#outbox.noteReceiptDurable(size),
      tellRecord: (event) => this.#tellRecord(event),
    });
    this.#outbox = options.makeOutbox(owner);
  }

  /**
   * Reads the journal, says that the station started, closes what today's software cannot open, goes on with what was open,
   * and connects the devices. `started` comes when all of that is durable and under way.
   */
  start(started: () => void = () => undefined): void {
    const { store, station, boot, software, releasedMs } = this.#options;
    const { sources, book, lastWallMs, mended } = recall(this.#memory, store);
    this.#sources = sources;
    this.#writer.goOn(this.#memory.ledger);
    this.#clock.floor({ wallMs: releasedMs, by: "software" });
    const { status: timeStatus } = this.#clock.floor({ wallMs: lastWallMs, by: "entry" });
    const lost = [...this.#memory.unopenable.values()];
    const closed = lost.map(({ opened, detail }) => ({
      type: "job-closed" as const,
      job: opened.job,
      reason: reason("JOB_NOT_OPENABLE", { detail }),
    }));
    const begun = { type: "station-started" as const, station, boot, software, timeStatus };
    this.#append([begun, ...mended, ...closed], () => {
      for (const { opened, detail } of lost) this.#tellClosed(opened, reason("JOB_NOT_OPENABLE", { detail }));
      this.#outbox.start(book, this.#memory.ledger.acts.rotations);
      this.#clock.start();
      this.#care.start();
      const open = [...this.#memory.openJobs.values()];
      for (const track of open) this.#floor.recall(track);
      startLinks(this.#options, {
        onObservation: (role, observation) => this.#floor.observe(role, observation),
        onFault: (role, fault) => this.#fault(role, fault),
        onTime: (observation) => this.#clock.hear(observation),
      });
      for (const track of open) this.#floor.goOn(track);
      // Who had this machine when the process ended nobody knows any more: it must not go on turning.
      const { uses } = this.#floor.users();
      const isOpen = (link: DeviceLink): boolean =>
        open.some(({ order }) => isSameSeat(order.seat, this.#options.seatOf(link.device)));
      this.#safety.makeSafe({ jobs: [], uses: (link) => isOpen(link) && !uses(link) });
      started();
    });
  }

  /**
   * Opens a job, or says why not. Everything is looked at before anything is appended; `told` comes once: at once with a refusal,
   * or when the job is durable.
   */
  open(job: NewJob, told: (opening: Opening) => void): void {
    let refused: Refused | null;
    try {
      refused = this.#stage(job, told);
    } catch (cause) {
      this.#options.log.error("a job could not be opened", { cause: stackOf(cause) });
      refused = stationRefuses(reason("SOFTWARE_FAULT", { detail: faultInOneLine(cause) }));
    }
    if (refused !== null) told(refused);
  }

  /** Null when the job is on its way to the journal. */
  #stage(job: NewJob, told: (opening: Opening) => void): Refused | null {
    const { clock, station, freeBytes } = this.#options;
    const place = this.freeSeat(job.kind, job.seat ?? {});
    if (this.#journalLost) return stationRefuses(reason("JOURNAL_LOST", {}));
    if (this.#isEnding) return stationRefuses(reason("STATION_STOPPING", {}));
    const { isOfAnotherHistory, isAskingRegistry } = this.#outbox;
    const standing = { ...this.#clock.standing(), isOfAnotherHistory, isAskingRegistry };
    const why = whyNoJob({ ...standing, freeBytes: freeBytes() });
    if (why !== null) return stationRefuses(why);
    if (place.kind === "refused") return stationRefuses(place.reason);
    const { seat } = place;
    const wallMs = Math.round(clock.wallMs());
    const admission = admit(job, seat, wallMs, this.#options.localDate(wallMs), this.#options);
    if (admission.kind === "refused") {
      const { cause } = admission;
      if (cause !== null) this.#options.log.error("a file broke the software", { cause: stackOf(cause) });
      return admission;
    }
    const { jobsOpened, artifacts } = this.#writer.ledger;
    const number = jobsOpened + 1;
    const id = asId<"job">(`${station}-${String(number).padStart(6, "0")}`);
    if (job.after !== undefined && this.#writer.ledger.isRetaken(job.after.record))
      return stationRefuses(reason("SECOND_TAKEN", {}));
    const conflict = job.objection?.(admission.subject) ?? null;
    if (conflict !== null) return stationRefuses(conflict);
    const entries = openingEntries(id, job, admission, artifacts);
    this.#staged.add(id, seat, told);
    try {
      this.#append(entries, () => this.#opened(id));
    } catch (cause) {
      this.#staged.drop(id);
      throw cause;
    }
    return null;
  }

  /** Checks the command by the kind of the job and has the machine answer it; `answered` comes once, when that is durable. */
  command(job: JobId, by: Commander, value: unknown, answered: Answered): void {
    this.#floor.command(job, by, value, answered);
  }

  /** Somebody has seen that this vehicle, whose job is over, is not in its lane any more. */
  seenOut(site: string, job: JobId): Answer {
    return this.#floor.lanes.seenOut(site, job);
  }

  /** An open job, as far as it matters to whoever may do something to it. */
  whatIs(job: JobId): OpenJobWords | null {
    return wordsOf(this.#memory.openJobs.get(job));
  }

  /** Jobs of this station that are not yet sealed. */
  openJobs(): readonly JobId[] {
    return [...this.#memory.openJobs.keys()];
  }

  /** Jobs that the journal opened out of waiting files, told once after `start` to whoever keeps those. */
  takeSources(): readonly OpenedSource[] {
    const sources = this.#sources;
    this.#sources = [];
    return sources;
  }

  /** Who there is, by all that was appended to the journal. */
  get people(): PeopleNoted {
    return this.#writer.ledger.people;
  }

  /** Of acts beside the jobs. `then` comes when they are durable. */
  note(entries: readonly UnstampedEntry[], then: () => void): void {
    this.#append(entries, then);
  }

  timeStatus(): TimeStatus {
    return this.#clock.standing().status;
  }

  /** Records sealed and not yet receipted. */
  pendingReceipts(): number {
    return this.#outbox.unreceipted().length;
  }

  /** Where the next one of this kind can be taken: where it was asked for, or the first that is free and none of `others`. */
  freeSeat(kind: JobKind, asked: Partial<Seat>, others: readonly Seat[] = []): FreeSeat {
    const { sites } = this.#options;
    const taken = { staged: this.#staged, open: this.#memory.openJobs, lanes: this.#floor.lanes };
    return freeSeat(sites, { kind, asked, others }, (seat) => takenBy(seat, taken));
  }

  /** The journal is gone: whoever waits for something to become durable is told that it will not. */
  journalLost(): void {
    this.#journalLost = true;
    this.#beginNothing(reason("JOURNAL_LOST", {}));
  }

  #beginNothing(why: Reason): void {
    this.#staged.refuseAll(why);
    for (const part of [this.#care, this.#clock, this.#floor, this.#sealer]) part.stop();
  }

  /**
   * Stops what the running jobs have set going: rollers, pump, headlamp tester, lamps. For the moments before the process ends,
   * journal or not, and lets no job set anything going again. True if a device was asked, and so needs a moment to be told.
   */
  makeSafe(): boolean {
    if (this.#safe === "unasked") {
      this.#floor.stop();
      this.#safe = this.#safety.makeSafe(this.#floor.users()) ? "asked" : "nothing";
    }
    return this.#safe === "asked";
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.makeSafe();
    this.#stopped = true;
    this.#beginNothing(reason("STATION_STOPPING", {}));
    const { links, log } = this.#options;
    for (const link of links) guarded(log, `the device ${link.device} cannot be stopped`, () => link.stop());
    await this.#outbox.stop();
    await this.#options.store.close();
  }

  #append(entries: readonly UnstampedEntry[], then: (firstIndex: number) => void): void {
    if (this.#journalLost) return;
    this.#writer.append(entries, (firstIndex, at) => {
      entries.forEach((entry, offset) => {
        if (entry.type !== "job-input")
          this.#memory.note({ ...entry, at } as JournalEntry, firstIndex + offset);
      });
      // Durable while closing: the next start goes on from here, nothing begins any more in this one.
      if (!this.#stopped && !this.#journalLost) then(firstIndex);
    });
  }

  #opened(id: JobId): void {
    const track = this.#memory.openJobs.get(id);
    const isStaged = this.#staged.opened(id);
    assert(track !== undefined && isStaged, "a job just opened is open");
    const { log } = this.#options;
    // It stands in the journal: the next start begins it.
    if (this.#isEnding) return;
    try {
      this.#floor.begin(track);
    } catch (cause) {
      log.error("a job cannot begin", { job: id, cause: stackOf(cause) });
      this.#close(track, reason("JOB_BROKE", { detail: faultInOneLine(cause) }));
    }
  }

  get #isEnding(): boolean {
    return this.#stopped || this.#safe !== "unasked";
  }

  #fault(role: DeviceRole, fault: DeviceFault): void {
    if (this.#stopped || this.#journalLost) return;
    if (!this.#floor.fault(role, fault)) this.#append([{ type: "device-fault", fault }], () => undefined);
    this.screen.station();
  }

  /** Ends a job by an event: no record will come of it, and the next one need not wait. */
  #close(track: JobTrack, why: Reason, closed: () => void = () => undefined): void {
    const { job } = track;
    this.#floor.forget(job);
    this.#end({ type: "job-closed", job, reason: why }, () => {
      this.#sealer.drop(track);
      this.#tellClosed(track.opening, why);
      closed();
    });
  }

  /** A job ends once: by its record, or by being closed, whichever was asked for first. */
  #end(entry: Omit<RecordSealed, "at"> | Omit<JobClosed, "at">, then: (index: number) => void): void {
    const { job } = entry;
    if (this.#ending.has(job) || !this.#memory.openJobs.has(job)) return;
    this.#ending.add(job);
    try {
      this.#append([entry], (index) => {
        this.#ending.delete(job);
        this.#memory.forgetTexts();
        then(index);
      });
    } catch (cause) {
      this.#ending.delete(job);
      throw cause;
    }
  }

  #tellClosed(opened: JobOpened, why: Reason): void {
    const { log, onClosed } = this.#options;
    const { job, order } = opened;
    log.error("a job was closed without a record", { job, ...sentenceOf(why), code: why.code });
    this.screen.closed(opened, why);
    guarded(log, "whoever is told of a closed job failed", () => onClosed?.(job, order.kind, why));
  }

  #keepRecord(
    track: JobTrack,
    { record, envelope, sequence }: { record: RecordId; envelope: string; sequence: number },
    kept: () => void,
  ): void {
    const { job, order, opened } = track;
    this.#end({ type: "record-sealed", job, record, envelope }, (index) => {
      const { log, clock } = this.#options;
      const sealed = { job, kind: order.kind, record, index, sequence, sealedWallMs: clock.wallMs() };
      guarded(log, "a sealed job cannot be shown", () =>
        this.screen.job(track, opened.session.report(track.state), record),
      );
      this.#tellRecord({ kind: "sealed", sealed, envelope, checkpoint: null });
      guarded(log, "delivery failed", () => this.#outbox.noteSealed(sealed));
      kept();
    });
  }

  #tellRecord(event: Parameters<StationOptions["onRecord"]>[0]): void {
    guarded(this.#options.log, "whoever is told of records failed", () => this.#options.onRecord(event));
  }
}
