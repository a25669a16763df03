import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, type TestContext, test, vi } from "vitest";
import { civilDateIn } from "../../src/adapters/clock/civil-date.ts";
import { MemoryResultLines } from "../../src/adapters/disk/memory-result-lines.ts";
import type { ConsoleOptions } from "../../src/console/console-options.ts";
import { ANY_RESULT, type ResultLine } from "../../src/core/results/result-line.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { ResultsBook } from "../../src/runtime/results-book.ts";
import { ResultsDesk, resultsSource } from "../../src/runtime/results-desk.ts";
import { laneAndCourse } from "../support/lane-and-course.ts";
import { aLine } from "../support/result-lines.ts";
import { canvasContent } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";

/** Goal: what was sealed is found, read and printed at any time after, also by a page that saw nothing of it. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const { opened } = browserWith({});
const NO_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };
let sealed: readonly ResultLine[] = [];
let source: ConsoleOptions["results"] | null = null;

/** A day of one vehicle and one candidate, and its list with many others before them. */
beforeAll(async () => {
  const at = await laneAndCourse({
    lane: { vehicle: { brakes: [{ axle: 2, side: "left", brakeFactor: 0.4 }] } },
    course: { driver: { defects: [{ kind: "stalls-on-hill", item: "hill-start-1" }] } },
  });
  at.open("inspection");
  at.open("exam");
  at.clock.advanceBy(900_000);
  const lines = new MemoryResultLines();
  const localDate = civilDateIn("Asia/Shanghai");
  const book = new ResultsBook({ lines, store: at.kept, timers: at.clock, log: NO_LOG, localDate });
  book.follow();
  at.clock.advanceBy(10_000);
  const desk = new ResultsDesk({
    store: at.kept,
    openSession,
    localDate,
    log: NO_LOG,
    receiptedSize: () => 1e9,
  });
  sealed = (await resultsSource(book, desk).search(ANY_RESULT, 9)).lines;
  lines.clear();
  lines.append([
    ...Array.from({ length: 130 }, (_, index) =>
      aLine({ index, on: "2020-01-01", subject: { plate: `鄂B${10_000 + index}` } }),
    ),
    ...[...sealed].reverse(),
  ]);
  source = resultsSource(book, desk);
  await at.close();
});

async function atResults(context: TestContext, path: string, locale = "zh-CN") {
  return await opened(context, {
    locale,
    path: `/${path}`,
    known: /status of 404|ERR_FAILED/,
    before: (station) => {
      if (source !== null) station.results = source;
    },
  });
}
const rows = (page: Page) => page.locator(".result-line");

describe("the list of results", () => {
  test("shows the newest first, more when asked, and finds by words, kind, verdict and day; the address keeps it", async (context) => {
    const { page } = await atResults(context, "#results");
    await expect.poll(() => rows(page).count()).toBe(50);
    await expect
      .poll(() => rows(page).first().innerText())
      .toMatch(sealed[0]?.kind === "exam" ? /驾驶技能考试/ : /机动车检验/);
    // No code of the trade stands there in place of words.
    expect(await foreignWords(page, "zh")).toEqual([]);
    await expect.poll(() => page.locator(".result-lines").innerText()).not.toMatch(/\bcivil\b|new-energy/);
    await page.getByRole("button", { name: "更早的结果" }).click();
    await expect.poll(() => rows(page).count()).toBe(100);
    await page.getByRole("button", { name: "更早的结果" }).click();
    await expect.poll(() => rows(page).count()).toBe(132);
    await expect.poll(() => page.getByRole("button", { name: "更早的结果" }).count()).toBe(0);
    await page.getByRole("searchbox").fill("鄂b 10077");
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(page.url()).toContain("q=");
    await page.reload();
    await expect.poll(() => rows(page).count()).toBe(1);
    await expect.poll(() => page.getByRole("searchbox").inputValue()).toBe("鄂b 10077");
    await page.getByRole("button", { name: "清除条件" }).click();
    await expect.poll(() => rows(page).count()).toBe(50);
    await expect.poll(() => page.getByRole("searchbox").inputValue()).toBe("");
    await page.getByLabel("类别").selectOption("exam");
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByLabel("结论").selectOption("void");
    await page.getByText("没有符合条件的结果").waitFor();
    await page.getByLabel("结论").selectOption("");
    await page.getByLabel("类别").selectOption("");
    await page.getByLabel("从").fill("2020-01-02");
    await expect.poll(() => rows(page).count()).toBe(2);
  });

  test("is reached from the page of the jobs and left to it, and says when it cannot be read", async (context) => {
    const { page } = await atResults(context, "");
    let isBroken = true;
    await page.route("**/api/results?*", (route) => (isBroken ? route.abort() : route.continue()));
    await page.getByRole("link", { name: "结果查询" }).click();
    await page.getByText("无法读取结果列表").waitFor();
    isBroken = false;
    await page.getByRole("button", { name: "重试" }).click();
    await expect.poll(() => rows(page).count()).toBe(50);
    await page.getByRole("link", { name: "返回任务" }).click();
    await expect.poll(() => rows(page).count()).toBe(0);
  });
});

