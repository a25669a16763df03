import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, type TestContext, test, vi } from "vitest";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason, told } from "../../src/core/trade/reasons.ts";
import type { FaultView, StationView } from "../../src/station/live-message.ts";
import type { DevicePulseView, RawFrameView, StationReport } from "../../src/station/station-report.ts";
import { attendedRig } from "../support/attended-rig.ts";
import { QUIET_REPORT } from "../support/no-reports.ts";
import { cookiesOf } from "../support/signed-in.ts";
import { type BrowserStage, braking, openStage, SIZES } from "./browser-stage.ts";
import { heldLine } from "./held-line.ts";
import { browserWith, type Opened } from "./opened-page.ts";
import { ORDERED, ORDERED_BOOK, ORDERED_STANDINGS, WHY_LOCKED } from "./ordered-views.ts";
import { auditPage, foreignWords } from "./page-audit.ts";

/** Goal: whoever keeps a station running sees what is wrong and what to do, how each device does, and what it says; and nothing old as if it were new. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });
const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak" });
const SHOTS = process.env.PROOFMARK_SHOTS;
const NOW = Date.parse("2026-11-28T09:30:00+08:00");
const SECTIONS = ["", "/orders", "/devices", "/device/brake-bench-1", "/keeping", "/log", "/users"] as const;

const fault = (code: FaultView["code"]): FaultView => ({
  ...{ device: asId<"device">("x"), code, raised: true, atMs: 1, detail: null },
});

/** Something of each gravity is wrong. */
function unwell(view: StationView): StationView {
  return {
    ...view,
    devices: view.devices.map((device, at) =>
      at > 1
        ? { ...device, state: "ready", faults: [] }
        : { ...device, state: "fault", faults: [fault(at === 0 ? "disconnected" : "garbled")] },
    ),
    clock: { ...view.clock, nowWallMs: NOW, word: null },
    disk: { ...told(reason("DISK_FILLS_UP", { freeMiB: 900, leastMiB: 256 })), stops: false },
    registry: {
      ...view.registry,
      connected: false,
      pending: 3,
      trouble: null,
      oldestSealedWallMs: NOW - 5_000_000,
    },
    calendar: { today: "2026-11-28", entries: [] },
  };
}

function well(view: StationView): StationView {
  return {
    ...unwell(view),
    devices: view.devices.map((device) => ({ ...device, state: "ready", faults: [] })),
    disk: null,
    registry: {
      ...view.registry,
      connected: true,
      pending: 0,
      trouble: null,
      locked: null,
      oldestSealedWallMs: null,
    },
  };
}

const FRAMES: readonly RawFrameView[] = [
  {
    ...{
      atWallMs: NOW,
      way: "in",
      hex: "02 31 0d",
      text: ".1.",
      bytes: 3,
      unshown: 0,
      instead: null,
      why: null,
    },
    decoded: [{ words: "brake-force leftN=120 rightN=118", quality: "good", why: null }],
  },
  {
    ...{ atWallMs: NOW - 90, way: "in", hex: "ff", text: ".", bytes: 300, unshown: 299, decoded: [] },
    ...{ instead: "refused", why: told(reason("GARBLED_BYTES", { bytes: 3, last: null })) },
  },
  {
    ...{ atWallMs: NOW - 99, way: "out", hex: "3f", text: "?", bytes: 1, unshown: 0, decoded: [] },
    ...{ instead: null, why: null },
  },
];

function reportOf(view: StationView): StationReport {
  const pulse = (device: string, at: number): DevicePulseView => ({
    ...{ device, serial: `S-${at}`, simulated: true, heardAgeMs: 100, framesPerS: at === 0 ? 0 : 19.8 },
    calibration: { certificate: `C-${at}`, validTo: "2026-12-31", daysLeft: 33 },
    goodAgeMs: at === 0 ? 192_000 : 400,
    faults: {
      ...{ overMs: 3_000_000, count: at === 0 ? 2 : 0, longestMs: at === 0 ? 192_000 : 0 },
      spans:
        at === 0
          ? [
              { code: "garbled", fromAgoMs: 2_000_000, toAgoMs: 1_990_000 },
              { code: "disconnected", fromAgoMs: 192_000, toAgoMs: null },
            ]
          : [],
    },
  });
  return {
    ...QUIET_REPORT,
    ...{ nowWallMs: NOW, upMs: 3_000_000, standsForMs: { disk: 3_600_000 } },
    registry: { ...QUIET_REPORT.registry, oldestAgeMs: 5_000_000 },
    devices: view.devices.map(({ device }, at) => pulse(device, at)),
    journal: {
      entries: 4_711,
      lastSealedWallMs: NOW - 60_000,
      lastReceiptWallMs: null,
      freeBytes: 9e8,
      lastsMs: 9e6,
    },
    people: { here: 2, locked: 1, names: ["王海", "李梅"] },
  };
}

