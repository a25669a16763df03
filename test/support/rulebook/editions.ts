import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OUTAGE_LIMITS } from "../../../src/core/outages/outage-limits.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import type { StationConfig } from "../../../src/runtime/station-config.ts";

/** What an edition says of itself, in the place of what the shipped rulebook says. */
export interface EditionHeader {
  readonly id?: string;
  readonly jurisdiction?: string;
  readonly validFrom?: string;
  readonly validTo?: string | null;
  readonly licenceClasses?: string;
}

/** A shipped rulebook with another header, as a file in `folder`; the path. */
export function editionFile(folder: string, name: string, shipped: string, header: EditionHeader): string {
  let text = readFileSync(`config/rules/${shipped}.yaml`, "utf8");
  for (const [key, value] of Object.entries(header)) {
    const written = value === null || key === "licenceClasses" ? String(value) : JSON.stringify(value);
    const line = new RegExp(`^${key}: .*$`, "m");
    if (!line.test(text)) throw new Error(`${shipped} has no ${key}`);
    text = text.replace(line, `${key}: ${written}`);
  }
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** A station of one lane and one car with these rulebooks, as its file would say. */
export function configWith(rulebooks: StationConfig["rulebooks"]): StationConfig {
  return {
    schema: "proofmark/station/v1",
    station: asId<"station">("TEST-0001"),
    data: "/nowhere",
    console: { host: "127.0.0.1", port: 0, names: [], lockMinutes: 15, tls: null },
    keys: { record: { custody: "file" }, log: { custody: "file" } },
    outages: OUTAGE_LIMITS,
    calibration: { warnDays: 30 },
    registry: { url: "mqtt://127.0.0.1:9", witness: { name: "w", spki: "AAAA" }, events: false },
    rulebooks,
    sites: [],
    course: "config/courses/demo-c1.geojson",
    vehicle: "config/vehicles/santana-c1.yaml",
    timeZone: "Asia/Shanghai",
    devices: [],
    intake: null,
    licences: null,
    journal: null,
  };
}
