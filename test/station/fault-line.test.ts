import { expect, test } from "vitest";
import { EdgeError } from "../../src/errors.ts";
import { faultInOneLine } from "../../src/station/fault-line.ts";

test("an operating failure is its sentence, whatever else was thrown says what it is", () => {
  expect(faultInOneLine(new EdgeError("CONFIG_INVALID", "rules.yaml:3:1: found nothing", {}))).toBe(
    "rules.yaml:3:1: found nothing",
  );
  expect(faultInOneLine(new TypeError("x is undefined"))).toBe("TypeError: x is undefined");
});
