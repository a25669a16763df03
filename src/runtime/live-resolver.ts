import { createFirmataChannel, type FirmataChannel } from "../../firmware-bridge/firmata-channel.ts";
import { createOnoffLines } from "../adapters/gpio/onoff-lines.ts";
import { createOpcUaPlc } from "../adapters/opcua/opcua-plc.ts";
import { createSerialChannel } from "../adapters/serial/serial-channel.ts";
import { createTcpChannel } from "../adapters/tcp/tcp-channel.ts";
import { EdgeError } from "../errors.ts";
import type { ByteChannel } from "../ports/byte-channel.ts";
import type { Clock, Timers } from "../ports/clock.ts";
import type { DigitalIo } from "../ports/digital-io.ts";
import type { Log } from "../ports/log.ts";
import type { SimulatorLine } from "../ports/simulator-line.ts";
import type { Address } from "./addresses.ts";
import { boardFileOf, loadBoard, modelOf } from "./device-catalogue.ts";
import { plcSecurity } from "./plc-security.ts";
import type { SimulationGate } from "./simulation-gate.ts";
import { type DeviceConfig, PLC_NAMESPACE } from "./station-config.ts";
import { lineName } from "./station-sites.ts";
import type { DeviceResolver } from "./wire-devices.ts";

export interface LiveResolver extends DeviceResolver {
  /** Sets an output of this device's board; false where it has no such. */
  boardOutput(device: string, line: string, on: boolean): boolean;
}

export interface LiveResolverOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** `sim:` line banks of a demo station. */
  readonly simulatedLines: DigitalIo | null;
  /** Where simulated and real devices are told apart; absent: all are what the caller says. */
  readonly gate?: SimulationGate;
  /** Simulators behind the station's own addresses. */
  readonly simulators?: SimulatorLine | null;
}

/** Real technology behind the ports. */
export function liveResolver(options: LiveResolverOptions): LiveResolver {
  const { clock, timers, log } = options;
  const boards = new Map<string, FirmataChannel>();
  const bytes = (address: Address): ByteChannel => {
    if (address.kind === "tcp") return createTcpChannel({ host: address.host, port: address.port, clock });
    if (address.kind === "serial") {
      const { path, baudRate, parity, dataBits, stopBits } = address;
      return createSerialChannel({ path, baudRate, parity, dataBits, stopBits, clock });
    }
    throw new EdgeError("ADDRESS_INVALID", `A byte stream cannot be opened at a ${address.kind} address.`, {
      address,
    });
  };
  return {
    channel(config, address) {
      const gated = (inner: ByteChannel): ByteChannel => options.gate?.channel(config, inner) ?? inner;
      if (address.kind !== "firmata") return gated(bytes(address));
      const file = boardFileOf(config);
      if (file === null)
        throw new EdgeError("ADDRESS_INVALID", `The model ${config.model} is not behind a board.`, {
          address,
        });
      const inner = gated(bytes(address.over));
      const board = createFirmataChannel({ inner, profile: loadBoard(file), timers, log });
      boards.set(config.device, board);
      return board;
    },
    plc(config, address) {
      if (address.kind !== "opcua")
        throw new EdgeError("ADDRESS_INVALID", "A PLC needs an opc.tcp:// address.", { address });
      const plc = createOpcUaPlc({
        endpoint: address.endpoint,
        namespaceUri: config.opcua?.namespaceUri ?? PLC_NAMESPACE,
        clock,
        timers,
        log,
        security: plcSecurity(config),
      });
      return options.gate?.plc(config, plc) ?? plc;
    },
    lines: (config, address) => linesAt(config, address, options),
    boardOutput(device, line, on) {
      const board = boards.get(device);
      if (board === undefined) return false;
      try {
        return board.setOutput(line, on) !== "unknown";
      } catch (error) {
        if (error instanceof EdgeError && error.code === "GPIO_LINE_UNKNOWN") return false;
        throw error;
      }
    },
  };
}

function linesAt(config: DeviceConfig, address: Address, options: LiveResolverOptions): DigitalIo {
  if (address.kind === "sim" && options.simulatedLines !== null) return options.simulatedLines;
  if (address.kind === "sim" && options.simulators) return options.simulators.bank(address.name);
  if (address.kind !== "gpio")
    throw new EdgeError("ADDRESS_INVALID", "A bank of lines needs a gpio: address.", { address });
  const model = modelOf(config.model);
  const debounceMs = model.kind === "lines" ? model.debounceMs(config.options) : 0;
  return createOnoffLines({
    clock: options.clock,
    lines: config.lines.map((configured) => {
      const { direction, line, activeLow } = configured;
      const name = lineName(configured);
      if (line === undefined) {
        throw new EdgeError("CONFIG_INVALID", `The line ${name} of ${config.device} has no GPIO number.`, {
          name,
        });
      }
      return { name, direction, line, activeLow: activeLow === true, debounceMs };
    }),
  });
}
