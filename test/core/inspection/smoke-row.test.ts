import { describe, expect, test } from "vitest";
import {
  whyPeakDoubted,
  whySummaryContradicts,
  whyUnsteady,
} from "../../../src/core/inspection/items/smoke-row.ts";
import type { SettingsOf } from "../../../src/core/inspection/procedure-settings.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { rulebook } from "./lane-fixture.ts";

/** Goal: the figures that a person is told, and the edges that the settings alone do not reach. */
const settings = rulebook.items.find(({ key }) => key === "free-acceleration")
  ?.procedure as SettingsOf<"free-acceleration">;

describe("one peak", () => {
  const doubt = (engineSpeedRpm: string, kPerM = "0.60") =>
    whyPeakDoubted({ kPerM, engineSpeedRpm }, "0.60", 2400, settings);

  test("at exactly the speed that is needed counts, one below does not", () => {
    expect(doubt("2400")).toBeNull();
    expect(doubt("2399")).toEqual(reason("PEAK_SPEED_LOW", { foundRpm: "2399", neededRpm: 2400 }));
  });

  test("says both figures that differ", () => {
    const params = { peakPerM: "0.81", readPerM: "0.60", mostPerM: "0.20" };
    expect(doubt("2400", "0.81")).toEqual(reason("PEAK_CONTRADICTED", params));
  });
});

describe("a row", () => {
  test("says how far apart it lies, wherever the greatest and the least stand", () => {
    const apart = reason("ROW_SPREAD", { spreadPerM: "0.31", mostPerM: "0.25" });
    for (const row of [
      ["0.60", "0.91", "0.70"],
      ["0.91", "0.60", "0.70"],
      ["0.70", "0.60", "0.91"],
    ])
      expect(whyUnsteady(row, settings)).toEqual(apart);
  });

  test("says which way it goes, and by how much", () => {
    expect(whyUnsteady(["0.60", "0.66", "0.75"], settings)).toEqual(
      reason("ROW_TREND", { changePerM: "0.15" }),
    );
    expect(whyUnsteady(["0.75", "0.66", "0.60"], settings)).toEqual(
      reason("ROW_TREND", { changePerM: "-0.15" }),
    );
  });

  test("of none or of one says nothing", () => {
    expect([whyUnsteady([], settings), whyUnsteady(["0.60"], settings)]).toEqual([null, null]);
  });
});

describe("the instrument's own results", () => {
  const told = (meanPerM: string, row: readonly string[], last = ["0.60", "0.61", "0.61"]) => {
    const [thirdLastPerM = "", secondLastPerM = "", lastPerM = ""] = last;
    return whySummaryContradicts({ meanPerM, lastPerM, secondLastPerM, thirdLastPerM }, row, settings);
  };
  const row = ["0.60", "0.61", "0.61"];

  test("may be rounded or cut, and no further off than a step of the rounded mean", () => {
    expect([told("0.60", row), told("0.61", row), told("0.62", row)]).toEqual([null, null, null]);
    const params = { foundPerM: "0.63", oursPerM: "0.61", mostPerM: "0.01" };
    expect(told("0.63", row)).toEqual(reason("SUMMARY_CONTRADICTS", params));
    expect(told("0.59", row)).toMatchObject({ code: "SUMMARY_CONTRADICTS" });
  });

  test("are of the last three, however long the row is", () => {
    expect(told("0.61", ["0.75", ...row])).toBeNull();
  });

  test("are of others where one of them differs, which is said", () => {
    const found = ["0.60", "0.62", "0.61"];
    expect(told("0.61", row, found)).toEqual(reason("SUMMARY_OF_OTHERS", { found, ours: row }));
    expect(told("0.61", row, ["0.59", "0.61", "0.61"])).toMatchObject({ code: "SUMMARY_OF_OTHERS" });
    expect(told("0.61", row, ["0.60", "0.61", "0.60"])).toMatchObject({ code: "SUMMARY_OF_OTHERS" });
  });
});
