import { describe, expect, test } from "vitest";
import { instantWithZone, zoneSaid } from "../../src/console/web/appeal/times.ts";
import { offsetName, zoneName } from "../../src/console/web/moment-name.ts";

/** Goal: no time stands on a page without its zone being told. */
const MOMENT = Date.parse("2026-06-01T08:03:51.863Z");

test.each([
  [480, "UTC+08:00"],
  [0, "UTC"],
  [-0, "UTC"],
  [-210, "UTC-03:30"],
  [345, "UTC+05:45"],
  [840, "UTC+14:00"],
])("%d minutes ahead is %s", (minutes, name) => {
  expect(offsetName(minutes)).toBe(name);
});

describe("a moment", () => {
  test("is said with the zone that it is said in", () => {
    const said = instantWithZone("2026-06-01T08:03:51.863Z");
    const [, day, clock, zone] = /^(\S+) (\S+) \((UTC\S*)\)$/.exec(said) ?? [];
    expect(zone).toBe(zoneName(MOMENT));
    // Read back with its zone it is the same one, wherever this runs.
    const offset = zone === "UTC" ? "Z" : zone?.slice(3);
    expect(Date.parse(`${day}T${clock}${offset}`)).toBe(Math.floor(MOMENT / 1000) * 1000);
  });

  test("that is none stays as it is", () => {
    for (const text of ["undefined", "▇▇▇"]) expect(instantWithZone(text)).toBe(text);
  });
});

test("a zone is said by its name where it has one, and by what it is ahead", () => {
  const offset = zoneName(MOMENT);
  expect(zoneSaid(MOMENT, "Some/Place")).toBe(`Some/Place (${offset})`);
  for (const none of [undefined, "", offset]) expect(zoneSaid(MOMENT, none)).toBe(offset);
});
