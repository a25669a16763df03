import { join, resolve } from "node:path";
import { type Document, parseDocument } from "yaml";
import { ptyBridgeMissing } from "../../../simulators/kit/pty-bridge.ts";
import { civilDateIn } from "../../adapters/clock/civil-date.ts";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { readArtifact } from "../../adapters/config/artifact-file.ts";
import { PRIVATE_FILE } from "../../adapters/disk/file-modes.ts";
import { refuseUsed } from "../../adapters/disk/new-directory.ts";
import { writeFileOrSay } from "../../adapters/disk/write-file.ts";
import type { CliIo } from "../../cli/command.ts";
import type { PrepareOptions } from "../../cli/simulate.ts";
import type { Address } from "../../runtime/addresses.ts";
import { makeDirectory } from "../../runtime/data-directory.ts";
import { modelOf } from "../../runtime/device-catalogue.ts";
import { toldWhereNamed } from "../../runtime/named-files.ts";
import { addressOf } from "../../runtime/simulation-gate.ts";
import { type DeviceConfig, loadStationConfig, type StationConfig } from "../../runtime/station-config.ts";
import { checkStationFiles } from "../../runtime/station-files.ts";
import { seedFile, witnessOf } from "../demo-registry.ts";
import { freePorts } from "../free-ports.ts";
import { standInDirectory } from "./registry-host.ts";

/**
 * A copy of a station file for practice: the same devices with the same settings, each said to be simulated, everything on this machine. Throws
 * EdgeError as `loadStationConfig`, DIRECTORY_UNWRITABLE, DIRECTORY_USED, FILE_UNWRITABLE.
 */
export async function prepare({ config: file, out }: PrepareOptions, io: CliIo): Promise<number> {
  const config = loadStationConfig(file);
  refuseUnusable(file, config);
  refuseUsed(out);
  makeDirectory(out);
  const document = parseDocument(readArtifact(file).text);
  const ports = await freePorts(config.devices.length + 2);
  const isSerial = ptyBridgeMissing() === null;
  const here = resolve(out);
  for (const [at, device] of config.devices.entries())
    practise(document, at, device, { here, isSerial, ports, io });
  station(document, config, here, ports);
  registry(document, { ...config, data: join(here, "data") }, ports);
  document.commentBefore = ` A copy of ${file} for practice: everything in it is simulated and on this machine (proofmark simulate).`;
  const written = join(out, "station.yaml");
  writeFileOrSay(written, document.toString({ lineWidth: 0 }), PRIVATE_FILE);
  io.out(`Written: ${written}, every device simulated. In one terminal, then in another, in either order:`);
  io.out(`  npx proofmark simulate station --config ${written}`);
  io.out(`  npx proofmark start --config ${written}`);
  return 0;
}

/** A copy of what cannot start would only be refused later, at a line that nobody wrote. */
function refuseUnusable(file: string, config: StationConfig): void {
  try {
    checkStationFiles(config, civilDateIn(config.timeZone)(new SystemClock().wallMs()));
  } catch (cause) {
    throw toldWhereNamed(file, cause);
  }
}

interface Place {
  readonly here: string;
  /** Serial lines stay serial lines; else they become TCP ports. */
  readonly isSerial: boolean;
  readonly ports: number[];
  readonly io: CliIo;
}

function practise(document: Document, at: number, device: DeviceConfig, place: Place): void {
  const address = localAddress(addressOf(device), device, place);
  document.setIn(["devices", at, "address"], address);
  document.setIn(["devices", at, "simulated"], true);
  if (modelOf(device.model).kind === "plc" && device.opcua !== undefined)
    document.setIn(["devices", at, "opcua", "security"], "none-loopback-only");
  for (const name of modelOf(device.model).files ?? []) {
    const file = (device.options as Record<string, unknown>)[name];
    // Also where it stands by default, for that is relative to the file too.
    if (typeof file === "string") document.setIn(["devices", at, "options", name], file);
  }
  place.io.out(`  ${device.device}: ${device.address} -> ${address}`);
}

function localAddress(address: Address, device: DeviceConfig, place: Place): string {
  switch (address.kind) {
    case "sim":
    case "gpio":
      return `sim:${address.kind === "sim" ? address.name : address.bank}`;
    case "opcua":
      return `opc.tcp://127.0.0.1:${place.ports.shift()}`;
    case "firmata":
      return `firmata:${localAddress(address.over, device, place)}`;
    case "tcp":
      return `tcp://127.0.0.1:${place.ports.shift()}`;
    case "serial": {
      if (!place.isSerial) return `tcp://127.0.0.1:${place.ports.shift()}`;
      const { baudRate, parity, dataBits, stopBits } = address;
      const line = `baud=${baudRate}&parity=${parity}&bits=${dataBits}&stop=${stopBits}`;
      return `serial://${join(place.here, "lines", device.device)}?${line}`;
    }
  }
}

function station(document: Document, config: StationConfig, here: string, ports: number[]): void {
  const { rulebooks, sites, course, vehicle } = config;
  const intake = { inspection: join(here, "intake", "inspection"), exam: join(here, "intake", "exam") };
  for (const folder of [...Object.values(intake), join(here, "data")]) makeDirectory(folder);
  document.set("data", join(here, "data"));
  document.set("intake", document.createNode(intake));
  document.set("console", document.createNode({ host: "127.0.0.1", port: ports.shift() }));
  document.delete("journal");
  // What is only practised must not be signed in the station's own token.
  document.delete("keys");
  document.set(
    "rulebooks",
    document.createNode({ inspection: [...rulebooks.inspection], exam: [...rulebooks.exam] }),
  );
  if (sites.length > 0) document.set("sites", document.createNode(sites));
  if (course !== null) document.set("course", course);
  if (vehicle !== null) document.set("vehicle", vehicle);
}

function registry(document: Document, config: StationConfig, ports: number[]): void {
  const directory = standInDirectory(config, null);
  makeDirectory(directory);
  const spki = Buffer.from(witnessOf(seedFile(join(directory, "witness.seed")))).toString("base64");
  const { name } = config.registry.witness;
  document.set(
    "registry",
    document.createNode({ url: `mqtt://127.0.0.1:${ports.shift()}`, witness: { name, spki } }),
  );
}
