import type { LineBank } from "../../../simulators/gpio/line-bank.ts";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { createLaneTraffic, type LaneTraffic } from "../../../simulators/lane-traffic.ts";
import type { Clock, Timers } from "../../ports/clock.ts";
import type { Prompt } from "../../ports/operator-feed.ts";
import type { FromSimulator, FromStation, SimulatedJob } from "../../ports/simulator-line.ts";
import { modelOf } from "../../runtime/device-catalogue.ts";
import { addressOf } from "../../runtime/simulation-gate.ts";
import type { DeviceConfig } from "../../runtime/station-config.ts";
import { lineName } from "../../runtime/station-sites.ts";
import { LANE_ROLES, type LaneRole } from "../../scenario/lane-scenario.ts";
import { laneLineBank } from "../simulated-lane.ts";
import { type HostedDevice, hostBytes, hostPlc, impossible } from "./device-host.ts";
import { instrumentsOf } from "./instrument-settings.ts";
import { type ComingVehicle, soundVehicle } from "./subject-kinds.ts";

export interface LaneHostOptions {
  readonly site: string;
  readonly positions: Parameters<typeof createLaneTraffic>[0]["positions"];
  /** Those of this lane that the station file calls simulated. */
  readonly devices: readonly DeviceConfig[];
  readonly seed: number;
  readonly delayFactor: number;
  readonly clock: Clock & Timers;
}

/** One lane at the station's own addresses, and the people in it, who do what the station asks. */
export class LaneHost {
  readonly site: string;
  readonly hosted: HostedDevice[] = [];
  readonly #options: LaneHostOptions;
  readonly #traffic: LaneTraffic;
  readonly #banks = new Map<string, LineBank>();
  readonly #devices: readonly DeviceConfig[];
  readonly #coming = new Map<string, ComingVehicle>();
  readonly #there = new Set<string>();
  #tell: (message: FromSimulator) => void = () => undefined;
  readonly #pulled = new Set<string>();

  constructor(options: LaneHostOptions) {
    this.#options = options;
    this.site = options.site;
    this.#devices = options.devices;
    const { positions, seed, clock, site } = options;
    this.#traffic = createLaneTraffic({
      positions,
      instruments: instrumentsOf(options.devices),
      seed: seed + [...site].reduce((sum, letter) => sum + letter.charCodeAt(0), 0),
      clock,
      timers: clock,
    });
  }

  /** Throws what the hosting of a device throws; what has started stands in `hosted`. */
  async open(): Promise<void> {
    for (const config of this.#devices) this.hosted.push(await this.#host(config));
  }

  /** Whoever has this plate will be this vehicle. */
  expect(vehicle: ComingVehicle): void {
    this.#coming.set(vehicle.plate, vehicle);
  }

  job({ job, subject, isOver }: SimulatedJob): void {
    if (isOver || this.#there.has(job)) return;
    this.#there.add(job);
    const world =
      this.#coming.get(subject.plate ?? "")?.world ?? soundVehicle(subject, this.#options.delayFactor);
    this.#traffic.arrive(job, world);
  }

  prompt(job: string, prompt: Prompt): boolean {
    if (!this.#there.has(job)) return false;
    this.#traffic.show(job, prompt);
    return true;
  }

  /** An output of one of its banks. */
  output({ bank, line, on }: Extract<FromStation, { type: "output" }>): void {
    this.#banks.get(bank)?.write(line, on);
  }

  /** What stands on its lines now. */
  levels(): FromSimulator[] {
    return this.#devices.flatMap((config): FromSimulator[] => {
      const bank = bankOf(config);
      if (bank !== null && this.#pulled.has(bank)) return [{ type: "bank", bank, isThere: false }];
      const lines = bank === null ? undefined : this.#banks.get(bank);
      if (bank === null || lines === undefined) return [];
      return inputsOf(config).map((line) => ({ type: "line", bank, line, active: lines.level(line) }));
    });
  }

  /** Each change of an input, to the station. */
  onLine(tell: (message: FromSimulator) => void): void {
    this.#tell = tell;
    for (const config of this.#devices) {
      const bank = bankOf(config);
      const lines = bank === null ? undefined : this.#banks.get(bank);
      if (bank === null || lines === undefined) continue;
      for (const line of inputsOf(config))
        lines.watch(line, ({ active }) => {
          if (!this.#pulled.has(bank)) tell({ type: "line", bank, line, active });
        });
    }
  }

  /** What its people did not understand, each once. */
  takeMisunderstood(): string[] {
    return (this.#traffic.misunderstood as string[]).splice(0);
  }

  async close(): Promise<void> {
    this.#traffic.stop();
    for (const device of this.hosted.splice(0).reverse()) await device.close();
  }

  async #host(config: DeviceConfig): Promise<HostedDevice> {
    const { clock, seed, site } = this.#options;
    if (config.role === "lane-beams") return this.#hostBank(config);
    const role = LANE_ROLES.find((known) => known === config.role);
    if (role === undefined) throw impossible(config, "no instrument of a lane is simulated for this role");
    if (modelOf(config.model).kind === "plc")
      return hostPlc({ config, clock, timers: clock, model: this.#traffic.brakePlc });
    const random = new SeededRandom(seed, `${site} line ${role}`);
    return hostBytes({ config, clock, timers: clock, random, ...this.#simulated(role) });
  }

  #simulated(role: LaneRole) {
    return { device: this.#traffic.devices[role], defects: this.#traffic.defects[role] };
  }

  async #hostBank(config: DeviceConfig): Promise<HostedDevice> {
    const bank = bankOf(config);
    if (bank === null)
      throw impossible(
        config,
        "lines of this machine's own cannot be simulated; sim:NAME is a simulated bank",
      );
    const { clock } = this.#options;
    const model = modelOf(config.model);
    const debounceMs = model.kind === "lines" ? model.debounceMs(config.options) : 0;
    const lines = laneLineBank(this.#traffic, clock, clock, { lines: config.lines, debounceMs });
    await lines.open();
    this.#banks.set(bank, lines);
    return {
      config,
      defects: null,
      plcDefects: null,
      unplug: async () => {
        this.#pulled.add(bank);
        this.#tell({ type: "bank", bank, isThere: false });
      },
      plug: async () => {
        this.#pulled.delete(bank);
        this.#tell({ type: "bank", bank, isThere: true });
        for (const message of this.levels()) this.#tell(message);
      },
      close: async () => lines.close(),
    };
  }
}

export function bankOf(config: DeviceConfig): string | null {
  const address = addressOf(config);
  return config.role === "lane-beams" && address.kind === "sim" ? address.name : null;
}

function inputsOf({ lines }: DeviceConfig): string[] {
  return lines.filter(({ direction }) => direction === "in").map(lineName);
}
