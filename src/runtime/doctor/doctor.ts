import { machineDiscipline } from "../../adapters/clock/machine-discipline.ts";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { freeSpaceOf } from "../../adapters/disk/free-space.ts";
import type { CheckName, CheckResult, Checkup } from "../../core/doctor/check-result.ts";
import { reason } from "../../core/trade/reasons.ts";
import type { Clock, ClockDiscipline, Timers } from "../../ports/clock.ts";
import type { FreeBytes } from "../../ports/disk-space.ts";
import { packageIdentity } from "../package-files.ts";
import { loadStationConfig } from "../station-config.ts";
import { clockCheck } from "./clock-check.ts";
import { custodyChecks } from "./custody-check.ts";
import { deviceOfRunning, lookAtDevice } from "./device-check.ts";
import {
  calendarChecks,
  diskCheck,
  fileChecks,
  journalCheck,
  keyCheck,
  NO_JOURNAL,
  photoChecks,
  placeOnDisk,
  result,
  trustChecks,
} from "./house-checks.ts";
import { licenceChecks } from "./licence-check.ts";
import { namedCommands } from "./named-commands.ts";
import { registryChecks } from "./registry-check.ts";
import { runningStation } from "./running-station.ts";
import { simulationChecks } from "./simulation-check.ts";

/** Where it looks; a test gives others. */
export interface DoctorPorts {
  readonly clock: Clock & Timers;
  readonly discipline: ClockDiscipline;
  /** Default: of the disk that has the data directory. */
  readonly freeBytes?: FreeBytes;
  readonly sysfsRoot: string;
}

const ASKED_WITHIN_MS = 2_000;
const BROKER_WITHIN_MS = 6_000;
/** After the station was asked: all together stay within ten seconds. */
const CHECK_WITHIN_MS = 7_500;

export const MACHINE: DoctorPorts = {
  clock: new SystemClock(),
  discipline: machineDiscipline,
  sysfsRoot: "/sys/class/gpio",
};

/**
 * Looks at a station that runs or stands still, and changes nothing: no lock, no file, no device that a running station has. Throws
 * EdgeError as `loadStationConfig`; whatever else goes wrong is a result.
 */
export async function checkUp(file: string, ports: DoctorPorts = MACHINE): Promise<Checkup> {
  const config = loadStationConfig(file);
  const { station, data, timeZone } = config;
  const { clock, discipline, sysfsRoot } = ports;
  const wallMs = clock.wallMs();
  const commands = namedCommands(file);
  const { running, view, results } = await runningStation(config, ASKED_WITHIN_MS, commands);
  // What blocks comes before what waits, so that no patience runs out meanwhile.
  const files = tried("station-file", () => fileChecks(file, config, clock));
  const licences = tried("station-file", () => licenceChecks(config, wallMs));
  const calendar = tried("calendar", () => calendarChecks(config, wallMs));
  const journal = tried("journal", () => journalCheck(config, running, commands));
  const { lastWallMs, signed, trust } = journal.kind === "done" ? journal.value : NO_JOURNAL;
  const keys = tried("keys", () => [
    keyCheck(config, signed, commands),
    ...trustChecks(config, trust, wallMs),
  ]);
  const freeBytes = ports.freeBytes ?? freeSpaceOf(placeOnDisk(data));
  const disk = tried("disk", () => [diskCheck(freeBytes()), ...photoChecks(data)]);
  const releasedMs = packageIdentity().releasedMs;
  const asked = await Promise.all([
    ...config.devices.map((device) =>
      inTime("device", device.device, commands.doctor, async () => [
        running ? deviceOfRunning(device, view) : await lookAtDevice(device, { clock, sysfsRoot, commands }),
      ]),
    ),
    inTime("clock", null, commands.doctor, async () => [
      await clockCheck({ clock, discipline, timeZone, releasedMs, lastEntryMs: lastWallMs }, view),
    ]),
    inTime("keys", null, commands.doctor, () => custodyChecks(config)),
    inTime("registry", null, commands.doctor, () =>
      registryChecks(config, wallMs, { view, withinMs: BROKER_WITHIN_MS }),
    ),
  ]);
  const all = [
    ...results,
    ...listOf(files),
    ...listOf(licences),
    ...simulationChecks(config.devices, commands),
    ...asked.slice(0, config.devices.length).flat(),
    ...listOf(calendar),
    ...listOf(keys),
    ...(journal.kind === "done" ? journal.value.results : [journal.result]),
    ...listOf(disk),
    ...asked.slice(config.devices.length).flat(),
  ];
  return { station, wallMs, running, results: all };
}

type Tried<Value> =
  | { readonly kind: "done"; readonly value: Value }
  | { readonly kind: "broke"; readonly result: CheckResult };

function tried<Value>(check: CheckName, look: () => Value): Tried<Value> {
  try {
    return { kind: "done", value: look() };
  } catch (cause) {
    return { kind: "broke", result: broke(check, null, cause) };
  }
}

function listOf(tried: Tried<readonly CheckResult[]>): readonly CheckResult[] {
  return tried.kind === "done" ? tried.value : [tried.result];
}

/** One that does not end, or breaks, is a result like the others. */
async function inTime(
  check: CheckName,
  about: string | null,
  again: string,
  look: () => Promise<readonly CheckResult[]>,
): Promise<readonly CheckResult[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly CheckResult[]>((resolve) => {
    timer = setTimeout(() => {
      const found = reason("CHECK_LATE", { withinS: CHECK_WITHIN_MS / 1000 });
      resolve([{ ...result(check, "doubtful", found, reason("DO_LOOK_AGAIN", { command: again })), about }]);
    }, CHECK_WITHIN_MS);
  });
  try {
    return await Promise.race([look(), late]);
  } catch (cause) {
    return [broke(check, about, cause)];
  } finally {
    clearTimeout(timer);
  }
}

function broke(check: CheckName, about: string | null, cause: unknown): CheckResult {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return { ...result(check, "wrong", reason("CHECK_BROKE", { detail }), reason("DO_REPORT", {})), about };
}
