import { describe, expect, test } from "vitest";
import { reason } from "../../../src/core/trade/reasons.ts";
import { voidedAs } from "./item-lanes.ts";
import { devices, dossierNamed, HandLane } from "./lane-fixture.ts";

/** Goal: where a bench tells its own maxima, they and the curve agree, or the run is void. */
const telling = devices.map((one) =>
  one.bench === undefined ? one : { ...one, bench: { ...one.bench, summary: true } },
);

function run(): HandLane {
  const lane = new HandLane({ dossier: dossierNamed("demo-k3"), devices: telling });
  lane.command({ name: "begin" });
  lane.weigh("820");
  lane.beam("bench", true);
  lane.brakeRun({ left: 2650, right: 2400, difference: 580 });
  return lane;
}

function tell(lane: HandLane, maxLeftN: string, maxRightN: string): void {
  const others = { dragLeftN: "0", dragRightN: "0", differenceLeftN: "2400", differenceRightN: "1900" };
  lane.observe("brake-bench", { kind: "brake-bench-summary", ...others, maxLeftN, maxRightN });
}

describe("the bench's own maxima", () => {
  test("are waited for, the rollers told to stop; what agrees is measured", () => {
    const lane = run();
    expect(lane.report).toMatchObject({ currentItem: "B1", prompt: { action: "release-brake" } });
    expect(lane.effects.filter((effect) => effect.kind === "instrument").at(-1)).toMatchObject({
      command: { name: "brake.stop" },
    });
    // As the bench goes on speaking until its rollers stand.
    lane.force("400", "300");
    lane.answer("brake-bench", "brake.stop");
    lane.bench("ended", { off: true });
    tell(lane, "2660", "2380");
    expect(lane.state.items.find(({ code }) => code === "B1")?.result).toMatchObject({
      kind: "measured",
      measurement: { facts: { "brake.maxLeftN": "2650", "brake.maxRightN": "2400" } },
    });
  });
  test("void the run where they differ, whichever of the two was spoilt", () => {
    const lane = run();
    tell(lane, "890", "2400");
    expect(voidedAs(lane)).toEqual(reason("MAXIMA_DIFFER", { side: "left", oursN: "2650", benchN: "890" }));
    const other = run();
    tell(other, "2650", "8400");
    expect(voidedAs(other)).toMatchObject({ code: "MAXIMA_DIFFER", params: { side: "right" } });
  });
  test("void it where they do not come, or are no numbers", () => {
    const silent = run();
    silent.wait(3000);
    expect(voidedAs(silent)).toEqual(reason("BENCH_SUMMARY_MISSING", {}));
    const senseless = run();
    tell(senseless, "+2650", "2400");
    expect(voidedAs(senseless)).toMatchObject({ code: "READING_NO_NUMBER" });
  });
  test("of the run before are not of this one", () => {
    const lane = new HandLane({ dossier: dossierNamed("demo-k3"), devices: telling });
    lane.command({ name: "begin" });
    lane.weigh("820");
    lane.beam("bench", true);
    lane.wait(2000);
    tell(lane, "1", "1");
    lane.bench("brake");
    tell(lane, "1", "1");
    expect(lane.state.current?.stage).toBe("measuring");
  });
});

test("a bench of which nobody says how often it samples measures nothing", () => {
  const untold = devices.map(({ bench: _, ...one }) => one);
  const lane = new HandLane({ dossier: dossierNamed("demo-k3"), devices: untold });
  lane.command({ name: "begin" });
  lane.weigh("820");
  lane.beam("bench", true);
  expect(voidedAs(lane)).toEqual(reason("BENCH_RATE_UNKNOWN", {}));
});
