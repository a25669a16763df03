import type { Page } from "playwright-core";
import { expect, onTestFinished, type TestContext, test, vi } from "vitest";
import { laneAndCourse, type Rig } from "../support/lane-and-course.ts";
import { SIZES } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";
import type { RecordedStation } from "./recorded-station.ts";

/** Goal: while an inspection runs its line of time grows to now, is looked through as that of a result, and stands still where the picture is old. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });
const { opened } = browserWith({});
const FIRST_MS = 40_000;

/** A page at a vehicle that has been in the lane for a while; `go` lets it go on and tells the page. */
async function running(context: TestContext, locale = "zh-CN", known?: RegExp) {
  const at: Rig = await laneAndCourse({ isWatched: true, lane: { operator: { delayFactor: 0.2 } } });
  onTestFinished(() => at.close());
  const job = at.open("inspection");
  if (job === null) throw new Error("not opened");
  at.clock.advanceBy(FIRST_MS);
  const asks: string[] = [];
  const tell = (station: RecordedStation): void => {
    const now = at.station.screen.snapshot();
    station.tellOne({ type: "station", station: now.station });
    for (const view of now.jobs) station.tellOne({ type: "job", job: view });
  };
  const told = await opened(context, {
    locale,
    ...(known === undefined ? {} : { known }),
    path: `/#jobs/${job}`,
    before: (station) => {
      station.line = (wanted) => {
        asks.push(wanted);
        return wanted === job ? at.station.lineOf(job) : null;
      };
      tell(station);
    },
  });
  await told.page.locator(".inspection-line").waitFor();
  const go = (ms: number): void => {
    at.clock.advanceBy(ms);
    tell(told.station);
  };
  return { ...told, at, asks, go };
}

const slider = (page: Page) => page.locator(".inspection-line input[type=range]");
const most = async (page: Page): Promise<number> => Number(await slider(page).getAttribute("max"));
const runs = (page: Page): Promise<number> => page.locator(".line-span.of-run").count();
const now = (page: Page, name = "现在") =>
  page.getByRole("button", { name }).and(page.locator(".line-acts button"));

test("it grows by itself to now, and by each item that begins; it is asked for once a second at most", async (context) => {
  const { page, go, asks } = await running(context);
  await expect.poll(() => now(page).getAttribute("aria-pressed")).toBe("true");
  await expect.poll(() => page.locator(".inspection-line .moment").innerText()).toMatch(/检测中|前往|等待/);
  const first = await most(page);
  await expect.poll(() => most(page)).toBeGreaterThan(first + 1_500);
  const before = await runs(page);
  for (let step = 0; step < 10; step++) go(5_000);
  await expect.poll(() => runs(page)).toBeGreaterThan(before);
  const asked = asks.length;
  for (let step = 0; step < 10; step++) go(100);
  await page.waitForTimeout(1_500);
  expect(asks.length - asked).toBeLessThanOrEqual(3);
  expect(asks.length - asked).toBeGreaterThanOrEqual(1);
});

test("by key and by touch it is looked back along; the end is now again", async (context) => {
  const { page } = await running(context);
  await slider(page).focus();
  await page.keyboard.press("Home");
  await expect.poll(() => now(page).getAttribute("aria-pressed")).toBe("false");
  const held = await slider(page).inputValue();
  const end = await most(page);
  await expect.poll(() => most(page)).toBeGreaterThan(end);
  await expect.poll(() => slider(page).inputValue(), { message: "who looks back is left there" }).toBe(held);
  await page.keyboard.press("End");
  await expect.poll(() => now(page).getAttribute("aria-pressed")).toBe("true");
  const box = await page.locator(".line-rows").boundingBox();
  if (box === null) throw new Error("no rows");
  await page.mouse.click(box.x + box.width * 0.2, box.y + 40);
  await expect.poll(() => now(page).getAttribute("aria-pressed")).toBe("false");
  await page.getByRole("button", { name: "放大" }).click();
  await now(page).click();
  await expect.poll(async () => Number(await slider(page).inputValue())).toBeGreaterThan(end);
  await expect.poll(() => slider(page).getAttribute("aria-valuetext")).toContain("现在");
});

test("where the station is not heard it is grey and does not grow", async (context) => {
  const { page, station } = await running(context, "zh-CN", /ERR_|WebSocket/);
  await station.close();
  await page.locator(".shell.stale").waitFor();
  const end = await most(page);
  await page.waitForTimeout(2_500);
  expect(await most(page)).toBe(end);
});

test("what has ended has no line here: it is on the page of its result", async (context) => {
  const { page, go } = await running(context);
  for (let step = 0; step < 40; step++) go(10_000);
  await expect.poll(() => page.locator(".inspection-line").count()).toBe(0);
  await page.locator(".job-page").waitFor();
});

for (const locale of ["zh-CN", "en-GB"] as const)
  test(`is whole on every screen, and audited, ${locale}`, async (context) => {
    const { page, go } = await running(context, locale);
    go(30_000);
    await expect.poll(() => runs(page)).toBeGreaterThan(1);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const name = `running-line-${locale}-${size.width}`;
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), { message: name })
        .toBeLessThanOrEqual(0);
      expect(await auditPage(page), name).toEqual([]);
      expect(await foreignWords(page, locale === "zh-CN" ? "zh" : "en"), name).toEqual([]);
      const folder = process.env.PROOFMARK_SHOTS;
      if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
    }
  });