async function atStation(
  context: TestContext,
  { path = "#station", locale = "zh-CN", isWell = false, isOrdered = false } = {},
) {
  const at = await opened(context, {
    locale,
    path: `/${path}`,
    known: /status of 404|ERR_/,
    before: (station) => {
      station.tell(jobs.lane, 0, braking);
      station.view = isWell ? well(station.view) : unwell(station.view);
      if (isOrdered) station.view = { ...station.view, commands: ORDERED };
      station.reports = {
        report: () => reportOf(station.view),
        raw: (device) =>
          station.view.devices.some((known) => known.device === device)
            ? { device, nowWallMs: NOW, frames: FRAMES }
            : null,
        log: () => [
          { atWallMs: NOW, level: "warn", what: "a device is at fault", details: "device=scale-1" },
          { atWallMs: NOW - 9, level: "info", what: "registry link up", details: "mqtt=5" },
        ],
      };
    },
  });
  return { ...at, first: at.station.view.devices[0]?.device ?? "" };
}

const link = (page: Page) => page.locator(".pages a[href='#station']");
const tells = ({ station }: Opened, view: StationView): void =>
  station.tellOne({ type: "station", station: view });

describe("what is wrong", () => {
  test("stands in the header as a count, and on the page in order, each with its steps and since when", async (context) => {
    const at = await atStation(context, { path: "" });
    const { page, first } = at;
    expect((await link(page).innerText()).replace(/\s+/g, " ")).toMatch(/^本站 4/);
    await link(page).click();
    await page.locator(".trouble").first().waitFor();
    await expect
      .poll(() => page.locator(".gravity").allInnerTexts())
      .toEqual(["停止作业", "检测作废", "需要留意"].map((words) => expect.stringContaining(words)));
    const text = await page.locator(".trouble").first().innerText();
    expect(text).toContain(first);
    expect(text).toContain("连接断开");
    expect(text).toContain("检查电源、插头和网线");
    await page
      .locator(".since")
      .getByText(/已持续 1 小时/)
      .first()
      .waitFor();
    await expect.poll(() => page.title()).toMatch(/^问题 · 本站状况/);
    await page.getByRole("link", { name: `查看该设备 ${first}` }).click();
    expect(page.url()).toContain(`#station/device/${first}`);
    tells(at, well(at.station.view));
    await page.locator(".station-tabs").getByRole("link", { name: "问题" }).click();
    await page.getByText("没有发现问题").waitFor();
    expect((await link(page).innerText()).trim()).toBe("本站");
  });

  test("a file that was sent back goes from the list when somebody has read it", async (context) => {
    const at = await atStation(context, { isWell: true });
    const why = told(reason("FILE_BEING_WRITTEN", { file: "a.yaml" }));
    const refusals = [{ atWallMs: NOW, kind: "exam" as const, file: "a.yaml", reason: why }];
    tells(at, { ...at.station.view, refusals });
    await at.page.locator(".trouble").getByText("a.yaml 还在写入").waitFor();
    await at.page.locator(".trouble").getByRole("button", { name: "知道了" }).click();
    await at.page.getByText("没有发现问题").waitFor();
  });

  test("of a station that has not said anything yet it is not said that nothing is wrong", async (context) => {
    const { page } = await atStation(context, { path: "", isWell: true });
    await page.routeWebSocket("**/ws", () => undefined);
    await page.goto(`${page.url().split("#")[0]}#station/users`);
    await page.reload();
    await page.locator(".station-tabs").getByRole("link", { name: "问题" }).click();
    await page.getByText("现在是否有问题，这里无法得知").waitFor();
    await expect.poll(() => page.getByText("没有发现问题").count()).toBe(0);
    await expect.poll(() => link(page).innerText()).toMatch(/本站\s+\?/);
  });

  test("of a station that says nothing any more it is not said that nothing is wrong, and no age goes on", async (context) => {
    const { page, station, url } = await atStation(context, { isWell: true });
    const line = await heldLine(url);
    onTestFinished(() => line.close());
    await page.context().addCookies(await station.cookies(line.url));
    await page.goto(`${line.url}/#station`);
    await page.getByText("没有发现问题").waitFor();
    line.hold(true);
    await page.getByText("现在是否有问题，这里无法得知").waitFor();
    await expect.poll(() => page.getByText("没有发现问题").count()).toBe(0);
    await expect.poll(() => link(page).innerText()).toMatch(/本站\s+\?/);
    await page.locator(".station-tabs").getByRole("link", { name: "设备" }).click();
    const age = page.locator(".station-devices .fact").first();
    const before = await age.innerText();
    await page.waitForTimeout(2_500);
    await expect.poll(() => age.innerText()).toBe(before);
    expect(await auditPage(page)).toEqual([]);
    line.hold(false);
    await expect.poll(() => age.innerText(), { timeout: 8_000 }).not.toContain("情况未知");
    await expect.poll(() => page.locator(".stale-notice").count()).toBe(0);
  });
});

