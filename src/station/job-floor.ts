import { beamOfLine, type LaneBeam } from "../core/inspection/lane/layout.ts";
import type { LaneStanding } from "../core/inspection/lane/way-through.ts";
import { assert } from "../core/machine.ts";
import type { DeviceFault, Observation } from "../core/observation.ts";
import { asId, type DeviceId, type JobId } from "../core/quantities/ids.ts";
import type { Commander } from "../core/session.ts";
import { type CommandReading, plainOrQuoted } from "../core/trade/command-reading.ts";
import { type Reason, reason, sentenceOf } from "../core/trade/reasons.ts";
import { FAULTS } from "../core/trade/words/faults.ts";
import type { Place } from "../core/trade/words/places.ts";
import { type DeviceRole, ROLES, serves } from "../core/trade/words/roles.ts";
import type { TimerHandle } from "../ports/clock.ts";
import { faultInOneLine, guarded, stackOf } from "./fault-line.ts";
import type { JobTrack } from "./job-track.ts";
import type { JournalWriter } from "./journal-writer.ts";
import { Lanes } from "./lanes.ts";
import type { MachineSafety, MachineUsers } from "./machine-safety.ts";
import { type Answered, type OutwardEffect, SessionRunner, type SettledBatch } from "./session-runner.ts";
import { isSameSeat } from "./sites.ts";
import type { StationOptions } from "./station-options.ts";
import type { StationScreen } from "./station-screen.ts";

export interface JobFloorOptions
  extends Pick<
    StationOptions,
    "links" | "clock" | "timers" | "log" | "operator" | "localDate" | "seatOf" | "sites"
  > {
  readonly journal: JournalWriter;
  readonly safety: MachineSafety;
  readonly screen: StationScreen;
  /** The job is over; its record can be made. */
  over(track: JobTrack): void;
  /** The job has no end of its own and must be ended by an event. */
  close(track: JobTrack, why: Reason): void;
}

interface RunningJob {
  readonly track: JobTrack;
  readonly runner: SessionRunner<unknown, unknown, unknown>;
  item: string | null;
  itemStartMs: number;
  viewDue: TimerHandle | null;
}

const VIEW_EVERY_MS = 100;
const STATION_ACTOR = asId<"actor">("station");

/** The jobs that run just now: readings and faults go to the jobs they belong to, their effects to the devices and screens. */
export class JobFloor {
  readonly #options: JobFloorOptions;
  readonly #running = new Map<JobId, RunningJob>();
  /** The last known level of every line and channel of every device, for jobs that begin later. */
  readonly #levels = new Map<string, { readonly role: DeviceRole; readonly observation: Observation }>();
  /** What the lanes know of each vehicle: only what changes is told, for most batches change nothing of it. */
  readonly #told = new Map<JobId, LaneStanding>();
  readonly lanes: Lanes;
  #stopped = false;

  constructor(options: JobFloorOptions) {
    this.#options = options;
    const { sites, clock, timers, screen } = options;
    this.lanes = new Lanes({
      sites,
      clock,
      timers,
      granted: (job, position, places) => this.#granted(job, position, places),
      changed: () => screen.station(),
    });
  }

  /** These jobs, or all that run, with the machines that they may have set going. */
  users(of: readonly JobTrack[] = [...this.#running.values()].map(({ track }) => track)): MachineUsers {
    return {
      jobs: of.map(({ job }) => job),
      uses: (link) => of.some((track) => this.#isOf(track, link.role, link.device)),
    };
  }

  /** A job that has just become durable. */
  get isEmpty(): boolean {
    return this.#running.size === 0;
  }

  begin(track: JobTrack): void {
    this.#run(track);
    this.#stands(track);
    this.#tellStandingFacts(track, null);
    this.#ask(track.job);
  }

  /** After a restart, before any device speaks: which vehicle has which position of its lane. */
  recall(track: JobTrack): void {
    this.#orClosed(track, () => {
      if (track.isOver()) return;
      this.#run(track);
      // One whose vehicle left before, and that people go on with, has nothing in the lane.
      if (track.lane()?.over !== true) this.#stands(track);
    });
  }

