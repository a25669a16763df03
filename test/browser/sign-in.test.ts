import type { Page } from "playwright-core";
import { expect, onTestFinished, test, vi } from "vitest";
import { PASSWORD } from "../support/signed-in.ts";
import { braking } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";
import { RecordedStation } from "./recorded-station.ts";

/** Goal: who is not signed in sees how to sign in, and nothing of the station. */
vi.setConfig({ testTimeout: 60_000 });

const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak" });
const REFUSED = /status of 4\d\d/;

async function signIn(page: Page, staffNumber: string, password: string): Promise<void> {
  await page.getByLabel("工号").fill(staffNumber);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
}

test("a wrong password is told with what to do, the right one opens the console, and nothing is asked of the station before", async (context) => {
  const asked: string[] = [];
  const { station, page } = await opened(context, {
    as: null,
    known: REFUSED,
    before: (first) => first.tell(jobs.lane, 0, braking),
    prepare: async (fresh) => {
      fresh.on("request", (request) => asked.push(new URL(request.url()).pathname));
      fresh.on("websocket", (socket) => asked.push(new URL(socket.url()).pathname));
    },
  });
  await station.people.person({ name: "王海", staffNumber: "0417" });
  const button = page.getByRole("button", { name: "登录", exact: true });
  await button.click();
  await expect.poll(() => page.getByRole("alert").allInnerTexts()).toEqual(["请填写此项。", "请填写此项。"]);
  await signIn(page, "0417", "not the password");
  await page.getByRole("alert").getByText("工号或密码不正确。").waitFor();
  await expect.poll(() => page.getByLabel("密码", { exact: true }).inputValue()).toBe("");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("The staff number or the password is wrong. Check the number").waitFor();
  await page.getByRole("button", { name: "中文" }).click();
  expect(asked.filter((path) => path === "/ws" || path.startsWith("/api/"))).toEqual([
    "/api/session",
    "/api/session",
  ]);
  await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "显示 密码" }).click();
  await expect.poll(() => page.getByLabel("密码", { exact: true }).getAttribute("type")).toBe("text");
  await page.keyboard.press("Escape");
  await page.getByLabel("密码", { exact: true }).press("Enter");
  await page.locator(".next .prompt").waitFor();
  await expect.poll(() => page.locator(".who-button").innerText()).toMatch(/王海\s+检验员、考试员/);
  expect(asked).toContain("/ws");
});

test("after too many wrong tries the button waits, counts down, and lets in again", async (context) => {
  const { station, page } = await opened(context, {
    as: null,
    known: REFUSED,
    prepare: (fresh) => fresh.clock.install(),
  });
  await station.people.person({ staffNumber: "0417" });
  const button = page.getByRole("button", { name: "登录", exact: true });
  for (let tries = 0; tries < 5; tries++) {
    const answered = page.waitForResponse(/api\/session$/);
    await signIn(page, "0417", "wrong");
    await answered;
    await expect.poll(() => button.isEnabled()).toBe(true);
  }
  await signIn(page, "0417", PASSWORD);
  await page.getByText("再试需等待 10 s").waitFor();
  await expect.poll(() => button.isDisabled()).toBe(true);
  await page.clock.runFor(4_000);
  await page.getByText("再试需等待 6 s").waitFor();
  await page.clock.runFor(6_500);
  await expect.poll(() => button.isEnabled()).toBe(true);
  station.people.clock.advanceTo(station.people.clock.monoMs() + 11_000);
  await signIn(page, "0417", PASSWORD);
  await page.locator(".who-button").waitFor();
});

test("a session that the station ends takes everything of the station off the page, and says why", async (context) => {
  const { station, page, person } = await opened(context, {
    known: REFUSED,
    before: (first) => first.tell(jobs.lane, 0, braking),
  });
  await page.locator(".job").getByText("鄂A12345").waitFor();
  const boss = await station.people.person({ roles: ["manager"] });
  const doer = { person: boss.id, from: "127.0.0.1", session: "00".repeat(8) };
  await new Promise((told) =>
    station.people.desk.office.change(doer, person?.id ?? "", { state: "stopped" }, told),
  );
  await page.getByText("该人员已停用").waitFor();
  const html = await page.content();
  expect(html).not.toContain("鄂A12345");
  expect(html).not.toContain("TEST-0001");
  station.tell(jobs.lane);
  await signIn(page, person?.staffNumber ?? "", PASSWORD);
  await page.getByRole("alert").getByText("未启用或已停用").waitFor();
  expect(await page.content()).not.toContain("鄂A12345");
});

test("a station that was started again knows nobody: the page says so and signs in anew", async (context) => {
  const { station, page, url, webDirectory } = await opened(context, {
    known: /status of 4\d\d|WebSocket connection|ERR_CONNECTION_REFUSED/,
    before: (first) => first.tell(jobs.lane, 0, braking),
  });
  await page.locator(".job").getByText("鄂A12345").waitFor();
  await station.close();
  await page.getByRole("alert").getByText("正在重连").waitFor();
  const again = new RecordedStation();
  onTestFinished(() => again.close());
  await again.people.person({ staffNumber: "0417" });
  await again.listen(webDirectory, null, Number(new URL(url).port));
  await page.getByText("本站可能已重新启动").waitFor();
  expect(await page.content()).not.toContain("鄂A12345");
  await signIn(page, "0417", PASSWORD);
  await page.getByText("还没有任务").waitFor();
});

test("signing out leaves nothing behind, here and in every other page of the session", async (context) => {
  const { page } = await opened(context, {
    known: REFUSED,
    before: (first) => first.tell(jobs.lane, 0, braking),
  });
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.locator(".job").getByText("鄂A12345").waitFor();
  await page.locator(".who-button").click();
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.getByLabel("工号").waitFor();
  expect(await page.content()).not.toContain("鄂A12345");
  await expect.poll(() => page.locator(".told").count()).toBe(0);
  await other.getByText("登录已由本站结束").waitFor();
  expect(await other.content()).not.toContain("鄂A12345");
});
