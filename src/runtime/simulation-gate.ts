import { realpathSync } from "node:fs";
import { isIPv4 } from "node:net";
import type { Reason } from "../core/trade/reasons.ts";
import { reason } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { ByteChannel } from "../ports/byte-channel.ts";
import type { TimerHandle, Timers } from "../ports/clock.ts";
import type { Plc } from "../ports/plc.ts";
import type { SimulatorLine } from "../ports/simulator-line.ts";
import { type Address, isSimulated, parseAddress } from "./addresses.ts";
import { modelOf } from "./device-catalogue.ts";
import { lineInFile } from "./named-files.ts";
import type { DeviceConfig } from "./station-config.ts";

/**
 * Keeps simulated devices and real ones apart (docs/decisions/0020-simulate.md). Simulators stand on loopback, behind pseudo terminals and at `sim:`
 * names alone, and say where they stand; so whatever is called simulated has to be one of these, and whatever could be one has to be called one or the other.
 */

/** Could a simulator stand there? `by-its-file`: where it is opened, the file of the line tells. */
export function reachOf(address: Address): "always" | "here" | "by-its-file" | "never" {
  switch (address.kind) {
    case "sim":
      return "always";
    case "gpio":
      return "never";
    case "serial":
      return "by-its-file";
    case "firmata":
      return reachOf(address.over);
    case "tcp":
      return isLoopbackHost(address.host) ? "here" : "never";
    case "opcua":
      return isLoopbackHost(new URL(address.endpoint.replace(/^opc\.tcp:/, "http:")).hostname)
        ? "here"
        : "never";
  }
}

export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "");
  return bare === "localhost" || bare === "::1" || (isIPv4(bare) && bare.startsWith("127."));
}

export function addressOf({ address, model }: Pick<DeviceConfig, "address" | "model">): Address {
  return parseAddress(address, modelOf(model).line);
}

/** What the record says of it. */
export function isSaidSimulated(device: DeviceConfig): boolean {
  return device.simulated === true || isSimulated(addressOf(device));
}

/** Before a start on real devices. Throws EdgeError SIMULATION_UNSAID, naming the device and what it has to say. */
export function refuseUnsaid(file: string, devices: readonly DeviceConfig[]): void {
  for (const [at, device] of devices.entries()) {
    const wrong = whyUnsaid(device);
    if (wrong === null) continue;
    const { device: name, address } = device;
    const line = lineInFile(file, ["devices", at, "address"]);
    const place = line === null ? file : `${file}:${line}`;
    throw new EdgeError("SIMULATION_UNSAID", `${place}: ${name} at ${address}: ${wrong}`, {
      device: name,
      address,
    });
  }
}

function whyUnsaid(device: DeviceConfig): string | null {
  const reach = reachOf(addressOf(device));
  if (reach === "never" && device.simulated === true)
    return "it says simulated: true, and no simulator can stand at such an address (only at a loopback address, behind a pseudo terminal or at sim:NAME).";
  if (reach === "always" && device.simulated === false)
    return "it says simulated: false, and sim: is the address of a simulator.";
  if (reach === "here" && device.simulated === undefined)
    return "a simulator could stand at this address: say simulated: true, or simulated: false where a real device is behind it.";
  return null;
}

const LOOK_EVERY_MS = 250;

/** Opens a device only as what its station file calls it; a line that is something else is told as closed, and why. */
export class SimulationGate {
  readonly #line: SimulatorLine | null;
  readonly #timers: Timers;

  /** `line`: null where the station file calls no device simulated. */
  constructor(line: SimulatorLine | null, timers: Timers) {
    this.#line = line;
    this.#timers = timers;
  }

  channel(device: DeviceConfig, inner: ByteChannel): ByteChannel {
    let refused: TimerHandle | null = null;
    return {
      address: inner.address,
      open: (listener) => {
        const why = this.#whyNot(device);
        if (why === null) {
          inner.open(listener);
          return;
        }
        const close = (): void => {
          refused = null;
          listener.onClose(why);
        };
        refused = this.#timers.start(`not opened ${inner.address}`, 0, close);
      },
      write: (bytes) => (refused === null ? inner.write(bytes) : "closed"),
      close: () => {
        if (refused === null) inner.close();
      },
    };
  }

  /** Waits for its simulator: the adapter behind reconnects by itself, and knows nothing of simulators. */
  plc(device: DeviceConfig, inner: Plc): Plc {
    if (!isSaidSimulated(device)) return inner;
    let waiting: TimerHandle | null = null;
    const look = (listener: Parameters<Plc["open"]>[0], isTold: boolean): void => {
      const why = this.#whyNot(device);
      if (why === null) {
        inner.open(listener);
        return;
      }
      waiting = this.#timers.start("look for the simulated PLC", isTold ? LOOK_EVERY_MS : 0, () => {
        if (!isTold) listener.onDown(why);
        look(listener, true);
      });
    };
    return {
      open: (listener) => look(listener, false),
      watch: (variables, samplingMs) => inner.watch(variables, samplingMs),
      write: (variable, value) => inner.write(variable, value),
      close: () => {
        waiting?.cancel();
        return inner.close();
      },
    };
  }

  #whyNot(device: DeviceConfig): Reason | null {
    const isSaid = isSaidSimulated(device);
    const file = lineFileOf(addressOf(device));
    const isTerminal = file === null ? null : isPseudoTerminal(file);
    if (!isSaid)
      return isTerminal === true && device.simulated === undefined ? reason("TERMINAL_UNSAID", {}) : null;
    if (this.#line?.serves(device.address) !== true) return reason("SIMULATOR_ABSENT", {});
    return isTerminal === false ? reason("NOT_A_TERMINAL", {}) : null;
  }
}

function lineFileOf(address: Address): string | null {
  if (address.kind === "firmata") return lineFileOf(address.over);
  return address.kind === "serial" ? address.path : null;
}

/** Null where there is nothing: then the line itself says so. */
function isPseudoTerminal(path: string): boolean | null {
  try {
    return realpathSync(path).startsWith("/dev/pts/");
  } catch {
    return null;
  }
}
