import { expect, test } from "vitest";
import { PROCEDURES } from "../../../src/core/inspection/items/catalogue.ts";
import { DEVICE_ROLES, ROLES, serves } from "../../../src/core/trade/words/roles.ts";

const rolesOf = (kind: "inspection" | "exam") => DEVICE_ROLES.filter((role) => serves(role, kind));

/** A role that serves no job is a device whose readings reach nobody. */
test("every device that an item of an inspection is measured with belongs to inspections, and the beams", () => {
  const measuring = Object.values(PROCEDURES).map((procedure) => procedure.role);
  expect(new Set(rolesOf("inspection"))).toEqual(new Set([...measuring, "lane-beams"]));
});

test("a test has its receiver and its board, and no device belongs to both kinds of job", () => {
  expect(rolesOf("exam")).toEqual(["gnss", "vehicle-io"]);
  expect(rolesOf("inspection").filter((role) => serves(role, "exam"))).toEqual([]);
});

test("what turns, pumps or shines has a command that makes it safe", () => {
  const safe = DEVICE_ROLES.flatMap((role) =>
    ROLES[role].safe === null ? [] : [[role, ROLES[role].safe.name]],
  );
  expect(safe).toEqual([
    ["brake-bench", "brake.stop"],
    ["headlamp-tester", "headlamp.stop"],
    ["gas-analyser", "gas.sample-off"],
    ["opacimeter", "smoke.stop"],
  ]);
});