describe("devices, journal, log and people", () => {
  test("a device in depth: its ages go on, its faults and its frames are shown, and can be held", async (context) => {
    const { page, station, first } = await atStation(context);
    await page.goto(`${page.url().split("#")[0]}#station/device/${first}`);
    await page.getByText("3 分 1").first().waitFor();
    await expect
      .poll(() => page.locator(".fault-line").first().getAttribute("aria-label"))
      .toMatch(/近 50 分.*2 次.*最长 3 分/);
    await expect.poll(() => page.locator(".raw-frame").count()).toBe(3);
    await expect
      .poll(() => page.locator(".raw-frame").first().innerText())
      .toContain("brake-force leftN=120");
    await expect
      .poll(() => page.locator(".raw-frame").nth(1).innerText())
      .toMatch(/299 字节未显示[\s\S]*未能解码/);
    await page.getByRole("button", { name: "暂停更新" }).click();
    let asked = 0;
    const { reports } = station;
    Object.assign(reports, {
      raw: () => {
        asked += 1;
        return null;
      },
    });
    await page.waitForTimeout(1_500);
    expect(asked).toBe(0);
    await expect.poll(() => page.locator(".raw-frame").count()).toBe(3);
    await page.reload();
    await page.locator(".device-title").getByText(first).waitFor();
    await page.goto(`${page.url().split("#")[0]}#station/device/nobody`);
    await page.getByText("本站没有该设备").waitFor();
  });

  test("the log is searched, and the address keeps what for", async (context) => {
    const { page } = await atStation(context, { path: "#station/log" });
    await expect.poll(() => page.locator(".log-lines li").count()).toBe(2);
    await page.getByRole("searchbox").fill("警告 scale");
    await expect.poll(() => page.locator(".log-lines li").count()).toBe(1);
    await page.reload();
    await expect.poll(() => page.locator(".log-lines li").count()).toBe(1);
    await expect.poll(() => page.getByRole("searchbox").inputValue()).toBe("警告 scale");
  });

  test("nothing is asked of the station while the page is not open", async (context) => {
    const { page } = await atStation(context);
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/api/station")) asked += 1;
    });
    await page.waitForTimeout(2_500);
    expect(asked).toBeGreaterThan(0);
    await page.getByRole("link", { name: "返回任务" }).click();
    await page.locator("nav .start").first().waitFor();
    asked = 0;
    await page.waitForTimeout(2_500);
    expect(asked).toBe(0);
  });

  for (const locale of ["zh-CN", "en-GB"] as const)
    test(`every part, ${locale}, on every screen: readable, touchable, in one language, within its width`, async (context) => {
      const { page, first } = await atStation(context, { locale, isOrdered: true });
      if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });
      for (const section of SECTIONS) {
        await page.goto(`${page.url().split("#")[0]}#station${section.replace("brake-bench-1", first)}`);
        for (const size of SIZES) {
          await page.setViewportSize(size);
          await page.locator(".station-page .panel, .trouble, .station-devices li").first().waitFor();
          await page.waitForTimeout(section.startsWith("/device/") ? 1_200 : 50);
          const name = `station${section.replaceAll("/", "-")}-${locale}-${size.width}`;
          if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
          expect(await auditPage(page), name).toEqual([]);
          expect(await foreignWords(page, locale === "zh-CN" ? "zh" : "en"), name).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBe(0);
          const height = await page.locator("header").evaluate((it) => it.getBoundingClientRect().height);
          if (size.width === 1024) expect(height, name).toBeLessThanOrEqual(64);
        }
      }
    });
});

