import type { DeviceIdentity } from "../core/journal/entry.ts";
import { asId } from "../core/quantities/ids.ts";
import type { ByteChannel } from "../ports/byte-channel.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import { benchTraits } from "../ports/device-model.ts";
import type { DigitalIo } from "../ports/digital-io.ts";
import type { Log } from "../ports/log.ts";
import type { Plc } from "../ports/plc.ts";
import type { DeviceLink } from "../station/device-link.ts";
import { InstrumentLink } from "../station/instrument-link.ts";
import { LinesLink } from "../station/lines-link.ts";
import { PlcLink } from "../station/plc-link.ts";
import type { Address } from "./addresses.ts";
import { modelOf } from "./device-catalogue.ts";
import { addressOf, isSaidSimulated } from "./simulation-gate.ts";
import type { DeviceConfig } from "./station-config.ts";

/** Turns an address into a port; the live station and the simulated one differ only here. */
export interface DeviceResolver {
  channel(device: DeviceConfig, address: Address): ByteChannel;
  plc(device: DeviceConfig, address: Address): Plc;
  lines(device: DeviceConfig, address: Address): DigitalIo;
}

export interface DeviceWiring {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly resolve: DeviceResolver;
  /** True where every device stands for a simulated one, whatever its address says (the demo speaks TCP to simulators). */
  readonly allSimulated: boolean;
}

export function wireDevices(devices: readonly DeviceConfig[], wiring: DeviceWiring): DeviceLink[] {
  return devices.map((device) => wireDevice(device, wiring));
}

export function identitiesOf(devices: readonly DeviceConfig[], allSimulated: boolean): DeviceIdentity[] {
  return devices.map((device) => {
    const bench = benchTraits(modelOf(device.model), device.options);
    return {
      role: device.role,
      device: asId<"device">(device.device),
      model: device.model,
      serial: device.serial,
      simulated: allSimulated || isSaidSimulated(device),
      calibration: device.calibration,
      ...(bench === null ? {} : { bench }),
    };
  });
}

function wireDevice(config: DeviceConfig, wiring: DeviceWiring): DeviceLink {
  const { clock, timers, log, resolve } = wiring;
  const device = asId<"device">(config.device);
  const { role, options } = config;
  const model = modelOf(config.model);
  const address = addressOf(config);
  switch (model.kind) {
    case "lines": {
      const lines = config.lines.filter((line) => line.direction === "in").map((line) => line.name);
      return new LinesLink({ role, device, io: resolve.lines(config, address), lines, clock, timers, log });
    }
    case "plc": {
      const session = model.create(device, options);
      return new PlcLink({ role, device, plc: resolve.plc(config, address), session, clock, timers, log });
    }
    case "bytes": {
      const session = model.create(device, options);
      const channel = resolve.channel(config, address);
      return new InstrumentLink({ role, device, channel, session, clock, timers });
    }
  }
}
