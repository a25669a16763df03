import type { Page } from "playwright-core";
import { expect, type TestContext, test, vi } from "vitest";
import { braking } from "./browser-stage.ts";
import { browserWith, type Opened } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";

/** Goal: the lamps of a station push nothing off a tablet's screen: one stands for all there, and opens them by touch and by key. */
vi.setConfig({ testTimeout: 60_000 });

const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak" });
const TABLET = { width: 1024, height: 768 } as const;
const SCREENS = [TABLET, { width: 1366, height: 768 }, { width: 1920, height: 1080 }] as const;

interface Header extends Opened {
  /** So many of its devices are at fault. */
  readonly breaks: (count: number) => void;
}

async function header(context: TestContext, locale = "zh-CN", size = TABLET): Promise<Header> {
  const at = await opened(context, {
    locale,
    before: (station) => {
      station.tell(jobs.lane, 0, braking);
      station.view = { ...station.view, ...allWell(station.view) };
    },
  });
  await at.page.setViewportSize(size);
  const breaks = (count: number): void => {
    const { view } = at.station;
    const faults = [{ code: "disconnected", raised: true, atMs: 0, detail: null }] as never;
    const devices = view.devices.map((device, i) =>
      i < count ? { ...device, state: "fault" as const, faults } : device,
    );
    at.station.tellOne({ type: "station", station: { ...view, devices } });
  };
  return { ...at, breaks };
}

type View = Opened["station"]["view"];
function allWell({ devices, clock, registry }: View): Partial<View> {
  return {
    devices: devices.map((device) => ({ ...device, state: "ready", faults: [] })),
    clock: { ...clock, word: null },
    registry: { ...registry, connected: true, trouble: null, locked: null },
    calendar: { today: "2026-11-28", entries: [] },
  };
}

const lamp = (page: Page) => page.locator(".lamps > button");
const list = (page: Page) => page.locator(".devices");
const heightOf = (page: Page): Promise<number> =>
  page.locator("header").evaluate((element) => element.getBoundingClientRect().height);

test("on a tablet one lamp stands for all; it says how many are not well, and opens them by touch", async (context) => {
  const { page, station, breaks } = await header(context);
  const count = station.view.devices.length + 3;
  await expect.poll(() => lamp(page).innerText()).toMatch(/设备\s+全部正常/);
  await expect.poll(() => list(page).isVisible()).toBe(false);
  breaks(2);
  await page.getByRole("button", { name: `设备 异常 2/${count}` }).click();
  await expect.poll(() => list(page).isVisible()).toBe(true);
  await expect.poll(() => lamp(page).getAttribute("aria-expanded")).toBe("true");
  await expect.poll(() => list(page).locator("li").count()).toBe(count);
  await expect.poll(() => list(page).locator(".fault").count()).toBe(2);
  await page.locator("main").click({ position: { x: 5, y: 5 } });
  await expect.poll(() => list(page).isVisible()).toBe(false);
});

test("by key: Enter opens them, Escape closes them and stays at the lamp, and so does leaving them", async (context) => {
  const { page } = await header(context);
  await lamp(page).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => list(page).isVisible()).toBe(true);
  await page.keyboard.press("Escape");
  await expect.poll(() => list(page).isVisible()).toBe(false);
  await expect.poll(() => lamp(page).evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press("Space");
  await expect.poll(() => list(page).isVisible()).toBe(true);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect.poll(() => list(page).isVisible()).toBe(false);
});

for (const locale of ["zh-CN", "en-GB"] as const)
  test(`on every screen, ${locale}: of one or two lines, every lamp named and readable`, async (context) => {
    const { page, breaks } = await header(context, locale);
    const look = async (name: string): Promise<void> => {
      expect(await auditPage(page), name).toEqual([]);
      expect(await foreignWords(page, locale === "zh-CN" ? "zh" : "en"), name).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBe(0);
      const folder = process.env.PROOFMARK_SHOTS;
      if (folder !== undefined) await page.screenshot({ path: `${folder}/header-${locale}-${name}.png` });
    };
    for (const broken of [0, 2])
      for (const size of SCREENS) {
        const name = `${size.width}-${broken}`;
        if (broken > 0) breaks(broken);
        await page.setViewportSize(size);
        const isOne = size.width < 1400;
        await expect.poll(() => lamp(page).isVisible()).toBe(isOne);
        await expect.poll(() => list(page).isVisible(), { message: name }).toBe(!isOne);
        expect(await heightOf(page), name).toBeLessThanOrEqual(72);
        await look(name);
        if (!isOne) continue;
        await lamp(page).click();
        await list(page).waitFor();
        await look(`${name}-open`);
        await page.keyboard.press("Escape");
      }
  });
