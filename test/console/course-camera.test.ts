import { describe, expect, test } from "vitest";
import type { CourseMap } from "../../src/console/course-map.ts";
import { cameraStep, cameraTarget, isThere, scaleBarM } from "../../src/console/web/course-camera.ts";
import type { PoseView } from "../../src/station/live-message.ts";

const MAP: CourseMap = {
  id: "test",
  lines: [
    { item: "bay", kind: "reverse-bay", role: "boundary", points: [0, 0, 20, 0, 20, 10], contact: "body" },
    { item: "bay", kind: "reverse-bay", role: "entry", points: [-300, 0, -300, 5] },
    { item: "curve", kind: "curve", role: "boundary", points: [200, 0, 220, 20], contact: "wheel" },
    { item: "long", kind: "hill-start", role: "boundary", points: [300, 0, 600, 0], contact: "wheel" },
  ],
};

function poseAt(eastM: number, northM: number): PoseView {
  const outline = [eastM + 2, northM, eastM - 2, northM + 1, eastM - 2, northM - 1];
  return { utcMs: 0, outline, wheels: [], fix: "fixed", speedKmh: 0, lines: [], linesOff: [], now: null };
}

const view = { width: 800, height: 400, whole: false };

describe("the camera", () => {
  test("fills the picture with the running item, not with its far entry line", () => {
    const camera = cameraTarget(MAP, { ...view, item: "bay", pose: poseAt(10, 5) });
    expect([camera.eastM, camera.northM]).toEqual([10, 5]);
    expect(camera.pxPerM).toBe(25);
  });

  test("keeps the vehicle in the picture when it is beside its item", () => {
    const camera = cameraTarget(MAP, { ...view, item: "bay", pose: poseAt(-8, 5) });
    const leftM = camera.eastM - view.width / 2 / camera.pxPerM;
    expect(leftM).toBeLessThanOrEqual(-10);
  });

  test("follows the vehicle between items and along an item too long to be shown whole", () => {
    for (const item of [null, "long"]) {
      const camera = cameraTarget(MAP, { ...view, item, pose: poseAt(450, 0) });
      expect(camera.eastM).toBe(450);
      expect(camera.pxPerM).toBeGreaterThan(10);
    }
  });

  test("shows the whole course when asked, and when there is nothing to follow", () => {
    const asked = cameraTarget(MAP, { ...view, whole: true, item: "bay", pose: poseAt(10, 5) });
    expect(asked).toEqual(cameraTarget(MAP, { ...view, item: null, pose: null }));
    expect(asked.eastM).toBe(300);
  });

  test("comes to rest, and at once where motion is not wanted", () => {
    const target = cameraTarget(MAP, { ...view, item: "bay", pose: null });
    let camera = { eastM: 500, northM: 50, pxPerM: 2 };
    expect(cameraStep(camera, target, 1)).toEqual(target);
    let steps = 0;
    for (; steps < 200 && !isThere(camera, target); steps++) camera = cameraStep(camera, target, 0.15);
    expect(steps).toBeGreaterThan(5);
    expect(steps).toBeLessThan(100);
  });

  test("its scale bar is a round length that fits", () => {
    expect(scaleBarM(25, 140)).toBe(5);
    expect(scaleBarM(1.5, 140)).toBe(50);
    expect(scaleBarM(1000, 140)).toBe(0.5);
  });
});
