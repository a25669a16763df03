import type { LaneLayout } from "../core/inspection/lane/layout.ts";
import { BEAMS, EXIT_BEAM, PLACES } from "../core/trade/words/places.ts";
import { ROLES } from "../core/trade/words/roles.ts";
import type { DeviceConfig } from "../runtime/station-config.ts";
import type { LaneScenario } from "../scenario/lane-scenario.ts";

const measuring = (validTo: string, certificate: string) => ({ certificate, validTo });

/** The devices of the simulated station: the demo gives them TCP addresses, a scenario `sim:` ones. */
export function laneDevices(options: {
  readonly bench: "serial" | "plc";
  readonly scale?: ScaleModel;
  readonly validTo: string;
  address(role: DeviceConfig["role"]): string;
  /** As a station file says them, beside what the simulated one needs. */
  readonly options?: Readonly<Partial<Record<string, Record<string, unknown>>>>;
}): DeviceConfig[] {
  const told = options.options ?? {};
  return untoldDevices(options).map((device) => ({
    ...device,
    options: { ...device.options, ...told[device.role] },
  }));
}

function untoldDevices(options: Parameters<typeof laneDevices>[0]): DeviceConfig[] {
  const { bench, validTo, address } = options;
  const none = { lines: [], options: {} };
  return [
    scaleDevice(options),
    {
      ...none,
      role: "brake-bench",
      device: "brake-bench-1",
      model: bench === "plc" ? "brake-plc" : "jxfz",
      serial: bench === "plc" ? "SIM-PLC-01" : "SIM-JXFZ-01",
      address: address("brake-bench"),
      calibration: measuring(validTo, "SIM-JJG906-01"),
    },
    {
      ...none,
      role: "headlamp-tester",
      device: "headlamp-1",
      model: "nhd-6109",
      serial: "SIM-NHD-01",
      address: address("headlamp-tester"),
      calibration: measuring(validTo, "SIM-JJG745-01"),
    },
    {
      ...none,
      role: "gas-analyser",
      device: "analyser-1",
      model: "nha-506",
      serial: "SIM-NHA-01",
      address: address("gas-analyser"),
      calibration: measuring(validTo, "SIM-JJG688-01"),
    },
    {
      ...none,
      role: "opacimeter",
      device: "opacimeter-1",
      model: "flb-100",
      serial: "SIM-FLB-01",
      address: address("opacimeter"),
      calibration: measuring(validTo, "SIM-JJG976-01"),
    },
    {
      ...none,
      role: "side-slip-tester",
      device: "side-slip-1",
      model: "jx-side-slip",
      serial: "SIM-JXS-01",
      address: address("side-slip-tester"),
      calibration: measuring(validTo, "SIM-JJG908-01"),
    },
    {
      ...none,
      role: "lane-beams",
      device: "beams-1",
      model: "line-bank",
      serial: "SIM-IO-01",
      address: address("lane-beams"),
      calibration: null,
      lines: LANE_LINES,
    },
  ];
}

type ScaleModel = LaneScenario["instruments"]["axle-scale"]["model"];

const SCALES: Readonly<Record<ScaleModel, Pick<DeviceConfig, "serial" | "options">>> = {
  "mettler-toledo": { serial: "SIM-MT-01", options: {} },
  "xk3190-a9": { serial: "SIM-A9-01", options: { unit: "kg" } },
};

function scaleDevice({
  scale = "mettler-toledo",
  validTo,
  address,
}: Parameters<typeof laneDevices>[0]): DeviceConfig {
  return {
    lines: [],
    role: "axle-scale",
    device: "scale-1",
    model: scale,
    ...SCALES[scale],
    address: address("axle-scale"),
    calibration: measuring(validTo, "SIM-JJG1014-01"),
  };
}

export function courseDevices(options: {
  readonly validTo: string;
  readonly sentences: readonly string[];
  readonly boardProfile: string;
  address(role: DeviceConfig["role"]): string;
}): DeviceConfig[] {
  const { validTo, sentences, boardProfile, address } = options;
  return [
    {
      role: "gnss",
      device: "gnss-1",
      model: "gnss-nmea",
      serial: "SIM-GNSS-01",
      address: address("gnss"),
      calibration: measuring(validTo, "SIM-GNSS-CAL-01"),
      lines: [],
      options: { sentences },
    },
    {
      role: "vehicle-io",
      device: "car-io-1",
      model: "lane-io",
      serial: "SIM-LIO-01",
      address: address("vehicle-io"),
      calibration: null,
      lines: [],
      options: { profile: boardProfile },
    },
  ];
}

/** Longer than a contact of a simulated beam chatters after an edge, which is 50 ms at most. */
export const BEAM_DEBOUNCE_MS = 60;

/** The devices of one of several lanes: those of its places, beams at each of them, lamps at each position. */
export function devicesInLane(
  lane: string,
  positions: LaneLayout,
  exitBeam: boolean,
  options: Parameters<typeof laneDevices>[0],
): DeviceConfig[] {
  const places = positions.flatMap((position) => position.places);
  const lines: DeviceConfig["lines"] = [
    ...places.map((place) => ({ name: PLACES[place].beam, direction: "in" as const })),
    ...(exitBeam ? [{ name: EXIT_BEAM, direction: "in" as const }] : []),
    ...positions.flatMap(({ position }) =>
      ["lamp-go", "lamp-stop"].map((name) => ({ name, direction: "out" as const, position })),
    ),
  ];
  return laneDevices(options)
    .filter(({ role }) => ROLES[role].at === null || places.some((place) => place === ROLES[role].at))
    .map((device) => ({
      ...device,
      site: lane,
      device: `${lane}.${device.device}`,
      ...(device.role === "lane-beams" && { lines, options: { debounceMs: BEAM_DEBOUNCE_MS } }),
    }));
}

/** Those of one of several cars. */
export function devicesInCar(
  course: string,
  car: string,
  options: Parameters<typeof courseDevices>[0],
): DeviceConfig[] {
  return courseDevices(options).map((device) => ({
    ...device,
    site: course,
    car,
    device: `${course}.${car}.${device.device}`,
  }));
}

export const LANE_LINES: DeviceConfig["lines"] = [
  ...BEAMS.map((name) => ({ name, direction: "in" as const })),
  { name: "lamp-go", direction: "out" },
  { name: "lamp-stop", direction: "out" },
];
