import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { readArtifact, readRulebook } from "../adapters/config/artifact-file.ts";
import { isSystemError } from "../adapters/disk/intake-fs.ts";
import { claimName } from "../adapters/disk/intake-names.ts";
import type { OpenedSource } from "../core/journal/entry.ts";
import type { TakenInNoted } from "../core/queue/taken-in-noted.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Clock } from "../ports/clock.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import type { Waiting, WaitingLook } from "../ports/waiting-list.ts";
import { comingName } from "../runtime/check-in-desk.ts";
import type { IntakeSource } from "../runtime/intake-source.ts";
import type { Choose, JobSource, NextSubject } from "../runtime/job-desk.ts";
import { packageRoot } from "../runtime/package-files.ts";
import type { JobFiles } from "../runtime/station-files.ts";
import type { DemoSubjects } from "../scenario/demo-subjects-schema.ts";
import type { Seat } from "../station/sites.ts";
import type { NewJob } from "../station/station-options.ts";
import { guestDriver, guestVehicle } from "./demo-guests.ts";
import { DEMO_COURSE, DEMO_VEHICLE, type DemoSimulators } from "./demo-simulators.ts";
import type { DemoPace } from "./demo-subjects.ts";

export interface DemoQueueOptions {
  readonly subjects: DemoSubjects;
  readonly pace: DemoPace;
  readonly sims: Pick<DemoSimulators, "people"> & {
    readonly lane: Pick<DemoSimulators["lane"], "newVehicle">;
    readonly course: Pick<DemoSimulators["course"], "newCandidate">;
  };
  /** Where those wait whom somebody took in at the console. */
  readonly intake: IntakeSource;
  readonly folders: Readonly<Record<JobKind, string>>;
  readonly clock: Clock;
  /** Files of all that judge here, whenever somebody looks: the registry may order another one. */
  readonly rulebooks: Readonly<Record<JobKind, readonly string[]>>;
}

/** Whoever stands before the lane or sits in the car: one of the demo's own, or the guest of that job. */
type Standing = "own" | { readonly job: string | null };

/**
 * Who comes next to the demo: its own vehicles and candidates, one after another for ever, and guests, whom somebody took in at the desk.
 * They come in the order in which they arrived; whoever is next waits before the lane, or sits in the car, before the job is opened.
 */
export class DemoQueue implements JobSource {
  readonly #options: DemoQueueOptions;
  readonly #sinceMs: Record<JobKind, number>;
  readonly #standing: Record<JobKind, Standing> = { inspection: "own", exam: "own" };
  /** Kinds whose own one is on the way through the station. */
  readonly #under = new Set<JobKind>();
  /** Papers of the guests by the job that was made of them. */
  readonly #guests = new Map<string, { readonly kind: JobKind; readonly papers: string }>();
  readonly #turns: Record<JobKind, number> = { inspection: 0, exam: 0 };

  /** The simulators were made with the first of each. */
  constructor(options: DemoQueueOptions) {
    this.#options = options;
    const nowMs = Math.round(options.clock.wallMs());
    this.#sinceMs = { inspection: nowMs, exam: nowMs };
  }

  /** People who bring the vehicle or candidate of the job that prompts them: after a restart, that of a guest whose job goes on. */
  get people(): OperatorFeed {
    return {
      show: (prompt, atMs, job) => {
        const guest = this.#guests.get(job);
        if (guest !== undefined) this.#bring(guest.kind, job, guest.papers);
        this.#options.sims.people.show(prompt, atMs, job);
      },
    };
  }

  /** At start: guests of whom the journal made jobs, and those whom people took in or out. */
  settle(opened: readonly OpenedSource[], desk: TakenInNoted): void {
    const { intake, folders } = this.#options;
    intake.settle(opened, desk);
    for (const { kind, job, file } of opened) {
      const papers = takenPapers(join(folders[kind], "taken", claimName(job, file)));
      if (papers !== null) this.#guests.set(job, { kind, papers });
    }
  }

  /** The record of this job is sealed: lets the next one come. */
  done(kind: JobKind, job: string): void {
    const isGuest = this.#guests.delete(job);
    if (!isGuest) {
      this.#under.delete(kind);
      this.#sinceMs[kind] = Math.round(this.#options.clock.wallMs());
      this.#turns[kind] += 1;
    }
    this.#bringOwn(kind);
  }

  look(kind: JobKind): WaitingLook {
    const { waiting, unreadable } = this.#options.intake.look(kind);
    const own = this.#under.has(kind) ? [] : [this.#own(kind)];
    return { waiting: [...own, ...waiting].sort(byName), unreadable };
  }

