import type { STATION_SECTIONS } from "./address.ts";
import type { TextKey } from "./texts.ts";

/** What the parts of the station's page are called. */
export const STATION_SECTION_NAMES: Readonly<Record<(typeof STATION_SECTIONS)[number], TextKey>> = {
  problems: "problems",
  orders: "stationOrders",
  devices: "stationDevices",
  keeping: "stationKeeping",
  log: "stationLog",
  users: "stationUsers",
};
