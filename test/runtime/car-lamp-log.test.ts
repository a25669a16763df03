import { expect, test } from "vitest";
import { carLamps } from "../../src/runtime/car-lamps.ts";
import { courseDevices } from "../../src/stage/station-devices.ts";

test("a lamp whose board is away is in the log once, and once more when the board was back between", () => {
  const lines: string[] = [];
  const log = { info: () => undefined, error: () => undefined, warn: (what: string) => lines.push(what) };
  let away = true;
  const devices = courseDevices({
    validTo: "2099-12-31",
    sentences: [],
    boardProfile: "board.yaml",
    address: (role) => `sim:${role}`,
  });
  const board = devices.find(({ role }) => role === "vehicle-io")?.device;
  const cars = [{ car: "car-1", vehicle: "car.yaml" }];
  const switchLamp = carLamps(
    { sites: [{ course: "course-1", file: "course.geojson", cars }], devices },
    { boardOutput: (device) => device === board && !away },
    log,
  );
  const lamp = { site: "course-1", car: "car-1", position: null, line: "lamp-item" };
  for (let i = 0; i < 50; i++) switchLamp(lamp, i % 2 === 0);
  expect(lines).toEqual(["no board switches this lamp"]);
  away = false;
  switchLamp(lamp, true);
  expect(lines).toHaveLength(1);
  away = true;
  switchLamp(lamp, false);
  switchLamp(lamp, true);
  expect(lines).toHaveLength(2);
});