describe("what the registry ordered", () => {
  for (const locale of ["zh-CN", "en-GB"] as const)
    test(`is listed with its standing, and a lock stands on the pages of its place alone (${locale})`, async (context) => {
      const { page, station } = await atStation(context, {
        path: "#station/orders",
        locale,
        isOrdered: true,
      });
      const isZh = locale === "zh-CN";
      const language = isZh ? "zh" : "en";
      const standings = () => page.locator(".order .standing").allInnerTexts();
      await expect.poll(standings).toEqual(ORDERED_STANDINGS[language]);
      await expect.poll(() => page.locator(".orders").innerText()).toMatch(ORDERED_BOOK[language]);
      const held = station.view.commands?.locks.at(-1);
      const words = (isZh ? held?.zh : held?.en) ?? "";
      expect(words).toContain(isZh ? WHY_LOCKED.zh.slice(0, -1) : WHY_LOCKED.en.slice(0, -1));
      await expect.poll(() => page.locator(".order").nth(7).innerText()).toContain(words);
      if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });
      const lookedAt = async (name: string) => {
        for (const shown of ["night", "day"]) {
          await page.emulateMedia({ colorScheme: shown === "night" ? "dark" : "light" });
          await expect.poll(() => page.evaluate(() => document.documentElement.dataset.light)).toBe(shown);
          if (SHOTS !== undefined)
            await page.screenshot({ path: `${SHOTS}/${name}-${shown}.png`, fullPage: true });
          expect(await auditPage(page), `${name} by ${shown}`).toEqual([]);
        }
      };
      await lookedAt(`orders-${locale}`);
      for (const [path, count] of [
        ["#queue", 2],
        ["#lane/lane-1", 1],
        ["#course/course-1", 1],
        ["#jobs", 2],
      ] as const) {
        await page.goto(`${page.url().split("#")[0]}${path}`);
        await expect.poll(() => page.locator(".lock-banner").count(), { message: path }).toBe(count);
        const shown = await page.locator(".lock-banner").allInnerTexts();
        expect(
          shown.some((said) => said.includes(words)),
          path,
        ).toBe(!path.startsWith("#course"));
        await lookedAt(`locked-${path.replaceAll(/[#/]/g, "")}-${locale}`);
        for (const size of [SIZES[0], { width: 400, height: 800 }]) {
          await page.setViewportSize(size);
          const name = `locked-${path.replaceAll(/[#/]/g, "")}-${locale}-${size.width}`;
          if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
          // The header measures itself anew after the window has changed.
          await expect
            .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), {
              message: name,
            })
            .toBe(0);
        }
      }
      // Nothing there ends one.
      await expect.poll(() => page.locator(".lock-banner button, .order button").count()).toBe(0);
    });
});

describe("a simulated station", () => {
  let stage: BrowserStage | null = null;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());

  test("an unplugged scale is a problem with its steps, and the age of its last reading goes on", async (context) => {
    if (stage === null) return context.skip("chromium is not installed");
    const at = await attendedRig(stage.webDirectory);
    const browsing = await stage.browser.newContext({ viewport: SIZES[0], locale: "zh-CN" });
    onTestFinished(() => browsing.close());
    await browsing.addCookies(cookiesOf(at.url, await at.people.enter(await at.people.person({}))));
    const page = await browsing.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${at.url}/#station/devices`);
    const scale = page.locator(".station-devices > li").filter({ hasText: "轴重仪" });
    await scale.waitFor();
    await at.pass(8);
    await expect.poll(() => scale.innerText()).toMatch(/\d 帧\/秒/);
    await expect.poll(() => scale.locator(".fault-line .stands").count()).toBe(0);
    at.rig.lane.defects["axle-scale"].strike("disconnect");
    await at.pass(75);
    await expect.poll(() => scale.innerText()).toMatch(/1 分 1\d 秒前/);
    await expect.poll(() => scale.innerText()).toMatch(/0\.0 帧\/秒/);
    await expect.poll(() => scale.locator(".fault-line .stands").count()).toBe(1);
    await scale.getByRole("link").click();
    await page.locator(".trouble").getByText("检查电源、插头和网线").waitFor();
    await page.locator(".raw-frame").first().waitFor();
    at.rig.lane.defects["axle-scale"].clear();
    await at.pass(30);
    await expect.poll(() => page.locator(".trouble").count()).toBe(0);
    await expect.poll(() => page.locator(".raw-frame").first().innerText()).toContain("axle-load");
  });
});
