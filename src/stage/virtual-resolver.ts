import type { Defects } from "../../simulators/kit/defects.ts";
import { createMemoryEndpoint, type MemoryEndpoint } from "../../simulators/kit/memory-endpoint.ts";
import type { PlcModel } from "../../simulators/kit/plc-model.ts";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { MemoryPlc } from "../../simulators/opcua/memory-plc.ts";
import type { PlcDefects } from "../../simulators/opcua/plc-defects.ts";
import type { SimDevice } from "../../simulators/sim-device.ts";
import { EdgeError } from "../errors.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { DigitalIo } from "../ports/digital-io.ts";
import type { DeviceConfig } from "../runtime/station-config.ts";
import type { DeviceResolver } from "../runtime/wire-devices.ts";
import { BAUD_RATES } from "./simulated-lane.ts";

export interface VirtualDevices {
  readonly devices: Readonly<Record<string, SimDevice>>;
  readonly defects: Readonly<Record<string, Defects>>;
  readonly plc: PlcModel | null;
  readonly plcDefects?: PlcDefects;
  readonly lines: DigitalIo | null;
}

/** `sim:` addresses within this process and in virtual time: bytes still take the time of their line and come in any cut. */
export function virtualResolver(
  sims: VirtualDevices,
  seed: number,
  clock: Clock,
  timers: Timers,
): DeviceResolver {
  return seatResolver(() => ({ name: "", sims }), seed, clock, timers);
}

/** A device stays the same over several lives of a station. `seat`: of several lanes and cars, the one that a device is in; each has its own chance. */
export function seatResolver(
  seat: (config: DeviceConfig) => { readonly name: string; readonly sims: VirtualDevices },
  seed: number,
  clock: Clock,
  timers: Timers,
): DeviceResolver {
  const missing = (what: string): EdgeError =>
    new EdgeError("ADDRESS_INVALID", `The simulation has no ${what}.`, { what });
  const endpoints = new Map<string, MemoryEndpoint>();
  return {
    channel(config) {
      const { name, sims } = seat(config);
      const device = sims.devices[config.role];
      if (device === undefined) throw missing(config.role);
      const known = endpoints.get(config.device);
      if (known !== undefined) return known;
      const endpoint = createMemoryEndpoint({
        device,
        clock,
        timers,
        random: new SeededRandom(seed, `${name}line ${config.role}`),
        baudRate: BAUD_RATES[config.role],
        defects: sims.defects[config.role],
        address: config.address,
      });
      endpoints.set(config.device, endpoint);
      return endpoint;
    },
    plc(config) {
      const { sims } = seat(config);
      if (sims.plc === null) throw missing(config.role);
      const { plcDefects: defects } = sims;
      return new MemoryPlc({ model: sims.plc, clock, timers, ...(defects === undefined ? {} : { defects }) });
    },
    lines(config) {
      const { sims } = seat(config);
      if (sims.lines === null) throw missing(config.role);
      return sims.lines;
    },
  };
}
