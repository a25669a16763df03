import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { civilDateIn } from "../../src/adapters/clock/civil-date.ts";
import { loadStationConfig } from "../../src/runtime/station-config.ts";
import { papersOf } from "../../src/runtime/validity-papers.ts";
import { life } from "../support/certificate-world.ts";
import { configWith, editionFile } from "../support/rulebook/editions.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { opensslMissing, TestAuthority } from "../support/test-certificates.ts";

/** What a station file names and that ends on a day. */
const INSPECTION = "config/rules/cn-inspection-2021.yaml";
const EXAM = "config/rules/cn-exam-c1-2022.yaml";

test("of editions that follow each other the last one's end counts, and one without an end is there too", () => {
  const folder = temporaryDirectory();
  const inspection = [
    editionFile(folder, "old.yaml", "cn-inspection-2021", { id: "old", validTo: "2027-06-30" }),
    editionFile(folder, "next.yaml", "cn-inspection-2021", {
      id: "next",
      validFrom: "2027-07-01",
      validTo: "2029-12-31",
    }),
  ];
  expect(papersOf(configWith({ inspection, exam: [EXAM] }))).toEqual([
    { what: "rulebook", rulebook: "next", validTo: "2029-12-31" },
    { what: "rulebook", rulebook: "cn-exam-c1-2022", validTo: null },
  ]);
});

test("files that cannot be read are left to those who need them", () => {
  const config = configWith({ inspection: ["/nowhere/a.yaml"], exam: [EXAM] });
  const registry = { ...config.registry, ca: "/nowhere/ca.crt" };
  expect(papersOf({ ...config, registry })).toEqual([
    { what: "rulebook", rulebook: "cn-exam-c1-2022", validTo: null },
  ]);
});

test("certificates end on the station's own day: of authorities the last, of a chain the first", (ctx) => {
  const missing = opensslMissing();
  if (missing !== null) return ctx.skip(missing);
  const authority = new TestAuthority(temporaryDirectory(), ["ca", "other"]);
  authority.issue("past", { subject: "station", validity: "past" });
  const ends = (name: string): number => Date.parse(new X509Certificate(authority.text(name)).validTo);
  writeFileSync(authority.path("both.crt"), authority.text("past.crt") + authority.text("ca.crt"));
  writeFileSync(authority.path("plc.der"), new X509Certificate(authority.text("other.crt")).raw);
  const base = configWith({ inspection: [INSPECTION], exam: [EXAM] });
  const plc = {
    role: "brake-bench",
    device: "bench",
    opcua: {
      namespaceUri: "x",
      security: {
        policy: "Basic256Sha256",
        serverCertificate: authority.path("plc.der"),
        certificateDir: "/x",
      },
    },
  } as unknown as (typeof base.devices)[number];
  for (const timeZone of ["Asia/Shanghai", "America/New_York"]) {
    const on = (atMs: number): string => civilDateIn(timeZone)(atMs - 1000);
    const config = {
      ...base,
      timeZone,
      devices: [plc],
      registry: { ...base.registry, ca: authority.path("both.crt"), cert: authority.path("both.crt") },
    };
    expect(papersOf(config).filter(({ what }) => what === "certificate")).toEqual([
      { what: "certificate", file: authority.path("both.crt"), validTo: on(ends("ca.crt")) },
      { what: "certificate", file: authority.path("both.crt"), validTo: on(ends("past.crt")) },
      { what: "certificate", file: authority.path("plc.der"), validTo: on(ends("other.crt")) },
    ]);
  }
});

test("one that renews itself and lasts some weeks at most is left to who renews it", async () => {
  const base = configWith({ inspection: [INSPECTION], exam: [EXAM] });
  for (const [days, told] of [
    [20, 0],
    [90, 1],
  ] as const) {
    const { files } = await life({ lifeMs: days * 86_400_000 });
    const papers = (registry: object): number =>
      papersOf({ ...base, registry: { ...base.registry, ...registry } }).filter(
        ({ what }) => what === "certificate",
      ).length;
    expect([days, papers(files)]).toEqual([days, told]);
    // A person renews it where the registry is asked nothing.
    expect([days, papers({ ...files, askTime: false })]).toEqual([days, 1]);
  }
});

test("the number of days is the station file's, 30 where it says none, and never less than none", () => {
  const file = join(temporaryDirectory(), "station.yaml");
  const base = `schema: proofmark/station/v1
station: T-1
data: data
console: { host: 127.0.0.1, port: 0 }
registry: { url: "mqtt://127.0.0.1:1", witness: { name: w, spki: MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE= } }
rulebooks: { inspection: a.yaml, exam: b.yaml }
devices: []
`;
  const warned = (block: string): number => {
    writeFileSync(file, base + block);
    return loadStationConfig(file).calibration.warnDays;
  };
  expect(warned("")).toBe(30);
  expect(warned("calibration: {}\n")).toBe(30);
  expect(warned("calibration: { warnDays: 45 }\n")).toBe(45);
  expect(warned("calibration: { warnDays: 0 }\n")).toBe(0);
  for (const wrong of ["-1", "1.5", "367", "soon"])
    expect(() => warned(`calibration: { warnDays: ${wrong} }\n`)).toThrow(/warnDays/);
});
