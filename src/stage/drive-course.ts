import { type CourseSimulation, createCourseSimulation } from "../../simulators/course-simulation.ts";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { parseCourseText } from "../adapters/config/course-file.ts";
import { MemoryJournalStore } from "../adapters/disk/memory-journal-store.ts";
import type { CourseDrive, CourseDriveOrder, DriveFault } from "../cli/course-check.ts";
import type { Course } from "../core/exam/course.ts";
import { placeAt } from "../core/exam/ground/course-problem.ts";
import type { ResultDocument } from "../core/record/result-document.ts";
import type { SealedFinding } from "../core/record/told-finding.ts";
import type { AnyReason } from "../core/trade/reason-shape.ts";
import { reason } from "../core/trade/reasons.ts";
import { GENERAL } from "../core/trade/words/general-item.ts";
import { softwareIdentity } from "../runtime/software-identity.ts";
import { courseScenarioSchema } from "../scenario/course-scenario.ts";
import type { NewJob } from "../station/station-options.ts";
import { scenarioPath } from "./scenario-file.ts";
import { courseDevices } from "./station-devices.ts";
import { virtualResolver } from "./virtual-resolver.ts";
import { START_WALL_MS, virtualStation } from "./virtual-station.ts";

const SEED = 1;
const SETTLE_MS = 2_000;
const DRIVE_LIMIT_MS = 3_600_000;
/** Classes of cars with an automatic gearbox (自动挡). */
const AUTOMATIC: readonly string[] = ["C2", "C5"];

/** Somebody of the class who makes no mistake, in a car that has none, through the whole station in virtual time. */
export async function driveCourse(order: CourseDriveOrder): Promise<CourseDrive> {
  const clock = new VirtualClock(START_WALL_MS);
  const simulation = simulated(order, clock);
  if (simulation instanceof Error)
    return notDriven(reason("COURSE_NOT_DRIVABLE", { detail: firstLine(simulation) }));
  const { station, run } = virtualStation({
    seed: SEED,
    software: softwareIdentity(),
    store: new MemoryJournalStore(),
    clock,
    devices: courseDevices({
      validTo: "2099-12-31",
      sentences: simulation.sentences,
      boardProfile: scenarioPath("", "config/boards/exam-car-v1.yaml"),
      address: (role) => `sim:${role}`,
    }),
    sites: [],
    resolve: virtualResolver(
      { devices: simulation.devices, defects: simulation.defects, plc: null, lines: null },
      SEED,
      clock,
      clock,
    ),
    operator: simulation.operator,
  });
  station.start();
  // Opening a device is a promise; after this everything runs in virtual time alone.
  await new Promise((resolve) => setImmediate(resolve));
  clock.advanceBy(SETTLE_MS);
  station.open(jobOf(order), (opening) => {
    if (opening.kind === "refused") run.refused = opening;
  });
  if (run.refused === null) clock.runUntil(() => run.records.length > 0, DRIVE_LIMIT_MS);
  await station.stop();
  simulation.stop();
  const document = run.records[0]?.document;
  if (document === undefined) return notDriven(run.refused?.reason ?? reason("COURSE_DRIVE_NO_END", {}));
  return judged(document, parseCourseText(order.course, "course"));
}

function simulated(order: CourseDriveOrder, clock: VirtualClock): CourseSimulation | Error {
  const gearbox = AUTOMATIC.includes(order.licenceClass) ? "automatic" : "manual";
  try {
    return createCourseSimulation({
      scenario: courseScenarioSchema.parse({ car: { gearbox } }),
      seed: SEED,
      clock,
      timers: clock,
      courseText: order.course,
      vehicleText: order.vehicle,
    });
  } catch (cause) {
    // The driver plans his way by the route; one that he cannot follow is the course's fault, not ours.
    if (cause instanceof Error) return cause;
    throw cause;
  }
}

function firstLine({ message }: Error): string {
  return (message.split("\n")[0] ?? "").replace(/\.$/, "");
}

function jobOf({ course, vehicle, rulebook, licenceClass }: CourseDriveOrder): NewJob {
  const candidate = {
    name: "模拟考生",
    idMasked: "420106********1234",
    learnerCertificate: "420100123456",
    licenceClass,
    attempt: 1,
    examiner: "course-check",
  };
  const yaml = (text: string) => ({ text, mediaType: "application/yaml" });
  return {
    kind: "exam",
    dossier: yaml(JSON.stringify(candidate)),
    rulebooks: [{ ...yaml(rulebook), name: "rulebook" }],
    course: { text: course, mediaType: "application/geo+json" },
    vehicle: yaml(vehicle),
    seat: null,
    source: null,
  };
}

function notDriven(why: AnyReason): CourseDrive {
  const fault = { item: null, rule: null, because: [why], longitudeDeg: null, latitudeDeg: null };
  return { sound: false, verdict: null, points: null, faults: [fault] };
}

/** Items that the course does not lay out are told by its check; here counts what was driven. */
function judged({ verdict, score, items }: ResultDocument, course: Course): CourseDrive {
  const driven = items.filter(
    ({ item }) => item === GENERAL || course.items.some((one) => one.item === item),
  );
  const failed = driven.some(({ findings }) => findings.some(({ outcome }) => outcome === "fail"));
  const faults = driven.flatMap(({ item, verdict: own, reasons, findings }): DriveFault[] => {
    const of = item === GENERAL ? null : item;
    const broken = findings.flatMap((finding) => faultsOf(finding, of, course));
    // What the broken rule left undecided or undriven follows from it.
    if (failed) return broken.filter(({ outcome }) => outcome === "fail").map(({ fault }) => fault);
    if (broken.length > 0 || own === "pass") return broken.map(({ fault }) => fault);
    return [{ item: of, rule: null, because: reasons, longitudeDeg: null, latitudeDeg: null }];
  });
  return { sound: faults.length === 0, verdict, points: score?.points ?? null, faults };
}

/** A rule that was broken, or could not be decided. */
function faultsOf(
  finding: SealedFinding,
  item: string | null,
  course: Course,
): { readonly outcome: SealedFinding["outcome"]; readonly fault: DriveFault }[] {
  const { outcome } = finding;
  if (outcome !== "fail" && outcome !== "undecided") return [];
  const position = finding.deduction?.position ?? null;
  const place =
    position === null
      ? { longitudeDeg: null, latitudeDeg: null }
      : placeAt(course.frame, [position.eastM, position.northM]);
  return [{ outcome, fault: { item, rule: finding.rule, because: finding.arithmetic, ...place } }];
}
