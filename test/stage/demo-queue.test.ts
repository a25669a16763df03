import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { readArtifact } from "../../src/adapters/config/artifact-file.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { TakenInNoted } from "../../src/core/queue/taken-in-noted.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { IntakeSource } from "../../src/runtime/intake-source.ts";
import type { NextSubject } from "../../src/runtime/job-desk.ts";
import { guestDriver, guestVehicle } from "../../src/stage/demo-guests.ts";
import { DemoQueue } from "../../src/stage/demo-queue.ts";
import { atPace, loadDemoSubjects } from "../../src/stage/demo-subjects.ts";
import { laneAndCourse } from "../support/lane-and-course.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: whoever is taken in at the demo's desk waits among the demo's own, and is driven by the simulators as a sound vehicle or a good driver. */
const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };
const START_MS = Date.UTC(2026, 10, 28, 6, 0, 0);
const SEATS = { inspection: { site: "lane-1", car: null }, exam: { site: "course-1", car: "car-1" } };
const SUBJECTS = atPace(loadDemoSubjects(), "demo");
const PETROL = readArtifact("config/dossiers/demo-k3.yaml").text;

function demo(root = temporaryDirectory()) {
  const clock = new VirtualClock(START_MS);
  const folders: Record<JobKind, string> = { inspection: join(root, "inspection"), exam: join(root, "exam") };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  const config = {
    intake: folders,
    sites: [],
    rulebooks: {
      inspection: ["config/rules/cn-inspection-2021.yaml"],
      exam: ["config/rules/cn-exam-c1-2022.yaml"],
    },
    course: "config/courses/demo-c1.geojson",
    vehicle: "config/vehicles/santana-c1.yaml",
  } as unknown as ConstructorParameters<typeof IntakeSource>[0]["config"];
  const intake = new IntakeSource({ config, clock, log: LOG, notice: () => undefined });
  const came: unknown[] = [];
  const prompted: string[] = [];
  const sims = {
    lane: { newVehicle: (world: unknown) => void came.push(world) },
    course: { newCandidate: (world: unknown) => void came.push(world) },
    people: { show: (_prompt: unknown, _atMs: number, job: string) => void prompted.push(job) },
  };
  const { rulebooks } = config;
  const queue = new DemoQueue({ subjects: SUBJECTS, pace: "demo", sims, intake, folders, clock, rulebooks });
  /** Arrives now, as one who is taken in at the console does. */
  const arrives = (kind: JobKind, name: string, text: string): void => {
    const file = join(folders[kind], name);
    writeFileSync(file, text);
    utimesSync(file, START_MS / 1000 - 60, START_MS / 1000 - 60);
  };
  const next = async (kind: JobKind): Promise<Extract<NextSubject, { kind: "subject" }>> => {
    const found = await queue.next(kind, SEATS[kind], (all) => all);
    if (found.kind === "none") throw new Error(found.reason.code);
    return found;
  };
  return { clock, queue, came, prompted, arrives, next, folders, root };
}

test("a guest comes after the demo's own who waited before, and before those that come later", async () => {
  const at = demo();
  const names = (): string[] => at.queue.look("inspection").waiting.map(({ file }) => file);
  at.clock.advanceBy(5_000);
  at.arrives("inspection", "20261128-060005-000-a1b2c3d4.json", PETROL);
  expect(names()).toEqual(["20261128-060000-000-demo-k3-electric.yaml", "20261128-060005-000-a1b2c3d4.json"]);
  (await at.next("inspection")).claim("own-1");
  expect(names(), "the demo's own is on the way").toEqual(["20261128-060005-000-a1b2c3d4.json"]);
  at.clock.advanceBy(5_000);
  at.queue.done("inspection", "own-1");
  expect(names()).toEqual(["20261128-060005-000-a1b2c3d4.json", "20261128-060010-000-demo-k3.yaml"]);
  expect((await at.next("inspection")).job.source?.file).toBe("20261128-060005-000-a1b2c3d4.json");
});

test("a guest's own vehicle stands there before the job is opened, and the demo's comes back after it", async () => {
  const at = demo();
  at.arrives("inspection", "00.yaml", PETROL);
  const guest = await at.next("inspection");
  expect(at.came.splice(0)).toEqual([guestVehicle(PETROL, "demo")]);
  guest.claim("guest-1");
  at.queue.people.show({ id: 1, action: "drive-on", params: {} } as never, 0, "guest-1");
  expect(at.came, "it stands there already").toEqual([]);
  at.queue.done("inspection", "guest-1");
  expect(at.came.splice(0), "the demo's turn was not used up").toEqual([SUBJECTS.first.inspection.world]);
  expect((await at.next("inspection")).job.dossier).toEqual(
    readArtifact("config/dossiers/demo-k3-electric.yaml"),
  );
});

test.each(["leave", "reject"] as const)(
  "a guest whom the door does not let in drives away: %s",
  async (end) => {
    const at = demo();
    at.arrives("exam", "00.yaml", readArtifact("config/dossiers/candidate-c1.yaml").text);
    const guest = await at.next("exam");
    expect(at.came.splice(0)).toEqual([guestDriver("demo")]);
    if (end === "leave") guest.leave();
    else guest.reject({ zh: "不行。", en: "no." });
    expect(at.came).toEqual([SUBJECTS.first.exam.world]);
  },
);

test("after a restart the guest whose job goes on is there when it is prompted", async () => {
  const before = demo();
  before.arrives("inspection", "00.yaml", PETROL);
  const guest = await before.next("inspection");
  guest.claim("job-1");
  const at = demo(before.root);
  const { sha256 = "", modifiedMs = 0 } = guest.job.source ?? {};
  const source = {
    file: "00.yaml",
    sha256,
    modifiedMs,
    job: asId<"job">("job-1"),
    kind: "inspection" as const,
  };
  at.queue.settle([source], new TakenInNoted());
  expect(at.came).toEqual([]);
  at.queue.people.show({ id: 1, action: "drive-on", params: {} } as never, 0, "another");
  expect(at.came).toEqual([]);
  for (const id of [2, 3]) at.queue.people.show({ id, action: "drive-on", params: {} } as never, 0, "job-1");
  expect(at.came).toEqual([guestVehicle(PETROL, "demo")]);
  expect(at.prompted).toEqual(["another", "job-1", "job-1"]);
});

test.each(["demo-k3", "demo-k3-electric", "demo-k3-diesel"])(
  "a guest with the papers of %s is measured as a sound vehicle",
  async (name) => {
    const dossier = readArtifact(`config/dossiers/${name}.yaml`);
    const at = await laneAndCourse({ lane: guestVehicle(dossier.text, "demo") });
    onTestFinished(() => at.close());
    at.ask("inspection", { dossier });
    at.clock.advanceBy(900_000);
    expect(at.records().map(({ verdict }) => verdict)).toEqual(["pass"]);
  },
);

test("a guest in the car passes, and papers that cannot be read are the door's to refuse", async () => {
  const at = await laneAndCourse({ course: guestDriver("demo") });
  onTestFinished(() => at.close());
  at.ask("exam", { dossier: readArtifact("config/dossiers/candidate-c1.yaml") });
  at.clock.advanceBy(900_000);
  expect(at.records().map(({ verdict }) => verdict)).toEqual(["pass"]);
  expect(guestVehicle("{", "demo").vehicle.axleLoadsKg).toHaveLength(2);
});
