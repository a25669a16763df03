import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { goodCar } from "../core/inspection/measured-fixture.ts";
import { proofmark } from "../support/cli-run.ts";

const folder = mkdtempSync(join(tmpdir(), "score-inspection-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const RULES = "config/rules/cn-inspection-2021.yaml";
const DOSSIER = "config/dossiers/demo-k3.yaml";

/** All that v1 could say. */
const V1 = {
  schema: "proofmark/dossier/v1",
  job: "J-2026-0100",
  vin: "LFV2A21K8D4123456",
  vehicleClass: "K33",
  use: "A",
  passengerCar: true,
  grossMassKg: 1820,
  curbMassKg: 1380,
  axles: [
    { position: "front", steered: true, suspension: "independent", parkingBrake: false },
    { position: "rear", steered: false, suspension: "non-independent", parkingBrake: true },
  ],
  lampSystem: "two-lamp",
  highBeamIndependentlyAdjustable: false,
  lampHeightMm: null,
  firstRegistered: "2013-08-20",
  ratedEngineSpeedRpm: 5500,
  maxSpeedKmh: 185,
  limitSet: "a",
  check: "in-use",
  regionOfTest: "天津",
  regionOfRegistration: "湖北武汉",
};

const score = (...args: string[]) => proofmark("score", "inspection", ...args);

async function call(measurements: unknown, ...more: string[]) {
  const path = file("measurements.json", measurements);
  return score("--dossier", DOSSIER, "--measurements", path, "--rules", RULES, ...more);
}

const file1 = (items: object) => ({ schema: "proofmark/measurements/v1", items });

describe("score inspection", () => {
  test("exits 0 on a pass and shows the arithmetic", async () => {
    const { code, out } = await call(file1(goodCar()));
    expect(code).toBe(0);
    expect(out).toContain(
      "brake.axle-ratio: (2800 N + 2700 N) / (820 kg x 9.8 N/kg) x 100 = 68.4 %  (≥ 60 %)",
    );
    expect(out).toContain("鄂A12345 LFV2A21K8D4123456: pass by cn-inspection-2021");
    expect(out).toMatch(
      /note: told by the registry alone, and stricter were it otherwise: .*use of the vehicle/,
    );
  });

  test("exits 1 on anything but a pass: fail, void, undecided", async () => {
    const weak = {
      facts: { "brake.maxLeftN": "2000", "brake.maxRightN": "2000", "brake.differenceN": "10" },
    };
    const failed = await call(file1({ ...goodCar(), B1: weak }));
    expect([failed.code, failed.out.includes(": fail by")]).toEqual([1, true]);
    const voided = await call(file1({ ...goodCar(), H: { void: "tester disconnected" } }));
    expect([voided.code, voided.out.includes("H is void: recorded as void: tester disconnected")]).toEqual([
      1,
      true,
    ]);
    const { B2: _, ...without } = goodCar();
    const missing = await call(file1(without));
    expect([missing.code, missing.out.includes("B2 undecided: not measured")]).toEqual([1, true]);
  });

  test("gives one JSON document with the rulebook's hash", async () => {
    const { out } = await call(file1(goodCar()), "--json");
    const parsed = JSON.parse(out);
    expect(parsed).toMatchObject({ verdict: "pass", phase: "over", rulebook: { id: "cn-inspection-2021" } });
    const a1 = parsed.items.find((item: { item: string }) => item.item === "A1");
    expect(a1.reasons).toMatchObject([
      { code: "NOT_APPLICABLE_BY_RULEBOOK", zh: a1.reasons[0].params.zh, en: a1.reasons[0].params.en },
    ]);
    expect(parsed.rulebook.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("by rules that are not in force on the date: undecided, never a pass or a fail, with every item; void stays void", async () => {
    const weak = {
      facts: { "brake.maxLeftN": "2000", "brake.maxRightN": "2000", "brake.differenceN": "10" },
    };
    const on = async (date: string, items: object) => {
      const { code, out } = await call(file1(items), "--date", date, "--json");
      const { verdict, reasons, items: shown, ...day } = JSON.parse(out);
      expect({ date: day.date, from: day.dateFrom }).toEqual({ date, from: "option" });
      const b1 = shown.find(({ item }: { item: string }) => item === "B1").verdict;
      return { code, verdict, b1, because: reasons[0]?.code };
    };
    const early = { code: 1, because: "RULEBOOK_NOT_YET" };
    expect(await on("2020-12-31", goodCar())).toEqual({ ...early, verdict: "undecided", b1: "pass" });
    expect(await on("2020-12-31", { ...goodCar(), B1: weak })).toEqual({
      ...{ ...early, verdict: "undecided", b1: "fail" },
    });
    expect(await on("2020-12-31", { ...goodCar(), H: { void: "unplugged" } })).toEqual({
      ...{ ...early, verdict: "void", b1: "pass" },
    });
    expect(await on("2021-01-01", goodCar())).toMatchObject({ code: 0, verdict: "pass" });
  });

  test("says whose the date is, and takes none that is no day", async () => {
    expect((await call(file1(goodCar()), "--date", "2026-06-01")).out).toContain(
      "date 2026-06-01 (from --date)",
    );
    const { out } = await call(file1(goodCar()), "--json");
    expect(JSON.parse(out)).toMatchObject({
      dateFrom: "machine",
      date: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
    });
    const wrong = await call(file1(goodCar()), "--date", "2026-02-29");
    expect([wrong.code, wrong.err]).toEqual([
      2,
      expect.stringContaining('--date: found "2026-02-29", allowed: a day like 2026-01-31. [USAGE]'),
    ]);
  });

  test("analyses a curve by the same rules as the lane", async () => {
    const curve = Array.from({ length: 60 }, (_, i) => [String(i * 50), String(i * 46)]);
    const { out } = await call(file1({ ...goodCar(), B1: { curve, wheelLocked: false } }), "--json");
    const b1 = JSON.parse(out).items.find((item: { item: string }) => item.item === "B1");
    const expression = "236 N / max(2950 N, 2714 N) x 100";
    const said = `${expression} = 8.0 %`;
    expect(b1.findings[1].arithmetic).toEqual([
      { code: "COMPUTED", params: { expression, value: "8.0", unit: "%" }, zh: said, en: said },
    ]);
  });

  test.each([
    ["gas", "02", "鄂A12345"],
    ["hybrid", "02", "鄂A12345"],
    ["hybrid", "52", "鄂AD12345"],
  ])("judges a v1 dossier of a car of %s on a plate of class %s", async (fuel, plateClass, plate) => {
    const dossier = file("v1.yaml", { ...V1, fuel, plateClass, plate });
    const judged = async (items: object) => {
      const measurements = file("measurements.json", file1(items));
      const { code, out } = await score(
        ...["--dossier", dossier, "--measurements", measurements, "--rules", RULES],
        ...["--date", "2026-06-01", "--json"],
      );
      const { verdict, scope, reasons } = JSON.parse(out);
      return { code, verdict, done: scope.done, because: reasons.map((one: { code: string }) => one.code) };
    };
    const { E, ...withoutExhaust } = goodCar();
    const asked = ["B", "B0", "H", "E"];
    expect(await judged({ ...withoutExhaust, E })).toEqual({
      ...{ code: 0, verdict: "pass", done: asked, because: [] },
    });
    // It burns something: without its exhaust test it has not passed.
    expect(await judged(withoutExhaust)).toEqual({
      ...{ code: 1, verdict: "undecided", done: asked.slice(0, 3), because: ["ITEM_UNDECIDED"] },
    });
  });

  test("exits 2 and names the place of what is wrong", async () => {
    const typo = await call(`schema: proofmark/measurements/v1\nitems:\n  B1:\n    fact: {}\n`);
    expect([typo.code, typo.err]).toEqual([
      2,
      expect.stringMatching(/measurements\.json:\d+:\d+: .*\[CONFIG_INVALID\]/),
    ]);
    const stranger = await call(file1({ B7: { facts: {} } }));
    expect([stranger.code, stranger.err.includes("B7 is no item of this inspection")]).toEqual([2, true]);
    const odd = await call(file1({ B1: { facts: { "brake.leftN": "1" } } }));
    expect([odd.code, odd.err.includes("B1 does not measure brake.leftN; it knows brake.maxLeftN")]).toEqual([
      2,
      true,
    ]);
    const curved = await call(file1({ H: { curve: [["1", "1"]], wheelLocked: false } }));
    expect([curved.code, curved.err.includes("H has no curve, only brake items have")]).toEqual([2, true]);
  });

  test("exits 2 when called wrongly, with one sentence", async () => {
    const sentences = await Promise.all([
      score("--dossier", DOSSIER, "--rules", RULES),
      score("--colour"),
      score("spare"),
      score("--dossier", "no.yaml", "--measurements", "no.yaml", "--rules", RULES),
    ]);
    expect(sentences.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(sentences.map(({ err }) => err.split("\n")[0])).toEqual([
      "proofmark score inspection needs --measurements. [USAGE]",
      expect.stringMatching(/Unknown option '--colour'.* \[USAGE\]$/),
      'proofmark score inspection takes no words, found "spare". [USAGE]',
      "Cannot read no.yaml: it does not exist. [FILE_UNREADABLE]",
    ]);
  });

  test("the help of score tells of both its kinds, and that of course of every option", async () => {
    expect((await proofmark("score", "--help")).out).toMatch(/--trace F[\s\S]*--measurements F/);
    expect((await proofmark("course", "--help")).out).toMatch(/--heading D/);
  });
});
