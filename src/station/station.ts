import type { JobOrder, JournalEntry } from "../core/journal/entry.ts";
import { assert } from "../core/machine.ts";
import type { DeviceFault, DeviceRole, InstrumentCommand, Observation } from "../core/observation.ts";
import { type ActorId, asId, type JobId, type RecordId } from "../core/quantities/ids.ts";
import type { TimerHandle } from "../ports/clock.ts";
import type { JobTrack } from "./job-track.ts";
import { JournalWriter, type UnstampedEntry } from "./journal-writer.ts";
import type { StationView } from "./live-message.ts";
import type { Outbox } from "./outbox.ts";
import { recall } from "./recall.ts";
import { Sealer } from "./sealer.ts";
import { type OutwardEffect, SessionRunner, type SettledBatch } from "./session-runner.ts";
import { StationMemory } from "./station-memory.ts";
import type { Artifact, NewJob, StationOptions } from "./station-options.ts";
import { StationScreen } from "./station-screen.ts";

const ROLES: Readonly<Record<JobOrder["kind"], readonly DeviceRole[]>> = {
  inspection: [
    "axle-scale",
    "brake-bench",
    "headlamp-tester",
    "gas-analyser",
    "side-slip-tester",
    "lane-beams",
  ],
  exam: ["gnss", "vehicle-io"],
};
const SAFE_COMMANDS: Partial<Record<DeviceRole, InstrumentCommand>> = {
  "brake-bench": { name: "brake.stop" },
  "headlamp-tester": { name: "headlamp.stop" },
  "gas-analyser": { name: "gas.sample-off" },
};
const VIEW_EVERY_MS = 100;

interface RunningJob {
  readonly track: JobTrack;
  readonly runner: SessionRunner<unknown, unknown, unknown>;
  item: string | null;
  itemStartMs: number;
  viewDue: TimerHandle | null;
}

/**
 * The shell of a station: it routes observations to the job they belong to, runs the jobs, seals what is over, hands
 * sealed records to the outbox and tells the screens. All that it knows is a fold of its journal.
 */
export class Station {
  readonly screen: StationScreen;
  readonly #options: StationOptions;
  readonly #writer: JournalWriter;
  readonly #memory: StationMemory;
  readonly #running = new Map<JobId, RunningJob>();
  /** The last known level of every line and channel, for jobs that begin later. */
  readonly #levels = new Map<string, { readonly role: DeviceRole; readonly observation: Observation }>();
  readonly #outbox: Outbox;
  /** Opened and perhaps not yet durable: two jobs asked for in one breath must not get one number. */
  readonly #staged = new Map<JobId, JobOrder["kind"]>();
  #jobsStaged = 0;
  readonly #sealer: Sealer;
  #stopped = false;
  /** Outputs that a job has switched on. */
  readonly #lit = new Set<string>();
  #safe: "unasked" | "nothing" | "asked" = "unasked";

