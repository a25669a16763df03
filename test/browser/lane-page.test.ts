import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { QueueView } from "../../src/core/queue/queue-view.ts";
import type { LiveMessage } from "../../src/station/live-message.ts";
import { type BrowserStage, openStage, SIZES } from "./browser-stage.ts";
import { auditPage, foreignWords } from "./page-audit.ts";
import type { RecordedJob } from "./recorded-jobs.ts";
import { recordedLanes } from "./recorded-lanes.ts";
import { RecordedStation } from "./recorded-station.ts";

/** Goal: from where the vehicles stand, people read who is where and the one thing to do there; from the page each job is reached. */
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

const WAITING: QueueView = {
  atWallMs: 60_000,
  queues: [
    {
      ...{ kind: "inspection", unreadable: null, call: null, place: null, takeIn: null, more: 0 },
      seats: [{ site: "lane-1", car: null }],
      rows: [
        {
          ...{
            file: "09.yaml",
            modifiedMs: 0,
            sinceWallMs: 0,
            state: "ready",
            isRead: true,
            answers: [],
            takenIn: false,
            seat: null,
          },
          ...{ subject: { plate: "鄂X99999" }, interest: null, at: [null], onceFree: [null] },
        },
      ],
    },
  ],
  whys: [],
};

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.PROOFMARK_SHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

describe("the page of a lane", () => {
  test("shows three vehicles at their positions, the one thing to do for each, and who comes and goes", async (context) => {
    if (stage === null) return context.skip("chromium is not installed");
    const station = new RecordedStation();
    station.queue = { ...station.queue, look: async () => WAITING };
    const next = station.tell(run, 0, isFull);
    const url = await station.listen(stage.webDirectory, null);
    const browsing = await stage.browser.newContext({ viewport: SIZES[0], locale: "zh-CN" });
    await browsing.addCookies(await station.cookies(url));
    const page = await browsing.newPage();
    await page.goto(`${url}/#lane/lane-1`);
    const places = page.locator(".lane-place");
    await expect.poll(() => places.count()).toBe(3);
    await expect.poll(() => page.title()).toContain("lane-1");
    const lane = station.view.lanes[0];
    const jobs = lane?.positions.map(({ job }) => job) ?? [];
    // One keeps two positions while it goes from one to the other, and what it has to do is said once.
    await expect.poll(() => page.locator(".lane-next").count()).toBe(new Set(jobs).size);
    for (const [at, job] of jobs.entries()) {
      if (jobs.indexOf(job) < at) continue;
      const place = places.nth(at);
      await expect.poll(() => place.locator(".lane-plate").getAttribute("href")).toBe(`#job/${job}`);
      await expect.poll(() => place.locator(".lane-next").count()).toBe(1);
      const { jobs: views } = station.snapshot();
      const prompt = views.find((view) => view.job === job)?.prompt?.text.zh;
      if (prompt !== undefined) await expect.poll(() => place.locator(".lane-next").innerText()).toBe(prompt);
      await expect.poll(() => place.locator(".lane-since").innerText()).toMatch(/\d+:\d\d/);
    }
    // Who is called and before the lane, with why, then who waits in the queue.
    const coming = page.locator(".lane-coming li");
    await expect.poll(() => coming.count()).toBe(2);
    await expect.poll(() => coming.first().innerText()).toContain("工位");
    await expect.poll(() => coming.nth(1).innerText()).toContain("鄂X99999");
    expect(await foreignWords(page, "zh")).toEqual([]);
    for (const language of ["zh", "en"]) {
      if (language === "en") await page.getByRole("button", { name: "English" }).click();
      for (const size of SIZES) {
        await page.setViewportSize(size);
        expect(await auditPage(page), `${language} ${size.width}`).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide, `${size.width}`).toBeLessThanOrEqual(0);
        await shot(page, `lane-${language}-${size.width}`);
      }
    }
    // Read from three metres: the plate and the next act on the screen of a desk.
    await page.setViewportSize(SIZES[0]);
    for (const part of [".lane-plate", ".lane-next"]) {
      const px = await places
        .first()
        .locator(part)
        .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
      expect(px, part).toBeGreaterThanOrEqual(26);
    }
    station.tell(run, next, isLeaving);
    await page.getByRole("button", { name: "It has left" }).first().click();
    await expect.poll(() => station.asked).toContainEqual({ site: "lane-1", job: "SIM-0001-000001" });
    await page.reload();
    await expect.poll(() => places.count()).toBe(3);
    await places.first().locator(".lane-plate, .lane-free").first().waitFor();
    await page.goto(`${url}/#lane/lane-9`);
    await page.getByText("This station has no such lane").waitFor();
    await browsing.close();
    await station.close();
  });
});
