import type { DeviceConfig } from "../../runtime/station-config.ts";
import type { CourseScenarioPart } from "../../scenario/course-scenario.ts";
import { type LaneInstruments, laneInstrumentsSchema } from "../../scenario/lane-instruments.ts";
import { LANE_ROLES } from "../../scenario/lane-scenario.ts";
import { impossible } from "./device-host.ts";

/**
 * Instruments set up as the station file says that they are: what it says of frames, commands and ends of its devices is what the simulated ones
 * do. Throws EdgeError SIMULATION_IMPOSSIBLE for a setting or a model that no simulator has.
 */
export function instrumentsOf(devices: readonly DeviceConfig[]): LaneInstruments {
  const settings: Record<string, object> = {};
  for (const device of devices) {
    const set = settingOf(device);
    if (set !== null) settings[device.role] = set;
  }
  return laneInstrumentsSchema.parse(settings);
}

type Options = Readonly<Record<string, unknown>>;

function settingOf(device: DeviceConfig): object | null {
  const options: Options = device.options;
  switch (device.model) {
    case "mettler-toledo":
      return {
        model: "mettler-toledo",
        startByte: options.startByte,
        checksum: options.checkByte,
        tare: options.tareField === false ? "none" : "zero",
        fixedBits: options.fixedBits,
      };
    case "xk3190-a9":
      return {
        model: "xk3190-a9",
        checksum: options.checkBytes,
        unit: options.unit === "not-told" ? "kg" : options.unit,
      };
    case "jxfz":
      return { lift: options.lift === true ? "works" : "none" };
    case "brake-plc":
      return plcSetting(device);
    case "nhd-6109":
      if (options.offsets !== "mm-at-10m")
        throw impossible(device, "the simulated headlamp tester tells offsets in millimetres at 10 m alone");
      return { finish: options.finish === "any" ? "4f" : options.finish };
    case "nha-506":
      return { commandSet: options.commandSet };
    case "jx-side-slip":
      return { ending: options.ending === "ee" ? "ee" : "none" };
    case "flb-100":
      return {};
    default:
      // Another model in its place would speak a language that the station does not read.
      if (LANE_ROLES.some((role) => role === device.role))
        throw impossible(device, `no simulator stands for the model ${device.model}`);
      return null;
  }
}

const PLC_PREFIX = /^Bench\./;

function plcSetting(device: DeviceConfig): object {
  const { variables, forceUnit } = device.options as {
    variables?: Record<string, string>;
    forceUnit?: string;
  };
  if (Object.values(variables ?? {}).some((name) => !PLC_PREFIX.test(name)))
    throw impossible(
      device,
      "the simulated PLC has our own variables (Bench.LeftForceN and so on) and no others",
    );
  if (forceUnit !== undefined && forceUnit !== "N")
    throw impossible(device, "the simulated PLC gives forces in newtons alone");
  return {};
}

const SENTENCES: Readonly<Record<string, "gga-rmc-hpr" | "gga-rmc-hdt" | "gga-rmc-ths" | "ksxt-xor">> = {
  "GGA,RMC,HPR": "gga-rmc-hpr",
  "GGA,RMC,HDT": "gga-rmc-hdt",
  "GGA,RMC,THS": "gga-rmc-ths",
  KSXT: "ksxt-xor",
};

/** Receiver and board of a car as its devices are set. Throws EdgeError SIMULATION_IMPOSSIBLE. */
export function carSettings(devices: readonly DeviceConfig[]): CourseScenarioPart {
  const gnss = devices.find(({ role }) => role === "gnss");
  const board = devices.find(({ role }) => role === "vehicle-io");
  const told = (
    (gnss?.options as { sentences?: string[] } | undefined)?.sentences ?? ["GGA", "RMC", "HPR"]
  ).filter((sentence) => sentence !== "GST");
  const sentences = SENTENCES[told.join(",")];
  if (gnss !== undefined && sentences === undefined)
    throw impossible(
      gnss,
      `the simulated receiver sends ${Object.keys(SENTENCES).join(" or ")}, not ${told.join(",")}`,
    );
  const { boardSerial } = (board?.options ?? {}) as { boardSerial?: number | null };
  return {
    gnss: { receiver: { ...(sentences === undefined ? {} : { sentences }) } },
    car: { ...(boardSerial == null ? {} : { boardSerial }) },
  };
}