  async next(kind: JobKind, seat: Seat, choose: Choose): Promise<NextSubject> {
    const { intake } = this.#options;
    // Asked for a place that is free, so nobody is on the way through it.
    this.#under.delete(kind);
    const own = this.#own(kind);
    const { waiting } = intake.look(kind);
    const [first] = choose([own, ...waiting].sort(byName));
    if (first === own) return this.#ownNext(kind);
    const next = await intake.next(kind, seat, choose);
    if (next.kind === "none") return next;
    return this.#guestNext(kind, next);
  }

  files(kind: JobKind): JobFiles {
    const { rulebooks, course, vehicle } = this.#job(kind);
    return { kind: "files", files: { rulebooks, course, vehicle }, names: { course: "", vehicle: "" } };
  }

  #ownNext(kind: JobKind): NextSubject {
    // Brought when the one before was sealed; nothing has to be taken out of a folder.
    const nothing = (): void => undefined;
    if (this.#standing[kind] !== "own") this.#bringOwn(kind);
    return {
      kind: "subject",
      names: {},
      job: this.#job(kind),
      claim: () => void this.#under.add(kind),
      reject: () => null,
      leave: nothing,
    };
  }

  /** Drives up before the job is opened, and away again where none is. */
  #guestNext(kind: JobKind, next: Extract<NextSubject, { kind: "subject" }>): NextSubject {
    const papers = next.job.dossier.text;
    this.#bring(kind, null, papers);
    return {
      ...next,
      claim: (job) => {
        this.#guests.set(job, { kind, papers });
        this.#standing[kind] = { job };
        next.claim(job);
      },
      reject: (why) => {
        this.#bringOwn(kind);
        return next.reject(why);
      },
      leave: () => {
        this.#bringOwn(kind);
        next.leave();
      },
    };
  }

  #bring(kind: JobKind, job: string | null, papers: string): void {
    const standing = this.#standing[kind];
    if (job !== null && standing !== "own" && standing.job === job) return;
    this.#standing[kind] = { job };
    const { sims, pace } = this.#options;
    if (kind === "inspection") sims.lane.newVehicle(guestVehicle(papers, pace));
    else sims.course.newCandidate(guestDriver(pace));
  }

  #bringOwn(kind: JobKind): void {
    this.#standing[kind] = "own";
    const { sims } = this.#options;
    if (kind === "inspection") sims.lane.newVehicle(this.#inspection().world);
    else sims.course.newCandidate(this.#exam().world);
  }

  #own(kind: JobKind): Waiting {
    const path = kind === "exam" ? this.#exam().candidate : this.#inspection().dossier;
    const { text, mediaType } = this.#job(kind).dossier;
    const sinceMs = this.#sinceMs[kind];
    return {
      // As one is called who is taken in, so that all stand in the order in which they came.
      file: `${comingName(sinceMs)}-${basename(path)}`,
      modifiedMs: sinceMs,
      state: "ready",
      why: null,
      mark: `own ${this.#turns[kind]}`,
      read: () => ({ kind: "text", text, mediaType }),
    };
  }

  #job(kind: JobKind): NewJob {
    const root = packageRoot();
    const rulebooks = this.#options.rulebooks[kind].map(readRulebook);
    if (kind === "inspection") {
      return {
        kind,
        dossier: readArtifact(this.#inspection().dossier),
        rulebooks,
        course: null,
        vehicle: null,
        seat: null,
        source: null,
      };
    }
    return {
      kind,
      dossier: readArtifact(this.#exam().candidate),
      rulebooks,
      course: readArtifact(join(root, DEMO_COURSE)),
      vehicle: readArtifact(join(root, DEMO_VEHICLE)),
      seat: null,
      source: null,
    };
  }

  #inspection(): DemoSubjects["inspections"][number] {
    const { first, inspections } = this.#options.subjects;
    return this.#turns.inspection === 0 ? first.inspection : turn(inspections, this.#turns.inspection - 1);
  }

  #exam(): DemoSubjects["exams"][number] {
    const { first, exams } = this.#options.subjects;
    return this.#turns.exam === 0 ? first.exam : turn(exams, this.#turns.exam - 1);
  }
}

function turn<T>(list: readonly T[], at: number): T {
  const one = list[at % list.length];
  if (one === undefined) throw new Error("a demo needs at least one subject of each kind");
  return one;
}

/** Null where nothing lies there: the job was not made of a file, or somebody has tidied up. */
function takenPapers(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    return null;
  }
}

/** As the folder lists them. */
function byName(a: Waiting, b: Waiting): number {
  return Buffer.compare(Buffer.from(a.file), Buffer.from(b.file));
}
