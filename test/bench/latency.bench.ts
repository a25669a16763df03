import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { gga, HONEST, hpr, rmc, type Solution } from "../../simulators/gnss/sentences.ts";
import { startBroker } from "../../simulators/registry/broker.ts";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { startDemoSimulators } from "../../src/stage/demo-simulators.ts";
import { loadDemoSubjects } from "../../src/stage/demo-subjects.ts";
import type { LiveMessage } from "../../src/station/live-message.ts";
import { buildPrograms } from "../support/build-once.ts";
import { WITNESS_SEED } from "../support/delivery-world.ts";
import { eventually } from "../support/eventually.ts";
import { AS_BUILT, LoadedStation } from "../support/loaded-station.ts";
import { ROOT } from "../support/source-tree.ts";
import { writeStationFile } from "../support/station-file.ts";
import type { Measure } from "./main.ts";

/**
 * Last byte of a sample written to a TCP socket, to the message at a WebSocket client of the console. The station is
 * `proofmark start` in a process of its own, with photo-beams that see nothing, with its journal on the disk of the temporary folder; receiver, bench and page are
 * in this one. An inspection and an exam run at once. Usage: npm run bench latency
 */
const GNSS_HZ = 20;
const FORCE_HZ = 100;
const MEASURED_S = 12;
const WARM_UP_S = 3;
const FORCE_VALUES = 9_000;

export async function bench(): Promise<Measure[]> {
  const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
  const service = new RegistryService({ witnessSeed: WITNESS_SEED, stations: [] });
  const broker = await startBroker({ port: 0 });
  const gnss = await listen();
  const brakes = await listen();
  // The rest of the lane says nothing, so the inspection waits for it as long as the measurement takes.
  const silent = await listen();
  // An exam wants its car's board too.
  const sims = await startDemoSimulators({
    clock: new SystemClock(),
    subjects: loadDemoSubjects(),
    ...{ bench: "serial", line: "tcp", seed: 1 },
  });
  const board = sims.devices.filter(({ role }) => role === "vehicle-io");
  const file = writeStationFile({
    directory,
    others: board.map((device) => ({
      ...device,
      options: { profile: join(ROOT, "config/boards/exam-car-v1.yaml") },
    })),
    brokerUrl: broker.url,
    beams: "sim:beams",
    witness: { name: service.witnessName, spki: service.witnessSpki },
    ports: {
      gnss: gnss.port,
      "brake-bench": brakes.port,
      "axle-scale": silent.port,
      "headlamp-tester": silent.port,
      "gas-analyser": silent.port,
    },
  });
  buildPrograms();
  const station = new LoadedStation({
    file,
    program: AS_BUILT,
    show: () => undefined,
    starting: () => undefined,
  });
  try {
    await station.up();
    await eventually("its instruments are called", () => gnss.socket() !== null && brakes.socket() !== null);
    return await measure(station, gnss, brakes);
  } finally {
    await station.interrupt();
    for (const { server } of [gnss, brakes, silent]) server.close();
    await sims.close();
    await broker.close();
    rmSync(directory, { recursive: true });
  }
}

interface Instrument {
  readonly server: Server;
  readonly port: number;
  socket(): Socket | null;
}