describe("one result", () => {
  for (const kind of ["inspection", "exam"] as const)
    test(`of an ${kind} is whole, in either language, audited and printed`, async (context) => {
      const line = sealed.find((one) => one.kind === kind);
      const { page } = await atResults(context, `#result/${line?.record}`);
      await page.locator(".result .big").waitFor();
      await expect.poll(() => page.locator(".result").innerText()).toContain(line?.record ?? "?");
      await expect.poll(() => page.locator(".result .unverified").count()).toBe(1);
      // Axle loads have no limit, and stand there all the same.
      if (kind === "inspection")
        await expect.poll(() => page.locator(".measured").first().innerText()).toMatch(/^轴荷 \d+ kg$/);
      if (kind === "inspection") await page.locator(".curve canvas").waitFor();
      else await expect.poll(() => page.locator("canvas.map").count()).toBe(1);
      await page.getByText("使用的设备").click();
      await page.getByText("判定依据").click();
      await expect.poll(() => page.locator(".devices-used li").count()).toBeGreaterThan(1);
      expect(await auditPage(page)).toEqual([]);
      expect(await foreignWords(page, "zh")).toEqual([]);
      await page.emulateMedia({ media: "print" });
      const sheet = await page.locator(".sheet").innerText();
      for (const words of [
        "基本信息",
        "结论",
        kind === "exam" ? "驾驶人考试成绩单" : "机动车安全技术检验报告",
        line?.record ?? "?",
      ])
        expect(sheet).toContain(words);
      if (kind === "inspection") expect(sheet).toMatch(/轴荷\s+\d+ kg/);
      await expect.poll(() => page.locator("header").isVisible()).toBe(false);
      await expect.poll(() => page.locator(".job-page").isVisible()).toBe(false);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      expect((pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length).toBeLessThanOrEqual(4);
      if (process.env.PROOFMARK_SHOTS !== undefined) {
        mkdirSync(process.env.PROOFMARK_SHOTS, { recursive: true });
        await page.screenshot({ path: `${process.env.PROOFMARK_SHOTS}/sheet-${kind}.png`, fullPage: true });
        await page.emulateMedia({ media: "screen" });
        await page.screenshot({ path: `${process.env.PROOFMARK_SHOTS}/result-${kind}.png`, fullPage: true });
      }
      await page.emulateMedia({ media: "screen" });
      await page.keyboard.press("l");
      await page.getByText("Back to the results").waitFor();
      expect(await foreignWords(page, "en")).toEqual([]);
    });

  test("of an exam is looked through: by hand, by a touch on what was deducted, and playing", async (context) => {
    const exam = sealed.find(({ kind }) => kind === "exam");
    const { page } = await atResults(context, `#result/${exam?.record}`);
    const slider = page.getByRole("slider", { name: "考试中的时刻" });
    await slider.waitFor();
    const moment = page.locator(".moment");
    const map = (): Promise<{ hash: number }> => canvasContent(page, "canvas.map", [11, 107, 203]);
    const atEnd = await moment.innerText();
    await page.locator(".timeline-deductions button", { hasText: "熄火" }).click();
    await expect.poll(() => moment.innerText()).toContain("坡道定点停车和起步");
    const atStall = await moment.innerText();
    expect(atStall).not.toBe(atEnd);
    expect(atStall).toContain("车门已关");
    const stalledMap = await map();
    await slider.focus();
    for (let step = 0; step < 30; step++) await page.keyboard.press("ArrowLeft");
    await expect.poll(() => moment.innerText()).not.toBe(atStall);
    await expect.poll(async () => (await map()).hash).not.toBe(stalledMap.hash);
    await expect.poll(() => slider.getAttribute("aria-valuetext")).toContain("坡道定点停车和起步");
    const before = Number(await slider.inputValue());
    await page.getByRole("button", { name: "播放（4 倍速）" }).click();
    await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(before + 2_000);
    await page.getByRole("button", { name: "暂停" }).click();
    expect(await auditPage(page)).toEqual([]);
  });

  test("that this station has not is said to be none", async (context) => {
    const { page } = await atResults(context, `#result/${"0".repeat(64)}`);
    await page.getByText("本站没有该结果").waitFor();
    await page.getByRole("link", { name: "返回结果列表" }).click();
    await expect.poll(() => rows(page).count()).toBe(50);
  });
});