  constructor(options: StationOptions) {
    this.#options = options;
    this.#writer = new JournalWriter(options.store, options.clock);
    this.#memory = new StationMemory(options.station, options.openSession);
    this.#sealer = new Sealer({
      signer: options.recordSigner,
      digest: options.digest,
      timers: options.timers,
      log: options.log,
      documentOf: (track) => this.#memory.result(track),
      keep: (track, sealed, kept) => this.#keepRecord(track, sealed, kept),
    });
    this.screen = new StationScreen(() => this.#stationView());
    this.#outbox = options.makeOutbox((size, checkpoint) => this.#receipt(size, checkpoint));
  }

  /** Reads the journal, says that the station started, goes on with what was open, and connects the devices. */
  start(): void {
    const { store, station, boot, software, clock } = this.#options;
    recall(this.#memory, store);
    const started = {
      type: "station-started",
      station,
      boot,
      software,
      timeStatus: clock.timeStatus(),
    } as const;
    this.#append([started], () => {
      this.#outbox.start(this.#memory.receiptedSize);
      for (const link of this.#options.links) {
        link.start({
          onObservation: (role, observation) => this.#observe(role, observation),
          onFault: (role, fault) => this.#fault(role, fault),
        });
      }
      for (const track of [...this.#memory.openJobs.values()]) this.#goOn(track);
    });
  }

  /** Opens a job; refused (with the reason) while another of its kind runs, since they share the instruments. */
  open(job: NewJob): { kind: "opened"; job: JobId } | { kind: "refused"; reason: string } {
    const busy = this.#busyWith(job.kind);
    if (busy !== null) {
      return { kind: "refused", reason: `${busy} is still running on the same instruments` };
    }
    this.#jobsStaged = Math.max(this.#jobsStaged, this.#memory.jobsOpened) + 1;
    const id = asId<"job">(`${this.#options.station}-${String(this.#jobsStaged).padStart(6, "0")}`);
    this.#staged.set(id, job.kind);
    const roles = ROLES[job.kind];
    const entries: UnstampedEntry[] = [];
    const keep = (artifact: Artifact | null): string | null =>
      artifact === null ? null : this.#storeArtifact(artifact, entries);
    const order: JobOrder = {
      kind: job.kind,
      dossierSha256: this.#storeArtifact(job.dossier, entries),
      rulebookSha256: this.#storeArtifact(job.rulebook, entries),
      courseSha256: keep(job.course),
      vehicleSha256: keep(job.vehicle),
      devices: this.#options.identities.filter((identity) => roles.includes(identity.role)),
    };
    entries.push({ type: "job-opened", job: id, order });
    this.#append(entries, () => {
      this.#staged.delete(id);
      const track = this.#memory.openJobs.get(id);
      assert(track !== undefined, "a job just opened is open");
      this.#run(track);
      this.#tellStandingFacts(id, roles);
      this.#begin(id);
    });
    return { kind: "opened", job: id };
  }

  command(job: JobId, by: ActorId, command: unknown): boolean {
    const running = this.#running.get(job);
    if (running === undefined) return false;
    running.runner.offer({ kind: "command", by, atMs: this.#options.clock.monoMs(), command });
    return true;
  }

  /** Jobs of this station that are not yet sealed. */
  openJobs(): readonly JobId[] {
    return [...this.#memory.openJobs.keys()];
  }

  /** Records sealed and not yet receipted. */
  pendingReceipts(): number {
    return this.#memory.unreceipted.length;
  }

  /**
   * Stops what the running jobs have set going: rollers, pump, headlamp tester, lamps. For the moments before the process ends,
   * journal or not. True if a device was asked, and so needs a moment to be told.
   */
  makeSafe(): boolean {
    if (this.#safe !== "unasked") return this.#safe === "asked";
    this.#safe = "nothing";
    const kinds = [...this.#running.values()].map(({ track }) => track.order.kind);
    for (const link of this.#options.links) {
      const command = SAFE_COMMANDS[link.role];
      if (command === undefined || !kinds.some((kind) => ROLES[kind].includes(link.role))) continue;
      this.#safe = "asked";
      this.#attempt(link.device, () => link.request(command));
    }
    for (const line of this.#lit) this.#attempt(line, () => this.#options.output(line, false));
    this.#lit.clear();
    return this.#safe === "asked";
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.makeSafe();
    this.#stopped = true;
    for (const { runner, viewDue } of this.#running.values()) {
      viewDue?.cancel();
      runner.stop();
    }
    this.#sealer.stop();
    for (const link of this.#options.links) link.stop();
    await this.#outbox.stop();
    await this.#options.store.close();
  }

  /** One device that cannot be made safe must not keep the others from it. */
  #attempt(what: string, action: () => void): void {
    try {
      action();
    } catch (cause) {
      this.#options.log.error("could not be made safe", { what, cause: String(cause) });
    }
  }

  #append(entries: readonly UnstampedEntry[], then: (firstIndex: number) => void): void {
    this.#writer.append(entries, (firstIndex, at) => {
      entries.forEach((entry, offset) => {
        if (entry.type !== "job-input")
          this.#memory.note({ ...entry, at } as JournalEntry, firstIndex + offset);
      });
      // Durable while closing: the next start goes on from here, nothing begins any more in this one.
      if (!this.#stopped) then(firstIndex);
    });
  }

  #storeArtifact(artifact: Artifact, entries: UnstampedEntry[]): string {
    const bytes = new TextEncoder().encode(artifact.text);
    const sha256 = Array.from(this.#options.digest(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
    const known = this.#memory.artifacts.has(sha256);
    const staged = entries.some((entry) => entry.type === "artifact-stored" && entry.sha256 === sha256);
    if (!known && !staged) {
      entries.push({ type: "artifact-stored", sha256, mediaType: artifact.mediaType, text: artifact.text });
    }
    return sha256;
  }

  #busyWith(kind: JobOrder["kind"]): JobId | null {
    for (const [job, staged] of this.#staged) if (staged === kind) return job;
    for (const track of this.#memory.openJobs.values()) if (track.order.kind === kind) return track.job;
    return null;
  }

  /** After a restart: what is over is sealed, what was running is told that it was interrupted. */
  #goOn(track: JobTrack): void {
    if (track.isOver()) {
      this.#sealer.add(track);
      return;
    }
    this.#run(track);
    const atMs = this.#options.clock.monoMs();
    // Opened and never begun: nothing was interrupted, so it begins now.
    if (track.opened.session.report(track.state).phase === "ready") this.#begin(track.job);
    else this.#running.get(track.job)?.runner.offer({ kind: "resumed", atMs });
  }

  #begin(job: JobId): void {
    this.command(job, asId<"actor">("station"), { name: "begin" });
  }

  #run(track: JobTrack): void {
    const { clock, timers } = this.#options;
    const runner = new SessionRunner<unknown, unknown, unknown>({
      job: track.job,
      session: track.opened.session,
      state: track.state,
      journal: this.#writer,
      clock,
      timers,
      perform: (effect) => this.#perform(track, effect),
      settled: (state, batch) => this.#settled(track, state, batch),
    });
    this.#running.set(track.job, { track, runner, item: null, itemStartMs: clock.monoMs(), viewDue: null });
  }

  /** Levels and faults that stood before the job began are part of its evidence too. */
  #tellStandingFacts(job: JobId, roles: readonly DeviceRole[]): void {
    const runner = this.#running.get(job)?.runner;
    for (const { role, observation } of this.#levels.values()) {
      if (roles.includes(role)) runner?.offer({ kind: "observation", role, observation });
    }
    for (const link of this.#options.links) {
      if (!roles.includes(link.role)) continue;
      for (const fault of link.faults()) runner?.offer({ kind: "fault", role: link.role, fault });
    }
  }

  #observe(role: DeviceRole, observation: Observation): void {
    if (observation.kind === "digital")
      this.#levels.set(`${role} ${observation.line}`, { role, observation });
    if (observation.kind === "channel")
      this.#levels.set(`${role} ${observation.channel}`, { role, observation });
    for (const { track, runner } of this.#running.values()) {
      if (ROLES[track.order.kind].includes(role)) runner.offer({ kind: "observation", role, observation });
    }
  }

  #fault(role: DeviceRole, fault: DeviceFault): void {
    let inJob = false;
    for (const { track, runner } of this.#running.values()) {
      if (!ROLES[track.order.kind].includes(role)) continue;
      inJob = true;
      runner.offer({ kind: "fault", role, fault });
    }
    if (!inJob) this.#append([{ type: "device-fault", fault }], () => undefined);
    this.screen.station();
  }

  #perform(track: JobTrack, effect: OutwardEffect): void {
    switch (effect.kind) {
      case "instrument":
        for (const link of this.#options.links) if (link.role === effect.role) link.request(effect.command);
        return;
      case "output":
        if (effect.on) this.#lit.add(effect.line);
        else this.#lit.delete(effect.line);
        this.#options.output(effect.line, effect.on);
        return;
      case "prompt":
        this.#options.operator.show(effect.prompt, this.#options.clock.monoMs());
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
    // A report of every sample would be the dearest thing in a run that nobody watches.
    const wanted = batch.concluded || (batch.changed && this.screen.isWatched);
    const report = wanted ? track.opened.session.report(state) : null;
    if (report !== null && report.currentItem !== running.item) {
      running.item = report.currentItem;
      running.itemStartMs = this.#options.clock.monoMs();
    }
    this.screen.samples(track, running.item, running.itemStartMs, batch.inputs);
    if (batch.concluded && report !== null) {
      assert(report.phase === "over", "a session that concludes is over");
      running.viewDue?.cancel();
      running.runner.stop();
      this.#running.delete(track.job);
      this.screen.job(track, report, null);
      this.#sealer.add(track);
    } else if (report !== null) this.#tellSoon(running);
  }

  #keepRecord(
    track: JobTrack,
    { record, envelope, sequence }: { record: RecordId; envelope: string; sequence: number },
    kept: () => void,
  ): void {
    this.#append([{ type: "record-sealed", job: track.job, record, envelope }], (index) => {
      this.#memory.forgetDossiers();
      const sealed = { job: track.job, kind: track.order.kind, record, index, sequence };
      this.screen.job(track, track.opened.session.report(track.state), record);
      this.#options.onRecord({ kind: "sealed", sealed, envelope, checkpoint: null });
      this.#outbox.noteSealed(index);
      this.screen.station();
      kept();
    });
  }

  #receipt(size: number, checkpoint: string): void {
    const covered = this.#memory.unreceipted.filter((sealed) => sealed.index < size);
    this.#append([{ type: "receipt", size, checkpoint }], () => {
      this.#outbox.noteReceiptDurable(size);
      for (const sealed of covered) {
        this.screen.receipted(sealed.job, size);
        this.#options.onRecord({ kind: "receipted", sealed, envelope: null, checkpoint });
      }
      this.screen.station();
    });
  }

  #tellSoon(running: RunningJob): void {
    if (running.viewDue !== null) return;
    running.viewDue = this.#options.timers.start("job view", VIEW_EVERY_MS, () => {
      running.viewDue = null;
      const { track } = running;
      this.screen.job(track, track.opened.session.report(track.state), null);
    });
  }

  #stationView(): StationView {
    const { station, software, links, identities, addresses, store } = this.#options;
    return {
      station,
      software: `${software.name} ${software.version}`,
      simulated: identities.some((identity) => identity.simulated),
      devices: links.map((link) => ({
        role: link.role,
        device: link.device,
        model: identities.find((identity) => identity.device === link.device)?.model ?? "",
        address: addresses[link.device] ?? "",
        state: link.state(),
        faults: link.faults(),
      })),
      registry: this.#outbox.status(),
      journalSize: store.size(),
    };
  }
}
