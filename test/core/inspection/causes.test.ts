import { expect, test } from "vitest";
import { causesOf, reason } from "../../../src/core/trade/reasons.ts";
import { dossierNamed } from "./lane-fixture.ts";
import { findingOf, goodCar, type Items, scoreItems } from "./measured-fixture.ts";

/** Goal: what a screen shows first is what a person can do something about, and not the chain that leads to it. */
const k3 = dossierNamed("demo-k3");

function withVoid(item: string, typed: string): Items {
  return { ...goodCar(), [item]: { void: typed } };
}

test("of a ratio that has no load it is the scale's item, told whole", () => {
  const report = scoreItems(k3, withVoid("W1", "smoke"));
  const b1 = report.items.find((item) => item.item === "B1");
  const why = reason("VOID_AS_RECORDED", { typed: "smoke" });
  const cause = reason("ITEM_VOID", { item: "W1", why });
  expect(b1?.reasons[0]).toMatchObject({ code: "RULE_UNDECIDED", params: { rule: "brake.axle-ratio" } });
  expect(b1?.reasons.flatMap(causesOf)).toContainEqual(cause);
  expect(new Set(b1?.reasons.flatMap(causesOf).map(({ code }) => code))).toEqual(new Set(["ITEM_VOID"]));
  expect(report.reasons[0]).toEqual(cause);
});

test("of a void item it is what happened, with the item it happened to", () => {
  const report = scoreItems(k3, withVoid("B1", "smoke"));
  expect(report.reasons.map(({ code }) => code)).toContain("ITEM_VOID");
  expect(report.reasons.flatMap(causesOf)[0]).toEqual(
    reason("ITEM_VOID", { item: "B1", why: reason("VOID_AS_RECORDED", { typed: "smoke" }) }),
  );
});

test("of a datum that the registry does not give it is that datum, by its name", () => {
  const finding = findingOf(scoreItems({ ...k3, curbMassKg: null }, goodCar()), "brake.parking-ratio");
  const cause = reason("FACT_MISSING", {
    fact: "vehicle.curbMassKg",
    because: reason("NOT_IN_DOSSIER", {}),
  });
  expect(finding.arithmetic.filter(({ code }) => code !== "COMPUTED").flatMap(causesOf)).toEqual([cause]);
});

test("of an item that nobody measured it is that item", () => {
  const { B1: _, ...others } = goodCar();
  const report = scoreItems(k3, others);
  const cause = reason("ITEM_UNDECIDED", { item: "B1", because: [reason("NOT_MEASURED", {})] });
  expect(report.reasons.flatMap(causesOf)).toContainEqual(cause);
});

test("what was computed all the same is no cause", () => {
  const items = { ...goodCar(), W1: { facts: { "axle.loadKg": "82" } } };
  const b1 = scoreItems(k3, items).items.find((item) => item.item === "B1");
  expect(b1?.reasons.flatMap(causesOf).map(({ code }) => code)).toContain("NOT_CREDIBLE");
  expect(b1?.reasons.flatMap(causesOf).map(({ code }) => code)).not.toContain("COMPUTED");
});

test("a fault keeps its device: its detail is part of it", () => {
  const fault = reason("DEVICE_FAULT", {
    role: "axle-scale",
    device: "axle-scale-1",
    fault: "silent",
    detail: reason("NO_GOOD_FRAME", { ms: 5000 }),
  });
  expect(causesOf(reason("MEASURED_AGAIN", { because: fault }))).toEqual([fault]);
});
