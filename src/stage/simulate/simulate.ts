import { SystemClock } from "../../adapters/clock/system-clock.ts";
import type { CliIo } from "../../cli/command.ts";
import type { SimulateOptions } from "../../cli/simulate.ts";
import { reason } from "../../core/trade/reasons.ts";
import type { FromSimulator, FromStation } from "../../ports/simulator-line.ts";
import { makeDirectory } from "../../runtime/data-directory.ts";
import { endOf, type Stop, untilStopped } from "../../runtime/shutdown.ts";
import { refuseUnsaid } from "../../runtime/simulation-gate.ts";
import { simulatorsDirectory } from "../../runtime/simulators-behind.ts";
import { loadStationConfig, type StationConfig } from "../../runtime/station-config.ts";
import { FaultBoard } from "./fault-board.ts";
import { FirstCall } from "./first-call.ts";
import { Guests } from "./guests.ts";
import { type Hosts, hostsOf, refuseNothing } from "./hosts.ts";
import { hostRegistry } from "./registry-host.ts";
import { openStationSocket, type StationSocket } from "./station-socket.ts";
import { readTerminal } from "./terminal.ts";

type Closer = () => Promise<void>;

interface Simulation {
  readonly options: SimulateOptions;
  readonly config: StationConfig;
  readonly clock: SystemClock;
  readonly hosts: Hosts;
  readonly io: CliIo;
  readonly stop: Stop;
  /** What has started, also when a later part fails. */
  readonly closers: Closer[];
}

/** Simulators behind the addresses of a station file, until they are stopped. */
export async function runSimulate(options: SimulateOptions, io: CliIo): Promise<number> {
  const config = loadStationConfig(options.config);
  refuseUnsaid(options.config, config.devices);
  const clock = new SystemClock();
  const hosts = hostsOf(config, options, clock);
  refuseNothing(options, hosts);
  const stop = untilStopped();
  const closers: Closer[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
  };
  try {
    await open({ options, config, clock, hosts, io, stop, closers });
    await stop.stopped;
    io.out("Stopping the simulators.");
    return await endOf(stop, closeAll);
  } catch (cause) {
    return await endOf({ failure: cause as Error }, closeAll);
  } finally {
    stop.dispose();
  }
}

async function open(simulation: Simulation): Promise<void> {
  const { options, config, clock, hosts, io, stop, closers } = simulation;
  const { what, keys } = options;
  const tell = (line: string): void => io.out(line);
  makeDirectory(config.data);
  if (what === "registry" || (what === "station" && options.registry)) {
    const registry = await hostRegistry({ config, keys, clock, tell, onFailed: (cause) => stop.fail(cause) });
    closers.push(() => registry.close());
    tell(`  broker at ${config.registry.url}`);
  }
  const all = [...hosts.lanes, ...hosts.cars];
  for (const host of all) {
    closers.push(() => host.close());
    await host.open();
  }
  for (const { config: device } of all.flatMap(({ hosted }) => hosted))
    tell(`  ${device.device} (${device.role}) at ${device.address}`);
  for (const device of hosts.real)
    tell(
      `  ${device.device} (${device.role}) at ${device.address} is a real device by the station file: left alone`,
    );
  await openToStation(simulation);
  tell(`Simulators of ${config.station} are up. The station: npx proofmark start --config ${options.config}`);
  tell("Type help and Enter for what can be done here, Ctrl-C to stop.");
}

/** The station finds the simulators, its people hear what it asks for, and the terminal is read. */
async function openToStation(simulation: Simulation): Promise<void> {
  const { options, config, clock, hosts, io, stop, closers } = simulation;
  const { lanes, cars } = hosts;
  const devices = [...lanes, ...cars].flatMap(({ hosted }) => hosted);
  const faults = new FaultBoard();
  for (const car of cars)
    car.onChange = () => void faults.again(car.hosted).catch((cause: Error) => stop.fail(cause));
  let hearsCalls: boolean | null = null;
  let socket: StationSocket | null = null;
  const guests = new Guests({
    config,
    lanes,
    cars,
    courseTextOf: hosts.courseTextOf,
    delayFactor: 1 / options.speed,
    tell: (message) => socket?.tell(message),
    hearsCalls: () => hearsCalls,
  });
  const people = new People(simulation, (line) => io.out(line));
  const first = new FirstCall(clock, (call) => socket?.tell(call));
  closers.push(async () => first.stop());
  let isFirst = true;
  socket = await openStationSocket({
    directory: simulatorsDirectory(config.data),
    addresses: devices.map((device) => device.config.address),
    came: (tell) => {
      io.out("  the station is there");
      for (const lane of lanes) for (const message of lane.levels()) tell(message);
    },
    gone: () => {
      hearsCalls = null;
      io.out("  the station is gone; the simulators wait for it");
    },
    hear: (message) => {
      if (message.type === "station") {
        hearsCalls = message.hearsCalls;
        if (isFirst && hearsCalls && options.calls) first.begin(guests.calls());
        isFirst = false;
      } else if (message.type !== "not-called") people.hear(message);
      else if (!first.isCalling) io.out(`  not called ${whereTo(message)}: ${message.why}`);
      if (message.type === "job") first.taken(message);
    },
  });
  const line = socket;
  closers.push(() => line.close());
  for (const lane of lanes) lane.onLine((message: FromSimulator) => line.tell(message));
  if (devices.length > 0) for (const told of guests.first()) io.out(`  ${told}`);
  const lines = readTerminal({
    ...{ io, devices, faults, guests },
    stop: () => stop.request(),
    fail: (cause) => stop.fail(cause),
  });
  closers.push(async () => lines.close());
}

/** `next` alone calls to every place, and each answers for itself. */
function whereTo({ site, car }: { readonly site: string; readonly car: string | null }): string {
  return car === null ? `to ${site}` : `to car ${car} of ${site}`;
}

/** Drivers and candidates: each hears what is asked of the job that is theirs, in the order in which it was told. */
class People {
  readonly #hosts: Hosts;
  readonly #tell: (line: string) => void;
  /** Told before the job itself. */
  readonly #early = new Map<string, Extract<FromStation, { type: "prompt" }>[]>();

  constructor({ hosts }: Simulation, tell: (line: string) => void) {
    this.#hosts = hosts;
    this.#tell = tell;
  }

  hear(message: FromStation): void {
    const { lanes, cars } = this.#hosts;
    if (message.type === "output") for (const lane of lanes) lane.output(message);
    if (message.type === "prompt") this.#prompt(message);
    if (message.type !== "job") return;
    for (const lane of lanes) if (lane.site === message.site) lane.job(message);
    for (const car of cars) if (car.site === message.site && car.car === message.car) car.job(message);
    const early = this.#early.get(message.job) ?? [];
    this.#early.delete(message.job);
    if (!message.isOver) for (const prompt of early) this.#prompt(prompt);
  }

  #prompt(message: Extract<FromStation, { type: "prompt" }>): void {
    const { lanes, cars } = this.#hosts;
    const { job, prompt } = message;
    const heard = { ...prompt, item: null, text: reason("SYSTEM_SAID", { text: "" }) };
    if ([...lanes, ...cars].some((host) => host.prompt(job, heard))) {
      for (const host of [...lanes, ...cars])
        for (const what of host.takeMisunderstood()) this.#tell(`  not understood: ${what}`);
    } else this.#early.set(job, [...(this.#early.get(job) ?? []), message].slice(-10));
  }
}