  /** The wall clock was set: what a page counts down by it is told anew. */
  tellAgain(): void {
    if (!this.#options.screen.isWatched) return;
    for (const running of this.#running.values()) this.#tellSoon(running);
  }

  /** After `recall`: what is over is sealed, what was running is told that it was interrupted. */
  goOn(track: JobTrack): void {
    this.#orClosed(track, () => {
      if (track.isOver()) {
        this.#options.over(track);
        return;
      }
      const runner = this.#running.get(track.job)?.runner;
      const report = track.opened.session.report(track.state);
      // Who waits to be confirmed may have nothing more to hear of until somebody does.
      this.#options.screen.job(track, report, null);
      const isReady = report.phase === "ready";
      // Opened and never begun: nothing was interrupted, so it begins now, unless the door's look at it is of another day.
      const stale = isReady ? this.#whyStale(track) : null;
      if (stale !== null) this.#abort(track.job, stale);
      else if (isReady) this.#ask(track.job);
      else runner?.offer({ kind: "resumed", atMs: this.#options.clock.monoMs() });
    });
  }

  #orClosed(track: JobTrack, step: () => void): void {
    try {
      step();
    } catch (cause) {
      this.#options.log.error("a job cannot go on", { job: track.job, cause: stackOf(cause) });
      this.#options.close(track, reason("JOB_NOT_OPENABLE", { detail: faultInOneLine(cause) }));
    }
  }

  /** Calibrations and rules were held against the day of the door. */
  #whyStale({ order }: JobTrack): Reason | null {
    const { clock, localDate } = this.#options;
    const today = localDate(Math.round(clock.wallMs()));
    if (order.localDate === undefined || order.localDate === today) return null;
    return reason("NEVER_BEGUN", { opened: order.localDate, today });
  }

