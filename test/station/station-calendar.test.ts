import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { civilDateIn } from "../../src/adapters/clock/civil-date.ts";
import type { Paper } from "../../src/core/calendar/validity-calendar.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { watchDay } from "../../src/station/day-watch.ts";
import { stationCalendar } from "../../src/station/station-calendar.ts";

const ZONE = "Asia/Shanghai";
/** 15:59:30 UTC is half a minute before midnight there. */
const BEFORE_MIDNIGHT = Date.UTC(2026, 10, 27, 15, 59, 30);
const identity = {
  role: "axle-scale" as const,
  device: asId<"device">("scale-1"),
  model: "x",
  serial: "1",
  simulated: false,
  calibration: { certificate: "C-1", validTo: "2026-11-27" },
};

function world() {
  const clock = new VirtualClock(BEFORE_MIDNIGHT);
  const localDate = civilDateIn(ZONE);
  const read: Paper[][] = [[]];
  let reads = 0;
  const calendar = stationCalendar({
    clock,
    identities: [identity],
    papers: () => {
      reads++;
      return read.at(-1) ?? [];
    },
    warnDays: 30,
    localDate,
  });
  return { clock, localDate, calendar, read, reads: () => reads };
}

test("what a page is shown changes at the station's midnight, whoever looks", () => {
  const { clock, calendar } = world();
  expect(calendar()).toMatchObject({
    today: "2026-11-27",
    entries: [
      { name: "scale-1", state: "ends-soon", daysLeft: 0, word: { code: "CALIBRATION_ENDS", stops: false } },
    ],
  });
  clock.advanceTo(clock.monoMs() + 29_000);
  expect(calendar().today).toBe("2026-11-27");
  clock.advanceTo(clock.monoMs() + 1_000);
  expect(calendar()).toMatchObject({
    today: "2026-11-28",
    entries: [{ state: "ended", daysLeft: -1, word: { code: "CALIBRATION_ENDED", stops: true } }],
  });
});

test("files are read once and not at every look, and again after ten minutes", () => {
  const { clock, calendar, read, reads } = world();
  const first = calendar();
  expect(calendar()).toBe(first);
  expect(reads()).toBe(1);
  read.push([{ what: "certificate", file: "new.crt", validTo: "2030-01-01" }]);
  clock.advanceTo(clock.monoMs() + 20_000);
  expect(calendar().entries).toHaveLength(1);
  clock.advanceTo(clock.monoMs() + 600_000);
  expect(calendar().entries.map(({ name }) => name)).toEqual(["scale-1", "new.crt"]);
  expect(calendar().entries[1]?.word).toBeNull();
});

test("that a day has begun is told once, within the quarter of a minute, and no more after the stop", () => {
  const { clock, localDate } = world();
  const told: string[] = [];
  const stop = watchDay({ clock, timers: clock, localDate, changed: (today) => told.push(today) });
  clock.advanceTo(clock.monoMs() + 29_000);
  expect(told).toEqual([]);
  clock.advanceTo(clock.monoMs() + 17_000);
  expect(told).toEqual(["2026-11-28"]);
  clock.advanceTo(clock.monoMs() + 3_600_000);
  expect(told).toEqual(["2026-11-28"]);
  clock.advanceTo(clock.monoMs() + 23 * 3_600_000);
  expect(told).toEqual(["2026-11-28", "2026-11-29"]);
  stop();
  clock.advanceTo(clock.monoMs() + 48 * 3_600_000);
  expect(told).toHaveLength(2);
});

test("a clock that is set into another day shows that day, forward and back", () => {
  const { clock, calendar } = world();
  calendar();
  clock.setWallBy(86_400_000);
  expect(calendar().entries[0]?.state).toBe("ended");
  clock.setWallBy(-2 * 86_400_000);
  expect(calendar()).toMatchObject({ today: "2026-11-26", entries: [{ state: "ends-soon", daysLeft: 1 }] });
});
