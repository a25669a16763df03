import { expect, test } from "vitest";
import { whyNotInForce } from "../../../src/core/rules/in-force.ts";

const book = { id: "b", validFrom: "2021-01-01", validTo: "2026-06-30" };

test.each([
  ["2020-12-31", false],
  ["2021-01-01", true],
  ["2026-06-30", true],
  ["2026-07-01", false],
])("on %s a rulebook of 2021-01-01 to 2026-06-30 is in force: %s", (today, holds) => {
  expect(whyNotInForce(book, today) === null).toBe(holds);
});

test("one without an end goes on, and what speaks against it says which side", () => {
  expect(whyNotInForce({ ...book, validTo: null }, "2099-01-01")).toBeNull();
  expect(whyNotInForce(book, "2020-12-31")?.code).toBe("RULEBOOK_NOT_YET");
  expect(whyNotInForce(book, "2026-07-01")?.code).toBe("RULEBOOK_ENDED");
});
