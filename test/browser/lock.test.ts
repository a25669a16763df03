import type { Page } from "playwright-core";
import { expect, test, vi } from "vitest";
import { PIN } from "../support/signed-in.ts";
import { braking } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";

/** Goal: a locked screen shows nothing of the station, and whoever works is never locked out without a warning. */
vi.setConfig({ testTimeout: 60_000 });

const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak" });
const REFUSED = /status of 4\d\d/;
const MINUTE_MS = 60_000;

async function isBare(page: Page): Promise<void> {
  await page.locator(".pad").waitFor();
  const html = await page.content();
  expect(html).not.toContain("鄂A12345");
  expect(html).not.toContain("TEST-0001");
}

test("K locks: nothing of the station stays, a wrong PIN is told, and the PIN opens the same job again", async (context) => {
  const { page, station } = await opened(context, {
    known: REFUSED,
    as: { name: "王海" },
    before: (first) => first.tell(jobs.lane, 0, braking),
  });
  await page.getByText("请踩下制动踏板至最大制动力").waitFor();
  const closed = page.waitForEvent("websocket", { timeout: 5_000 }).catch(() => null);
  await page.keyboard.press("k");
  await isBare(page);
  await expect.poll(() => page.locator(".card .who").innerText()).toBe("王海");
  expect(await closed, "no socket opens while it is locked").toBeNull();
  await page.keyboard.type("99x9999");
  await expect.poll(() => page.getByLabel("PIN 码").inputValue()).toBe("999999");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("PIN 不正确。").waitFor();
  await page.reload();
  await isBare(page);
  const unlock = page.getByRole("button", { name: "解锁" });
  for (const digit of PIN) await page.getByRole("button", { name: digit, exact: true }).click();
  await page.getByRole("button", { name: "5", exact: true }).click();
  await page.getByRole("button", { name: "删除一位" }).click();
  await unlock.click();
  await page.getByText("请踩下制动踏板至最大制动力").waitFor();
  station.tell(jobs.lane);
  await page.locator(".result").waitFor();
});

test("the menu locks too, whoever comes next signs out, and a wrong PIN too often has to wait", async (context) => {
  const { page } = await opened(context, { known: REFUSED });
  await page.locator(".who-button").click();
  await page.getByRole("button", { name: "锁定", exact: true }).click();
  const answer = (): Promise<unknown> => page.waitForResponse(/unlock$/);
  for (let tries = 0; tries < 6; tries++) {
    await page.getByLabel("PIN 码").fill("999999");
    await Promise.all([answer(), page.getByRole("button", { name: "解锁" }).click()]);
    await expect.poll(() => page.getByLabel("PIN 码").inputValue()).toBe("");
  }
  await page.getByText("再试需等待").waitFor();
  await expect.poll(() => page.getByRole("button", { name: "3", exact: true }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "换人：退出登录" }).click();
  await page.getByLabel("工号").waitFor();
  await expect.poll(() => page.locator(".told").count()).toBe(0);
});

test("locked by the station, or at another page of the session, every page shows the lock", async (context) => {
  const { page, station } = await opened(context, {
    known: REFUSED,
    before: (first) => first.tell(jobs.lane, 0, braking),
  });
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.locator(".job").waitFor();
  await page.keyboard.press("k");
  await isBare(other);
  await other.keyboard.type(PIN);
  await other.keyboard.press("Enter");
  await other.locator(".job").waitFor();
  // The first page finds out when somebody comes back to it.
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await page.locator(".job").waitFor();
  station.people.clock.advanceTo(station.people.clock.monoMs() + 15 * MINUTE_MS + 10_000);
  await isBare(page);
  await isBare(other);
});

test("a touch is told at most once a minute; a minute before the lock the page warns, and a touch takes that away", async (context) => {
  let told = 0;
  let answered = 0;
  const { page } = await opened(context, {
    before: (first) => first.tell(jobs.lane, 0, braking),
    prepare: async (fresh) => {
      await fresh.clock.install();
      fresh.on("request", (request) => {
        if (request.url().endsWith("/api/session/active")) told += 1;
      });
      // One that a jump of the clock cut off is over as well.
      for (const end of ["requestfinished", "requestfailed"] as const)
        fresh.on(end as "requestfinished", (request) => {
          if (request.url().endsWith("/api/session/active")) answered += 1;
        });
    },
  });
  await page.locator(".job").waitFor();
  // What is asked while the clock jumps would wait too long for its answer by that clock.
  const settled = (): Promise<void> => expect.poll(() => answered, { timeout: 15_000 }).toBe(told);
  for (let touch = 0; touch < 9; touch++) {
    await settled();
    await page.clock.runFor(20_000);
    await page.mouse.click(5, 400);
  }
  expect(told).toBeGreaterThanOrEqual(3);
  expect(told).toBeLessThanOrEqual(4);
  await page.clock.runFor(MINUTE_MS + 1_000);
  await settled();
  await page.clock.runFor(MINUTE_MS + 1_000);
  // The last touch, told at once.
  await page.mouse.click(5, 400);
  await settled();
  await page.clock.runFor(13 * MINUTE_MS + 55_000);
  await expect.poll(() => page.locator(".idle-bar").count()).toBe(0);
  await page.clock.runFor(20_000);
  await expect
    .poll(() => page.locator(".idle-bar").innerText())
    .toMatch(/^即将锁定： \d\d s 触摸屏幕或按任意键继续。$/);
  await page.mouse.click(5, 400);
  await expect.poll(() => page.locator(".idle-bar").count()).toBe(0);
  await settled();
  await page.clock.runFor(13 * MINUTE_MS);
  await expect.poll(() => page.locator(".idle-bar").count()).toBe(0);
});

test("nothing touched for the whole time: the page asks whether it is locked, and is; without an answer as well", async (context) => {
  const { page, station } = await opened(context, {
    known: /status of 4\d\d|ERR_CONNECTION_REFUSED|WebSocket/,
    before: (first) => first.tell(jobs.lane, 0, braking),
    prepare: (fresh) => fresh.clock.install(),
  });
  await page.locator(".job").waitFor();
  // The station has seen somebody at another page: this one goes on.
  await page.clock.runFor(15 * MINUTE_MS + 5_000);
  await page.clock.runFor(2_000);
  await expect.poll(() => page.locator(".job").count()).toBe(1);
  await expect.poll(() => page.locator(".idle-bar").count()).toBe(0);
  await station.close();
  await page.clock.runFor(12_000);
  await isBare(page);
});

test("a lock that the station was not told of is told before anything opens, and no PIN but the right one does", async (context) => {
  const { page } = await opened(context, {
    known: /status of 4\d\d|ERR_FAILED/,
    before: (first) => first.tell(jobs.lane, 0, braking),
  });
  await page.locator(".job").waitFor();
  await page.route("**/api/session/lock", (route) => route.abort());
  await page.keyboard.press("k");
  await isBare(page);
  await page.keyboard.type("999999");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("工位没有应答").waitFor();
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await page.waitForTimeout(300);
  await isBare(page);
  await page.unroute("**/api/session/lock");
  await page.getByLabel("PIN 码").fill("999999");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("PIN 不正确。").waitFor();
  await page.getByLabel("PIN 码").fill(PIN);
  await page.keyboard.press("Enter");
  await page.locator(".job").waitFor();
});
