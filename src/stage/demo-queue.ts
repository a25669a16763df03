import { join } from "node:path";
import { readArtifact, readRulebook } from "../adapters/config/artifact-file.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
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
  #inspections = 0;
  #exams = 0;

  /** The simulators were made with the first of each. */
  constructor(subjects: DemoSubjects, sims: DemoSimulators) {
    this.#subjects = subjects;
    this.#sims = sims;
  }

  /** Lets the next one come. */
  done(kind: "inspection" | "exam"): void {
    if (kind === "inspection") {
      this.#inspections += 1;
      this.#sims.lane.newVehicle(this.#inspection().world);
    } else {
      this.#exams += 1;
      this.#sims.course.newCandidate(this.#exam().world);
    }
  }

  async next(kind: JobKind): Promise<NextSubject> {
    // The simulators bring the next one when this one's record is sealed; nothing has to be taken out of a queue.
    const nothing = (): void => undefined;
    const job = this.#job(kind);
    return { kind: "subject", names: {}, job, claim: nothing, reject: () => null, leave: nothing };
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
    return turn(this.#subjects.inspections, this.#inspections);
  }

  #exam(): DemoSubjects["exams"][number] {
    return turn(this.#subjects.exams, this.#exams);
  }
}

function turn<T>(list: readonly T[], at: number): T {
  const one = list[at % list.length];
  if (one === undefined) throw new Error("a demo needs at least one subject of each kind");
  return one;
}
