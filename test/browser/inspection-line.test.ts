import type { Page } from "playwright-core";
import { beforeAll, expect, type TestContext, test, vi } from "vitest";
import type { ResultShown } from "../../src/console/console-options.ts";
import { IDENTITY, PEOPLE, SHA } from "../core/inspection/manual/manual-car.ts";
import { laneAndCourse } from "../support/lane-and-course.ts";
import { asks, manualJob } from "../support/manual-job.ts";
import { noResults } from "../support/no-results.ts";
import { scenarioAgain, shownAgain } from "../support/shown-again.ts";
import { canvasContent, SIZES } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";

/** Goal: a whole inspection is looked through on one line of time, from any mark, by mouse, touch and key, with the curve of what was measured then. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });
const { opened } = browserWith({});
const RESULTS = new Map<string, ResultShown>();

/** A vehicle that is measured while two people look at it, sent back once, and signed. */
async function byHand(): Promise<ResultShown> {
  const { wang, li, zhao } = PEOPLE;
  const at = await laneAndCourse({
    acting: ["inspection"],
    lane: { vehicle: { brakes: [{ axle: 2, side: "left", brakeFactor: 0.4 }] } },
  });
  const opening = at.ask("inspection", manualJob());
  if (opening?.kind !== "opened") throw new Error("not opened");
  const say = (by: string, command: Record<string, unknown>): void => {
    const answer = asks(at, opening.job, by, command);
    if (answer?.kind !== "accepted") throw new Error(`${JSON.stringify(command)}: ${JSON.stringify(answer)}`);
    at.clock.advanceBy(6_000);
  };
  const enter = (by: string, item: string, note = ""): void =>
    say(by, { name: "part-enter", item, found: note === "" ? "in-order" : "defect", note, values: {} });
  at.clock.advanceBy(20_000);
  say(wang, { name: "part-begin", part: "identity" });
  for (const item of IDENTITY) enter(wang, item, item === "UC-06" ? "R-7" : "");
  for (const photo of ["0111", "0112", "0113"])
    say(wang, { name: "part-photo", part: "identity", photo, sha256: SHA });
  say(li, { name: "part-begin", part: "chassis" });
  at.clock.advanceBy(30_000);
  say(wang, { name: "part-end", part: "identity" });
  for (const item of ["C1-47", "C1-48", "C1-49", "C1-50", "C1-51"]) enter(li, item);
  say(li, { name: "part-photo", part: "chassis", photo: "0323", sha256: SHA });
  at.clock.advanceBy(120_000);
  say(li, { name: "part-end", part: "chassis" });
  at.clock.advanceBy(300_000);
  say(zhao, { name: "send-back", items: ["UC-06"], note: "R-7" });
  say(wang, { name: "part-begin", part: "identity" });
  at.clock.advanceBy(70_000);
  enter(wang, "UC-06", "R-8");
  say(wang, { name: "part-end", part: "identity" });
  at.clock.advanceBy(60_000);
  say(zhao, { name: "sign", note: "" });
  at.clock.advanceBy(10_000);
  const shown = shownAgain(at.kept);
  await at.close();
  return shown;
}

beforeAll(async () => {
  RESULTS.set("by-hand", await byHand());
  RESULTS.set("silent", await scenarioAgain("k3-bench-silent-once"));
  RESULTS.set("killed", await scenarioAgain("k3-killed-while-braking"));
});

const idOf = (name: string): string => Buffer.from(name).toString("hex").padEnd(64, "0");
const atResult = (context: TestContext, record: string, locale = "zh-CN", known?: RegExp) =>
  opened(context, {
    locale,
    ...(known === undefined ? {} : { known }),
    path: `/#result/${idOf(record)}`,
    before: (station) => {
      station.results = {
        ...noResults,
        show: async (wanted) =>
          RESULTS.get([...RESULTS.keys()].find((name) => idOf(name) === wanted) ?? "") ?? null,
      };
    },
  });

