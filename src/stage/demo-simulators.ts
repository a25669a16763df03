import { join } from "node:path";
import { type CourseSimulation, createCourseSimulation } from "../../simulators/course-simulation.ts";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { serveTcpEndpoint } from "../../simulators/kit/tcp-endpoint.ts";
import { createLaneSimulation, type LaneSimulation } from "../../simulators/lane-simulation.ts";
import { startPlcServer } from "../../simulators/opcua/plc-server.ts";
import type { SimDevice } from "../../simulators/sim-device.ts";
import { readArtifact } from "../adapters/config/artifact-file.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { DigitalIo } from "../ports/digital-io.ts";
import type { OperatorFeed } from "../ports/operator-feed.ts";
import { packageRoot } from "../runtime/package-files.ts";
import { type DeviceConfig, PLC_NAMESPACE } from "../runtime/station-config.ts";
import type { DemoSubjects } from "../scenario/demo-subjects-schema.ts";
import { openSerialLines } from "./serial-lines.ts";
import { BAUD_RATES, laneLineBank } from "./simulated-lane.ts";
import { courseDevices, laneDevices } from "./station-devices.ts";

export interface DemoSimulators {
  readonly devices: DeviceConfig[];
  readonly lines: DigitalIo;
  readonly lane: LaneSimulation;
  readonly course: CourseSimulation;
  /** Whoever works at the lane and whoever sits in the exam car; each obeys the prompts that are theirs. */
  readonly people: OperatorFeed;
  close(): Promise<void>;
}

export const DEMO_COURSE = "config/courses/demo-c1.geojson";
export const DEMO_VEHICLE = "config/vehicles/santana-c1.yaml";

/** Prompts for whoever sits in the exam car; all others are for whoever works at the lane. */
const COURSE_ACTIONS: ReadonlySet<string> = new Set(["drive-off", "item-begin", "item-again", "test-over"]);

export interface DemoSimulatorsOptions {
  readonly clock: Clock & Timers;
  readonly subjects: DemoSubjects;
  readonly bench: "serial" | "plc";
  /** `pty`: each serial instrument behind a serial device file, as on real lines; needs socat. */
  readonly line: "tcp" | "pty";
  readonly seed: number;
}

/**
 * One lane and one course in real time, each instrument on a TCP port or a serial line of its own, the brake bench behind
 * an OPC UA server or a serial one. Throws EdgeError PROGRAM_MISSING for `pty` without socat.
 */
export async function startDemoSimulators(options: DemoSimulatorsOptions): Promise<DemoSimulators> {
  const { clock, subjects, bench, seed } = options;
  const root = packageRoot();
  const { inspection, exam } = subjects.first;
  const lane = createLaneSimulation({ scenario: inspection.world, seed, clock, timers: clock });
  const course = createCourseSimulation({
    scenario: exam.world,
    seed,
    clock,
    timers: clock,
    courseText: readArtifact(join(root, DEMO_COURSE)).text,
    vehicleText: readArtifact(join(root, DEMO_VEHICLE)).text,
  });
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    lane.stop();
    course.stop();
    for (const end of closers.reverse()) await end();
  };
  try {
    const addresses = await serveDevices(lane, course, options, closers);
    const address = (role: string): string => addresses.get(role) ?? "";
    const validTo = "2099-12-31";
    const boardProfile = join(root, "config/boards/exam-car-v1.yaml");
    const devices = [
      ...laneDevices({ bench, validTo, address }),
      ...courseDevices({ validTo, sentences: course.sentences, boardProfile, address }),
    ];
    const lines = laneLineBank(lane, clock, clock);
    return { devices, lines, lane, course, people: peopleOf(lane, course), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function peopleOf(lane: LaneSimulation, course: CourseSimulation): OperatorFeed {
  return {
    show(prompt, atMs, job) {
      const who = COURSE_ACTIONS.has(prompt.action) ? course.operator : lane.operator;
      who.show(prompt, atMs, job);
    },
  };
}

/** Addresses by role. What has started stands in `closers`, also when a later part fails. */
async function serveDevices(
  lane: LaneSimulation,
  course: CourseSimulation,
  { clock, bench, line, seed }: DemoSimulatorsOptions,
  closers: (() => Promise<void>)[],
): Promise<Map<string, string>> {
  const sims: Record<string, SimDevice> = { ...lane.devices, ...course.devices };
  const defects: Record<string, Parameters<typeof serveTcpEndpoint>[0]["defects"]> = {
    ...lane.defects,
    ...course.defects,
  };
  const ports = new Map<string, number>();
  for (const [role, device] of Object.entries(sims)) {
    if (role === "brake-bench" && bench === "plc") continue;
    const endpoint = await serveTcpEndpoint({
      device,
      clock,
      timers: clock,
      random: new SeededRandom(seed, `line ${role}`),
      baudRate: BAUD_RATES[role],
      defects: defects[role],
      port: 0,
    });
    closers.push(() => endpoint.close());
    ports.set(role, endpoint.port);
  }
  const serial = line === "pty" ? await openSerialLines(ports) : null;
  if (serial !== null) closers.push(() => serial.close());
  const addresses = new Map<string, string>([["lane-beams", "sim:beams"]]);
  for (const [role, port] of ports) {
    const address = serial?.addresses.get(role) ?? `tcp://127.0.0.1:${port}`;
    addresses.set(role, role === "vehicle-io" ? `firmata:${address}` : address);
  }
  if (bench === "plc") {
    const server = await startPlcServer({
      model: lane.brakePlc,
      namespaceUri: PLC_NAMESPACE,
      clock,
      timers: clock,
    });
    closers.push(() => server.stop());
    addresses.set("brake-bench", server.endpoint);
  }
  return addresses;
}
