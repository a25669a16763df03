import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, type TestContext, test } from "vitest";
import type { LiveMessage } from "../../src/station/live-message.ts";
import { heldLine } from "./held-line.ts";
import { browserWith } from "./opened-page.ts";
import type { RecordedStation } from "./recorded-station.ts";

/** Goal: nothing on the page looks live that is not, and nothing is done by an old picture. */
const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak" });
const braking = (message: LiveMessage): boolean => message.type === "job" && message.job.currentItem === "B1";
const isGrey = (page: Page): Promise<boolean> =>
  page.locator(".shell").evaluate((shell) => getComputedStyle(shell).filter.includes("grayscale"));

async function onHeldLine(context: TestContext) {
  const { page, station, url } = await opened(context, {
    before: (first) => first.tell(jobs.lane, 0, braking),
    known: /ERR_|status of 409/,
  });
  const line = await heldLine(url);
  onTestFinished(() => line.close());
  await page.context().addCookies(await station.cookies(line.url));
  await page.goto(line.url);
  await page.locator(".next").waitFor();
  return { page, station, line };
}

async function abortByKeys(page: Page): Promise<void> {
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("车辆已驶离").click();
  await dialog.getByRole("button", { name: "中止检验" }).click();
}

const aborts = ({ asked }: RecordedStation): number =>
  asked.filter((one) => JSON.stringify(one).includes('"abort"')).length;

describe("a station that stands still", () => {
  test("is said to within three seconds, in grey, and live again when it goes on", async (context) => {
    const { page, line } = await onHeldLine(context);
    const said = page.locator(".stale-notice");
    await page.waitForTimeout(2_600);
    expect([await said.count(), await isGrey(page)]).toEqual([0, false]);
    line.hold(true);
    await said.waitFor({ timeout: 3_200 });
    await expect
      .poll(() => said.innerText())
      .toMatch(/工位没有消息。.*画面停在 \d\d:\d\d:\d\d，此后情况在这里无法得知，也不能操作。/s);
    await expect.poll(() => said.innerText()).not.toContain("中断");
    await expect.poll(() => isGrey(page)).toBe(true);
    await expect.poll(() => page.locator(".lamps").innerText()).toContain("情况未知");
    await expect.poll(() => page.locator(".lamps").innerText()).not.toMatch(/正常|已同步|已连接/);
    line.hold(false);
    await expect.poll(() => said.count()).toBe(0);
    await expect.poll(() => isGrey(page)).toBe(false);
    await expect.poll(() => page.locator(".lamps").innerText()).not.toContain("情况未知");
  });

  test("is asked for nothing by whoever sees that, and does nothing of it later", async (context) => {
    const { page, station, line } = await onHeldLine(context);
    line.hold(true);
    await page.locator(".stale-notice").waitFor();
    await abortByKeys(page);
    await page.getByText("画面已不是当前情况，未执行").waitFor();
    line.hold(false);
    await expect.poll(() => page.locator(".stale-notice").count()).toBe(0);
    await page.waitForTimeout(500);
    expect(aborts(station)).toBe(0);
  });

  test("does not do what was pressed before anybody saw it, when it goes on much later", async (context) => {
    const { page, station, line } = await onHeldLine(context);
    await page.keyboard.press("a");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("车辆已驶离").click();
    line.hold(true);
    await dialog.getByRole("button", { name: "中止检验" }).click();
    await page.waitForTimeout(6_500);
    line.hold(false);
    await page.getByText(/该操作 \d+ 秒前按下/).waitFor();
    expect(aborts(station)).toBe(0);
    // What is pressed now is done.
    const sure = page.getByRole("dialog").getByRole("button", { name: "中止检验" });
    if ((await sure.count()) === 0) await abortByKeys(page);
    else await sure.click();
    await expect.poll(() => aborts(station)).toBe(1);
  });
});

test("a station that is gone is not said to measure, and its lamps do not shine", async (context) => {
  const { page, station } = await opened(context, {
    before: (first) => first.tell(jobs.lane, 0, braking),
    known: /ERR_/,
  });
  await page.locator(".next").waitFor();
  await station.close();
  const said = page.locator(".stale-notice");
  await said.waitFor({ timeout: 3_000 });
  await expect.poll(() => said.innerText()).toMatch(/与工位的连接中断，正在重连。.*此后情况在这里无法得知/s);
  await expect.poll(() => page.locator("body").innerText()).not.toMatch(/检测与记录不受影响|go on/);
  await expect.poll(() => isGrey(page)).toBe(true);
});