  /** Checks the command by the kind of the job and has the machine answer it; `answered` comes once, when that is durable. */
  command(job: JobId, { by, at }: Commander, value: unknown, answered: Answered): void {
    const tell: Answered = (answer) =>
      guarded(this.#options.log, "whoever waited for an answer failed", () => answered(answer));
    const running = this.#running.get(job);
    if (running === undefined) {
      tell({ kind: "refused", reason: reason("JOB_UNKNOWN", { job: plainOrQuoted(job) }) });
      return;
    }
    let reading: CommandReading<unknown>;
    try {
      reading = running.track.opened.readCommand(value);
    } catch (cause) {
      tell({ kind: "refused", reason: reason("SOFTWARE_FAULT", { detail: faultInOneLine(cause) }) });
      running.runner.fail(cause);
      return;
    }
    if (reading.kind === "refused") {
      tell(reading);
      return;
    }
    const atMs = this.#options.clock.monoMs();
    const command = { kind: "command" as const, by, atMs, command: reading.command };
    running.runner.offer(at === undefined ? command : { ...command, at }, tell);
  }

  observe(role: DeviceRole, observation: Observation): void {
    if (observation.kind === "digital")
      this.#levels.set(`${observation.device} ${observation.line}`, { role, observation });
    if (observation.kind === "channel")
      this.#levels.set(`${observation.device} ${observation.channel}`, { role, observation });
    const { site } = this.#options.seatOf(observation.device);
    const beam =
      role === "lane-beams" && observation.kind === "digital" ? beamOfLine(observation.line) : null;
    if (beam !== null && observation.kind === "digital")
      this.lanes.beam(site, beam, observation.quality === "good" ? observation.active : null);
    for (const { track, runner } of this.#running.values()) {
      if (this.#isOf(track, role, observation.device, beam))
        runner.offer({ kind: "observation", role, observation });
    }
  }

  /** True if it needs no entry of its own: a job that runs takes it in as its input, or it stands already. */
  fault(role: DeviceRole, fault: DeviceFault): boolean {
    let inJob = fault.again === true;
    // Until they are read again: a bank that is back tells its levels anew.
    if (role === "lane-beams" && fault.raised && FAULTS[fault.code].blocking) this.#blind(fault.device);
    for (const { track, runner } of this.#running.values()) {
      if (!this.#isOf(track, role, fault.device)) continue;
      inJob = true;
      runner.offer({ kind: "fault", role, fault });
    }
    return inJob;
  }

  #blind(device: DeviceId): void {
    const { site } = this.#options.seatOf(device);
    for (const { role, observation } of this.#levels.values()) {
      if (role !== "lane-beams" || observation.device !== device || observation.kind !== "digital") continue;
      const beam = beamOfLine(observation.line);
      if (beam !== null) this.lanes.beam(site, beam, null);
    }
  }

  /**
   * True if this device is of the job's seat and, in a lane of which the job asks for positions, of one that it has; `beam`
   * narrows it to one beam. A bank of beams as such is of everybody in its lane.
   */
  #isOf(track: JobTrack, role: DeviceRole, device: DeviceId, beam: LaneBeam | null = null): boolean {
    const { seat, kind } = track.order;
    if (!serves(role, kind) || !isSameSeat(this.#options.seatOf(device), seat)) return false;
    const standing = track.lane();
    if (standing === null) return true;
    if (standing.over) return false;
    const place = beam ?? ROLES[role].at;
    return place === null || (place !== "exit" && this.lanes.has(seat.site, place, track.job));
  }

  /** The lane hears where the vehicle of this job stands and where it wants to go. */
  #stands(track: JobTrack): void {
    const standing = track.lane();
    if (standing === null) return;
    const told = this.#told.get(track.job);
    const { holds, wants, over } = standing;
    if (told !== undefined && told.holds === holds && told.wants === wants && told.over === over) return;
    this.#told.set(track.job, standing);
    this.lanes.tell(track.order.seat.site, track.job, standing);
  }

  /** What is so at the position comes first: it is evidence, and the machine decides by it. */
  #granted(job: JobId, position: string, places: readonly Place[]): void {
    const running = this.#running.get(job);
    if (running === undefined || this.#stopped) return;
    this.#tellStandingFacts(running.track, places);
    running.runner.offer({ kind: "granted", position, atMs: this.#options.clock.monoMs() });
  }

  /** Takes a job off the floor. */
  forget(job: JobId): void {
    const running = this.#running.get(job);
    if (running === undefined) return;
    running.viewDue?.cancel();
    running.runner.stop();
    this.#running.delete(job);
    this.#told.delete(job);
    if (running.track.lane() !== null) this.lanes.gone(running.track.order.seat.site, job);
  }

  /** Nothing is taken in any more; whoever waits for an answer is told so. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.lanes.stop();
    for (const { runner, viewDue } of this.#running.values()) {
      viewDue?.cancel();
      runner.stop();
    }
  }

  /** A begin that the machine refuses ends the job with that reason: nobody would know what it waits for. */
  #ask(job: JobId): void {
    this.command(job, { by: STATION_ACTOR }, { name: "begin" }, (answer) => {
      if (answer.kind === "accepted" || !this.#running.has(job) || this.#stopped) return;
      const { code } = answer.reason;
      this.#options.log.warn("a job could not begin", { job, code, why: sentenceOf(answer.reason).en });
      this.#abort(job, answer.reason);
    });
  }

  /** The station's own abort, with its reason as it is; a command from outside can only bring words. */
  #abort(job: JobId, why: Reason): void {
    const command = { name: "abort", reason: why } as const;
    const atMs = this.#options.clock.monoMs();
    this.#running.get(job)?.runner.offer({ kind: "command", by: STATION_ACTOR, atMs, command });
  }

  #run(track: JobTrack): void {
    const { clock, timers, log, journal, safety } = this.#options;
    const { job } = track;
    const runner = new SessionRunner<unknown, unknown, unknown>({
      job,
      session: track.opened.session,
      state: track.state,
      journal,
      clock,
      timers,
      perform: (effect) => this.#perform(track, effect),
      settled: (state, batch) => this.#settled(track, state, batch),
      broke: (cause) => {
        log.error("the software failed in a job", { job, cause: stackOf(cause) });
        safety.makeSafe(this.users([track]));
      },
      lost: (cause) => this.#options.close(track, reason("JOB_BROKE", { detail: faultInOneLine(cause) })),
    });
    this.#running.set(job, { track, runner, item: null, itemStartMs: clock.monoMs(), viewDue: null });
  }

  /**
   * Levels and faults that stood before are part of the evidence too: at the beginning those of what the job has anyway, later
   * those of the places of a position that it gets.
   */
  #tellStandingFacts(track: JobTrack, places: readonly Place[] | null): void {
    const runner = this.#running.get(track.job)?.runner;
    const isNew = (place: LaneBeam | null): boolean =>
      places === null || places.some((known) => known === place);
    for (const { role, observation } of this.#levels.values()) {
      const beam =
        role === "lane-beams" && observation.kind === "digital" ? beamOfLine(observation.line) : null;
      if (isNew(beam) && this.#isOf(track, role, observation.device, beam))
        runner?.offer({ kind: "observation", role, observation });
    }
    for (const link of this.#options.links) {
      if (!isNew(ROLES[link.role].at) || !this.#isOf(track, link.role, link.device)) continue;
      for (const fault of link.faults()) runner?.offer({ kind: "fault", role: link.role, fault });
    }
  }

  #perform(track: JobTrack, effect: OutwardEffect): void {
    const { links, safety, operator, clock, seatOf } = this.#options;
    switch (effect.kind) {
      case "instrument":
        for (const link of links)
          if (link.role === effect.role && isSameSeat(seatOf(link.device), track.order.seat))
            link.request(effect.command);
        return;
      case "output": {
        const { site, car } = track.order.seat;
        const { line, position } = effect;
        safety.output(track.job, { site, car, position, line }, effect.on);
        return;
      }
      case "prompt":
        operator.show(effect.prompt, clock.monoMs(), track.job);
        return;
      case "conclude":
        return;
    }
    assert(false, `no hand for the effect of ${track.job}`);
  }

  #settled(track: JobTrack, state: unknown, batch: SettledBatch<unknown>): void {
    track.settle(state, batch);
    if (batch.changed) this.#stands(track);
    const running = this.#running.get(track.job);
    if (running === undefined) return;
    const { screen, clock } = this.#options;
    // A report of every sample would be the dearest thing in a run that nobody watches.
    const wanted = batch.concluded || (batch.changed && screen.isWatched);
    const report = wanted ? track.opened.session.report(state) : null;
    if (report !== null && report.currentItem !== running.item) {
      running.item = report.currentItem;
      running.itemStartMs = clock.monoMs();
    }
    screen.samples(track, running.item, running.itemStartMs, batch.inputs);
    if (batch.concluded && report !== null) {
      assert(report.phase === "over", "a session that concludes is over");
      this.forget(track.job);
      screen.job(track, report, null);
      this.#options.over(track);
    } else if (report !== null) this.#tellSoon(running);
  }

  #tellSoon(running: RunningJob): void {
    if (running.viewDue !== null) return;
    running.viewDue = this.#options.timers.start("job view", VIEW_EVERY_MS, () => {
      running.viewDue = null;
      const { track, runner } = running;
      try {
        this.#options.screen.job(track, track.opened.session.report(track.state), null);
      } catch (cause) {
        runner.fail(cause);
      }
    });
  }
}
