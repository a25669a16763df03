import { existsSync, lstatSync } from "node:fs";
import { dirname } from "node:path";
import type { Defects } from "../../../simulators/kit/defects.ts";
import type { PlcModel } from "../../../simulators/kit/plc-model.ts";
import { openPtyBridge, type PtyBridge, ptyBridgeMissing } from "../../../simulators/kit/pty-bridge.ts";
import type { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { serveTcpEndpoint, type TcpEndpoint } from "../../../simulators/kit/tcp-endpoint.ts";
import { PlcDefects } from "../../../simulators/opcua/plc-defects.ts";
import { type PlcServer, startPlcServer } from "../../../simulators/opcua/plc-server.ts";
import type { SimDevice } from "../../../simulators/sim-device.ts";
import { errnoOf } from "../../adapters/disk/errno-words.ts";
import { EdgeError } from "../../errors.ts";
import type { Clock, Timers } from "../../ports/clock.ts";
import type { Address } from "../../runtime/addresses.ts";
import { makeDirectory } from "../../runtime/data-directory.ts";
import { modelOf } from "../../runtime/device-catalogue.ts";
import { addressOf } from "../../runtime/simulation-gate.ts";
import { type DeviceConfig, PLC_NAMESPACE } from "../../runtime/station-config.ts";

/** A simulated device at the very address that the station file writes. */
export interface HostedDevice {
  readonly config: DeviceConfig;
  /** Null: a PLC. */
  readonly defects: Defects | null;
  readonly plcDefects: PlcDefects | null;
  /** Takes it away as a pulled plug does, and puts it back. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
  close(): Promise<void>;
}

export interface HostOptions {
  readonly config: DeviceConfig;
  readonly clock: Clock;
  readonly timers: Timers;
}

const COMMON_BAUD = 9600;

/** Throws EdgeError PORT_IN_USE, LISTEN_FAILED, PROGRAM_MISSING or SIMULATION_IMPOSSIBLE. */
export async function hostBytes(
  options: HostOptions & {
    readonly device: SimDevice;
    readonly defects: Defects;
    readonly random: SeededRandom;
  },
): Promise<HostedDevice> {
  const { config, clock, timers, device, defects, random } = options;
  const address = lineOf(addressOf(config));
  const baudRate =
    address.kind === "serial" ? address.baudRate : (modelOf(config.model).line?.baudRate ?? COMMON_BAUD);
  const served = { device, clock, timers, random, baudRate, defects };
  if (address.kind === "tcp") {
    const endpoint = await listening(config, () =>
      serveTcpEndpoint({ ...served, port: address.port, host: address.host }),
    );
    return hosted(config, defects, endpoint, null);
  }
  if (address.kind !== "serial")
    throw impossible(config, `nothing simulated speaks bytes at a ${address.kind} address`);
  refuseRealPort(config, address.path);
  const endpoint = await serveTcpEndpoint({ ...served, port: 0 });
  try {
    return hosted(config, defects, endpoint, await bridged(config, endpoint.port, address.path));
  } catch (cause) {
    await endpoint.close();
    throw cause;
  }
}

function lineOf(address: Address): Address {
  return address.kind === "firmata" ? lineOf(address.over) : address;
}

function hosted(
  config: DeviceConfig,
  defects: Defects,
  endpoint: TcpEndpoint,
  bridge: PtyBridge | null,
): HostedDevice {
  return {
    config,
    defects,
    plcDefects: null,
    unplug: async () => {
      defects.strike("disconnect");
      await bridge?.unplug();
    },
    plug: async () => {
      defects.clear();
      await bridge?.plug();
    },
    close: async () => {
      await bridge?.close();
      await endpoint.close();
    },
  };
}

/** What stands there already is not ours: a real port is never covered by a simulated one. */
function refuseRealPort(config: DeviceConfig, path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  // The link of a simulator that was killed points at nothing.
  if (found.isSymbolicLink() && !existsSync(path)) return;
  throw impossible(config, `something stands at ${path} already, and a simulator does not cover it`);
}

async function bridged(config: DeviceConfig, port: number, path: string): Promise<PtyBridge> {
  const missing = ptyBridgeMissing();
  if (missing !== null)
    throw new EdgeError(
      "PROGRAM_MISSING",
      `${config.device} at ${config.address}: simulated serial lines are made with socat: ${missing}.`,
      { device: config.device },
    );
  try {
    makeDirectory(dirname(path));
    return await openPtyBridge({ port, path });
  } catch (cause) {
    throw impossible(
      config,
      cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause),
      cause,
    );
  }
}

export async function hostPlc(options: HostOptions & { readonly model: PlcModel }): Promise<HostedDevice> {
  const { config, model, clock, timers } = options;
  const address = addressOf(config);
  if (address.kind !== "opcua") throw impossible(config, "a simulated PLC stands at opc.tcp:// alone");
  if (config.opcua !== undefined && config.opcua.security !== "none-loopback-only")
    throw impossible(
      config,
      "the simulated PLC has no certificate: opcua.security has to be none-loopback-only",
    );
  const port = Number(new URL(address.endpoint.replace(/^opc\.tcp:/, "http:")).port || 4840);
  const plcDefects = new PlcDefects();
  const namespaceUri = config.opcua?.namespaceUri ?? PLC_NAMESPACE;
  const start = (): Promise<PlcServer> =>
    listening(config, () =>
      startPlcServer({ model, namespaceUri, clock, timers, port, defects: plcDefects }),
    );
  let server: PlcServer | null = await start();
  const stop = async (): Promise<void> => {
    const running = server;
    server = null;
    await running?.stop();
  };
  return {
    config,
    defects: null,
    plcDefects,
    unplug: stop,
    plug: async () => {
      plcDefects.frozen = false;
      server ??= await start();
    },
    close: stop,
  };
}

async function listening<Served>(config: DeviceConfig, serve: () => Promise<Served>): Promise<Served> {
  try {
    return await serve();
  } catch (cause) {
    const isTaken = errnoOf(cause) === "EADDRINUSE" || /EADDRINUSE|in use/.test(String(cause));
    throw new EdgeError(
      isTaken ? "PORT_IN_USE" : "LISTEN_FAILED",
      `${config.device} at ${config.address}: ${isTaken ? "another program has this port" : "the system does not let a simulator listen there"}.`,
      { device: config.device, address: config.address },
      cause,
    );
  }
}

export function impossible({ device, address }: DeviceConfig, why: string, cause?: unknown): EdgeError {
  return new EdgeError(
    "SIMULATION_IMPOSSIBLE",
    `${device} at ${address}: ${why}.`,
    { device, address },
    cause,
  );
}
