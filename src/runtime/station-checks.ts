import { isLoopbackEndpoint } from "../adapters/opcua/opcua-security.ts";
import { type LaneLayout, ONE_POSITION, positionOf } from "../core/inspection/lane/layout.ts";
import { type Reason, reason } from "../core/trade/reasons.ts";
import { BEAMS, EXIT_BEAM, placeOfBeam } from "../core/trade/words/places.ts";
import { ROLES } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";
import type { DeviceModel } from "../ports/device-model.ts";
import { ADDRESS_FORMS, type Address, parseAddress } from "./addresses.ts";
import { DEVICE_MODELS, modelOf } from "./device-catalogue.ts";
import type { SiteConfig } from "./site-config.ts";
import type { DeviceConfig } from "./station-config.ts";
import { lineName, seatIn, seatsFor } from "./station-sites.ts";

export interface DeviceProblem {
  /** Within the list of devices, for the line and column. */
  readonly path: (string | number)[];
  readonly why: Reason;
}

/** What no single device's form can tell: what is wrong between devices, or between a device's own settings. */
export function deviceProblems(
  devices: readonly DeviceConfig[],
  sites: readonly SiteConfig[],
): DeviceProblem[] {
  const problems: DeviceProblem[] = [];
  const roles = new Map<string, string>();
  const names = new Set<string>();
  for (const [index, config] of devices.entries()) {
    const problem = (path: (string | number)[], why: Reason): void => {
      problems.push({ path: [index, ...path], why });
    };
    const seat = seatIn(sites, config);
    if (seat === null) problem(...whyNowhere(sites, config));
    const inSeat = `${config.role} ${seat?.site} ${seat?.car}`;
    const holder = seat === null ? undefined : roles.get(inSeat);
    if (holder !== undefined) problem(["role"], reason("ROLE_TAKEN", { device: holder }));
    else roles.set(inSeat, config.device);
    const lane = sites.find((site) => "lane" in site && site.lane === seat?.site);
    checkPositions(config, lane !== undefined && "lane" in lane ? lane.positions : ONE_POSITION, problem);
    if (names.has(config.device)) problem(["device"], reason("DEVICE_NAME_TAKEN", {}));
    names.add(config.device);
    checkPlace(config, modelOf(config.model), problem);
    checkLines(config, problem);
  }
  return problems;
}

type Report = (path: (string | number)[], why: Reason) => void;

function checkPlace(config: DeviceConfig, model: DeviceModel, problem: Report): void {
  const { roles, addresses, kind } = model;
  if (!roles.includes(config.role)) problem(["model"], reason("MODEL_ROLE", { roles, role: config.role }));
  const address = addressOf(config, model, problem);
  if (address !== null && !addresses.includes(address.kind)) {
    const forms = addresses.map((form) => ADDRESS_FORMS[form]);
    problem(["address"], reason("MODEL_ADDRESS", { model: config.model, forms }));
  }
  if (kind === "plc") checkPlcSecurity(config, address, problem);
  else if (config.opcua !== undefined) problem(["opcua"], misplaced("opcua", "plc"));
  if (kind !== "lines" && config.lines.length > 0) problem(["lines"], misplaced("lines", "lines"));
}

function misplaced(block: string, kind: DeviceModel["kind"]): Reason {
  const models = DEVICE_MODELS.filter((model) => model.kind === kind).map(({ model }) => model);
  return reason("BLOCK_FOR_OTHER_KIND", { block, models });
}

function addressOf(config: DeviceConfig, model: DeviceModel, problem: Report): Address | null {
  try {
    return parseAddress(config.address, model.line);
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    problem(["address"], (error.context as { readonly why: Reason }).why);
    return null;
  }
}

const SECURITY_KEYS = "security { policy, serverCertificate, certificateDir }";

function checkPlcSecurity({ opcua }: DeviceConfig, address: Address | null, problem: Report): void {
  if (address?.kind !== "opcua" || isLoopbackEndpoint(address.endpoint)) return;
  if (opcua === undefined) problem(["address"], reason("PLC_BLOCK_MISSING", { keys: SECURITY_KEYS }));
  else if (opcua.security === "none-loopback-only")
    problem(["opcua", "security"], reason("PLC_SECURITY_MISSING", { keys: SECURITY_KEYS }));
}

/** Which key is missing or wrong, and what it may be. */
function whyNowhere(sites: readonly SiteConfig[], { role, site, car }: DeviceConfig): [string[], Reason] {
  const seats = seatsFor(sites, role);
  const there = seats.filter((seat) => seat.site === (site ?? seat.site));
  const names = [...new Set(seats.map((seat) => seat.site))];
  if (there.length === 0 || new Set(there.map((seat) => seat.site)).size > 1)
    return [site === undefined ? [] : ["site"], reason("SITE_NEEDED", { sites: names })];
  const cars = there.flatMap((seat) => (seat.car === null ? [] : [seat.car]));
  return [car === undefined ? [] : ["car"], reason("CAR_NEEDED", { cars })];
}

/** What is measured, seen or shown where this lane has no position for it. */
function checkPositions({ role, lines }: DeviceConfig, layout: LaneLayout, problem: Report): void {
  const { at } = ROLES[role];
  if (at !== null && positionOf(layout, at) === null)
    problem(["role"], reason("PLACE_ABSENT", { place: at }));
  for (const [index, { name, direction, position }] of lines.entries()) {
    const place = direction === "in" ? placeOfBeam(name) : null;
    if (place !== null && positionOf(layout, place) === null)
      problem(["lines", index, "name"], reason("PLACE_ABSENT", { place }));
    if (position === undefined) continue;
    const positions = layout.map((known) => known.position);
    if (direction === "in" || !positions.includes(position))
      problem(["lines", index, "position"], reason("POSITION_UNKNOWN", { positions }));
  }
}

function checkLines({ lines }: DeviceConfig, problem: Report): void {
  const names = new Set<string>();
  for (const [at, line] of lines.entries()) {
    const { name, direction } = line;
    if (direction === "in" && name !== EXIT_BEAM && placeOfBeam(name) === null)
      problem(["lines", at, "name"], reason("BEAM_UNKNOWN", { beams: [...BEAMS, EXIT_BEAM] }));
    if (names.has(lineName(line))) problem(["lines", at, "name"], reason("LINE_NAME_TAKEN", {}));
    names.add(lineName(line));
  }
}
