import { expect, test, vi } from "vitest";
import type { LiveMessage } from "../../src/station/live-message.ts";
import { canvasContent, SIZES } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";
import type { RecordedJob } from "./recorded-jobs.ts";

/** Goal: who judges on a course sees every car on one map, what comes next in each, and how much time and room is left. */
vi.setConfig({ testTimeout: 60_000 });

const { jobs, opened } = browserWith({ hill: "c1-stalls-on-hill", second: "c1-forgets-signals" });
const LABEL = [16, 36, 58] as const;

/** The same test in another car of that course. */
function inCar(recorded: RecordedJob, car: string): RecordedJob {
  const messages = recorded.messages.map(
    (message): LiveMessage =>
      message.type === "job" ? { ...message, job: { ...message.job, car } } : message,
  );
  return { ...recorded, messages };
}

const poseIn =
  (phase: string) =>
  (message: LiveMessage): boolean =>
    message.type === "pose" && message.pose.now?.phase === phase;

test("two cars on one map, each with what comes next, its clock and its room; one of them in depth", async (context) => {
  const { page, station } = await opened(context, {
    path: "#course/course-1",
    before: (fresh) => {
      fresh.tell(inCar(jobs.hill, "car-1"), 0, poseIn("stopped"));
      fresh.tell(inCar(jobs.second, "car-2"), 0, poseIn("reverse-1"));
    },
  });
  const cars = page.locator(".car");
  await expect.poll(() => cars.count()).toBe(2);
  const [second, first] = [cars.filter({ hasText: "car-2" }), cars.filter({ hasText: "car-1" })];
  await expect.poll(() => second.locator(".doing").innerText()).toContain("倒入库内，整车入库后停车");
  await expect.poll(() => first.locator(".doing").innerText()).toContain("起步，不得后溜");
  await expect.poll(() => second.locator(".clock").innerText()).toMatch(/本项用时\s+\d+(\.\d)? \/ 210 s/);
  await expect.poll(() => first.locator(".points-left .number").innerText()).toBe("100");
  await expect.poll(() => page.locator(".course-page .map").getAttribute("aria-label")).toContain("car-1");
  await expect.poll(async () => (await canvasContent(page, ".map", LABEL)).coloured).toBeGreaterThan(1500);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    expect(await auditPage(page), `${size.width}`).toEqual([]);
    expect(await foreignWords(page, "zh")).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, `${size.width}`).toBeLessThanOrEqual(size.width);
  }
  // The map stays what it is after a reload; a car that says nothing more is old, and of its clock nothing is claimed.
  await page.reload();
  await expect.poll(() => cars.count()).toBe(2);
  station.tell(inCar(jobs.hill, "car-1"), 0, poseIn("leaving"));
  await expect.poll(() => second.locator(".because").innerText(), { timeout: 10_000 }).toMatch(/\d s/);
  await first.getByRole("link", { name: "查看该考试" }).click();
  await page.locator(".job-page").waitFor();
  expect(new URL(page.url()).hash).toBe("#job/J-1");
});

test("a stall on the hill stands at the hill, and a pass with a deduction gives no reasons for itself", async (context) => {
  const { page } = await opened(context, { before: (fresh) => fresh.tell(jobs.hill) });
  await page.locator(".result").waitFor();
  const hill = page.locator(".item", { hasText: "坡道定点停车和起步" });
  await expect.poll(() => hill.locator(".meanwhile .rule-text").innerText()).toContain("熄火");
  await expect.poll(() => hill.locator(".meanwhile .points").innerText()).toContain("-10");
  await expect.poll(() => page.locator(".result .why h3").innerText()).toBe("扣分情况");
  await expect
    .poll(() => page.locator(".result .reasons li").allInnerTexts())
    .toEqual([expect.stringMatching(/^坡道定点停车和起步：.*熄火.*-10/)]);
});

test("what the driver does now is told by words, and a belt that is off before all others", async (context) => {
  const { page, station } = await opened(context, {
    before: (fresh) => fresh.tell(jobs.second, 0, poseIn("out-far")),
  });
  const readout = page.locator(".readout");
  await expect.poll(() => readout.innerText()).toContain("安全带已系");
  await expect.poll(() => page.locator(".next .prompt").innerText()).toBe("驶出车库，前轮驶过终点控制线");
  const last = jobs.second.messages.find(poseIn("out-far"));
  if (last?.type !== "pose") throw new Error("a position was told");
  const { pose } = last;
  station.tellOne({ ...last, pose: { ...pose, lines: [], linesOff: ["belt", "clutch"] } });
  await expect.poll(() => readout.locator(".missing").allInnerTexts()).toEqual([" · 安全带未系"]);
});
