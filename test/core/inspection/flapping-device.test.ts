import { describe, expect, test } from "vitest";
import type { DeviceFault } from "../../../src/core/observation.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import type { DeviceRole } from "../../../src/core/trade/words/roles.ts";
import { braking, fault, voidedAs } from "./item-lanes.ts";
import type { HandLane } from "./lane-fixture.ts";

/** Goal: a fault that stands and comes once more spoils what is measured just now, and is nothing new to anybody else. */
function comesAgain(lane: HandLane, role: DeviceRole, code: DeviceFault["code"]): number {
  const before = lane.events.length;
  const device = asId<"device">(`${role}-1`);
  const again = {
    device,
    code,
    raised: true,
    atMs: lane.nowMs,
    detail: null,
    times: 3,
    again: true,
  } as const;
  lane.feed({ kind: "fault", role, fault: again });
  return lane.events.length - before;
}

describe("a fault that stands and comes once more", () => {
  test("voids the run that goes on, once; the next run waits", () => {
    // One of those with which an item may be tried all the same.
    const lane = braking();
    const voided = () => lane.events.filter(({ type }) => type === "item-voided").length;
    const before = voided();
    comesAgain(lane, "brake-bench", "silent");
    expect(voidedAs(lane)).toMatchObject({ code: "DEVICE_FAULT", params: { fault: "silent" } });
    expect(lane.state.current?.stage).toBe("clearing");
    for (let i = 0; i < 100; i++) expect(comesAgain(lane, "brake-bench", "silent")).toBe(0);
    expect(voided()).toBe(before + 1);
  });

  test("of another device is nothing to this item", () => {
    const lane = braking();
    expect(comesAgain(lane, "headlamp-tester", "disconnected")).toBe(0);
    expect(lane.state.current?.stage).toBe("measuring");
  });

  test("of the beams: who came and went meanwhile nobody saw", () => {
    const lane = braking();
    fault(lane, "lane-beams", "disconnected");
    lane.beam("bench", true);
    comesAgain(lane, "lane-beams", "disconnected");
    expect(lane.events.at(-1)).toEqual({ type: "beam-lost", place: null });
  });

  test("what is replayed is what was", () => {
    const lane = braking();
    comesAgain(lane, "brake-bench", "garbled");
    expect(lane.replayed()).toEqual(lane.state);
  });
});
