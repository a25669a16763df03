import { describe, expect, test } from "vitest";
import { dossierNamed, HandLane } from "./lane-fixture.ts";

/** On the rollers of the first axle, 60 samples of the braking in. */
function braking(): HandLane {
  const lane = new HandLane({ dossier: dossierNamed("demo-k3") });
  lane.command({ name: "begin" });
  lane.weigh("820");
  lane.beam("bench", true);
  lane.wait(2000);
  lane.bench("none");
  lane.bench("brake");
  for (let i = 1; i <= 60; i++) lane.force(String(10 * i), String(10 * i));
  return lane;
}

const result = (lane: HandLane): string | undefined =>
  lane.events.findLast((event) => event.type === "item-measured" || event.type === "item-voided")?.type;

describe("samples that stopped before the end of a run", () => {
  test.each([
    [600, "item-measured"],
    [601, "item-voided"],
  ])("the last one %i ms old", (gapMs, expected) => {
    const lane = braking();
    lane.nowMs += gapMs;
    lane.bench("ended", { off: true });
    expect(result(lane)).toBe(expected);
  });

  test("the same where the run ends by its own time", () => {
    const lane = braking();
    lane.wait(6500);
    expect(result(lane)).toBe("item-voided");
  });
});

describe("what a bench tells before its rollers turn", () => {
  test("samples before the drag notice are neither drag nor evidence", () => {
    const lane = braking();
    lane.bench("ended", { off: true });
    const event = lane.events.findLast((one) => one.type === "item-measured");
    const facts =
      event?.type === "item-measured" && event.result.kind === "measured"
        ? event.result.measurement.facts
        : {};
    expect(facts["brake.dragLeftN"]).toBeUndefined();
    expect(facts["brake.maxLeftN"]).toBe("600");
  });
});
