import { describe, expect, test } from "vitest";
import { loadYamlFile, parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import type { DatedDossier } from "../../../src/core/inspection/dossier.ts";
import { type MeasurementFile, measurementFileSchema } from "../../../src/core/inspection/measurements.ts";
import { inspectionRulebookSchema } from "../../../src/core/inspection/rulebook.ts";
import { scoreInspection } from "../../../src/core/inspection/score.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { buildResult } from "../../../src/core/record/build-result.ts";
import { resultDocumentSchema } from "../../../src/core/record/result-document.ts";
import type { Finding } from "../../../src/core/rules/finding.ts";
import type { SessionReport } from "../../../src/core/session.ts";
import { proofmark } from "../../support/cli-run.ts";
import { readSource } from "../../support/source-tree.ts";
import { dossierNamed, HandLane, skipTo, TODAY } from "./lane-fixture.ts";

/** Goal: a rulebook of another country judges by data alone: graded defects, another base mass, locked wheels, a scope of its own. */
const RULES = "config/rules/uk-mot-class4-brakes.yaml";
const rulebook = loadYamlFile(RULES, inspectionRulebookSchema).value;
const car = dossierNamed("demo-m1");
const fixture = (name: string): MeasurementFile["items"] =>
  loadYamlFile(`test/vectors/uk-mot/${name}.yaml`, measurementFileSchema).value.items;

function score(items: MeasurementFile["items"], dossier = car, book = rulebook): SessionReport {
  const measurements = { schema: "proofmark/measurements/v1", items } as const;
  const scored = scoreInspection({ dossier, today: TODAY, rulebook: book, measurements });
  if (scored.kind === "refused") throw new Error(scored.reason.code);
  return scored.report;
}

const findings = (report: SessionReport): readonly Finding[] => [
  ...report.items.flatMap((item) => item.findings),
  ...report.findings,
];
const broken = (report: SessionReport): readonly string[] =>
  findings(report).flatMap(({ rule, item, severity, clause }) =>
    severity === undefined ? [] : [`${severity} ${clause} ${rule} ${item}`],
  );
const openRules = (report: SessionReport): readonly string[] =>
  findings(report).flatMap(({ rule, outcome }) => (outcome === "undecided" ? [rule] : []));

describe("the five fixtures", () => {
  test.each([
    ["pass", "pass", []],
    ["major-imbalance", "fail", ["major 1.2.1 (b)(i) brake.imbalance B2"]],
    ["dangerous-imbalance", "fail", ["dangerous 1.2.1 (b)(ii) brake.imbalance B1"]],
    ["half-efficiency", "fail", ["dangerous 1.2.2 (a)(ii) brake.service-efficiency vehicle"]],
    ["void-rear", "void", []],
  ])("%s: %s", (name, verdict, defects) => {
    const report = score(fixture(name));
    expect(report.verdict).toBe(verdict);
    expect(broken(report)).toEqual(defects);
    const open = ["brake.no-effort", "brake.imbalance", "brake.service-efficiency"];
    expect(openRules(report)).toEqual(name === "void-rear" ? open : []);
    expect(report.notes.map(({ code }) => code)).toEqual(["RULEBOOK_SCOPE", "LEFT_TO_OTHERS"]);
  });

  test("the command says how grave a defect is and what the book does not judge, and fails by it", async () => {
    const files = ["--dossier", "config/dossiers/demo-m1.yaml", "--rules", RULES];
    const call = (name: string, ...more: string[]) =>
      proofmark(
        "score",
        "inspection",
        ...files,
        "--measurements",
        `test/vectors/uk-mot/${name}.yaml`,
        ...more,
      );
    const failed = await call("dangerous-imbalance");
    expect(failed.code).toBe(1);
    expect(failed.out).toMatch(
      /fail +brake\.imbalance: min\(3000 N, 1400 N\).* = 46\.667 %.*; dangerous defect {2}\(≥ 50 %/,
    );
    expect(failed.out).toContain("note: uk-mot-class4-brakes covers this only: efforts, imbalance");
    expect((await call("pass")).code).toBe(0);
    const { items } = JSON.parse((await call("major-imbalance", "--json")).out);
    const imbalance = items[1].findings.find(({ rule }: { rule: string }) => rule === "brake.imbalance");
    expect(imbalance).toMatchObject({ outcome: "fail", severity: "major" });
  });
});

function withForces(changes: Record<string, Record<string, string>>): MeasurementFile["items"] {
  const items = fixture("pass");
  return Object.fromEntries(
    Object.entries(items).map(([code, item]) => {
      return [code, { facts: { ...("facts" in item ? item.facts : {}), ...changes[code] } }];
    }),
  );
}

describe("missing data is never a pass", () => {
  test("a dossier without the kerb mass, or that does not say the circuits, leaves what needs them undecided", () => {
    const massless = score(fixture("pass"), { ...car, curbMassKg: null });
    expect([massless.verdict, openRules(massless)]).toEqual([
      "undecided",
      ["brake.service-efficiency", "brake.parking-efficiency"],
    ]);
    const { brakeCircuits: _, ...silent } = car;
    const unsaid = score(fixture("pass"), silent);
    expect([unsaid.verdict, openRules(unsaid)]).toEqual([
      "undecided",
      ["brake.parking-no-effort", "brake.secondary-imbalance", "brake.parking-efficiency"],
    ]);
  });

  test("a vehicle of no row is undecided, however well it brakes", () => {
    const old = score(fixture("pass"), { ...car, firstRegistered: "1967-12-31" });
    expect([old.verdict, openRules(old)]).toEqual(["undecided", ["brake.service-efficiency"]]);
  });

  test("a vehicle of another class is not taken", () => {
    const bus = { ...car, vehicleClass: "K22", use: "B", passengerCar: false };
    const report = score(fixture("pass"), bus);
    expect([report.verdict, report.reasons[0]?.code]).toEqual(["undecided", "VEHICLE_CLASS_NOT_SERVED"]);
  });

  test("which wheel locked decides only where something is broken: unknown, it is undecided and no fail", () => {
    const blind = (items: MeasurementFile["items"]): MeasurementFile["items"] =>
      Object.fromEntries(
        Object.entries(items).map(([code, item]) => {
          const kept = Object.entries("facts" in item ? item.facts : {}).filter(
            ([name]) => !/locked/.test(name),
          );
          return [code, { facts: Object.fromEntries(kept) }];
        }),
      );
    expect(score(blind(fixture("pass"))).verdict).toBe("pass");
    expect(score(blind(fixture("major-imbalance"))).verdict).toBe("undecided");
    expect(score(blind(fixture("half-efficiency"))).verdict).toBe("undecided");
  });
});

describe("bounds", () => {
  const service = (newtons: number, dossier: DatedDossier) => {
    const each = String(newtons / 4);
    const axle = { "brake.maxLeftN": each, "brake.maxRightN": each };
    return findings(score(withForces({ B1: axle, B2: axle }), dossier)).find(
      ({ rule }) => rule === "brake.service-efficiency",
    );
  };
  // 1000 kg weigh 9806.65 N, so that a percent is 98.0665 N.
  const light: DatedDossier = { ...car, curbMassKg: 1000, grossMassKg: 1500 };
  test.each([
    ["2010-09-01", 58, "29.000"],
    ["2010-08-31", 50, "25.000"],
  ])("a car first used %s needs %i %%, and half of it is not yet dangerous", (firstRegistered, pct, half) => {
    const dossier = { ...light, firstRegistered };
    expect(service(98.0665 * pct, dossier)).toMatchObject({ outcome: "pass" });
    expect(service(98.0665 * pct - 0.04, dossier)).toMatchObject({ outcome: "pass" });
    expect(service(98.0665 * pct - 0.08, dossier)).toMatchObject({ outcome: "fail", severity: "major" });
    expect(service((98.0665 * pct) / 2, dossier)).toMatchObject({ severity: "major", value: half });
    expect(service((98.0665 * pct) / 2 - 0.08, dossier)).toMatchObject({ severity: "dangerous" });
  });

  test("a van up to 3000 kg needs 50 %", () => {
    const van: DatedDossier = {
      ...light,
      vehicleClass: "H31",
      use: "A",
      passengerCar: false,
      grossMassKg: 3000,
    };
    expect(service(98.0665 * 50, van)).toMatchObject({ outcome: "pass" });
    expect(service(98.0665 * 49, van)).toMatchObject({ outcome: "fail", severity: "major" });
    expect(service(98.0665 * 60, { ...van, grossMassKg: 3001 })).toMatchObject({ outcome: "undecided" });
  });

  test("three of four wheels locked meet the efficiency; two do not", () => {
    const weak = { "brake.maxLeftN": "900", "brake.maxRightN": "900" };
    const locked = (one: string, two: string) =>
      withForces({
        B1: { ...weak, "brake.lockedLeft": "1", "brake.lockedRight": "1" },
        B2: { ...weak, "brake.lockedLeft": one, "brake.lockedRight": two },
      });
    expect(score(locked("1", "0")).verdict).toBe("pass");
    expect(broken(score(locked("0", "0")))).toEqual([
      "dangerous 1.2.2 (a)(ii) brake.service-efficiency vehicle",
    ]);
  });

  test("an imbalance is disregarded where the weaker wheel locked, and up to 40 kg; not where the stronger one did", () => {
    const rear = (left: string, right: string, lockedLeft: string, lockedRight: string) => ({
      "brake.maxLeftN": left,
      "brake.maxRightN": right,
      "brake.lockedLeft": lockedLeft,
      "brake.lockedRight": lockedRight,
    });
    const front = { B1: { "brake.maxLeftN": "4000", "brake.maxRightN": "4000" } };
    const of = (facts: Record<string, string>) => broken(score(withForces({ ...front, B2: facts })));
    expect(of(rear("1600", "800", "0", "1"))).toEqual([]);
    expect(of(rear("1600", "800", "1", "0"))).toEqual(["major 1.2.1 (b)(i) brake.imbalance B2"]);
    expect(of(rear("392", "100", "0", "0"))).toEqual([]);
    expect(of(rear("393", "100", "0", "0"))).toEqual(["major 1.2.1 (b)(i) brake.imbalance B2"]);
  });

  test("a single-line vehicle has its parking brake tested as the secondary one", () => {
    const single: DatedDossier = { ...car, brakeCircuits: "single" };
    expect(broken(score(fixture("pass"), single))).toEqual([
      "major 1.3.2 (a)(i) brake.parking-efficiency vehicle",
    ]);
    const strong = (right: string) =>
      withForces({ B0: { "parking.maxLeftN": "2400", "parking.maxRightN": right } });
    expect(score(strong("1700"), single).verdict).toBe("pass");
    expect(broken(score(strong("1500"), single))).toEqual([
      "major 1.3.1 (b)(i) brake.secondary-imbalance B0",
    ]);
    expect(broken(score(strong("0"), single))).toContain(
      "dangerous 1.3.1 (a)(ii) brake.parking-no-effort B0",
    );
  });
});

test("a minor defect passes, stands in the record with its severity, and is told in both languages", () => {
  const milder = structuredClone(rulebook);
  for (const row of milder.rules.flatMap(({ measures }) => measures.flatMap(({ limits }) => limits)))
    if (row.severity === "major") Reflect.set(row, "severity", "minor");
  const report = score(fixture("major-imbalance"), car, milder);
  expect(report.verdict).toBe("pass");
  const document = buildResult({
    kind: "inspection",
    station: asId("S-1"),
    site: "lane-1",
    car: null,
    job: asId("J-1"),
    sequence: 0,
    report,
    rulebook: { id: milder.id, edition: milder.edition, sha256: "0".repeat(64) },
    course: null,
    software: { name: "proofmark", version: "0", sha256: "0" },
    devices: [],
    acts: [],
    clock: { startedWallMs: 0, endedWallMs: 1, status: "synchronised", notes: [] },
    evidence: { firstIndex: 0, endIndex: 2, entries: 1 },
  });
  expect(resultDocumentSchema.parse(document)).toEqual(document);
  const told = document.items
    .flatMap((item) => item.findings)
    .filter(({ severity }) => severity !== undefined);
  expect(told).toMatchObject([{ rule: "brake.imbalance", outcome: "pass", severity: "minor" }]);
  expect(told[0]?.arithmetic.at(-1)).toMatchObject({ code: "GRADED", zh: "轻微缺陷", en: "minor defect" });
  expect(document.notes[2]).toMatchObject({
    code: "DEFECT_TOLD",
    zh: "B2 轻微缺陷：同轴制动力不平衡（较小与较大最大制动力之比）",
    en: "B2, minor defect: Brakes imbalance across an axle: lower over higher effort",
  });
});

test("a scope is said in both languages or in neither, and a table grades as a whole", () => {
  const text = readSource(RULES);
  const refused = (from: string, to: string) => {
    expect(text).toContain(from);
    return () => parseYamlText(text.replace(from, to), inspectionRulebookSchema, "uk.yaml");
  };
  expect(refused("scopeEn: ", "# ")).toThrow(/uk\.yaml:\d+:\d+: scopeZh.*in both languages/);
  expect(refused('atLeast: "70", severity: major', 'atLeast: "70"')).toThrow(
    /uk\.yaml:\d+:\d+: rules\.2\.measures\.0\.limits: .*a severity in every row of the table, or in none/,
  );
  expect(refused("severity: major", "severity: grave")).toThrow(/severity/);
});

describe("which wheel locked, by the bench's own word", () => {
  function ran(flags: readonly { left: boolean; right: boolean }[]): Readonly<Record<string, string>> {
    const lane = new HandLane({ dossier: car, rules: rulebook });
    lane.command({ name: "begin" });
    skipTo(lane, "B1");
    lane.beam("bench", true);
    lane.wait(2000);
    lane.bench("none");
    lane.bench("brake");
    for (let i = 1; i <= 60; i++) lane.force(String(40 * i), String(40 * i));
    for (const { left, right } of flags) {
      const motors = { leftMotorOn: true, rightMotorOn: true, leftLocked: left, rightLocked: right };
      lane.observe("brake-bench", { kind: "brake-bench-state", ...motors, notice: "none" });
      if (lane.report.currentItem === "B1") lane.force("2400", "2400");
    }
    if (lane.report.currentItem === "B1") lane.bench("ended", { off: true });
    const last = lane.events.findLast((event) => event.type === "item-measured");
    if (last?.type !== "item-measured" || last.result.kind !== "measured") throw new Error("not measured");
    expect(lane.replayed()).toEqual(lane.state);
    const { "brake.lockedLeft": left = "?", "brake.lockedRight": right = "?" } =
      last.result.measurement.facts;
    return { left, right, stop: last.result.measurement.notes.stop ?? "" };
  }

  test.each([
    ["none", [], { left: "0", right: "0", stop: "ended" }],
    ["the left one", [{ left: true, right: false }], { left: "1", right: "0", stop: "lock" }],
    ["both at once", [{ left: true, right: true }], { left: "1", right: "1", stop: "lock" }],
    [
      "one whose flag the bench takes back when the other locks",
      [
        { left: true, right: false },
        { left: false, right: true },
      ],
      { left: "1", right: "1", stop: "lock" },
    ],
  ])("%s", (_, flags, expected) => {
    expect(ran(flags)).toEqual(expected);
  });

  test("a recorded curve may say which; one that does not leaves it open", () => {
    const curve = Array.from({ length: 60 }, (_, i): [string, string] => [String(i * 50), String(i * 30)]);
    const of = (more: object) => {
      const recorded = measurementFileSchema.parse({
        schema: "proofmark/measurements/v1",
        items: { ...fixture("pass"), B2: { curve, ...more } },
      });
      return findings(score(recorded.items)).find(
        ({ rule, item }) => rule === "brake.imbalance" && item === "B2",
      );
    };
    expect(of({ wheelLocked: false })).toMatchObject({ outcome: "fail", severity: "major" });
    expect(of({ wheelLocked: true, lockedSides: ["right"] })).toMatchObject({ outcome: "pass" });
    expect(of({ wheelLocked: true, lockedSides: ["left"] })).toMatchObject({ outcome: "fail" });
    expect(of({ wheelLocked: true })).toMatchObject({ outcome: "undecided" });
    const contradictory = { curve, wheelLocked: false, lockedSides: ["left"] };
    expect(
      measurementFileSchema.safeParse({ schema: "proofmark/measurements/v1", items: { B2: contradictory } })
        .success,
    ).toBe(false);
  });
});
