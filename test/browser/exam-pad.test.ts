import { expect, test, vi } from "vitest";
import type { EnteredRule } from "../../src/core/exam/entered-rules.ts";
import { nth, SIZES } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";

/** Goal: the examiner sees the course and the buttons at once, whatever the screen. */
vi.setConfig({ testTimeout: 60_000 });

const { jobs, opened } = browserWith({ exam: "c1-two-mistakes" });
const RULES: readonly EnteredRule[] = [10, 10, 10, 10, 10, 100, 100, 100].map((points, at) => ({
  rule: `r${at}`,
  items: [],
  points,
  judge: "examiner",
  code: null,
  isFatal: points === 100,
  textZh: "不按考试员指令驾驶",
  textEn: "does not drive as the examiner says",
}));

test("the buttons stand beside the course and not above it; on a phone they come first", async (context) => {
  const { page, station } = await opened(context, {
    as: { roles: ["examiner"] },
    before: (first) => {
      first.rules = RULES;
      first.tell(jobs.exam, 0, nth("pose", 200));
    },
  });
  await page.locator(".enter-fault").nth(7).waitFor();
  for (const { width, height } of SIZES) {
    await page.setViewportSize({ width, height });
    const [map, first] = [page.locator(".map"), page.locator(".enter-fault").first()];
    const boxes = async () => [await map.boundingBox(), await first.boundingBox()] as const;
    await expect.poll(async () => (await boxes())[0]?.width ?? 0).toBeGreaterThan(200);
    const [course, button] = await boxes();
    if (course === null || button === null) throw new Error("nothing is drawn");
    if (process.env.PROOFMARK_SHOTS)
      await page.screenshot({ path: `${process.env.PROOFMARK_SHOTS}/exam-${width}.png` });
    if (width < 861) {
      expect(button.y).toBeLessThan(course.y);
      continue;
    }
    expect(button.x, `${width}`).toBeGreaterThan(course.x + course.width);
    expect(course.y + course.height, `${width}`).toBeLessThanOrEqual(height);
    expect(button.y + button.height, `${width}`).toBeLessThanOrEqual(height);
  }
  // What is confirmed comes before both.
  await page.setViewportSize(SIZES[0]);
  const [job] = station.snapshot().jobs;
  if (job === undefined) throw new Error("no job");
  station.tellOne({
    type: "job",
    job: {
      ...job,
      signing: { next: "candidate", fourEyes: false, signed: [], verdict: "pass", sinceWallMs: 0 },
    },
  });
  const signing = await page.locator(".signing").boundingBox();
  const map = await page.locator(".map").boundingBox();
  expect((signing?.y ?? 0) + (signing?.height ?? 0)).toBeLessThan(map?.y ?? 0);
});
