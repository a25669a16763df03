import { assert } from "../core/machine.ts";
import type { DeviceFault, Observation } from "../core/observation.ts";
import { type ActorId, asId, type JobId } from "../core/quantities/ids.ts";
import { type CommandReading, plainOrQuoted } from "../core/trade/command-reading.ts";
import { type Reason, reason, sentenceOf } from "../core/trade/reasons.ts";
import type { DeviceRole } from "../core/trade/words/roles.ts";
import { type JobKind, serves } from "../core/trade/words/roles.ts";
import type { TimerHandle } from "../ports/clock.ts";
import { faultInOneLine, guarded, stackOf } from "./fault-line.ts";
import type { JobTrack } from "./job-track.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { MachineSafety } from "./machine-safety.ts";
import { type Answered, type OutwardEffect, SessionRunner, type SettledBatch } from "./session-runner.ts";
import type { StationOptions } from "./station-options.ts";
import type { StationScreen } from "./station-screen.ts";

export interface JobFloorOptions
  extends Pick<StationOptions, "links" | "clock" | "timers" | "log" | "operator" | "localDate"> {
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
  /** The last known level of every line and channel, for jobs that begin later. */
  readonly #levels = new Map<string, { readonly role: DeviceRole; readonly observation: Observation }>();
  #stopped = false;

  constructor(options: JobFloorOptions) {
    this.#options = options;
  }

  jobs(): readonly { readonly job: JobId; readonly kind: JobKind }[] {
    return [...this.#running.values()].map(({ track }) => ({ job: track.job, kind: track.order.kind }));
  }

  /** A job that has just become durable. */
  begin(track: JobTrack): void {
    this.#run(track);
    this.#tellStandingFacts(track);
    this.#ask(track.job);
  }

  /** After a restart: what is over is sealed, what was running is told that it was interrupted. */
  goOn(track: JobTrack): void {
    try {
      if (track.isOver()) {
        this.#options.over(track);
        return;
      }
      const isReady = track.opened.session.report(track.state).phase === "ready";
      this.#run(track);
      // Opened and never begun: nothing was interrupted, so it begins now, unless the door's look at it is of another day.
      const stale = isReady ? this.#whyStale(track) : null;
      if (stale !== null) this.#abort(track.job, stale);
      else if (isReady) this.#ask(track.job);
      else {
        const atMs = this.#options.clock.monoMs();
        this.#running.get(track.job)?.runner.offer({ kind: "resumed", atMs });
      }
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
  command(job: JobId, by: ActorId, value: unknown, answered: Answered): void {
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
    running.runner.offer({ kind: "command", by, atMs, command: reading.command }, tell);
  }

  observe(role: DeviceRole, observation: Observation): void {
    if (observation.kind === "digital")
      this.#levels.set(`${role} ${observation.line}`, { role, observation });
    if (observation.kind === "channel")
      this.#levels.set(`${role} ${observation.channel}`, { role, observation });
    for (const { track, runner } of this.#running.values()) {
      if (serves(role, track.order.kind)) runner.offer({ kind: "observation", role, observation });
    }
  }

  /** True if a job that runs takes it in: then it stands in the journal as that job's input. */
  fault(role: DeviceRole, fault: DeviceFault): boolean {
    let inJob = false;
    for (const { track, runner } of this.#running.values()) {
      if (!serves(role, track.order.kind)) continue;
      inJob = true;
      runner.offer({ kind: "fault", role, fault });
    }
    return inJob;
  }

  /** Takes a job off the floor. */
  forget(job: JobId): void {
    const running = this.#running.get(job);
    if (running === undefined) return;
    running.viewDue?.cancel();
    running.runner.stop();
    this.#running.delete(job);
  }

  /** Nothing is taken in any more; whoever waits for an answer is told so. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const { runner, viewDue } of this.#running.values()) {
      viewDue?.cancel();
      runner.stop();
    }
  }

  /** A begin that the machine refuses ends the job with that reason: nobody would know what it waits for. */
  #ask(job: JobId): void {
    this.command(job, STATION_ACTOR, { name: "begin" }, (answer) => {
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
    const { job, order } = track;
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
        safety.makeSafe([{ job, kind: order.kind }]);
      },
      lost: (cause) => this.#options.close(track, reason("JOB_BROKE", { detail: faultInOneLine(cause) })),
    });
    this.#running.set(job, { track, runner, item: null, itemStartMs: clock.monoMs(), viewDue: null });
  }

  /** Levels and faults that stood before the job began are part of its evidence too. */
  #tellStandingFacts(track: JobTrack): void {
    const { kind } = track.order;
    const runner = this.#running.get(track.job)?.runner;
    for (const { role, observation } of this.#levels.values()) {
      if (serves(role, kind)) runner?.offer({ kind: "observation", role, observation });
    }
    for (const link of this.#options.links) {
      if (!serves(link.role, kind)) continue;
      for (const fault of link.faults()) runner?.offer({ kind: "fault", role: link.role, fault });
    }
  }

  #perform(track: JobTrack, effect: OutwardEffect): void {
    const { links, safety, operator, clock } = this.#options;
    switch (effect.kind) {
      case "instrument":
        for (const link of links) if (link.role === effect.role) link.request(effect.command);
        return;
      case "output":
        safety.output(track.job, effect.line, effect.on);
        return;
      case "prompt":
        operator.show(effect.prompt, clock.monoMs());
        return;
      case "conclude":
        return;
    }
    assert(false, `no hand for the effect of ${track.job}`);
  }

  #settled(track: JobTrack, state: unknown, batch: SettledBatch<unknown>): void {
    track.settle(state, batch.inputs.length, batch.endIndex, batch.at);
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
