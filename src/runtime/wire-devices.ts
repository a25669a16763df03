import { boardProfileSchema } from "../../firmware-bridge/board-profile.ts";
import { createLaneIoSession } from "../../firmware-bridge/lane-io-session.ts";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import type { DeviceIdentity } from "../core/journal/entry.ts";
import { asId } from "../core/quantities/ids.ts";
import { EdgeError } from "../errors.ts";
import type { ByteChannel } from "../ports/byte-channel.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { DigitalIo } from "../ports/digital-io.ts";
import type { Log } from "../ports/log.ts";
import type { Plc } from "../ports/plc.ts";
import type { ProtocolSession } from "../ports/protocol-session.ts";
import { createBrakePlcSession } from "../protocols/brake-plc/brake-plc-session.ts";
import { createJxSideSlipSession } from "../protocols/jx-side-slip/session.ts";
import { createJxfzSession } from "../protocols/jxfz/session.ts";
import { createMettlerToledoSession } from "../protocols/mettler-toledo/session.ts";
import { createNha506Session } from "../protocols/nha-506/session.ts";
import { createNhd6109Session } from "../protocols/nhd-6109/session.ts";
import { createNmeaSession } from "../protocols/nmea/session.ts";
import type { DeviceLink } from "../station/device-link.ts";
import { InstrumentLink } from "../station/instrument-link.ts";
import { LinesLink } from "../station/lines-link.ts";
import { PlcLink } from "../station/plc-link.ts";
import { type Address, isSimulated, parseAddress } from "./addresses.ts";
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
  return devices.map((device) => ({
    role: device.role,
    device: asId<"device">(device.device),
    model: device.model,
    serial: device.serial,
    simulated: allSimulated || isSimulated(parseAddress(device.address)),
    calibration: device.calibration,
  }));
}

function wireDevice(config: DeviceConfig, wiring: DeviceWiring): DeviceLink {
  const { clock, timers, log, resolve } = wiring;
  const device = asId<"device">(config.device);
  const { role } = config;
  const address = parseAddress(config.address);
  if (config.model === "line-bank") {
    const lines = config.lines.filter((line) => line.direction === "in").map((line) => line.name);
    return new LinesLink({ role, device, io: resolve.lines(config, address), lines, clock, log });
  }
  if (config.model === "brake-plc") {
    const session = createBrakePlcSession({ device });
    return new PlcLink({ role, device, plc: resolve.plc(config, address), session, clock, timers, log });
  }
  const channel = resolve.channel(config, address);
  return new InstrumentLink({ role, device, channel, session: protocolOf(config), clock, timers });
}

function protocolOf(config: DeviceConfig): ProtocolSession {
  const device = asId<"device">(config.device);
  switch (config.model) {
    case "mettler-toledo":
      return createMettlerToledoSession({ device });
    case "jxfz":
      return createJxfzSession({ device });
    case "nhd-6109":
      return createNhd6109Session({ device });
    case "nha-506":
      return createNha506Session({ device });
    case "jx-side-slip":
      return createJxSideSlipSession({ device });
    case "gnss-nmea":
      return createNmeaSession({ device, expect: config.sentences });
    case "lane-io": {
      const profile = loadYamlFile(config.profile, boardProfileSchema, BYTES_MAX.board).value;
      return createLaneIoSession({ device, profile });
    }
    case "line-bank":
    case "brake-plc":
      throw new EdgeError(
        "CONFIG_INVALID",
        `The model ${config.model} does not speak over a byte stream.`,
        {},
      );
  }
}
