import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EXAM_CAR_V1 } from "../../simulators/firmata/board-profile.ts";
import { LaneIoBoard } from "../../simulators/firmata/lane-io-board.ts";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { serveTcpEndpoint, type TcpEndpoint } from "../../simulators/kit/tcp-endpoint.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import type { DeviceFault, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { SessionEffect } from "../../src/core/session.ts";
import { type LiveResolver, liveResolver } from "../../src/runtime/live-resolver.ts";
import { wireDevices } from "../../src/runtime/wire-devices.ts";
import { courseDevices } from "../../src/stage/station-devices.ts";
import type { DeviceLink } from "../../src/station/device-link.ts";
import { eventually } from "../support/eventually.ts";
import { demoCourse, demoVehicle, drive, ExamRun, legsOf } from "../support/exam-drive.ts";
import { ROOT } from "../support/source-tree.ts";

/**
 * Goal: what an exam session asks of the lamps reaches the pins of the board in the car, through johnny-five over
 * firmata-io on a real TCP connection and in real time, while evidence comes in on the same line.
 */
const LAMP_ITEM = 13;
const LAMP_FAULT = 12;
const WITHIN_MS = 3_000;
const clock = new SystemClock();
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const hooks = (): number[] => [
  ...["SIGINT", "SIGTERM", "exit", "uncaughtException", "unhandledRejection"].map((event) =>
    process.listenerCount(event),
  ),
  process.stdin.listenerCount("data"),
];
/** What would keep the process alive. */
const handles = (): string[] =>
  process.getActiveResourcesInfo().filter((kind) => kind.startsWith("TCP") || kind === "Timeout");

let hooksBefore: number[];
/** Of other files in this worker, whose connections may take their time to go. */
let handlesBefore: number;
let board: LaneIoBoard;
let served: TcpEndpoint | null = null;
let link: DeviceLink;
let resolver: LiveResolver;
let observations: Observation[];
let faults: DeviceFault[];

async function serve(port: number): Promise<TcpEndpoint> {
  const random = new SeededRandom(3, "car lamps");
  served = await serveTcpEndpoint({ device: board, clock, timers: clock, random, port });
  return served;
}

beforeEach(async () => {
  hooksBefore = hooks();
  handlesBefore = handles().length;
  board = new LaneIoBoard({ name: "board", profile: EXAM_CAR_V1, serial: 1 });
  observations = [];
  faults = [];
  const { port } = await serve(0);
  const config = courseDevices({
    validTo: "2099-12-31",
    sentences: [],
    boardProfile: join(ROOT, "config/boards/exam-car-v1.yaml"),
    address: () => `firmata:tcp://127.0.0.1:${port}`,
  }).filter((device) => device.role === "vehicle-io");
  resolver = liveResolver({ clock, timers: clock, log, simulatedLines: null });
  const [wired] = wireDevices(config, { clock, timers: clock, log, resolve: resolver, allSimulated: true });
  if (wired === undefined) throw new Error("the board was not wired");
  link = wired;
  link.start({
    onObservation: (_role, observation) => observations.push(observation),
    onFault: (_role, fault) => faults.push(fault),
  });
  await eventually("the board tells its lines", () => observations.length > 0, WITHIN_MS);
});

afterEach(async () => {
  link.stop();
  await served?.close();
  await eventually("no handle is left open", () => handles().length <= handlesBefore, WITHIN_MS);
  expect(hooks()).toEqual(hooksBefore);
});

const pins = () => [board.output(LAMP_ITEM), board.output(LAMP_FAULT)];
const lamps = async (item: boolean, fault: boolean): Promise<void> =>
  eventually(`lamps ${item} ${fault}`, () => pins().join() === [item, fault].join(), WITHIN_MS);

test("the lamps follow an exam, and evidence runs beside them", async () => {
  const run = new ExamRun();
  const told: SessionEffect[] = [];
  const perform = (): void => {
    for (const effect of run.effects.slice(told.length)) {
      told.push(effect);
      if (effect.kind === "output")
        expect(resolver.boardOutput("car-io-1", effect.line, effect.on)).toBe(true);
    }
  };
  const course = demoCourse();
  const legs = legsOf(course).filter((leg) => leg.item === "curve-1");
  const curve = drive(course, demoVehicle(), { legs });
  const half = Math.floor(curve.length / 2);
  run.command({ name: "begin" });
  run.observe(curve.slice(0, half));
  perform();
  await lamps(true, false);

  board.setLine("examiner-brake", true, clock.monoMs());
  await eventually(
    "the brake is told",
    () => observations.some((o) => o.kind === "digital" && o.line === "examiner-brake" && o.active),
    WITHIN_MS,
  );
  const fault = { code: "silent", raised: true, atMs: 0, detail: null } as const;
  run.feed({ kind: "fault", role: "gnss", fault: { device: asId("rover"), ...fault } });
  perform();
  await lamps(true, true);

  run.command({ name: "abort", reason: "other", note: "the end" });
  perform();
  await lamps(false, false);
  expect(observations.every((observation) => observation.quality === "good")).toBe(true);
  expect(faults).toEqual([]);
  expect(board.misuse).toEqual([]);
  expect(resolver.boardOutput("car-io-1", "lamp-go", true)).toBe(false);
});

test("a board that was away has its lamps off, and is told again when the fault is over", async () => {
  const { port } = served ?? { port: 0 };
  await eventually(
    "the lamp can be set",
    () => resolver.boardOutput("car-io-1", "lamp-item", true),
    WITHIN_MS,
  );
  await lamps(true, false);
  await served?.close();
  await eventually(
    "the loss is told",
    () => faults.some((f) => f.code === "disconnected" && f.raised),
    WITHIN_MS,
  );
  expect(resolver.boardOutput("car-io-1", "lamp-item", true)).toBe(false);
  await serve(port);
  await eventually("it is back", () => faults.at(-1)?.raised === false, WITHIN_MS);
  expect(resolver.boardOutput("car-io-1", "lamp-item", true)).toBe(true);
  await lamps(true, false);
});
