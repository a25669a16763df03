import { describe, expect, test } from "vitest";
import { dossierNamed, HandLane } from "./lane-fixture.ts";

/** The worked case of the facts (section 2.10), through the whole lane by hand. */
function throughTheLane(lane: HandLane, rearLeftN: number): void {
  lane.command({ name: "begin" });
  lane.weigh("820");
  lane.beam("bench", true);
  lane.brakeRun({ left: 2650, right: 2400, difference: 580, drag: 120 });
  lane.beam("bench", false);
  lane.weigh("560");
  lane.beam("bench", true);
  lane.brakeRun({ left: rearLeftN, right: 1200, difference: 520 });
  lane.brakeRun({ left: 1400, right: 1350, difference: 100 });
  lane.beam("bench", false);
  lane.beam("headlamp", true);
  lane.wait(2000);
  lane.answer("headlamp-tester", "headlamp.measure");
  lane.headlamp("left", "main", "18200");
  lane.headlamp("right", "main", "17600");
  lane.beam("headlamp", false);
  lane.beam("exhaust", true);
  lane.exhaustRun();
}

describe("a small car through the whole lane", () => {
  test("passes with every finding explained", () => {
    const lane = new HandLane({ dossier: dossierNamed("demo-k3") });
    throughTheLane(lane, 2000);
    const report = lane.report;
    
    console.log(JSON.stringify(report.items.map((i) => [i.item, i.state, i.verdict, i.reason, i.findings.filter(f=>f.outcome!=="not-applicable").map(f=>[f.rule,f.outcome,f.arithmetic,f.limit])]),null,1));
  });
});
