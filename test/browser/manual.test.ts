import type { Locator } from "playwright-core";
import { expect, test, vi } from "vitest";
import { reason } from "../../src/core/trade/reasons.ts";
import type { JobView } from "../../src/station/live-message.ts";
import { SIZES } from "./browser-stage.ts";
import { inspection, NOW_MS, PARTS, photo, shaOf, tell, withPart } from "./manual-views.ts";
import { atWork, inOrder, mine, part, row, takes } from "./manual-work.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";

/** Goal: an inspector works through a vehicle on a tablet: what is whose, what is left, and when it is done; on every screen. */
vi.setConfig({ testTimeout: 60_000 });

const { opened } = browserWith({});

test("each part is a card: how far it is, who is at it, what is left; one is taken by one touch, however often it is touched", async (context) => {
  const work = await atWork((options) => opened(context, options), {
    shows: (job, _me, other) =>
      withPart(job, "appearance", { state: "running", by: [other], endableWallMs: NOW_MS + 90_000 }),
  });
  const { page, station, me } = work;
  const card = (name: string): Locator => page.locator(".part-card").filter({ hasText: name });
  await card("车辆外观检查").getByText("李工").waitFor();
  await expect
    .poll(() => card("车辆外观检查").innerText())
    .toMatch(/进行中[\s\S]*0\/5 项已检[\s\S]*照片 0\/1[\s\S]*还需 1:(30|29)/);
  await expect
    .poll(() => card("底盘部件检查").innerText())
    .toMatch(/未开始[\s\S]*0\/3 项已检[\s\S]*至少 0:40/);
  await expect.poll(() => page.locator(".job .chip").innerText()).toBe("人工检验 0/3");
  const begin = card("车辆唯一性检查").getByRole("button", { name: "开始" });
  await begin.evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await expect.poll(() => station.asked.length).toBe(1);
  work.tells(mine("identity", 60)(work.job, me));
  await page.locator(".part-row").first().waitFor();
  expect(station.asked).toEqual([{ job: "J-1", command: { name: "part-begin", part: "identity" } }]);
  expect(page.url()).toContain("#job/J-1/identity");
  await page.goBack();
  await card("车辆唯一性检查").getByText("您").waitFor();
  // One part at a time: it is said, instead of offering what would be refused.
  await page.locator(".parts h3").getByText("请先结束： 车辆唯一性检查").waitFor();
  await expect
    .poll(() => page.locator(".part-card").getByRole("button").allInnerTexts())
    .toEqual(["继续", "查看"]);
});

test("a part is taken over from somebody after one question", async (context) => {
  const work = await atWork((options) => opened(context, options), {
    shows: (job, _me, other) =>
      withPart(job, "identity", { state: "running", by: [other], endableWallMs: NOW_MS }),
    ...part("identity"),
  });
  const { page, station } = work;
  await page.getByText("李工：进行中").waitFor();
  await expect.poll(() => page.locator(".found").count()).toBe(0);
  await page.getByRole("button", { name: "接手" }).click();
  const dialog = page.getByRole("dialog", { name: "接手该部分？" });
  await dialog.getByText("李工正在进行").waitFor();
  await dialog.getByRole("button", { name: "取消" }).click();
  expect(station.asked).toEqual([]);
  await page.getByRole("button", { name: "接手" }).click();
  await dialog.getByRole("button", { name: "接手" }).click();
  await expect
    .poll(() => station.asked)
    .toEqual([{ job: "J-1", command: { name: "part-begin", part: "identity" } }]);
  work.tells(withPart(work.job, "identity", { by: [work.other, work.me] }));
  await inOrder(page, "UC-01").waitFor();
  await expect.poll(() => dialog.count()).toBe(0);
});

