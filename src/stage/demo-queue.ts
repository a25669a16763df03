import { basename, join } from "node:path";
import { readArtifact, readRulebook } from "../adapters/config/artifact-file.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import type { Waiting, WaitingLook } from "../ports/waiting-list.ts";
import type { JobSource, NextSubject } from "../runtime/job-desk.ts";
import { packageRoot } from "../runtime/package-files.ts";
import type { JobFiles } from "../runtime/station-files.ts";
import type { DemoSubjects } from "../scenario/demo-subjects-schema.ts";
import type { NewJob } from "../station/station-options.ts";
import { DEFAULT_RULEBOOKS } from "./default-rulebooks.ts";
import { DEMO_COURSE, DEMO_VEHICLE, type DemoSimulators } from "./demo-simulators.ts";

/** Who comes next to the demo: the next vehicle waits before the lane, the next candidate sits in the car, before the job is opened. */
export class DemoQueue implements JobSource {
  readonly #subjects: DemoSubjects;
  readonly #sims: DemoSimulators;
  readonly #wallMs: () => number;
  readonly #sinceMs: Record<JobKind, number>;
  /** Kinds whose one is on the way through the station. */
  readonly #under = new Set<JobKind>();
  #inspections = 0;
  #exams = 0;

  /** The simulators were made with the first of each. */
  constructor(subjects: DemoSubjects, sims: DemoSimulators, wallMs: () => number) {
    this.#subjects = subjects;
    this.#sims = sims;
    this.#wallMs = wallMs;
    const nowMs = Math.round(wallMs());
    this.#sinceMs = { inspection: nowMs, exam: nowMs };
  }

  /** Lets the next one come. */
  done(kind: "inspection" | "exam"): void {
    this.#under.delete(kind);
    this.#sinceMs[kind] = Math.round(this.#wallMs());
    if (kind === "inspection") {
      this.#inspections += 1;
      this.#sims.lane.newVehicle(this.#inspection().world);
    } else {
      this.#exams += 1;
      this.#sims.course.newCandidate(this.#exam().world);
    }
  }

  look(kind: JobKind): WaitingLook {
    if (this.#under.has(kind)) return { waiting: [], unreadable: null };
    const path = kind === "exam" ? this.#exam().candidate : this.#inspection().dossier;
    const turnOf = kind === "exam" ? this.#exams : this.#inspections;
    const { text, mediaType } = this.#job(kind).dossier;
    const one: Waiting = {
      file: basename(path),
      modifiedMs: this.#sinceMs[kind],
      state: "ready",
      why: null,
      mark: `${turnOf}`,
      read: () => ({ kind: "text", text, mediaType }),
    };
    return { waiting: [one], unreadable: null };
  }

  async next(kind: JobKind): Promise<NextSubject> {
    // The simulators bring the next one when this one's record is sealed; nothing has to be taken out of a queue.
    const nothing = (): void => undefined;
    const job = this.#job(kind);
    return {
      kind: "subject",
      names: {},
      job,
      claim: () => void this.#under.add(kind),
      reject: () => null,
      leave: nothing,
    };
  }

  files(kind: JobKind): JobFiles {
    const { rulebooks, course, vehicle } = this.#job(kind);
    return { kind: "files", files: { rulebooks, course, vehicle }, names: { course: "", vehicle: "" } };
  }

  #job(kind: JobKind): NewJob {
    const root = packageRoot();
    const rulebooks = [readRulebook(join(root, DEFAULT_RULEBOOKS[kind]))];
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
    const { first, inspections } = this.#subjects;
    return this.#inspections === 0 ? first.inspection : turn(inspections, this.#inspections - 1);
  }

  #exam(): DemoSubjects["exams"][number] {
    const { first, exams } = this.#subjects;
    return this.#exams === 0 ? first.exam : turn(exams, this.#exams - 1);
  }
}

function turn<T>(list: readonly T[], at: number): T {
  const one = list[at % list.length];
  if (one === undefined) throw new Error("a demo needs at least one subject of each kind");
  return one;
}