const slider = (page: Page) => page.locator(".inspection-line input[type=range]");
const moment = (page: Page) => page.locator(".inspection-line .moment");
const curve = (page: Page): Promise<{ hash: number }> =>
  canvasContent(page, ".run-curve canvas", [11, 107, 203]);
const mark = (page: Page, words: string | RegExp) =>
  page.locator(".line-marks button", { hasText: words }).first();

test("opens at the item that failed; every mark is a touch away, and says who did it", async (context) => {
  const { page } = await atResult(context, "by-hand");
  await expect.poll(() => moment(page).innerText()).toMatch(/二轴制动|B2/);
  await page.locator(".run-curve canvas").waitFor();
  const words = await page.locator(".line-marks").innerText();
  for (const kind of ["操作", "照片", "发现问题", "退回", "不合格"]) expect(words).toContain(kind);
  expect(words).toContain(PEOPLE.li);
  await mark(page, "0323").click();
  await expect.poll(() => moment(page).innerText()).toContain(PEOPLE.li);
  await expect.poll(() => mark(page, "0323").getAttribute("aria-current")).toBe("true");
  await mark(page, "退回").click();
  await expect.poll(() => moment(page).innerText()).toContain("没有进行中的项目");
  await expect.poll(() => page.locator(".run-curve").count()).toBe(0);
  const first = await slider(page).inputValue();
  await page.getByRole("button", { name: "下一标记" }).click();
  await expect.poll(async () => Number(await slider(page).inputValue())).toBeGreaterThan(Number(first));
  await page.getByRole("button", { name: "上一标记" }).click();
  await expect.poll(() => slider(page).inputValue()).toBe(first);
});

test("by key and playing the moment goes on, and its cursor on the curve; closer, a window goes with it", async (context) => {
  const { page } = await atResult(context, "by-hand");
  await page.locator(".run-curve canvas").waitFor();
  const before = (await curve(page)).hash;
  await slider(page).focus();
  for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowRight");
  await expect.poll(async () => (await curve(page)).hash).not.toBe(before);
  await expect.poll(() => slider(page).getAttribute("aria-valuetext")).toContain("检测中");
  const whole =
    Number(await slider(page).getAttribute("max")) - Number(await slider(page).getAttribute("min"));
  await page.getByRole("button", { name: "放大" }).click();
  const length = async (): Promise<number> =>
    Number(await slider(page).getAttribute("max")) - Number(await slider(page).getAttribute("min"));
  await expect.poll(length).toBeLessThan(whole / 2);
  await mark(page, "审核签发").click();
  await expect.poll(() => slider(page).getAttribute("max").then(Number)).toBeGreaterThan(0);
  await expect
    .poll(
      async () => Number(await slider(page).getAttribute("max")) >= Number(await slider(page).inputValue()),
    )
    .toBe(true);
  await page.getByRole("button", { name: "缩小" }).click();
  await expect.poll(length).toBe(whole);
  await page.keyboard.press("Escape");
  await slider(page).focus();
  await page.keyboard.press("Home");
  const from = Number(await slider(page).inputValue());
  await page.getByRole("button", { name: "播放（4 倍速）" }).click();
  await expect.poll(async () => Number(await slider(page).inputValue())).toBeGreaterThan(from + 2_000);
  await page.getByRole("button", { name: "暂停" }).click();
});

test("by mouse: a press on the rows, and a drag along them", async (context) => {
  const { page } = await atResult(context, "silent");
  const box = await page.locator(".line-rows").boundingBox();
  if (box === null) throw new Error("no rows");
  await page.mouse.move(box.x + box.width * 0.5, box.y + 40);
  await page.mouse.down();
  const [least, most] = [
    Number(await slider(page).getAttribute("min")),
    Number(await slider(page).getAttribute("max")),
  ];
  const share = async (): Promise<number> =>
    (Number(await slider(page).inputValue()) - least) / (most - least);
  await expect.poll(share).toBeCloseTo(0.5, 1);
  await page.mouse.move(box.x + box.width * 0.8, box.y + 40);
  await page.mouse.up();
  await expect.poll(share).toBeCloseTo(0.8, 1);
});

