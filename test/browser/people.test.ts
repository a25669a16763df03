import type { Locator, Page } from "playwright-core";
import { expect, test, vi } from "vitest";
import { PASSWORD, PIN } from "../support/signed-in.ts";
import { browserWith, type Opened, type OpenOptions } from "./opened-page.ts";
import { auditPage } from "./page-audit.ts";

/** Goal: a manager lets people in and stops them, each time by their PIN; whoever else looks sees no button. */
vi.setConfig({ testTimeout: 60_000 });

const { opened } = browserWith({});
const REFUSED = /status of 4\d\d/;
const NASTY = "<img src=x onerror=alert(1)>";

type Context = Parameters<typeof opened>[0];
async function openedPeople(context: Context, options: OpenOptions = {}): Promise<Opened> {
  const known = REFUSED;
  const as = { name: "王海", staffNumber: "0417", roles: ["manager" as const] };
  const all = await opened(context, { known, as, path: "/#people", ...options });
  await all.page.locator(".person-row").first().waitFor();
  return all;
}

const rowOf = (page: Page, name: string): Locator => page.locator(".person-row").filter({ hasText: name });

async function confirm(page: Page, pin = PIN): Promise<void> {
  const dialog = page.getByRole("dialog").filter({ has: page.locator(".pad") });
  await dialog.getByLabel("PIN 码").fill(pin);
  await dialog.getByRole("button", { name: "确认" }).click();
}

