import { describe, expect, test } from "vitest";
import { voidedAs } from "./item-lanes.ts";
import { dossierNamed, HandLane } from "./lane-fixture.ts";

/** Goal: rollers that stand, and a cell that is dead, are no wheel without a brake: the run is void and fails nobody. */
function onRollers(): HandLane {
  const lane = new HandLane({ dossier: dossierNamed("demo-k3") });
  lane.command({ name: "begin" });
  lane.weigh("820");
  lane.beam("bench", true);
  lane.wait(2000);
  return lane;
}

function tells(
  lane: HandLane,
  notice: "none" | "drag" | "brake" | "ended",
  left: boolean,
  right: boolean,
): void {
  const motors = { leftMotorOn: left, rightMotorOn: right, leftLocked: false, rightLocked: false };
  lane.observe("brake-bench", { kind: "brake-bench-state", ...motors, notice });
}

describe("a motor that does not start", () => {
  test.each([
    ["right", true, false],
    ["left", false, true],
    ["left", false, false],
  ] as const)("on the %s (%s, %s) voids when braking is asked for", (side, left, right) => {
    const lane = onRollers();
    tells(lane, "drag", left, right);
    for (let i = 0; i < 20; i++) lane.force("60", "0");
    tells(lane, "brake", left, right);
    expect(voidedAs(lane)).toEqual({ code: "MOTOR_NOT_ON", params: { side } });
  });
});

describe("a lift that comes down first", () => {
  test("takes its time before the start is answered, and the rollers have theirs from there", () => {
    const lane = onRollers();
    lane.wait(4500);
    lane.answer("brake-bench", "brake.start");
    lane.wait(4500);
    expect(lane.state.current?.stage).toBe("measuring");
    lane.wait(500);
    expect(voidedAs(lane)).toMatchObject({ code: "ROLLERS_NOT_STARTED" });
  });
});

describe("a side that shows nothing", () => {
  function ran(dragN: readonly [string, string], rightN: number, rollsN = 0): HandLane {
    const lane = onRollers();
    tells(lane, "drag", true, true);
    for (let i = 0; i < 20; i++) lane.force(...dragN);
    tells(lane, "brake", true, true);
    for (let i = 1; i <= 180; i++) {
      const share = Math.min(1, i / 60);
      lane.force(
        String(Math.round(60 + 2600 * share)),
        String(Math.round(rollsN + (rightN - rollsN) * share)),
      );
    }
    tells(lane, "ended", false, false);
    return lane;
  }
  const ended = (lane: HandLane) =>
    lane.events.findLast((event) => event.type === "item-voided" || event.type === "item-measured");

  test("of a wheel that rolls, and nothing of the braking, voids", () => {
    expect(voidedAs(ran(["60", "0"], 0))).toEqual({ code: "SIDE_SHOWS_NOTHING", params: { side: "right" } });
    expect(voidedAs(ran(["60", "0"], 100))).toMatchObject({ code: "SIDE_SHOWS_NOTHING" });
  });
  test("in the braking alone, as of rollers that stopped before anybody pressed, voids too", () => {
    expect(voidedAs(ran(["60", "40"], 0))).toEqual({ code: "SIDE_SHOWS_NOTHING", params: { side: "right" } });
  });
  test("but for two spoilt samples voids too", () => {
    const lane = onRollers();
    tells(lane, "drag", true, true);
    for (let i = 0; i < 20; i++) lane.force("60", "0");
    tells(lane, "brake", true, true);
    for (let i = 1; i <= 180; i++)
      lane.force(String(Math.round(60 + 2600 * Math.min(1, i / 60))), i === 90 || i === 91 ? "130" : "0");
    tells(lane, "ended", false, false);
    expect(voidedAs(lane)).toMatchObject({ code: "SIDE_SHOWS_NOTHING" });
  });
  test("but a wheel that rolls and does not brake is judged, and so is one whose cell has a low zero", () => {
    expect(ended(ran(["60", "40"], 40, 40))?.type).toBe("item-measured");
    expect(ended(ran(["60", "0"], 110))?.type).toBe("item-measured");
    expect(ended(ran(["0", "0"], 0))?.type).toBe("item-measured");
  });
});
