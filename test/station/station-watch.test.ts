import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { reason, told } from "../../src/core/trade/reasons.ts";
import type { StationView } from "../../src/station/live-message.ts";
import { FREE_BYTES_LEAST } from "../../src/station/no-job.ts";
import { StationWatch } from "../../src/station/station-watch.ts";
import { VIEW } from "../console/served-console.ts";
import { fault } from "../support/scripted-session.ts";

/** Goal: since when something is wrong is known also where nobody looked, and how long the disk lasts is said only where that is known. */
function rig(freeBytes: () => number | null = () => null) {
  const clock = new VirtualClock();
  let view: StationView = VIEW;
  const watch = new StationWatch({ clock, timers: clock, freeBytes, view: () => view });
  return { clock, watch, show: (changes: Partial<StationView>) => (view = { ...VIEW, ...changes }) };
}
const DISK = { ...told(reason("DISK_FILLS_UP", { freeMiB: 9, leastMiB: 2 })), stops: false };

test("a problem keeps the time at which it was first seen, and one that comes again has a new one", () => {
  const { clock, watch, show } = rig();
  watch.start();
  clock.advanceBy(60_000);
  show({ disk: DISK });
  clock.advanceBy(60_000);
  const standsMs = watch.look().disk ?? 0;
  expect(standsMs).toBeGreaterThanOrEqual(55_000);
  expect(standsMs).toBeLessThanOrEqual(60_000);
  show({});
  clock.advanceBy(10_000);
  expect(watch.look()).toEqual({});
  show({ disk: DISK });
  expect(watch.look().disk).toBe(0);
  watch.stop();
});

test("of a fault of a device its own time is known, whenever it was seen", () => {
  const { clock, watch, show } = rig();
  clock.advanceBy(100_000);
  const atMs = clock.monoMs() - 42_000;
  show({
    devices: [
      {
        ...{ site: "lane-1", car: null, role: "axle-scale", device: "scale-1", model: "m", address: "a" },
        ...{ state: "fault", faults: [{ ...fault("silent", true, atMs), detail: null }] },
      },
    ],
  });
  expect(watch.look()["fault scale-1 silent"]).toBe(42_000);
});

test.each([-86_400_000, 3_600_000])(
  "a clock that is set by %i ms makes nothing older or younger",
  (stepMs) => {
    const { clock, watch, show } = rig();
    const sealing = { ...DISK, job: "J-1", sinceWallMs: clock.wallMs() - 20_000 };
    show({ disk: DISK, sealing });
    watch.look();
    clock.advanceBy(40_000);
    clock.setWallBy(stepMs);
    expect(watch.look()).toMatchObject({ disk: 40_000, sealing: 60_000 });
  },
);

test("how long the disk lasts: by the pace of the last hours, down to where no job begins any more", () => {
  let free = FREE_BYTES_LEAST + 100 * 2 ** 20;
  const { clock, watch } = rig(() => free);
  watch.start();
  for (let minute = 0; minute < 29; minute++) {
    clock.advanceBy(60_000);
    free -= 2 ** 20;
  }
  expect(watch.diskLastsMs()).toBeNull();
  for (let minute = 0; minute < 31; minute++) {
    clock.advanceBy(60_000);
    free -= 2 ** 20;
  }
  const minutes = (watch.diskLastsMs() ?? 0) / 60_000;
  expect(minutes).toBeGreaterThan(38);
  expect(minutes).toBeLessThan(43);
  watch.stop();
});

test("a disk that does not fill lasts for nobody knows how long", () => {
  const { clock, watch } = rig(() => 1e12);
  watch.start();
  clock.advanceBy(3_600_000 * 8);
  expect(watch.diskLastsMs()).toBeNull();
  watch.stop();
});
