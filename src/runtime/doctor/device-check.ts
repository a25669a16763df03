import { statSync } from "node:fs";
import { readGpioChips, sysfsNumber } from "../../adapters/gpio/sysfs-lines.ts";
import type { CheckResult } from "../../core/doctor/check-result.ts";
import type { AnyReason } from "../../core/trade/reason-shape.ts";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { FAULTS } from "../../core/trade/words/faults.ts";
import { speaksByItself } from "../../core/trade/words/roles.ts";
import { EdgeError } from "../../errors.ts";
import type { ByteChannel } from "../../ports/byte-channel.ts";
import type { Clock, Timers } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { DeviceLink } from "../../station/device-link.ts";
import { type Address, parseAddress } from "../addresses.ts";
import { modelOf } from "../device-catalogue.ts";
import { liveResolver } from "../live-resolver.ts";
import { isOfFirstStart, refuseUnreadableCertificate } from "../plc-security.ts";
import type { DeviceConfig } from "../station-config.ts";
import { lineName } from "../station-sites.ts";
import { type DeviceResolver, wireDevices } from "../wire-devices.ts";
import { sentencesOf } from "./house-checks.ts";
import type { NamedCommands } from "./named-commands.ts";
import type { SeenStation } from "./running-station.ts";

export interface DeviceCheckOptions {
  readonly clock: Clock & Timers;
  /** The kernel's GPIO interface. */
  readonly sysfsRoot: string;
  readonly commands: NamedCommands;
}

const OPEN_WITHIN_MS = 2_000;
/** A library is read first, and then it connects by five messages. */
const PLC_OPEN_WITHIN_MS = 5_000;
/** Longer than any model waits before it calls a line silent that should speak. */
const LISTEN_MS = 3_500;
/** After the first byte: garble and a wrong identity show by then. */
const HEAR_OUT_MS = 1_000;
const LOOK_EVERY_MS = 50;
const NO_LOG: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** By the running station, which has the device: it is not opened a second time. */
export function deviceOfRunning(config: DeviceConfig, view: SeenStation | null): CheckResult {
  const { role, device } = config;
  const seen = view?.devices.find((known) => known.device === device);
  if (seen === undefined)
    return result(
      config,
      "not-known",
      reason("DEVICE_HELD", { role, device }),
      reason("DO_STOP_AND_LOOK", {}),
    );
  const fault = worst(seen.faults);
  if (fault !== undefined) return atFault(config, fault);
  if (seen.state === "ready")
    return result(config, "well", reason("DEVICE_HELD_READY", { role, device }), null);
  const connecting = reason("DEVICE_HELD_CONNECTING", { role, device });
  return result(config, "doubtful", connecting, reason("DO_FAULT", { fault: "disconnected" }));
}

/** Of a station that stands still: opened, identified as a station does it, listened to, and closed. */
export async function lookAtDevice(config: DeviceConfig, options: DeviceCheckOptions): Promise<CheckResult> {
  const address = parseAddress(config.address, modelOf(config.model).line);
  const { role, device } = config;
  if (address.kind === "sim" || (address.kind === "firmata" && address.over.kind === "sim"))
    return result(config, "not-known", reason("DEVICE_SIMULATED", { role, device }), null);
  if (address.kind === "gpio") return linesOf(config, options.sysfsRoot);
  if (config.simulated === true) return simulatedOne(config, address, options);
  const path = serialPath(address);
  if (path !== null && !isThere(path)) return away(config, reason("PORT_MISSING", {}));
  const refused = address.kind === "opcua" ? refusedFile(config) : null;
  if (refused !== null) return refused;
  if (address.kind === "opcua" && isOfFirstStart(config))
    return result(
      config,
      "not-known",
      reason("PLC_NOT_ASKED", { role, device }),
      reason("DO_START_ONCE", { command: options.commands.start }),
    );
  return listened(config, address, options);
}

/** What a start would say of the certificate that the station file names. */
function refusedFile(config: DeviceConfig): CheckResult | null {
  try {
    refuseUnreadableCertificate(config);
    return null;
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    const found = reason("STATION_FILE_NOTED", sentencesOf(cause));
    return result(config, "wrong", found, reason("DO_AS_IT_SAYS", {}));
  }
}

/** Plug and cable of a simulator are a command; what it says of a fault is what was ordered of it, and stays. */
async function simulatedOne(
  config: DeviceConfig,
  address: Address,
  options: DeviceCheckOptions,
): Promise<CheckResult> {
  const { role, device } = config;
  const path = serialPath(address);
  const its = { role, device, address: config.address };
  const heard = path !== null && !isThere(path) ? null : await listened(config, address, options);
  if (heard === null || heard.found.code === "DEVICE_AWAY")
    return result(
      config,
      "doubtful",
      reason("DEVICE_SIMULATOR_AWAY", its),
      reason("DO_SIMULATE", { command: options.commands.simulate }),
    );
  return heard.state === "well"
    ? result(config, "well", reason("DEVICE_SIMULATOR_SPEAKS", its), null)
    : heard;
}

function serialPath(address: Address): string | null {
  if (address.kind === "firmata") return serialPath(address.over);
  return address.kind === "serial" ? address.path : null;
}

function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    // Whatever the reason, nobody could open it.
    return false;
  }
}

