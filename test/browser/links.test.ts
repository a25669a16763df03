import type { Page } from "playwright-core";
import { expect, test, vi } from "vitest";
import type { LinkFor } from "../../src/station/people/link-shelf.ts";
import { PASSWORD, PIN } from "../support/signed-in.ts";
import { browserWith } from "./opened-page.ts";
import type { RecordedStation } from "./recorded-station.ts";

/** Goal: a one-time link opens once, and is nowhere to be read after that. */
vi.setConfig({ testTimeout: 60_000 });

const { opened } = browserWith({});
const REFUSED = /status of 4\d\d/;
const linkTo = (station: RecordedStation, to: LinkFor): Promise<string> =>
  new Promise((made) => station.people.desk.office.ownLink(to, made));

async function choose(page: Page, password: string, pin: string, again = password): Promise<void> {
  await page.getByLabel("新密码").fill(password);
  await page.getByLabel("再次输入密码").fill(again);
  await page.getByLabel("新 PIN 码").fill(pin);
  await page.getByLabel("再次输入 PIN 码").fill(pin);
}

const problems = (page: Page): Promise<string[]> => page.locator(".problem").allInnerTexts();

test("a link that signs in does so at once, and its token leaves the address and the history", async (context) => {
  const { page, url } = await opened(context, {
    as: null,
    path: async (station) => {
      const { id } = await station.people.person({ name: "王海" });
      return `/#link=${await linkTo(station, { kind: "sign-in", person: id })}`;
    },
  });
  await page.locator(".who-button").getByText("王海").waitFor();
  expect(page.url()).toBe(`${url}/`);
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  await page.reload();
  await page.locator(".who-button").getByText("王海").waitFor();
});

test("a person chooses password and PIN; what is wrong stands at its field, in the page and from the station", async (context) => {
  const { page, station } = await opened(context, {
    as: null,
    known: REFUSED,
    path: async (first) => {
      const { id } = await first.people.person({ name: "李小龙", staffNumber: "0101", state: "invited" });
      return `/#link=${await linkTo(first, { kind: "person", person: id })}`;
    },
  });
  await page.getByRole("heading", { name: "欢迎，李小龙" }).waitFor();
  const save = page.getByRole("button", { name: "保存并登录" });
  await choose(page, "short", "123456");
  await save.click();
  expect(await problems(page)).toEqual([
    "密码须为 8 至 128 个字符。",
    "此 PIN 太容易猜到，请勿使用重复或连续的数字。",
  ]);
  await expect
    .poll(() => page.getByLabel("新密码").evaluate((field) => field === document.activeElement))
    .toBe(true);
  await choose(page, PASSWORD, PIN, "quiet harbour lantern 48");
  await save.click();
  expect(await problems(page)).toEqual(["两次输入的密码不一致。"]);
  await choose(page, "password 1234567", PIN);
  await save.click();
  await page.locator(".field.wrong").getByText("此密码太容易猜到").waitFor();
  await page.getByLabel("显示输入的内容").check();
  await expect.poll(() => page.getByLabel("再次输入密码").count()).toBe(0);
  await page.getByLabel("新密码").fill("seven green kettles sing");
  await save.click();
  await page.locator(".who-button").getByText("李小龙").waitFor();
  expect(station.people.people.all().at(-1)?.state).toBe("active");
});

test("whoever sets the station up is told that they become the manager, and does", async (context) => {
  const { page, station } = await opened(context, {
    as: null,
    known: REFUSED,
    path: async (first) => `/#link=${await linkTo(first, { kind: "set-up" })}`,
  });
  await page.getByText("您是第一位使用者，将成为站长。").waitFor();
  await choose(page, PASSWORD, PIN);
  await page.getByRole("button", { name: "成为站长并登录" }).click();
  expect(await problems(page)).toEqual(["请填写此项。", "请填写此项。"]);
  await page.getByLabel("姓名").fill("　");
  await page.getByLabel("姓名").fill("12");
  await page.getByLabel("工号").fill("0001");
  await page.getByRole("button", { name: "成为站长并登录" }).click();
  // The name has no letter: the station says so, at the name.
  await page.locator(".field.wrong").filter({ hasText: "姓名" }).locator(".problem").waitFor();
  await page.getByLabel("姓名").fill("王海");
  await page.getByRole("button", { name: "成为站长并登录" }).click();
  await page.getByText("您以站长身份查看，不能操作。").waitFor();
  expect(station.people.people.all().map(({ name, roles }) => [name, roles])).toEqual([
    ["王海", ["manager"]],
  ]);
});

test("a link that was used says what to do, and a link opened in a page that is open takes its place", async (context) => {
  const { page, station, url } = await opened(context, { known: REFUSED });
  const { id } = await station.people.person({ name: "陈静", state: "invited" });
  const token = await linkTo(station, { kind: "person", person: id });
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `link=${token}`);
  await page.getByRole("heading", { name: "欢迎，陈静" }).waitFor();
  expect(await page.content()).not.toContain("TEST-0001");
  expect(page.url()).not.toContain(token);
  await choose(page, PASSWORD, PIN);
  await page.getByRole("button", { name: "保存并登录" }).click();
  await page.locator(".who-button").getByText("陈静").waitFor();
  for (const spent of [token, "x".repeat(150)]) {
    await page.goto(`${url}/?again#link=${spent}`);
    await page.getByRole("heading", { name: "链接已失效" }).waitFor();
    await page.getByText("还没有密码：请站长给您新的链接。").waitFor();
    expect(await page.content()).not.toContain(spent);
  }
  await page.getByRole("button", { name: "去登录" }).click();
  // Who is signed in on this machine still is.
  await page.locator(".who-button").getByText("陈静").waitFor();
});
