import { isLoopbackEndpoint } from "../adapters/opcua/opcua-security.ts";
import { EdgeError } from "../errors.ts";
import { type Address, parseAddress } from "./addresses.ts";
import type { DeviceConfig, DeviceModel } from "./station-config.ts";

export interface DeviceProblem {
  /** Within the list of devices, for the line and column. */
  readonly path: (string | number)[];
  /** After "found ...;", without a full stop. */
  readonly message: string;
}

interface ModelPlace {
  readonly roles: readonly DeviceConfig["role"][];
  readonly addresses: readonly Address["kind"][];
  /** For the sentence. */
  readonly forms: string;
}

const BYTES = ["serial", "tcp", "sim"] as const;
const BYTE_FORMS = "serial:///PATH?baud=N or tcp://HOST:PORT";

/** Which place a model can take, and how it is reached. */
const MODEL_PLACES: Readonly<Record<DeviceModel, ModelPlace>> = {
  "mettler-toledo": { roles: ["axle-scale"], addresses: BYTES, forms: BYTE_FORMS },
  jxfz: { roles: ["brake-bench"], addresses: BYTES, forms: BYTE_FORMS },
  "brake-plc": { roles: ["brake-bench"], addresses: ["opcua", "sim"], forms: "opc.tcp://HOST:PORT" },
  "nhd-6109": { roles: ["headlamp-tester"], addresses: BYTES, forms: BYTE_FORMS },
  "nha-506": { roles: ["gas-analyser"], addresses: BYTES, forms: BYTE_FORMS },
  "jx-side-slip": { roles: ["side-slip-tester"], addresses: BYTES, forms: BYTE_FORMS },
  "line-bank": { roles: ["lane-beams"], addresses: ["gpio", "sim"], forms: "gpio:BANK" },
  "gnss-nmea": { roles: ["gnss"], addresses: BYTES, forms: BYTE_FORMS },
  "lane-io": { roles: ["vehicle-io"], addresses: ["firmata", "sim"], forms: "firmata:ADDRESS" },
};

/** The photo-beams an inspection knows. */
const BEAMS: readonly string[] = ["at-slip", "at-scale", "at-bench", "at-headlamp", "at-exhaust"];

/** What no single device's form can tell: what is wrong between devices, or between a device's own settings. */
export function deviceProblems(devices: readonly DeviceConfig[]): DeviceProblem[] {
  const problems: DeviceProblem[] = [];
  const roles = new Map<string, string>();
  const names = new Set<string>();
  for (const [index, config] of devices.entries()) {
    const problem = (path: (string | number)[], message: string): void => {
      problems.push({ path: [index, ...path], message });
    };
    const holder = roles.get(config.role);
    if (holder !== undefined) problem(["role"], `${holder} has this role already`);
    else roles.set(config.role, config.device);
    if (names.has(config.device)) problem(["device"], "another device has this name already");
    names.add(config.device);
    checkPlace(config, problem);
    checkLines(config, problem);
  }
  return problems;
}

type Report = (path: (string | number)[], message: string) => void;

function checkPlace(config: DeviceConfig, problem: Report): void {
  const { roles, addresses, forms } = MODEL_PLACES[config.model];
  if (!roles.includes(config.role))
    problem(["model"], `this model is for the role ${roles.join(" or ")}, not ${config.role}`);
  const address = addressOf(config, problem);
  if (address !== null && !addresses.includes(address.kind))
    problem(["address"], `the model ${config.model} is reached at ${forms}`);
  if (config.model === "brake-plc") checkPlcSecurity(config, address, problem);
  else if (config.opcua !== undefined) problem(["opcua"], "only a brake-plc device has this block");
}

function addressOf(config: DeviceConfig, problem: Report): Address | null {
  try {
    return parseAddress(config.address);
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    problem(["address"], error.message.replace(/\.$/, ""));
    return null;
  }
}

function checkPlcSecurity({ opcua }: DeviceConfig, address: Address | null, problem: Report): void {
  if (address?.kind !== "opcua" || isLoopbackEndpoint(address.endpoint)) return;
  const wanted = "security { policy, serverCertificate, certificateDir }";
  if (opcua === undefined)
    problem(
      ["address"],
      `a PLC on another machine needs an opcua block with ${wanted}, and there is no default`,
    );
  else if (opcua.security === "none-loopback-only")
    problem(["opcua", "security"], `the PLC is not on this machine, so it needs ${wanted}`);
}

function checkLines({ model, lines }: DeviceConfig, problem: Report): void {
  if (model !== "line-bank") return;
  const names = new Set<string>();
  for (const [at, { name, direction }] of lines.entries()) {
    if (direction === "in" && !BEAMS.includes(name))
      problem(["lines", at, "name"], `an inspection knows the beams ${BEAMS.join(", ")}`);
    if (names.has(name)) problem(["lines", at, "name"], "another line of this bank has this name already");
    names.add(name);
  }
}
