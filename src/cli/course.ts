import { EdgeError } from "../errors.ts";
import type { CliCommand } from "./command.ts";
import { courseGenerate } from "./course-generate.ts";

export const courseCommand: CliCommand = {
  name: "course",
  summary: "lays a course out for a vehicle, as GeoJSON",
  help: `Usage: proofmark course generate --vehicle F --origin LAT,LON [--items LIST] [--id ID] [--out F]

Lays out the five items of C1 (or --items, a comma-separated list of reverse-bay, hill-start, side-parking, curve,
right-angle) by the formulas of GA 1029 for the vehicle's length, width and wheelbase. Without --out it prints.
Exit codes: 0 done, 2 wrong input.

Example: npx proofmark course generate --vehicle config/vehicles/santana-c1.yaml --origin 30.5,114.4 --out /tmp/c.geojson`,
  async run(args, io) {
    const [what, ...rest] = args;
    if (what === "generate") return courseGenerate(rest, io);
    throw new EdgeError("USAGE", `proofmark course: found ${JSON.stringify(what ?? "")}, allowed: generate.`);
  },
};
