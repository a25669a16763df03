import { withTrouble } from "../core/delivery/delivery-status.ts";
import type { JobTimeline } from "../core/inspection/job-timeline.ts";
import type { EntryTime, JournalEntry, OpenedSource } from "../core/journal/entry.ts";
import { assert } from "../core/machine.ts";
import type { DeviceFault } from "../core/observation.ts";
import type { Doer } from "../core/people/console-act.ts";
import type { PeopleNoted } from "../core/people/people-noted.ts";
import type { JobId } from "../core/quantities/ids.ts";
import type { Placement } from "../core/queue/queue-order.ts";
import type { TakenInNoted } from "../core/queue/taken-in-noted.ts";
import type { Commander } from "../core/session.ts";
import type { TimeStatus } from "../core/time/clock-watch.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import type { DeviceRole, JobKind } from "../core/trade/words/roles.ts";
import { ClockKeeper } from "./clock-keeper.ts";
import { faultInOneLine, guarded, stackOf } from "./fault-line.ts";
import { type FreeSeat, seatAt } from "./free-seat.ts";
import { type Opening, type Refused, stationRefuses } from "./job-door.ts";
import { JobFloor } from "./job-floor.ts";
import { JournalCare } from "./journal-care.ts";
import { type Append, JournalWriter, type UnstampedEntry } from "./journal-writer.ts";
import { MachineSafety } from "./machine-safety.ts";
import { nextJob } from "./next-job.ts";
import { lineSoFar, type OpenJobWords, wordsOf } from "./open-job-words.ts";
import { OpeningDoor } from "./opening-door.ts";
import { keeperOf, type OutageKeeper } from "./outage-keeper.ts";
import type { Outbox } from "./outbox.ts";
import { eventsOwner, outboxOwner } from "./outbox-owner.ts";
import { closedAtStart, recall } from "./recall.ts";
import { RecordOffice, type WithdrawalAct } from "./record-office.ts";
import type { RequestDesk } from "./request-desk.ts";
import type { Answer, Answered } from "./session-runner.ts";
import { SideDesks } from "./side-desks.ts";
import type { Seat } from "./sites.ts";
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
  /** Says whether a job may be opened, and opens none. */
  readonly door: OpeningDoor;
  readonly #options: StationOptions;
  readonly #writer: JournalWriter;
  readonly #memory: StationMemory;
  readonly #floor: JobFloor;
  readonly #outbox: Outbox;
  readonly #side: SideDesks;
  readonly #staged: StagedJobs;
  readonly #care: JournalCare;
  readonly #office: RecordOffice;
  readonly #clock: ClockKeeper;
  readonly #safety: MachineSafety;
  readonly #outages: OutageKeeper;
  #sources: readonly OpenedSource[] = [];
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
    this.#clock = new ClockKeeper({
      ...options,
      onChange: (noted) => this.#append([{ type: "clock-noted", ...noted }], () => this.#tellTime()),
    });
    this.screen = new StationScreen(
      (refusals) => this.#view(refusals),
      (cause) => options.log.error("a screen failed and is left out", { cause: stackOf(cause) }),
      options.localDate,
      options.clock,
    );
    this.#office = new RecordOffice({
      ...options,
      memory: this.#memory,
      ledger: this.#writer.ledger,
      screen: this.screen,
      whyRefused: (acts, place) => this.#whyNothing() ?? this.#outages.whyRefused(acts, place),
      append: this.#append,
      forget: (job) => this.#floor.forget(job),
      noteSealed: (sealed) => this.#outbox.noteSealed(sealed),
    });
    this.#floor = new JobFloor({
      ...options,
      journal: this.#writer,
      safety: this.#safety,
      screen: this.screen,
      over: (track) => this.#office.over(track),
      close: (track, why) => this.#office.close(track, why),
    });
    this.#outbox = options.makeOutbox(
      outboxOwner({
        screen: this.screen,
        trust: options.trust,
        whyImplausible: (cosignedMs, since) => this.#clock.whyImplausible(cosignedMs, since),
        append: (entry, durable) => this.#append([entry], durable),
        receiptDurable: (size) => this.#outbox.noteReceiptDurable(size),
        tellRecord: (event) => this.#office.tellRecord(event),
      }),
    );
    this.#outages = keeperOf(options, {
      ...{ writer: this.#writer, clock: this.#clock, outbox: this.#outbox, office: this.#office },
      append: (entries) => this.#append(entries, () => this.screen.station()),
    });
    this.#side = this.#sideDesks();
    this.door = this.#openingDoor();
  }

  #sideDesks(): SideDesks {
    return new SideDesks(this.#options, {
      events: this.#options.makeEventSender?.(eventsOwner(this.#outbox, this.screen)) ?? null,
      ...{ writer: this.#writer, journal: this.#options.store, clock: this.#clock, outbox: this.#outbox },
      append: (entry, durable) => this.#append([entry], durable),
      onChange: () => this.screen.station(),
      isQuiet: () => this.#floor.isEmpty,
    });
  }

  #openingDoor(): OpeningDoor {
    return new OpeningDoor({
      options: this.#options,
      ledger: () => this.#writer.ledger,
      whyNothing: () => this.#whyNothing(),
      registry: () => ({
        isAskingRegistry: this.#outbox.isAskingRegistry,
        isAskingTime: this.#options.timeAsker?.isAsking ?? false,
      }),
      requests: this.#options.requests,
      outages: this.#outages,
      freeSeat: (kind, asked) => this.freeSeat(kind, asked),
    });
  }

  #view(refusals: Parameters<typeof stationView>[1]["refusals"]): ReturnType<typeof stationView> {
    return stationView(this.#options, {
      registry: withTrouble(this.#outbox.status(), this.#side.trouble),
      commands: this.#memory.ledger.commands.standing,
      lanes: this.#floor.lanes.views(),
      clock: this.#clock.standing(),
      journal: this.#care.word,
      sealing: this.#office.waiting,
      outages: this.#outages.standing(),
      refusals,
    });
  }

  /** What is counted by the wall clock is told anew with it. */
  #tellTime(): void {
    this.screen.station();
    this.#floor.tellAgain();
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
    const closed = lost.map(closedAtStart);
    const begun = { type: "station-started" as const, station, boot, software, timeStatus };
    this.#append([begun, ...mended, ...closed], () => {
      for (const { opened, detail } of lost)
        this.#office.tellClosed(opened, reason("JOB_NOT_OPENABLE", { detail }));
      this.#outbox.start(book, this.#memory.ledger.acts.rotations);
      this.#clock.start();
      this.#side.start();
      this.#care.start();
      const open = [...this.#memory.openJobs.values()];
      for (const track of open) this.#floor.recall(track);
      startLinks(this.#options, {
        onObservation: (role, observation) => this.#floor.observe(role, observation),
        onFault: (role, fault) => this.#fault(role, fault),
        onTime: (observation) => this.#clock.hear(observation),
      });
      for (const track of open) this.#floor.goOn(track);
      this.#office.goOn();
      this.#outages.start();
      this.#safety.makeSafeOfOpen(open, this.#floor.users());
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
    const looked = this.door.look(job, (seat) => this.door.papers(job, seat));
    if (looked.kind === "refused") {
      const { cause } = looked;
      if (cause !== null) this.#options.log.error("a file broke the software", { cause: stackOf(cause) });
      return looked;
    }
    const { id, entries } = nextJob(this.#options, job, looked, this.#writer.ledger);
    this.#staged.add(id, looked.seat, told);
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

  /** What happened in an inspection that runs, until now; null where there is no such one. */
  lineOf(job: JobId): JobTimeline | null {
    return lineSoFar(this.#memory.openJobs.get(job), this.#options.clock);
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

  /** What is asked of the registry beside the outbox. */
  get requests(): RequestDesk {
    return this.#options.requests;
  }

  /** What people said of those who wait, by all that was appended to the journal. */
  get placed(): readonly Placement[] {
    return this.#writer.ledger.queue.placed;
  }

  /** Whom people took in and out of the queue at the consoles, by the same. */
  get takenIn(): TakenInNoted {
    return this.#writer.ledger.takenIn;
  }

  /** A person takes a sealed record out of force; `answered` once, when their act is durable. */
  withdraw(act: WithdrawalAct, by: Doer, answered: Answered): void {
    this.#office.withdraw(act, by, answered);
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
    const taken = { staged: this.#staged, open: this.#memory.openJobs, lanes: this.#floor.lanes };
    return seatAt(this.#options, { kind, asked, others }, taken);
  }

  /** The journal is gone: whoever waits for something to become durable is told that it will not. */
  journalLost(): void {
    this.#journalLost = true;
    this.#beginNothing(reason("JOURNAL_LOST", {}));
  }

  #beginNothing(why: Reason): void {
    this.#staged.refuseAll(why);
    for (const part of [this.#care, this.#clock, this.#floor, this.#office, this.#outages]) part.stop();
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
    this.#side.stop();
    await this.#outbox.stop();
    await this.#options.store.close();
  }

  readonly #append: Append = (entries, then, isStillSo) => {
    if (this.#journalLost) return true;
    const durable = (firstIndex: number, at: EntryTime): void => {
      entries.forEach((entry, offset) => {
        if (entry.type !== "job-input")
          this.#memory.note({ ...entry, at } as JournalEntry, firstIndex + offset);
      });
      // Durable while closing: the next start goes on from here, nothing begins any more in this one.
      if (!this.#stopped && !this.#journalLost) then(firstIndex);
    };
    return this.#writer.append(entries, durable, isStillSo);
  };

  #opened(id: JobId): void {
    const track = this.#memory.openJobs.get(id);
    const isStaged = this.#staged.opened(id);
    assert(track !== undefined && isStaged, "a job just opened is open");
    // It stands in the journal: the next start begins it.
    if (this.#isEnding) return;
    try {
      this.#floor.begin(track);
    } catch (cause) {
      this.#options.log.error("a job cannot begin", { job: id, cause: stackOf(cause) });
      this.#office.close(track, reason("JOB_BROKE", { detail: faultInOneLine(cause) }));
    }
  }

  /** Null while jobs are begun and records withdrawn. */
  #whyNothing(): Reason | null {
    if (this.#journalLost) return reason("JOURNAL_LOST", {});
    return this.#isEnding ? reason("STATION_STOPPING", {}) : null;
  }

  get #isEnding(): boolean {
    return this.#stopped || this.#safe !== "unasked";
  }

  #fault(role: DeviceRole, fault: DeviceFault): void {
    if (this.#stopped || this.#journalLost) return;
    if (!this.#floor.fault(role, fault)) this.#append([{ type: "device-fault", fault }], () => undefined);
    this.screen.station();
  }
}