/** Lines are only looked for: to read one it would have to be exported, and that changes the machine. */
function linesOf(config: DeviceConfig, sysfsRoot: string): CheckResult {
  const { role, device, lines } = config;
  try {
    const chips = readGpioChips(sysfsRoot);
    for (const configured of lines) {
      if (configured.line === undefined)
        throw new EdgeError("GPIO_LINE_UNKNOWN", `The line ${lineName(configured)} has no number.`);
      sysfsNumber(configured.line, chips);
    }
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    const found = reason("DEVICE_LINES_ABSENT", { role, device, text: cause.message });
    return result(config, "wrong", found, reason("DO_GPIO", {}));
  }
  return result(config, "well", reason("DEVICE_LINES_FOUND", { role, device, lines: lines.length }), null);
}

interface Heard {
  bytes: number;
  values: number;
  firstMs: number | null;
}

async function listened(
  config: DeviceConfig,
  address: Address,
  { clock }: DeviceCheckOptions,
): Promise<CheckResult> {
  const heard: Heard = { bytes: 0, values: 0, firstMs: null };
  const resolve = counting(
    liveResolver({ clock, timers: clock, log: NO_LOG, simulatedLines: null }),
    heard,
    clock,
  );
  const [link] = wireDevices([config], { clock, timers: clock, log: NO_LOG, resolve, allSimulated: false });
  if (link === undefined) return away(config, null);
  const openWithinMs = address.kind === "opcua" ? PLC_OPEN_WITHIN_MS : OPEN_WITHIN_MS;
  try {
    link.start({
      onObservation: () => {
        heard.values++;
        heard.firstMs ??= clock.monoMs();
      },
      onFault: () => undefined,
    });
    await untilHeard(link, heard, clock, openWithinMs);
    return verdict(config, link, heard);
  } finally {
    link.stop();
  }
}

async function untilHeard(link: DeviceLink, heard: Heard, clock: Clock, openWithinMs: number): Promise<void> {
  const fromMs = clock.monoMs();
  let openMs: number | null = null;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    const nowMs = clock.monoMs();
    const isAway = link.faults().some(({ code }) => code === "disconnected");
    if (isAway || link.state() === "connecting") {
      // A refusal is an answer; a silence may still become one.
      if (isAway || nowMs - fromMs >= openWithinMs) return;
      continue;
    }
    openMs ??= nowMs;
    if (heard.firstMs !== null && nowMs - heard.firstMs >= HEAR_OUT_MS) return;
    if (nowMs - openMs >= LISTEN_MS) return;
  }
}

function verdict(config: DeviceConfig, link: DeviceLink, heard: Heard): CheckResult {
  const { role, device } = config;
  const gone = link.faults().find(({ code }) => code === "disconnected");
  if (gone !== undefined) return away(config, gone.detail);
  if (link.state() === "connecting") return away(config, reason("CONNECTION_LATE", {}));
  const fault = worst(link.faults());
  if (fault !== undefined) return atFault(config, fault);
  if (heard.bytes > 0)
    return result(config, "well", reason("DEVICE_SPEAKS", { role, device, bytes: heard.bytes }), null);
  if (heard.values > 0)
    return result(
      config,
      "well",
      reason("DEVICE_GIVES_VALUES", { role, device, values: heard.values }),
      null,
    );
  const quiet = reason("DEVICE_QUIET", { role, device, seconds: LISTEN_MS / 1000 });
  const state = speaksByItself(role) ? "wrong" : "not-known";
  return result(config, state, quiet, reason("DO_SWITCH_ON", {}));
}

interface Faulty {
  readonly code: string;
  readonly detail: AnyReason | null;
}

function isBlocking(code: string): boolean {
  return Object.hasOwn(FAULTS, code) && FAULTS[code as keyof typeof FAULTS].blocking;
}

function worst(faults: readonly Faulty[]): Faulty | undefined {
  return faults.find(({ code }) => isBlocking(code)) ?? faults[0];
}

function atFault(config: DeviceConfig, { code, detail }: Faulty): CheckResult {
  const { role, device } = config;
  const isGrave = isBlocking(code) || (code === "silent" && speaksByItself(role));
  const found = reason("DEVICE_AT_FAULT", { role, device, fault: code, detail });
  return result(config, isGrave ? "wrong" : "doubtful", found, reason("DO_FAULT", { fault: code }));
}

function away(config: DeviceConfig, because: Reason | null): CheckResult {
  const { role, device, address } = config;
  const found = reason("DEVICE_AWAY", { role, device, address, because });
  return result(config, "wrong", found, reason("DO_FAULT", { fault: "disconnected" }));
}

function result(
  { device }: DeviceConfig,
  state: CheckResult["state"],
  found: Reason,
  remedy: Reason | null,
): CheckResult {
  return { check: "device", about: device, state, found, remedy };
}

/** The same ports, and what came through them. */
function counting(resolve: DeviceResolver, heard: Heard, clock: Clock): DeviceResolver {
  return {
    plc: (device, address) => resolve.plc(device, address),
    lines: (device, address) => resolve.lines(device, address),
    channel: (device, address) => counted(resolve.channel(device, address), heard, clock),
  };
}

function counted(channel: ByteChannel, heard: Heard, clock: Clock): ByteChannel {
  return {
    address: channel.address,
    write: (bytes) => channel.write(bytes),
    close: () => channel.close(),
    open: (listener) =>
      channel.open({
        onOpen: () => listener.onOpen(),
        onBytes: (bytes, atMs) => {
          heard.bytes += bytes.length;
          heard.firstMs ??= clock.monoMs();
          listener.onBytes(bytes, atMs);
        },
        onClose: (why) => listener.onClose(why),
      }),
  };
}