test("a part ends when everything is there and its least time is over; what is missing leads to where it is", async (context) => {
  const work = await atWork((options) => opened(context, options), {
    shows: (job, me) => mine("chassis", 40)(job, me),
    ...part("chassis"),
    prepare: (page) => page.clock.install(),
    known: /status of 409/,
  });
  const { page, station } = work;
  const end = page.getByRole("button", { name: "结束该部分" });
  const left = page.locator(".part-least");
  await page.locator(".jump").nth(2).waitFor();
  await expect
    .poll(() => page.locator(".jump").allInnerTexts())
    .toEqual(["F4-01 转向系部件", "F4-02 传动系部件", "F4-03 制动系部件"]);
  await page.locator(".jump").nth(2).click();
  await expect
    .poll(() => row(page, "F4-03").evaluate((element) => element === document.activeElement))
    .toBe(true);
  await expect.poll(() => left.innerText()).toMatch(/^还需 0:(40|39|38)$/);
  for (const code of ["F4-01", "F4-02", "F4-03"]) takes(work, "chassis", code, { found: "in-order" });
  await page.getByText("已全部录入").waitFor();
  await expect.poll(() => end.isDisabled()).toBe(true);
  await page.clock.fastForward(30_000);
  await expect.poll(() => left.innerText()).toMatch(/^还需 0:(10|0\d)$/);
  await expect.poll(() => end.isDisabled()).toBe(true);
  await page.clock.fastForward(11_000);
  await expect.poll(() => end.isEnabled()).toBe(true);
  // To a page whose clock jumps the station was silent; it speaks again within a second.
  await expect.poll(() => page.locator(".stale-notice").count()).toBe(0);
  await expect.poll(() => left.innerText()).toContain("已满最短时间");
  station.refusing = () =>
    reason("PART_TOO_SOON", { zh: "底盘部件检查", en: "chassis", minimumS: 40, leftS: 1 });
  await end.click();
  await page.locator(".part-end").getByRole("alert").getByText("还差 1 秒").waitFor();
  station.refusing = () => null;
  await end.click();
  await expect
    .poll(() => station.asked.at(-1))
    .toEqual({ job: "J-1", command: { name: "part-end", part: "chassis" } });
  work.tells(withPart(work.job, "chassis", { state: "done", endableWallMs: null }));
  await page.locator(".part-card.done").waitFor();
});

test("a new vehicle takes the stage from one that only waits for people, but not from somebody who is at a part", async (context) => {
  const work = await atWork((options) => opened(context, options), {
    shows: mine("identity"),
    ...part("identity"),
  });
  const { page, station } = work;
  await row(page, "UC-01").waitFor();
  const next = (job: string, plate: string): JobView =>
    inspection({ job, subject: { plate }, prompt: null, startedWallMs: NOW_MS });
  tell(station, next("J-2", "鄂B22222"));
  await page.waitForTimeout(300);
  await expect.poll(() => page.locator(".part-head").innerText()).toContain("鄂A12345");
  await page.getByRole("link", { name: "返回车辆" }).click();
  await page.locator(".job.chosen").getByText("鄂A12345").waitFor();
  tell(station, next("J-3", "鄂C33333"));
  await page.locator(".job.chosen").getByText("鄂C33333").waitFor();
});

for (const locale of ["zh-CN", "en-GB"] as const)
  test(`a part in the middle of its work, on every screen, ${locale}`, async (context) => {
    const work = await atWork((options) => opened(context, options), {
      locale,
      known: /ERR_FAILED/,
      shows: (job, me, other) => {
        const [first, second, third, ...rest] = PARTS.appearance.items;
        if (first === undefined || second === undefined || third === undefined) throw new Error("no items");
        return withPart(job, "appearance", {
          state: "running",
          by: [other, me],
          endableWallMs: NOW_MS + 75_000,
          items: [
            { ...first, found: "in-order", by: other, entries: 2 },
            { ...second, found: "defect", note: "1234", by: other, entries: 1 },
            { ...third, sentBack: { by: other, note: "5678" }, by: other, entries: 1 },
            ...rest,
          ],
          photos: [
            photo("0157", "轮胎规格和花纹", "size and tread of a tyre", { sha256: shaOf("0157"), by: other }),
            photo("0158", "灯光信号", "lamps at work"),
          ],
        });
      },
    });
    const { page } = work;
    await page.locator(".part-card").first().waitFor();
    for (const where of ["", "/appearance"]) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#job/J-1${where}`);
      if (where !== "") {
        await row(page, "F1-18").locator(".found.in-order").click();
        await row(page, "F1-17").locator(".found.defect").click();
        await row(page, "F1-17").locator(".row-defect-form .primary").click();
        await row(page, "F1-17").locator(".problem").waitFor();
      }
      for (const size of [...SIZES, { width: 320, height: 640 }]) {
        await page.setViewportSize(size);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide, `${where} ${size.width}`).toBeLessThanOrEqual(0);
        expect(await auditPage(page), `${where} ${size.width}`).toEqual([]);
        expect(await foreignWords(page, locale === "zh-CN" ? "zh" : "en")).toEqual([]);
        const low = await page
          .locator(
            ".part-page button, .part-page a, .part-page input:not([type=file]), .photo-take, .part-card button",
          )
          .evaluateAll((all) =>
            all.filter((one) => one.getBoundingClientRect().height < 47.5).map((one) => one.outerHTML),
          );
        expect(low).toEqual([]);
        if (process.env.PROOFMARK_SHOTS)
          await page.screenshot({
            path: `${process.env.PROOFMARK_SHOTS}/manual${where.replace("/", "-")}-${locale}-${size.width}.png`,
            fullPage: true,
          });
      }
    }
  });
