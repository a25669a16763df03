import { expect } from "vitest";
import type { DeviceFault } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import type { Reason } from "../../../src/core/trade/reasons.ts";
import type { DeviceRole } from "../../../src/core/trade/words/roles.ts";
import { dossierNamed, HandLane, rulebook, skipTo } from "./lane-fixture.ts";

/** A small car's lane brought to where an item is measured. */
export const k3 = dossierNamed("demo-k3");

export function fault(lane: HandLane, role: DeviceRole, code: DeviceFault["code"], raised = true): void {
  const device = asId<"device">(`${role}-1`);
  lane.feed({ kind: "fault", role, fault: { device, code, raised, atMs: lane.nowMs, detail: null } });
}

/** At the item, the vehicle in its place, the procedure begun. */
export function measuring(item: string, dossier = k3, rules = rulebook): HandLane {
  const places: Record<string, string> = { A: "slip", W: "scale", B: "bench", H: "headlamp", E: "exhaust" };
  const lane = new HandLane({ dossier, rules });
  lane.command({ name: "begin" });
  skipTo(lane, item);
  lane.wait(20_000);
  lane.beam(places[item.slice(0, 1)] ?? "", true);
  expect([lane.report.currentItem, lane.state.current?.stage]).toEqual([item, "measuring"]);
  return lane;
}

export function braking(item = "B1"): HandLane {
  const lane = measuring(item);
  lane.wait(2000);
  lane.bench("none");
  lane.bench("drag");
  lane.bench("brake");
  for (let i = 1; i <= 10; i++) lane.force(String(100 * i), String(100 * i));
  return lane;
}

export function sampling(): HandLane {
  const lane = measuring("E");
  lane.answer("gas-analyser", "gas.leak-test");
  lane.answer("gas-analyser", "gas.zero");
  return lane;
}

/** How the present run ends: void, once to be measured again, the second time for good. */
export function voidedAs(lane: HandLane): Reason | null {
  const event = lane.events.findLast((e) => e.type === "item-voided" || e.type === "item-measured");
  expect(event?.type).toBe("item-voided");
  return event?.type === "item-voided" ? event.reason : null;
}
