import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { PersonRole } from "../../src/core/trade/words/person-roles.ts";
import { type AttendedRig, attendedRig } from "../support/attended-rig.ts";
import { PASSWORD, PIN } from "../support/signed-in.ts";
import { type BrowserStage, openStage } from "./browser-stage.ts";

/**
 * Goal: cheating is found after an exam was sealed. The manager takes its record out of force with a reason and the PIN, the examiner cannot, and
 * whoever looks at the job afterwards sees that it does not count, who said so and why.
 */
vi.setConfig({ testTimeout: 120_000 });

let stage: BrowserStage | null = null;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

const MANAGER = { name: "王海", staffNumber: "0101", roles: ["manager"] satisfies PersonRole[] };
const EXAMINER = { name: "陈静", staffNumber: "0203", roles: ["examiner"] satisfies PersonRole[] };

async function signedIn(
  at: AttendedRig,
  { browser }: BrowserStage,
  who: typeof MANAGER | typeof EXAMINER,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "zh-CN",
    reducedMotion: "reduce",
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(at.url);
  await page.getByLabel("工号").fill(who.staffNumber);
  await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.locator(".who-button").waitFor();
  return page;
}

/** With the people of the station there before anybody signs in, so that every page knows their names. */
async function sealedExam(at: AttendedRig): Promise<string> {
  for (const who of [MANAGER, EXAMINER]) await at.people.person({ ...who, roles: [...who.roles] });
  at.rig.open("exam");
  const sealed = () => at.rig.entries().find(({ type }) => type === "record-sealed");
  for (let s = 0; s < 900 && sealed() === undefined; s += 5) await at.pass(5);
  await at.pass(5);
  const entry = sealed();
  if (entry?.type !== "record-sealed") throw new Error("the exam was not sealed");
  return entry.record;
}

const withdrawals = (at: AttendedRig) =>
  at.rig.entries().flatMap((entry) => (entry.type === "withdrawal-sealed" ? [entry] : []));

test("the manager withdraws a sealed exam for cheating; the examiner cannot; everybody sees it", async (context) => {
  if (stage === null) return context.skip("chromium is not installed");
  const at = await attendedRig(stage.webDirectory, { acting: ["exam"] });
  const record = await sealedExam(at);
  at.goOn();

  const examiner = await signedIn(at, stage, EXAMINER);
  await examiner.locator(".result").waitFor();
  await expect.poll(() => examiner.getByRole("button", { name: "撤销记录" }).count()).toBe(0);
  await expect.poll(() => examiner.getByText("撤销较早的记录").count()).toBe(0);
  const tried = await examiner.evaluate(async (id) => {
    const answer = await fetch(`api/records/${id}/withdraw`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ choice: "cheating", note: "", pin: "628401" }),
    });
    return [answer.status, ((await answer.json()) as { code: string }).code];
  }, record);
  expect(tried).toEqual([403, "NOT_YOUR_ACT"]);

  const page = await signedIn(at, stage, MANAGER);
  await page.locator(".result").waitFor();
  await page.locator(".result").getByRole("button", { name: "撤销记录" }).click();
  const dialog = page.getByRole("dialog");
  const submit = dialog.getByRole("button", { name: "撤销记录" });
  await expect.poll(() => submit.isDisabled()).toBe(true);
  await dialog.getByText("其他原因").click();
  await expect.poll(() => submit.isDisabled()).toBe(true);
  await dialog.getByText("作弊或替考").click();
  await dialog.locator("[name=typed]").fill("佩戴耳机");
  await submit.click();
  await dialog.getByText("撤销考试记录").waitFor();
  await page.keyboard.type("111222");
  await page.keyboard.press("Enter");
  await dialog.getByText("PIN 不正确").waitFor();
  await at.pass(2);
  expect(withdrawals(at)).toEqual([]);
  await expect
    .poll(() => dialog.getByRole("button", { name: "确认", exact: false }).last().isDisabled())
    .toBe(true);
  await page.keyboard.type(PIN);
  await page.keyboard.press("Enter");
  await expect.poll(() => dialog.count(), { timeout: 10_000 }).toBe(0);
  await at.pass(5);
  const manager = at.people.people.byStaffNumber("0101")?.id;
  expect(withdrawals(at)).toMatchObject([{ withdraws: record, by: manager }]);

  for (const shown of [page, examiner]) {
    const note = shown.locator(".withdrawn-note");
    await note.waitFor();
    await expect.poll(() => note.innerText()).toContain("记录已撤销，不再有效");
    await expect.poll(() => note.innerText()).toMatch(/由 ?王海 ?撤销：作弊或替考（佩戴耳机）/);
    await expect.poll(() => note.innerText()).toContain("登记中心已收到撤销");
    await expect.poll(() => shown.locator(".job").first().innerText()).toContain("已撤销");
    await expect
      .poll(() => shown.getByRole("button", { name: "撤销记录" }).locator("visible=true").count())
      .toBe(0);
  }
  await page.reload();
  await page.locator(".withdrawn-note").waitFor();
  await page.getByRole("button", { name: "English" }).click();
  const note = await page.locator(".withdrawn-note").innerText();
  expect(note).toContain("The record is withdrawn and not in force");
  expect(note).toContain("withdrawn by 王海: cheating, or somebody else sat in the car (佩戴耳机)");
  expect(at.rig.journalProblems()).toEqual([]);
});

test("a record that the page shows no more is withdrawn by its id, and what is refused is told", async (context) => {
  if (stage === null) return context.skip("chromium is not installed");
  const at = await attendedRig(stage.webDirectory, { acting: ["exam"] });
  const record = await sealedExam(at);
  at.goOn();
  const page = await signedIn(at, stage, MANAGER);
  const withdraw = async (id: string): Promise<void> => {
    await page.getByLabel("记录编号").fill(id);
    await page.locator(".withdraw-earlier").getByRole("button", { name: "撤销记录" }).click();
    await page.getByRole("dialog").getByText("录入有误").click();
    await page.getByRole("dialog").getByRole("button", { name: "撤销记录" }).click();
    await page.getByRole("dialog").getByText("撤销考试记录").waitFor();
    await page.keyboard.type(PIN);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("dialog").count(), { timeout: 10_000 }).toBe(0);
  };
  await page.getByText("撤销较早的记录").click();
  await withdraw("0".repeat(64));
  await page
    .getByText(/本站没有记录 0000/)
    .first()
    .waitFor();
  await withdraw(`${record}.proof.json`);
  await at.pass(2);
  await page.locator(".withdraw-earlier").getByText("撤销已记入日志").waitFor();
  expect(withdrawals(at)).toMatchObject([{ withdraws: record }]);
  await withdraw(record);
  await page
    .getByText(/已经撤销，不必再撤/)
    .first()
    .waitFor();
  expect(withdrawals(at)).toHaveLength(1);
});
