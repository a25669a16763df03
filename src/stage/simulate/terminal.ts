import { createInterface, type Interface } from "node:readline";
import type { CliIo } from "../../cli/command.ts";
import type { HostedDevice } from "./device-host.ts";
import { FAULTS, type Fault, type FaultBoard } from "./fault-board.ts";
import type { Guests } from "./guests.ts";
import { CANDIDATE_KINDS, VEHICLE_KINDS } from "./subject-kinds.ts";

export interface TerminalOptions {
  readonly io: CliIo;
  readonly devices: readonly HostedDevice[];
  readonly faults: FaultBoard;
  readonly guests: Guests;
  stop(): void;
  fail(cause: Error): void;
}

const WORDS = ["fault", "ok", "list", "vehicle", "candidate", "next", "help", "quit"] as const;

export const TERMINAL_HELP = [
  "fault DEVICE WHAT   something goes wrong, as: fault brake-bench-1 unplug",
  ...Object.entries(FAULTS).map(([name, says]) => `      ${name.padEnd(14)}${says}`),
  "ok DEVICE           it is mended; ok alone mends all",
  "list                devices, what is wrong with them, and who waits",
  "vehicle KIND        a vehicle comes to the intake",
  ...Object.entries(VEHICLE_KINDS).map(([name, { says }]) => `      ${name.padEnd(20)}${says}`),
  "candidate KIND      a candidate comes to the intake",
  ...Object.entries(CANDIDATE_KINDS).map(([name, { says }]) => `      ${name.padEnd(20)}${says}`),
  "next [SITE]         the station calls the next one, there or everywhere",
  "quit                ends the simulators, as Ctrl-C does",
];

/** Lines typed while it runs: one sentence for whatever is not understood, with what is allowed. */
export function readTerminal(options: TerminalOptions): Interface {
  const lines = createInterface({ input: process.stdin });
  let before: Promise<void> = Promise.resolve();
  lines.on("line", (line) => {
    before = before.then(() => obey(line, options)).catch((cause: Error) => options.fail(cause));
  });
  return lines;
}

/** Exported for tests: the same as typing it. */
export async function obey(line: string, options: TerminalOptions): Promise<void> {
  const [word = "", ...rest] = line.trim().split(/\s+/);
  const { io, guests } = options;
  const said = (sentence: string | null): void => {
    if (sentence !== null) io.out(`  ${sentence}`);
  };
  switch (word) {
    case "":
      return;
    case "help":
      for (const row of TERMINAL_HELP) io.out(`  ${row}`);
      return;
    case "quit":
    case "q":
      return options.stop();
    case "list":
      return list(options);
    case "fault":
      return said(await fault(rest, options));
    case "ok":
      return said(await mend(rest, options));
    case "vehicle":
      return said(guests.vehicle(rest[0] ?? ""));
    case "candidate":
      return said(guests.candidate(rest[0] ?? ""));
    case "next":
      return said(guests.next(rest[0] ?? null));
    default:
      said(`${JSON.stringify(word)} is not understood; allowed: ${WORDS.join(", ")}.`);
  }
}

async function fault(
  [name = "", what = ""]: readonly string[],
  options: TerminalOptions,
): Promise<string | null> {
  const device = found(name, options.devices);
  if (typeof device === "string") return device;
  if (!Object.hasOwn(FAULTS, what))
    return `${JSON.stringify(what)} is no fault; allowed: ${Object.keys(FAULTS).join(", ")}.`;
  const why = await options.faults.strike(device, what as Fault);
  return why ?? `${device.config.device}: ${FAULTS[what as Fault]}.`;
}

async function mend([name]: readonly string[], { devices, faults }: TerminalOptions): Promise<string | null> {
  if (name === undefined) {
    for (const device of devices) if (faults.of(device).length > 0) await faults.heal(device);
    return "all devices are well.";
  }
  const device = found(name, devices);
  if (typeof device === "string") return device;
  await faults.heal(device);
  return `${device.config.device} is well.`;
}

function list({ io, devices, faults, guests }: TerminalOptions): void {
  for (const device of devices) {
    const { config } = device;
    const wrong = faults.of(device);
    io.out(
      `  ${config.device.padEnd(16)} ${config.role.padEnd(18)} ${config.address}  ${wrong.length === 0 ? "well" : wrong.join(", ")}`,
    );
  }
  for (const line of guests.list()) io.out(`  ${line}`);
}

/** By its name, or by its role where only one has it; else a sentence. */
function found(name: string, devices: readonly HostedDevice[]): HostedDevice | string {
  const byName = devices.find(({ config }) => config.device === name);
  if (byName !== undefined) return byName;
  const byRole = devices.filter(({ config }) => config.role === name);
  if (byRole.length === 1 && byRole[0] !== undefined) return byRole[0];
  const names = (byRole.length > 1 ? byRole : devices).map(({ config }) => config.device);
  return `${JSON.stringify(name)} is no device that is simulated here; allowed: ${names.join(", ")}.`;
}