async function listen(): Promise<Instrument> {
  let station: Socket | null = null;
  const server = createServer((socket) => {
    station = socket.setNoDelay(true).on("error", () => undefined);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return { server, port: address.port, socket: () => station };
}

async function measure(
  { url, visit }: LoadedStation,
  gnss: Instrument,
  brakes: Instrument,
): Promise<Measure[]> {
  for (const kind of ["inspection", "exam"]) {
    const answer = await fetch(`${url}/api/jobs`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(await visit.headers()) },
      body: JSON.stringify({ kind }),
    });
    if (answer.status !== 201) throw new Error(`no ${kind}: ${await answer.text()}`);
  }
  const sentMs = new Map<string, number>();
  const latencies: { readonly kind: "pose" | "force"; readonly ms: number }[] = [];
  const page = new WebSocket(`${url.replace("http", "ws")}/ws`, { headers: await visit.headers() });
  page.on("message", (data) => {
    const nowMs = performance.now();
    for (const [kind, key] of keysOf(JSON.parse(String(data)) as LiveMessage)) {
      const fromMs = sentMs.get(key);
      sentMs.delete(key);
      if (fromMs !== undefined) latencies.push({ kind, ms: nowMs - fromMs });
    }
  });
  await once(page, "open");
  await send(WARM_UP_S, gnss, brakes, sentMs);
  latencies.length = 0;
  sentMs.clear();
  await send(MEASURED_S, gnss, brakes, sentMs);
  await new Promise((resolve) => setTimeout(resolve, 500));
  page.close();
  const of = (kind: "pose" | "force"): number[] =>
    latencies.filter((one) => one.kind === kind).map(({ ms }) => ms);
  // Epochs that became durable together are told as the last pose of them, so only forces can be counted.
  const lost = [...sentMs.keys()].filter((key) => key.startsWith("force")).length;
  return [
    ...percentiles("GNSS epoch", of("pose")),
    ...percentiles("brake force", of("force")),
    { name: "wire to console, forces that never came", value: lost, unit: "samples", atMost: 0 },
  ];
}

function* keysOf(message: LiveMessage): Iterable<readonly ["pose" | "force", string]> {
  if (message.type === "pose") yield ["pose", `pose ${message.pose.utcMs}`];
  if (message.type === "force") for (const [, leftN] of message.samples) yield ["force", `force ${leftN}`];
}

/** Both at their rates, for so many seconds; when the last byte of each sample was handed to the socket goes into `sentMs`. */
async function send(
  seconds: number,
  gnss: Instrument,
  brakes: Instrument,
  sentMs: Map<string, number>,
): Promise<void> {
  const startMs = performance.now();
  // Receivers tell whole epochs of their own clock.
  const firstUtcMs = Math.ceil(Date.now() / 1000) * 1000;
  let epochs = 0;
  let forces = 0;
  while (performance.now() - startMs < seconds * 1000) {
    const goneMs = performance.now() - startMs;
    if (goneMs * GNSS_HZ >= epochs * 1000) {
      const utcMs = firstUtcMs + epochs++ * (1000 / GNSS_HZ);
      const at = solution(utcMs);
      gnss.socket()?.write(`${gga(at)}${rmc(at)}${hpr(at)}`);
      sentMs.set(`pose ${utcMs}`, performance.now());
    }
    if (goneMs * FORCE_HZ >= forces * 1000) {
      const forceDaN = 1 + (forces++ % FORCE_VALUES);
      brakes.socket()?.write(forceFrames(forceDaN));
      sentMs.set(`force ${forceDaN * 10}`, performance.now());
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Standing still on the course, fixed. */
function solution(utcMs: number): Solution {
  return {
    ...{
      utcMs,
      latitudeDeg: 30.5,
      longitudeDeg: 114.4,
      heightM: 25,
      geoidM: -13.2,
      fix: "fixed",
      satellites: 30,
    },
    ...{ correctionAgeS: 1, station: 1, speedMPerS: 0, courseDeg: 0, velocityEnu: [0, 0, 0] },
    ...{ headingDeg: 90, pitchDeg: 0, headingFix: "fixed", headingSatellites: 25, ...HONEST },
  };
}

/** Left, then right, of one sampling instant. */
function forceFrames(forceDaN: number): Uint8Array {
  const high = bcd(Math.floor(forceDaN / 100));
  const low = bcd(forceDaN % 100);
  return Uint8Array.of(0xaa, high, low, 0xee, 0xbb, high, low, 0xee);
}

function bcd(value: number): number {
  return (Math.floor(value / 10) << 4) | (value % 10);
}

function percentiles(what: string, latencies: number[]): Measure[] {
  const sorted = latencies.sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
  return [
    { name: `wire to console, ${what}, p50 of ${sorted.length}`, value: at(0.5), unit: "ms" },
    { name: `wire to console, ${what}, p99`, value: at(0.99), unit: "ms", atMost: 10 },
  ];
}
