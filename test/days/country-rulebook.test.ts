import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { civilDateIn } from "../../src/adapters/clock/civil-date.ts";
import { REGIONS } from "../../src/stage/country/country-files.ts";
import { documentOf } from "../../src/stage/virtual-station.ts";
import { proofmark } from "../support/cli-run.ts";
import { eventually } from "../support/eventually.ts";
import { journalOf } from "../support/station-evidence.ts";
import { Country, placeOr } from "./country-run.ts";

/** Goal: a whole country is ordered a rulebook by one command; whatever is killed among its parts, both stations judge by it from its first day, and by no other before theirs. */
const LIMIT_MS = 240_000;
const DAY_MS = 86_400_000;
const REGION_NAMES = REGIONS.map(({ region }) => region);

const dataOf = (out: string, region: string): string => join(out, "stations", region, "data");
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The rulebook of that region's station, as it will be from so many days on. */
function editionIn(out: string, days: number): { readonly file: string; readonly sha256: string } {
  const own = join(out, "stations/HB/rules/cn-inspection-2021.yaml");
  const from = civilDateIn("Asia/Shanghai")(Date.now() + days * DAY_MS);
  const text = readFileSync(own, "utf8").replace(/^validFrom: .*$/m, `validFrom: "${from}"`);
  const file = join(out, "registry", `rulebook-from-${from}.yaml`);
  writeFileSync(file, text);
  return { file, sha256: hashOf(text) };
}

/** Commands that came so far, each with what came of it. */
function outcomesAt(out: string, region: string): readonly string[] {
  return journalOf(dataOf(out, region)).flatMap((entry) =>
    entry.type === "command-received" ? [entry.outcome.kind] : [],
  );
}

/** By which rulebooks inspections were judged, in their order. */
function judgedBy(out: string, region: string): readonly string[] {
  return journalOf(dataOf(out, region)).flatMap((entry) => {
    if (entry.type !== "record-sealed") return [];
    const { kind, rulebook } = documentOf(entry.envelope);
    return kind === "inspection" ? [rulebook.sha256] : [];
  });
}

const isOpen = (out: string, region: string): boolean =>
  journalOf(dataOf(out, region)).some(({ type }) => type === "job-opened");

test("a rulebook that a whole country is ordered is judged by at both stations, whatever is killed among its parts", async (context) => {
  const above = placeOr(context);
  if (above === null) return;
  const out = join(above, "country");
  const country = new Country(out);
  await country.prints(/^Type help/, 0);
  const own = hashOf(readFileSync(join(out, "stations/HB/rules/cn-inspection-2021.yaml"), "utf8"));
  for (const region of REGION_NAMES) country.type(`${region} next`);
  await eventually("both are at work", () => REGION_NAMES.every((region) => isOpen(out, region)), LIMIT_MS);

  const act = ["--config", join(out, "registry/worker-1.yaml"), "--all", "--why", "新规施行", "--by", "chen"];
  const [today, later] = [editionIn(out, 0), editionIn(out, 3)];
  const ordered = await proofmark("registry", "rulebook", today.file, ...act);
  expect(ordered).toMatchObject({ code: 0, err: "" });
  const parts = Number(/: (\d+) commands/.exec(ordered.out)?.[1]);
  expect(parts).toBeGreaterThan(2);
  expect(await proofmark("registry", "rulebook", later.file, ...act)).toMatchObject({ code: 0 });
  // The last part is tried between two jobs, so all but that one come while somebody is measured.
  const came = (region: string): number => outcomesAt(out, region).length;
  await eventually(
    "all parts but the last came",
    () => REGION_NAMES.every((region) => came(region) === parts - 1),
    LIMIT_MS,
  );
  for (const part of ["station-GD", "worker-1", "database"])
    await country.asks(`kill ${part}`, new RegExp(`${part} is killed`));
  expect(came("GD")).toBe(parts - 1);
  await country.delivered(3);
  await eventually(
    "both rulebooks came whole",
    () => REGION_NAMES.every((region) => came(region) === 2 * parts),
    LIMIT_MS,
  );
  for (const region of REGION_NAMES) {
    expect(new Set(outcomesAt(out, region))).toEqual(new Set(["taken"]));
    expect(judgedBy(out, region), "a job that had begun keeps its own").toEqual([own]);
    country.type(`${region} vehicle electric`);
  }
  await country.delivered(4);
  await country.asks("kill station-HB", /station-HB is killed/);
  for (const region of REGION_NAMES) country.type(`${region} vehicle electric`);
  await country.delivered(5);
  for (const { region, station } of REGIONS) {
    expect(judgedBy(out, region)).toEqual([own, today.sha256, today.sha256]);
    expect((await country.audit(region)).findings).toEqual([]);
    const listed = await proofmark(
      "registry",
      "commands",
      ...act.slice(0, 2),
      "--station",
      station,
      "--json",
    );
    const rows = listed.out.split("\n").map((line) => JSON.parse(line) as { readonly outcome: unknown });
    expect(rows.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 2 * parts }, () => "taken"));
  }
  country.type("quit");
  expect(await country.ended).toBe(0);
}, 1_500_000);
