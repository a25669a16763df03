import { expect, test } from "vitest";
import { evolveLane, initialLane, type LaneEvent } from "../../../../src/core/inspection/lane/lane-state.ts";
import { unusedLane, usedLane, vehiclesPerHour } from "../../../../src/core/inspection/lane/lane-use.ts";
import { ONE_POSITION } from "../../../../src/core/inspection/lane/layout.ts";
import { asId } from "../../../../src/core/quantities/ids.ts";

const A = asId<"job">("A");
const B = asId<"job">("B");

test("counts who had a position, for how long, and who waited for it", () => {
  const steps: readonly (readonly [number, LaneEvent])[] = [
    [1_000, { type: "vehicle-joined", job: A }],
    [1_000, { type: "position-granted", job: A, position: "lane" }],
    [61_000, { type: "vehicle-joined", job: B }],
    [61_000, { type: "position-asked", job: B, position: "lane" }],
    [361_000, { type: "vehicle-left", job: A }],
    [361_000, { type: "position-granted", job: B, position: "lane" }],
    [721_000, { type: "vehicle-left", job: B }],
  ];
  let state = initialLane(ONE_POSITION, []);
  let use = unusedLane(ONE_POSITION, 1_000);
  for (const [atMs, event] of steps) {
    const after = evolveLane(state, event);
    use = usedLane(use, state, after, atMs);
    state = after;
  }
  expect(use).toEqual({
    sinceMs: 1_000,
    untilMs: 721_000,
    vehicles: 2,
    positions: [{ position: "lane", vehicles: 2, heldMs: 720_000, awaitedMs: 300_000 }],
  });
  expect(vehiclesPerHour(use)).toBe(10);
  expect(vehiclesPerHour(unusedLane(ONE_POSITION, 0))).toBeNull();
});

test("a clock that went back takes nothing away", () => {
  const state = initialLane(ONE_POSITION, []);
  expect(usedLane(unusedLane(ONE_POSITION, 1_000), state, state, 500).untilMs).toBe(1_000);
});
