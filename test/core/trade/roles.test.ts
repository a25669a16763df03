import { expect, test } from "vitest";
import { PROCEDURES } from "../../../src/core/inspection/items/catalogue.ts";
import { ROLES_OF, SAFE_COMMANDS } from "../../../src/core/trade/roles.ts";

/** A role that is in no list is a device whose readings reach no job. */
test("every device that an item of an inspection is measured with belongs to inspections, and the beams", () => {
  const measuring = Object.values(PROCEDURES).map((procedure) => procedure.role);
  expect(new Set(ROLES_OF.inspection)).toEqual(new Set([...measuring, "lane-beams"]));
});

test("a test has its receiver and its board, and no device belongs to both kinds of job", () => {
  expect(ROLES_OF.exam).toEqual(["gnss", "vehicle-io"]);
  expect(ROLES_OF.inspection.filter((role) => ROLES_OF.exam.includes(role))).toEqual([]);
});

test("what puts an instrument at rest after a run also makes it safe", () => {
  for (const procedure of Object.values(PROCEDURES))
    if (procedure.rest.length > 0) expect([SAFE_COMMANDS[procedure.role]]).toEqual(procedure.rest);
});