test("a person is added by form and PIN; the link is shown once, copied, and lets them choose their password", async (context) => {
  const { page, station } = await openedPeople(context);
  await page.getByRole("button", { name: "添加人员" }).click();
  const form = page.getByRole("dialog", { name: "添加人员" });
  await form.getByRole("button", { name: "继续" }).click();
  await expect
    .poll(() => form.locator(".problem").allInnerTexts())
    .toEqual(["请填写此项。", "请填写此项。", "请至少选择一个角色。"]);
  await form.getByLabel("姓名").fill("李小龙");
  await form.getByLabel("工号").fill("0417");
  await form.getByLabel("检验员", { exact: true }).check();
  await form.getByLabel("考试员", { exact: true }).check();
  await form.getByLabel("本人或亲属的车牌").fill("鄂A12345\n\n 鄂A99999 \n鄂A12345");
  await form.getByLabel("任职单位").fill("江城驾校");
  await form.getByRole("button", { name: "继续" }).click();
  await confirm(page, "999999");
  await page.getByRole("alert").getByText("PIN 不正确。").waitFor();
  await confirm(page);
  // The number is the manager's own: said at its field, with everything that was typed still there.
  await form.locator(".field.wrong").getByText("工号 0417 已属于 王海。").waitFor();
  await form.getByLabel("工号").fill("0101");
  await form.getByRole("button", { name: "继续" }).click();
  await confirm(page);
  const shown = page.getByRole("dialog", { name: "一次性链接：" });
  const link = await shown.locator(".one-time-link").innerText();
  expect(link).toMatch(/^http:\/\/localhost:\d+\/#link=[\w-]{43}$/);
  await shown.getByRole("button", { name: "复制链接" }).click();
  await shown.getByRole("button", { name: "已复制" }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  expect(await auditPage(page)).toEqual([]);
  await shown.getByRole("button", { name: "已交给本人" }).click();
  expect(await page.content()).not.toContain(link.slice(-20));
  const row = rowOf(page, "李小龙");
  await expect
    .poll(() => row.innerText())
    .toMatch(/工号 0101\s+检验员\s+考试员\s+待设密码\s+利害关系：鄂A12345、鄂A99999、江城驾校/);
  const theirs = await page.context().browser()?.newContext({ locale: "zh-CN" });
  const fresh = await theirs?.newPage();
  await fresh?.goto(link);
  await fresh?.getByRole("heading", { name: "欢迎，李小龙" }).waitFor();
  await theirs?.close();
  expect(station.people.people.all().at(-1)?.interests.plates).toEqual(["鄂A12345", "鄂A99999"]);
});

test("a person is changed, stopped and let in again, each with the PIN; Esc leaves everything as it was", async (context) => {
  const { page, station } = await openedPeople(context, {
    before: async (first) => first.people.person({ name: "陈静", staffNumber: "0102", roles: ["examiner"] }),
  });
  const row = rowOf(page, "陈静");
  await row.getByRole("button", { name: "更改" }).click();
  const form = page.getByRole("dialog", { name: "更改人员" });
  await form.getByLabel("检验员", { exact: true }).check();
  await form.getByRole("button", { name: "继续" }).click();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("dialog").count()).toBe(1);
  await expect.poll(() => form.getByLabel("检验员", { exact: true }).isChecked()).toBe(true);
  await form.getByRole("button", { name: "继续" }).click();
  await confirm(page);
  await row.getByText("检验员").waitFor();
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  const stop = row.getByRole("button", { name: "停用 陈静" });
  await stop.click();
  await page.getByText("该人员立即退出登录，不能再登录").waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  await expect.poll(() => stop.evaluate((element) => element === document.activeElement)).toBe(true);
  await stop.click();
  await confirm(page);
  await row.getByText("已停用").waitFor();
  await expect.poll(() => row.getByRole("button", { name: "新链接" }).count()).toBe(0);
  await row.getByRole("button", { name: "恢复使用 陈静" }).click();
  await confirm(page);
  await row.getByText("在用").waitFor();
  await row.getByRole("button", { name: "新链接" }).click();
  await confirm(page);
  await page.locator(".one-time-link").waitFor();
  expect(station.people.people.all().find(({ name }) => name === "陈静")).toMatchObject({
    roles: ["operator", "examiner"],
    state: "active",
  });
});

test("what is typed in the very moment the PIN dialog appears stays", async (context) => {
  const { page } = await openedPeople(context);
  await page.evaluate(() => {
    const seen = new MutationObserver(() => {
      const input = document.querySelector<HTMLInputElement>("dialog input[name=pin]");
      if (input === null) return;
      seen.disconnect();
      input.value = "246810";
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    });
    seen.observe(document.body, { childList: true, subtree: true });
  });
  const row = rowOf(page, "王海");
  await row.getByRole("button", { name: "新链接" }).click();
  const input = page.getByLabel("PIN 码");
  await input.waitFor();
  // Longer than the page takes for its first picture and whatever it does after it.
  await page.waitForTimeout(300);
  await expect.poll(() => input.inputValue()).toBe("246810");
  await expect.poll(() => page.getByRole("button", { name: "确认" }).isEnabled()).toBe(true);
});

test("the last manager cannot be stopped, and a lock takes every dialog and name away", async (context) => {
  const { page } = await openedPeople(context);
  const row = rowOf(page, "王海");
  await row.getByRole("button", { name: "停用 王海" }).click();
  await confirm(page);
  await page.getByRole("alert").getByText("王海 是唯一能登录的站长").waitFor();
  await row.getByRole("button", { name: "新链接" }).click();
  await confirm(page);
  const link = await page.locator(".one-time-link").innerText();
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.locator(".person-row").waitFor();
  await other.keyboard.press("k");
  await page.getByRole("heading", { name: "屏幕已锁定" }).waitFor();
  expect(await page.content()).not.toContain(link.slice(-20));
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  await page.getByLabel("PIN 码").fill(PIN);
  await page.keyboard.press("Enter");
  await page.locator(".person-row").waitFor();
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
});

test("an auditor sees the people and no button; whoever may not look gets the jobs", async (context) => {
  const { page } = await openedPeople(context, { as: { name: "赵监督", roles: ["auditor"] } });
  await expect.poll(() => page.locator(".people-page button").count()).toBe(0);
  await page.getByText("您可以查看人员，更改由站长进行。").waitFor();
  await page.getByRole("link", { name: "返回任务" }).click();
  await page.getByText("还没有任务").waitFor();
  await page.getByRole("link", { name: "人员" }).click();
  await page.locator(".person-row").waitFor();
  const { page: operators } = await opened(context, { as: { roles: ["operator"] }, path: "/#people" });
  await operators.getByText("还没有任务").waitFor();
  await expect.poll(() => operators.getByRole("link", { name: "人员" }).count()).toBe(0);
});

test("people are found by words, role and state; a name is text whatever stands in it", async (context) => {
  const { page } = await openedPeople(context, {
    before: async (first) => {
      await first.people.person({ name: NASTY, staffNumber: "S<b>", roles: ["operator"] });
      await first.people.person({ name: "旧人", staffNumber: "0009", roles: ["examiner"], state: "stopped" });
      await first.people.person({ name: "陈静", roles: ["examiner"] });
    },
  });
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const names = (): Promise<string[]> => page.locator(".person-name > .who").allInnerTexts();
  const all = [NASTY, "旧人", "陈静", "王海"];
  await expect.poll(() => names()).toEqual(all);
  const find = page.getByLabel("查找姓名");
  await find.fill("0009");
  await expect.poll(() => names()).toEqual(["旧人"]);
  await find.fill("");
  await page.getByRole("combobox", { name: /^角色/ }).selectOption("examiner");
  await expect.poll(() => names()).toEqual(["旧人", "陈静"]);
  await page.getByRole("combobox", { name: /^状态/ }).selectOption("active");
  await expect.poll(() => names()).toEqual(["陈静"]);
  await find.fill("nobody");
  await page.getByText("没有符合条件的人员").waitFor();
  await page.getByRole("button", { name: "显示全部" }).click();
  await expect.poll(() => names()).toEqual(all);
  await rowOf(page, NASTY).getByRole("button", { name: "新链接" }).click();
  await expect.poll(() => page.getByRole("dialog").getByRole("heading").innerText()).toBe(`新链接：${NASTY}`);
  await confirm(page);
  await page.locator(".one-time-link").waitFor();
  await expect.poll(() => page.locator("img").count()).toBe(0);
  expect(dialogs).toEqual([]);
});

test("one's own password and PIN are changed by the password, and the page says that it was done", async (context) => {
  const { page } = await openedPeople(context);
  const change = async (what: string, now: string, field: string, wanted: string): Promise<void> => {
    await page.locator(".who-button").click();
    await page.getByRole("button", { name: what }).click();
    const dialog = page.getByRole("dialog", { name: what });
    await dialog.getByLabel("当前密码").fill(now);
    await dialog.getByLabel("显示输入的内容").check();
    await dialog.getByLabel(field).fill(wanted);
    await dialog.getByRole("button", { name: "更改", exact: true }).click();
  };
  await change("更改密码", "not it", "新密码", "seven green kettles sing");
  await page.getByRole("dialog").getByText("密码不正确。").waitFor();
  await page.getByRole("dialog").getByLabel("当前密码").fill(PASSWORD);
  await page.getByRole("dialog").getByRole("button", { name: "更改", exact: true }).click();
  await page.getByRole("status").getByText("密码已更改。").waitFor();
  await change("更改 PIN 码", "seven green kettles sing", "新 PIN 码", "111111");
  await page.getByRole("dialog").getByText("此 PIN 太容易猜到").waitFor();
  await page.getByRole("dialog").getByLabel("新 PIN 码").fill("730518");
  await page.getByRole("dialog").getByRole("button", { name: "更改", exact: true }).click();
  await page.getByRole("status").getByText("PIN 码已更改。").waitFor();
  await page.keyboard.press("k");
  await page.getByLabel("PIN 码").fill("730518");
  await page.keyboard.press("Enter");
  await page.locator(".person-row").waitFor();
});
