import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { LANE_LINES } from "../../src/stage/station-devices.ts";
import { ROOT } from "./source-tree.ts";

/** Devices of a station file by role and `tcp:` port; every one a simulated one with a calibration that lasts. */
const MODELS = {
  "brake-bench": "jxfz",
  gnss: "gnss-nmea",
  "axle-scale": "mettler-toledo",
  "headlamp-tester": "nhd-6109",
  "gas-analyser": "nha-506",
  opacimeter: "flb-100",
} as const;

export interface StationFileOptions {
  readonly directory: string;
  readonly brokerUrl: string;
  readonly witness: { readonly name: string; readonly spki: Uint8Array };
  readonly ports: Readonly<Partial<Record<keyof typeof MODELS, number>>>;
  /** Where the photo-beams are. Default: nowhere, as no machine under test has any; the lane is there with a fault. */
  readonly beams?: string;
  readonly station?: string;
  /** False: no line-bank, so no lane where there is no other device. */
  readonly lane?: boolean;
  /** Devices beside those. */
  readonly others?: readonly object[];
}

/** Writes a station file and an intake with one vehicle and one candidate; returns the file's path. */
export function writeStationFile({
  directory,
  brokerUrl,
  witness,
  ports,
  beams,
  station = "BENCH-0001",
  lane = true,
  others = [],
}: StationFileOptions): string {
  const intake = { inspection: join(directory, "inspections"), exam: join(directory, "exams") };
  for (const folder of Object.values(intake)) mkdirSync(folder, { recursive: true });
  const config = (path: string): string => join(ROOT, "config", path);
  copyFileSync(config("dossiers/demo-k3.yaml"), join(intake.inspection, "1.yaml"));
  copyFileSync(config("dossiers/candidate-c1.yaml"), join(intake.exam, "1.yaml"));
  const devices = Object.entries(ports).map(([role, port]) => ({
    role,
    device: `${role}-1`,
    model: MODELS[role as keyof typeof MODELS],
    serial: "SCRIPTED",
    address: `tcp://127.0.0.1:${port}`,
    calibration: { certificate: "SCRIPTED", validTo: "2099-12-31" },
    // A server of the test stands there, and no simulator says so.
    simulated: false,
  }));
  const bank = {
    ...{ role: "lane-beams", device: "beams-1", model: "line-bank", serial: "SCRIPTED" },
    ...{ address: beams ?? "gpio:none", calibration: null },
    lines: LANE_LINES.map((line, at) => ({ ...line, line: at })),
  };
  const file = join(directory, "station.yaml");
  writeFileSync(
    file,
    stringify({
      schema: "proofmark/station/v1",
      station,
      data: join(directory, "data"),
      console: { host: "127.0.0.1", port: 0 },
      registry: {
        url: brokerUrl,
        witness: { name: witness.name, spki: Buffer.from(witness.spki).toString("base64") },
      },
      rulebooks: {
        inspection: config("rules/cn-inspection-2021.yaml"),
        exam: config("rules/cn-exam-c1-2022.yaml"),
      },
      course: config("courses/demo-c1.geojson"),
      vehicle: config("vehicles/santana-c1.yaml"),
      intake,
      devices: [...devices, ...(lane ? [bank] : []), ...others],
    }),
  );
  return file;
}
