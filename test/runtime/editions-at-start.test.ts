import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { EdgeError } from "../../src/errors.ts";
import { loadStationConfig } from "../../src/runtime/station-config.ts";
import { checkStationFiles, unservedKinds } from "../../src/runtime/station-files.ts";
import { identitiesOf } from "../../src/runtime/wire-devices.ts";
import { laneDevices } from "../../src/stage/station-devices.ts";
import { configWith, type EditionHeader, editionFile } from "../support/rulebook/editions.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: a list of rulebooks that would leave a day in doubt is told when the station starts, not on that day. */
const TODAY = "2026-11-27";
const INSPECTION = "config/rules/cn-inspection-2021.yaml";
const EXAM = "config/rules/cn-exam-c1-2022.yaml";

function refusal(call: () => unknown): EdgeError {
  try {
    call();
  } catch (error) {
    if (error instanceof EdgeError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** Paths by name, of the inspection's or the exam's rulebook with these headers. */
function files(shipped: string, headers: Readonly<Record<string, EditionHeader>>): string[] {
  const folder = temporaryDirectory();
  return Object.entries(headers).map(([name, header]) =>
    editionFile(folder, `${name}.yaml`, shipped, { id: name, ...header }),
  );
}

const inspections = (headers: Readonly<Record<string, EditionHeader>>) => ({
  inspection: files("cn-inspection-2021", headers),
  exam: [EXAM],
});
const exams = (headers: Readonly<Record<string, EditionHeader>>) => ({
  inspection: [INSPECTION],
  exam: files("cn-exam-c1-2022", headers),
});

describe("at the start", () => {
  test.each<[what: string, rulebooks: () => ReturnType<typeof inspections>, en: RegExp, zh: RegExp]>([
    [
      "two inspections in force on one day",
      () => inspections({ old: { validTo: "2027-01-31" }, next: { validFrom: "2027-01-01" } }),
      /old\.yaml and \S+next\.yaml are both in force from 2027-01-01 to 2027-01-31, and nothing says/,
      /old\.yaml 与 \S+next\.yaml 在 2027-01-01 至 2027-01-31 同时施行/,
    ],
    [
      "a day between two",
      () => inspections({ old: { validTo: "2026-12-31" }, next: { validFrom: "2027-01-02" } }),
      /old\.yaml and \S+next\.yaml none is in force on 2027-01-01\./,
      /old\.yaml 与 \S+next\.yaml 之间有空档：在 2027-01-01 没有现行规则/,
    ],
    [
      "two exams of one class",
      () => exams({ one: { licenceClasses: "[C1, C3]" }, two: { licenceClasses: "[C3]" } }),
      /one\.yaml and \S+two\.yaml are both in force from 2022-04-01 on for the licence class C3, /,
      /自 2022-04-01 起同时施行（准驾车型 C3）/,
    ],
    [
      "rules of two countries",
      () =>
        inspections({
          here: { validTo: "2026-12-31" },
          there: { jurisdiction: "GB", validFrom: "2027-01-01" },
        }),
      /here\.yaml is in force in CN and \S+there\.yaml in GB; a station stands in one place/,
      /施行于 CN，\S+there\.yaml 施行于 GB/,
    ],
  ])("%s are refused with both files, in both languages", (_what, rulebooks, en, zh) => {
    const { code, message, context } = refusal(() => checkStationFiles(configWith(rulebooks()), TODAY));
    expect(code).toBe("CONFIG_INVALID");
    expect(message).toMatch(en);
    expect(message).toMatch(zh);
    expect(message).not.toContain("\n");
    const { problem } = context as { problem: { zh: string; en: string } };
    expect(`${problem.en} ${problem.zh}`).toBe(message);
  });

  test("every one is read: what is wrong in one of another day is told at its place", () => {
    const rulebooks = inspections({ old: { validTo: "2026-12-31" }, next: { validFrom: "2027-01-01" } });
    writeFileSync(rulebooks.inspection[1] ?? "", "schema: proofmark/rulebook/v2\nkind: exam\n");
    const { message } = refusal(() => checkStationFiles(configWith(rulebooks), TODAY));
    expect(message).toMatch(/^\S+next\.yaml:\d+:\d+: /);
    const gone = { ...rulebooks, inspection: [...rulebooks.inspection.slice(0, 1), "/nowhere/r.yaml"] };
    expect(refusal(() => checkStationFiles(configWith(gone), TODAY)).code).toBe("FILE_UNREADABLE");
  });

  test("editions in a row, and classes beside each other, leave nothing to say", () => {
    const rows = inspections({ next: { validFrom: "2027-01-01" }, old: { validTo: "2026-12-31" } });
    expect(checkStationFiles(configWith(rows), TODAY)).toEqual([]);
    const classes = exams({ one: { licenceClasses: "[C1]" }, two: { licenceClasses: "[C3]" } });
    expect(checkStationFiles(configWith(classes), TODAY)).toEqual([]);
    expect(checkStationFiles(configWith({ inspection: [INSPECTION], exam: [EXAM] }), TODAY)).toEqual([]);
  });

  test("rules that have all ended, or not begun, are told and keep nothing from starting", () => {
    const rulebooks = {
      inspection: inspections({
        a: { validTo: "2025-12-31" },
        b: { validFrom: "2026-01-01", validTo: "2026-11-26" },
      }).inspection,
      exam: exams({ c: { licenceClasses: "[C1]", validFrom: "2026-11-28" }, d: { licenceClasses: "[C3]" } })
        .exam,
    };
    expect(checkStationFiles(configWith(rulebooks), TODAY)).toEqual([
      expect.stringMatching(
        /b\.yaml: The rulebook b was in force until 2026-11-26 only, .* 规则 b 已于 2026-11-26 失效/,
      ),
      expect.stringMatching(
        /c\.yaml: The rulebook c is in force from 2026-11-28 only, .* 规则 c 自 2026-11-28 起施行/,
      ),
    ]);
    expect(checkStationFiles(configWith(rulebooks), "2026-11-26")).toEqual([
      expect.stringContaining("c.yaml"),
    ]);
    expect(checkStationFiles(configWith(rulebooks), "2026-11-28")).toEqual([
      expect.stringContaining("b.yaml"),
    ]);
  });

  test("a course that serves one class and not another is told; one that serves none is refused", () => {
    const one = exams({ c1: {}, "b2-book": { licenceClasses: "[B2]" } });
    const [told, ...more] = checkStationFiles(configWith(one), TODAY);
    expect(told).toMatch(/^b2-book \(2022-04-01\): config\/courses\/demo-c1\.geojson:\d+:\d+: .*B2.*。/);
    expect(more).toEqual([]);
    const later = exams({
      c1: { validTo: "2026-12-31" },
      next: { licenceClasses: "[B2]", validFrom: "2027-01-01" },
    });
    expect(checkStationFiles(configWith(later), TODAY)).toEqual([
      expect.stringContaining("/next.yaml: The rulebook next is in force from 2027-01-01 only"),
      expect.stringMatching(/^next \(2027-01-01\): /),
    ]);
    const none = exams({ b2: { licenceClasses: "[B2]" }, next: { validFrom: "2027-01-01" } });
    expect(refusal(() => checkStationFiles(configWith(none), TODAY)).message).toMatch(
      /demo-c1\.geojson:.*B2/,
    );
  });

  test("what a lane lacks is asked of today's edition", () => {
    const folder = temporaryDirectory();
    const british = editionFile(folder, "gb.yaml", "uk-mot-class4-brakes", {
      ...{ jurisdiction: "CN", validTo: "2026-12-31" },
    });
    const next = editionFile(folder, "next.yaml", "cn-inspection-2021", { validFrom: "2027-01-01" });
    const config = configWith({ inspection: [british, next], exam: [EXAM] });
    const all = laneDevices({ bench: "serial", validTo: "2099-12-31", address: (role) => `sim:${role}` });
    const devices = all.filter(({ role }) => role === "lane-beams" || role === "brake-bench");
    const missing = (today: string) =>
      unservedKinds({ ...config, devices }, identitiesOf(devices, true), today).filter((line) =>
        line.startsWith("Inspections"),
      );
    expect(missing("2026-12-31")).toEqual([]);
    expect(missing("2027-01-01")).toEqual(
      ["headlamp tester", "exhaust analyser", "opacimeter"].map((what) => expect.stringContaining(what)),
    );
  });
});

describe("in the station file", () => {
  const loaded = (inspection: unknown) => {
    const file = join(temporaryDirectory(), "station.yaml");
    const { course: _, vehicle: __, intake: ___, ...config } = configWith({ inspection: [], exam: [] });
    writeFileSync(file, stringify({ ...config, rulebooks: { inspection, exam: "e.yaml" } }));
    return () => loadStationConfig(file).rulebooks;
  };

  test("one path is a list of one, and every path is made absolute", () => {
    expect(loaded("a.yaml")().inspection).toEqual([expect.stringMatching(/^\/.*\/a\.yaml$/)]);
    expect(loaded(["a.yaml", "../b.yaml"])().inspection.map((path) => path.split("/").at(-1))).toEqual([
      "a.yaml",
      "b.yaml",
    ]);
  });

  test.each([
    [7, /rulebooks\.inspection: found 7, allowed: a path, or a list of at least one\./],
    [[], /rulebooks\.inspection: found a list of 0, allowed: /],
    [["a.yaml", 7], /rulebooks\.inspection.*found 7, allowed: /],
    [
      ["a.yaml", "a.yaml"],
      /rulebooks\.inspection: found a list of 2, allowed: a list in which each path stands once/,
    ],
  ])("%j is refused at its place", (inspection, sentence) => {
    expect(refusal(loaded(inspection)).message).toMatch(sentence);
  });
});
