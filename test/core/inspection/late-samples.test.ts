import { expect, test } from "vitest";
import { dossierNamed, HandLane, skipTo } from "./lane-fixture.ts";

test("samples that come late, all at once, are not lost: a busy computer voids nothing", () => {
  const lane = new HandLane({ dossier: dossierNamed("demo-k3") });
  lane.command({ name: "begin" });
  skipTo(lane, "B1");
  lane.wait(20_000);
  lane.beam("bench", true);
  lane.wait(2000);
  for (const notice of ["none", "drag", "brake"] as const) lane.bench(notice);
  for (let i = 1; i <= 10; i++) lane.force(String(100 * i), String(100 * i));
  lane.nowMs += 300;
  // What had piled up comes at one instant, the rest in time again.
  const late = lane.nowMs;
  for (let i = 0; i < 30; i++) {
    lane.nowMs = late - 10;
    lane.force("1200", "1200");
  }
  lane.nowMs = late;
  for (let i = 0; i < 60; i++) lane.force("1200", "1150");
  lane.bench("ended");
  expect(lane.report.items.find((item) => item.item === "B1")?.verdict).not.toBe("void");
});