test("of an item measured again each run has its own curve; a fault stands for its time", async (context) => {
  const { page } = await atResult(context, "silent");
  await mark(page, "重新检测").click();
  await page.keyboard.press("Escape");
  await page.locator(".run-curve canvas").or(page.locator(".no-curve")).first().waitFor();
  await expect.poll(() => page.locator(".line-span.end-again").innerText()).toContain("B1");
  await expect.poll(() => page.locator(".line-span.of-fault").count()).toBe(1);
  await mark(page, "故障").click();
  await expect.poll(() => moment(page).innerText()).toContain("无数据");
  await slider(page).focus();
  for (let step = 0; step < 8; step++) await page.keyboard.press("ArrowLeft");
  await expect.poll(() => moment(page).innerText()).toContain("检测中");
  // Seconds since its own run began, and what the rollers felt then.
  const legend = page.locator(".run-curve .u-legend");
  await expect.poll(() => legend.innerText()).not.toMatch(/\d/);
  for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowLeft");
  await expect.poll(() => legend.innerText()).toMatch(/1[12]\.\d\d s/);
  await mark(page, "重新检测").click();
  await slider(page).focus();
  for (let step = 0; step < 58; step++) await page.keyboard.press("ArrowRight");
  await expect.poll(() => legend.innerText()).toMatch(/29\.\d\d s/);
});

test("the curve of a result stays when the station is reached again", async (context) => {
  const { page, station, url, webDirectory } = await atResult(context, "by-hand", "zh-CN", /ERR_|WebSocket/);
  const legend = page.locator(".run-curve .u-legend");
  await expect.poll(() => legend.innerText()).toMatch(/\d s/);
  await station.close();
  await page.getByText("与工位的连接中断").waitFor();
  await station.listen(webDirectory, null, Number(new URL(url).port));
  await expect.poll(() => page.getByText("与工位的连接中断").count()).toBe(0);
  await slider(page).focus();
  for (let step = 0; step < 2; step++) await page.keyboard.press("ArrowRight");
  await expect.poll(() => legend.innerText()).toMatch(/\d s/);
});

test("while the station did not run nothing is told of that time", async (context) => {
  const { page } = await atResult(context, "killed");
  await mark(page, "本站停止").click();
  await expect.poll(() => moment(page).innerText()).toContain("本站未运行");
  await expect.poll(() => page.locator(".run-curve").count()).toBe(0);
  await expect.poll(() => moment(page).innerText()).not.toContain("提示");
});

for (const locale of ["zh-CN", "en-GB"] as const)
  test(`is whole on every screen, audited, and no part of the paper, ${locale}`, async (context) => {
    for (const record of RESULTS.keys()) {
      const { page } = await atResult(context, record, locale);
      await page.locator(".inspection-line").waitFor();
      if (record !== "by-hand") await mark(page, /↻|⇤/).click();
      for (const size of SIZES) {
        await page.setViewportSize(size);
        const name = `line-${record}-${locale}-${size.width}`;
        await expect
          .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), {
            message: name,
          })
          .toBeLessThanOrEqual(0);
        expect(await auditPage(page), name).toEqual([]);
        expect(await foreignWords(page, locale === "zh-CN" ? "zh" : "en"), name).toEqual([]);
        const folder = process.env.PROOFMARK_SHOTS;
        if (folder !== undefined)
          await page.locator(".inspection-line").screenshot({ path: `${folder}/${name}.png` });
      }
      await page.emulateMedia({ media: "print" });
      await expect.poll(() => page.locator(".inspection-line").isVisible()).toBe(false);
    }
  });
