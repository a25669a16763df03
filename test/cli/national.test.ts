import { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { NationalSystem } from "../../simulators/national/national-system.ts";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import { nationalMappingSchema } from "../../src/national/mapping-form.ts";
import { mappingTable } from "../../src/runtime/national/mapping-table.ts";
import { proofmark } from "../support/cli-run.ts";
import { readSource } from "../support/source-tree.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: the command sends what it reads, goes on where it was, and says of what waits why and what to do. */
const LOGIN = {
  what: "login",
  kind: "inspection",
  site: "lane-1",
  car: null,
  dossier: "d",
  rulebook: "r",
  subject: { plate: "鄂A12345", plateClass: "02", vin: "LFV2A21K8D4123456" },
  times: 1,
  follows: null,
  practice: false,
  by: null,
};
const line = (index: number, event: unknown): string =>
  JSON.stringify({
    schema: "proofmark/event/v1",
    station: "HB-WH-0042",
    at: { index, part: 0 },
    after: index === 0 ? null : { index: index - 1, part: 0 },
    wallMs: 1_780_300_802_000,
    job: "HB-WH-0042-000001",
    event,
  });

async function world(trial = true) {
  const folder = temporaryDirectory();
  const system = await NationalSystem.start({ serial: "SECRET-1", doubles: "refuse" });
  onTestFinished(() => system.stop());
  copyFileSync("config/national/mapping-inspection.yaml", join(folder, "mapping.yaml"));
  writeFileSync(join(folder, "serial"), "SECRET-1\n");
  chmodSync(join(folder, "serial"), 0o600);
  const file = join(folder, "national.yaml");
  writeFileSync(
    file,
    [
      "schema: proofmark/national/v1",
      "mapping: mapping.yaml",
      `url: ${system.url}`,
      "serialFile: serial",
      "data: data",
      `trial: ${trial}`,
      "lostAnswer: hold",
      'stations: { HB-WH-0042: { values: { jyjgbh: "42" }, sites: { lane-1: { jcxdh: "1" } } } }',
      "",
    ].join("\n"),
  );
  const events = join(folder, "events.jsonl");
  return { file, events, system };
}

test("sends, goes on, holds with its reason, and is settled by a person", async () => {
  const { file, events, system } = await world();
  writeFileSync(events, [line(0, LOGIN), line(1, { what: "process-start" })].join("\n"));
  expect(await proofmark("national", "--config", file, "--events", events)).toMatchObject({
    code: 0,
    err: "",
  });
  expect(system.calls().map(({ jkid }) => jkid)).toEqual(["18C51", "18C52"]);
  const more = [
    { what: "item-start", item: "B1", run: 1 },
    { what: "item-data", item: "B1", facts: {}, absent: {} },
    { what: "process-end" },
  ];
  writeFileSync(
    events,
    [LOGIN, { what: "process-start" }, ...more].map((event, n) => line(n, event)).join("\n"),
  );
  const held = await proofmark("national", "--config", file, "--events", events);
  expect(held.code).toBe(1);
  expect(held.err).toContain("[NATIONAL_FIELD_MISSING]");
  expect(system.calls()).toHaveLength(3);
  const status = await proofmark("national", "status", "--config", file);
  expect(status.code).toBe(1);
  expect(status.out).toContain("waiting 1");
  expect(status.out).toContain("18C81");
  const told = (await proofmark("national", "status", "--config", file, "--json")).out
    .split("\n")
    .map((text) => JSON.parse(text));
  expect(told[1]).toMatchObject({
    job: "HB-WH-0042-000001",
    sent: 3,
    problem: { code: "NATIONAL_FIELD_MISSING" },
  });
  expect(JSON.stringify(told)).not.toContain("SECRET-1");
  const settle = [
    "national",
    "settle",
    "--config",
    file,
    "--station",
    "HB-WH-0042",
    "--job",
    "HB-WH-0042-000001",
  ];
  expect(await proofmark(...settle, "--taken")).toMatchObject({ code: 0 });
  expect((await proofmark("national", "--config", file, "--events", events)).code).toBe(0);
  expect(await proofmark(...settle, "--taken")).toMatchObject({ code: 2 });
});

test("refuses a mapping that nobody has verified, lines that are no events, and words it does not know", async () => {
  const { file, events, system } = await world(false);
  writeFileSync(events, line(0, LOGIN));
  const refused = await proofmark("national", "--config", file, "--events", events);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain("NATIONAL_UNVERIFIED");
  const other = await world();
  writeFileSync(other.events, `${line(0, LOGIN)}\n{"half`);
  expect((await proofmark("national", "--config", other.file, "--events", other.events)).err).toContain(
    "NATIONAL_INPUT",
  );
  expect(system.requests).toBe(0);
  for (const words of [
    ["post"],
    ["settle", "--config", file, "--station", "S", "--job", "J"],
    ["table"],
    ["status", "--config", file, "--once"],
  ])
    expect((await proofmark("national", ...words)).code, words.join(" ")).toBe(2);
});

test("docs/national.md has the tables of the shipped mappings", () => {
  for (const name of ["inspection", "exam", "emission"]) {
    const { value } = loadYamlFile(`config/national/mapping-${name}.yaml`, nationalMappingSchema);
    expect(readSource("docs/national.md")).toContain(mappingTable(value).join("\n"));
  }
  expect(readFileSync("docs/national.md", "utf8")).toContain("lostAnswer");
});
