import { describe, expect, test } from "vitest";
import { civilDateIn } from "../../../src/adapters/clock/civil-date.ts";
import {
  calendarOn,
  calibrationPapers,
  daysBetween,
  type Paper,
} from "../../../src/core/calendar/validity-calendar.ts";
import { dayAfter } from "../../../src/core/door/civil-day.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import type { Need } from "../../../src/core/trade/admission.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { whyUnfit } from "../../../src/station/fitness.ts";

/** Goal: the calendar says before the day what the door will refuse after it, and never another day than the door. */
const scale = (validTo: string | null): Paper => ({
  what: "calibration",
  role: "axle-scale",
  device: "scale-1",
  certificate: validTo === null ? null : "C-1",
  validTo,
});
const stateOn = (today: string, validTo: string | null, warnDays = 30) => {
  const [entry] = calendarOn([scale(validTo)], today, warnDays);
  return entry === undefined ? null : [entry.state, entry.daysLeft];
};

describe("a calibration", () => {
  test.each([
    ["2026-11-27", "2026-12-28", ["valid", 31]],
    ["2026-11-27", "2026-12-27", ["ends-soon", 30]],
    ["2026-11-27", "2026-11-28", ["ends-soon", 1]],
    ["2026-11-27", "2026-11-27", ["ends-soon", 0]],
    ["2026-11-28", "2026-11-27", ["ended", -1]],
    ["2026-11-28", "1999-12-31", ["ended", -9829]],
    // Leap days count, and years that have none do not.
    ["2028-02-28", "2028-03-01", ["ends-soon", 2]],
    ["2027-02-28", "2027-03-01", ["ends-soon", 1]],
    ["2028-02-29", "2028-02-29", ["ends-soon", 0]],
    ["2028-03-01", "2028-02-29", ["ended", -1]],
    ["2028-01-30", "2028-02-29", ["ends-soon", 30]],
    ["2100-02-28", "2100-03-01", ["ends-soon", 1]],
    // A day that a summer time makes longer or shorter is a day.
    ["2026-03-28", "2026-03-30", ["ends-soon", 2]],
    ["2026-10-24", "2026-10-26", ["ends-soon", 2]],
  ])("on %s, valid to %s: %j", (today, validTo, expected) => {
    expect(stateOn(today, validTo)).toEqual(expected);
  });

  test("without a day there is none, and what to do is said", () => {
    expect(stateOn("2026-11-27", null)).toEqual(["none", null]);
    expect(calendarOn([scale(null)], "2026-11-27", 30)[0]?.word).toEqual(
      reason("CALIBRATION_MISSING", { device: "scale-1" }),
    );
  });

  test("how many days before is the station's number", () => {
    expect(stateOn("2026-11-27", "2026-11-28", 0)).toEqual(["valid", 1]);
    expect(stateOn("2026-11-27", "2026-11-27", 0)).toEqual(["ends-soon", 0]);
    expect(stateOn("2026-11-27", "2027-11-27", 365)).toEqual(["ends-soon", 365]);
    expect(stateOn("2026-11-27", "2027-11-27", 364)).toEqual(["valid", 365]);
  });

  test("only of what measures, or has one all the same", () => {
    const device = (role: "axle-scale" | "lane-beams" | "vehicle-io", validTo: string | null) => ({
      role,
      device: role,
      calibration: validTo === null ? null : { certificate: "C", validTo },
    });
    const papers = calibrationPapers([
      device("axle-scale", null),
      device("lane-beams", null),
      device("vehicle-io", "2027-01-01"),
    ]);
    expect(
      papers.map((paper) => (paper.what === "calibration" ? [paper.role, paper.validTo] : null)),
    ).toEqual([
      ["axle-scale", null],
      ["vehicle-io", "2027-01-01"],
    ]);
  });
});

describe("rulebooks and certificates", () => {
  const today = "2026-11-27";
  test("tell the same by their own sentences", () => {
    const papers: Paper[] = [
      { what: "rulebook", rulebook: "r-open", validTo: null },
      { what: "rulebook", rulebook: "r-soon", validTo: "2026-12-01" },
      { what: "rulebook", rulebook: "r-over", validTo: "2026-01-01" },
      { what: "certificate", file: "a.crt", validTo: "2026-11-27" },
      { what: "certificate", file: "b.crt", validTo: "2026-11-26" },
    ];
    expect(calendarOn(papers, today, 30).map(({ state, word }) => [state, word])).toEqual([
      ["ended", reason("RULEBOOK_ENDED", { rulebook: "r-over", until: "2026-01-01", today })],
      ["ended", reason("CERTIFICATE_ENDED", { file: "b.crt", validTo: "2026-11-26", today })],
      ["ends-soon", reason("CERTIFICATE_ENDS", { file: "a.crt", validTo: "2026-11-27", days: 0 })],
      ["ends-soon", reason("RULEBOOK_ENDS", { rulebook: "r-soon", validTo: "2026-12-01", days: 4 })],
      ["valid", null],
    ]);
  });
});

test("what is missing comes first, then what ends first, what never ends last; of equals by name", () => {
  const named = (device: string, validTo: string | null): Paper => ({
    ...scale(validTo),
    what: "calibration",
    role: "axle-scale",
    certificate: null,
    device,
    validTo,
  });
  const papers = [
    named("e", "2030-01-01"),
    { what: "rulebook", rulebook: "z", validTo: null } as const,
    named("d", "2026-12-01"),
    named("b", null),
    named("c2", "2026-11-01"),
    named("c1", "2026-11-01"),
  ];
  expect(
    calendarOn(papers, "2026-11-27", 30).map(({ paper }) =>
      paper.what === "calibration" ? paper.device : "z",
    ),
  ).toEqual(["b", "c1", "c2", "d", "e", "z"]);
});

describe("the 24 hours around midnight", () => {
  const needs: Need[] = [{ role: "axle-scale", measures: true }];
  const identity = (validTo: string) => ({
    role: "axle-scale" as const,
    device: asId<"device">("scale-1"),
    model: "x",
    serial: "1",
    simulated: false,
    calibration: { certificate: "C-1", validTo },
  });

  test.each([
    "Asia/Shanghai",
    "Asia/Urumqi",
    "UTC",
    "America/New_York",
    "Pacific/Kiritimati",
    "Europe/London",
  ])("in %s the calendar says `ended` from the very hour from which the door refuses", (zone) => {
    const localDate = civilDateIn(zone);
    const validTo = "2028-02-29";
    const midnight = Date.UTC(2028, 2, 1);
    let changes = 0;
    let before: string | null = null;
    // Half hours of two days, for zones stand up to 14 hours from UTC.
    for (let atMs = midnight - 86_400_000; atMs <= midnight + 86_400_000; atMs += 1_800_000) {
      const today = localDate(atMs);
      const [entry] = calendarOn([scale(validTo)], today, 30);
      const refused = whyUnfit("inspection", needs, { identities: [identity(validTo)], links: [], today });
      expect([atMs, entry?.state === "ended"]).toEqual([atMs, refused !== null]);
      if (refused !== null) expect(entry?.word).toEqual(refused);
      if (before !== null && before !== entry?.state) changes++;
      before = entry?.state ?? null;
    }
    expect(changes).toBe(1);
  });
});

test("days between are counted one by one, over every leap year and century", () => {
  let day = "1999-12-30";
  for (let n = 0; n < 40_000; n++) {
    expect(daysBetween("1999-12-30", day)).toBe(n);
    day = dayAfter(day);
  }
  expect(daysBetween("2026-03-01", "2026-02-28")).toBe(-1);
});
