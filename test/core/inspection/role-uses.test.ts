import { expect, test } from "vitest";
import { inspectionNeeds, roleUses } from "../../../src/core/inspection/admission.ts";
import { dossierNamed, rulebook } from "./lane-fixture.ts";

/** Goal: who is told that nothing can be done without an instrument is who would be refused for it, and nobody else. */
const USES = roleUses([rulebook]);
const fuelsOf = (role: string) => USES.find((use) => use.role === role)?.fuels;

test("an opacimeter is needed by diesel vehicles alone, the brake bench by all", () => {
  expect(fuelsOf("opacimeter")).toEqual(["diesel"]);
  expect(fuelsOf("brake-bench")).toBeNull();
  expect(fuelsOf("gas-analyser")).toContain("petrol");
  expect(fuelsOf("gas-analyser")).not.toContain("diesel");
  expect(USES.find(({ role }) => role === "opacimeter")?.itemsZh).toHaveLength(1);
});

test.each(["demo-k3", "demo-k3-diesel"])("%s needs nothing that is said to be for others", (name) => {
  const dossier = dossierNamed(name);
  const needs = inspectionNeeds(dossier, rulebook).map(({ role }) => role);
  for (const { role, fuels } of USES)
    if (fuels !== null && !fuels.includes(dossier.fuel ?? "")) expect(needs).not.toContain(role);
  expect(needs.includes("opacimeter")).toBe(dossier.fuel === "diesel");
});
