import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { LiveMessage } from "../../src/station/live-message.ts";
import { type BrowserStage, openStage, SIZES } from "./browser-stage.ts";
import { auditPage } from "./page-audit.ts";
import type { RecordedJob } from "./recorded-jobs.ts";
import { recordedLanes } from "./recorded-lanes.ts";
import { RecordedStation } from "./recorded-station.ts";

vi.setConfig({ testTimeout: 60_000 });

let stage: BrowserStage | null = null;
let run: RecordedJob;
beforeAll(async () => {
  stage = await openStage();
  if (stage !== null) run = await recordedLanes("lane-of-three");
});
afterAll(() => stage?.close());

const isFull = (message: LiveMessage): boolean =>
  message.type === "station" &&
  message.station.lanes.some(
    ({ positions, waiting }) =>
      positions.every(({ job }) => job !== null) && waiting.some(({ wants }) => wants === "1"),
  );
const isLeaving = (message: LiveMessage): boolean =>
  message.type === "station" && message.station.lanes.some(({ leaving }) => leaving.length > 0);

test("a lane of three: who stands where, why one waits, and a person who has seen one out", async (context) => {
  if (stage === null) return context.skip("chromium is not installed");
  const station = new RecordedStation();
  const next = station.tell(run, 0, isFull);
  const url = await station.listen(stage.webDirectory, null);
  const browsing = await stage.browser.newContext({ viewport: SIZES[1], locale: "zh-CN" });
  await browsing.addCookies(await station.cookies(url));
  const page = await browsing.newPage();
  await page.goto(url);
  const positions = page.locator(".position");
  await expect.poll(() => positions.count()).toBe(4);
  await expect.poll(() => positions.locator(".who").allInnerTexts()).toHaveLength(4);
  await expect
    .poll(() => page.locator(".waits").allInnerTexts())
    .toContainEqual(expect.stringMatching(/1 工位由 \p{Script=Han}[A-Z]\S+ 的车辆占用/u));
  await page.getByRole("button", { name: "English" }).click();
  await expect
    .poll(() => page.locator(".waits").allInnerTexts())
    .toContainEqual(expect.stringMatching(/the vehicle of \p{Script=Han}[A-Z]\S+ has position 1/u));
  for (const size of SIZES) {
    await page.setViewportSize(size);
    expect(await auditPage(page), `${size.width}`).toEqual([]);
  }
  await positions.nth(1).locator(".who").click();
  await expect.poll(() => positions.nth(1).locator(".who.chosen").count()).toBe(1);
  station.tell(run, next, isLeaving);
  await page.getByRole("button", { name: "It has left" }).first().click();
  await expect.poll(() => station.asked).toContainEqual({ site: "lane-1", job: "SIM-0001-000001" });
  await browsing.close();
  await station.close();
});
