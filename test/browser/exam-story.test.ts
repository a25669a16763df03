import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { type AttendedRig, attendedRig } from "../support/attended-rig.ts";
import { PASSWORD, PIN } from "../support/signed-in.ts";
import { type BrowserStage, openStage } from "./browser-stage.ts";

/**
 * Goal: an examiner's day at the console, from signing in to signing off: what the machine saw and what was entered by hand, taken back
 * and entered again, confirmed by the candidate and signed; and the record, the journal and a replay say the same.
 */
vi.setConfig({ testTimeout: 120_000 });

let stage: BrowserStage | null = null;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

const DRIVER = { driver: { defects: [{ kind: "forgets-signal", item: "side-parking-1" }] } } as const;

async function signedIn(at: AttendedRig, browser: BrowserStage): Promise<Page> {
  const { person } = at.people;
  await person({ name: "陈静", staffNumber: "0203", roles: ["examiner"] });
  const context = await browser.browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "zh-CN",
    reducedMotion: "reduce",
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(at.url);
  await page.getByLabel("工号").fill("0203");
  await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.locator(".who-button").waitFor();
  return page;
}

async function drivenTo(at: AttendedRig, reached: () => boolean): Promise<void> {
  for (let s = 0; s < 900 && !reached(); s += 5) await at.pass(5);
  expect(reached()).toBe(true);
}

test("an exam is called, corrected, confirmed and signed by the people whose act it is", async (context) => {
  if (stage === null) return context.skip("chromium is not installed");
  const at = await attendedRig(stage.webDirectory, { acting: ["exam"], course: DRIVER });
  const page = await signedIn(at, stage);
  at.goOn();
  await page.keyboard.press("e");
  await expect.poll(() => at.rig.station.openJobs().length).toBe(1);
  await at.pass(2);
  await page.locator(".job").waitFor();
  const pad = page.getByRole("region", { name: "录入扣分" });
  // The pages are told twice a second of the station's time.
  const points = async (): Promise<string> => {
    await at.pass(0.5);
    return await page.locator(".title .score .number").innerText();
  };
  await at.pass(20);
  const stalled = pad.getByRole("button", { name: /造成发动机熄火/ });
  await stalled.click();
  await expect.poll(points).toBe("90");
  const entered = pad.locator(".pad-entries li");
  const note = pad.getByLabel("备注");
  await note.fill("  按错了 2 ");
  await entered.getByRole("button", { name: "撤销" }).click();
  await expect.poll(points).toBe("100");
  await expect.poll(() => entered.innerText()).toMatch(/已撤销 · 陈静：按错了 2/);
  // It went with that one, and with no other.
  await expect.poll(() => note.inputValue()).toBe("");
  // A rule that ends the test wants two presses, and one that the machine judges is not offered while it sees.
  await pad.getByRole("button", { name: /不按考试员指令驾驶/ }).click();
  await pad.getByRole("button", { name: /再按一次确认/ }).waitFor();
  await expect.poll(() => pad.getByText("系统看不到时").count()).toBe(0);
  const key = await stalled.getAttribute("aria-keyshortcuts");
  // A moment ago the same rule was touched: until the page takes another touch of it for one, a key does nothing.
  await expect.poll(() => stalled.getAttribute("aria-disabled")).toBe("false");
  await page.keyboard.press(key ?? "");
  await expect.poll(points).toBe("90");

  const [job = ""] = at.rig.station.openJobs();
  const signing = (): boolean =>
    at.rig.station.screen.snapshot().jobs.some((view) => view.job === job && view.signing !== null);
  await drivenTo(at, signing);
  const confirm = page.getByRole("region", { name: "成绩确认" });
  await confirm.getByText("请把屏幕交给考生").waitFor();
  await expect.poll(points).toBe("80");
  await expect.poll(() => page.getByRole("button", { name: "结束考试" }).count()).toBe(0);
  expect(at.rig.records()).toEqual([]);

  await confirm.getByRole("button", { name: "考生不同意" }).click();
  const write = confirm.getByRole("button", { name: "记录" });
  await expect.poll(() => write.isDisabled()).toBe(true);
  await confirm.getByLabel("考生的理由").fill("没有熄火");
  await write.click();
  // The pages are told twice a second of the station's time, and a press reaches it by real time: until both have been.
  const comes = async (what: Locator): Promise<void> => {
    const looked = async (): Promise<boolean> => at.pass(0.5).then(() => what.isVisible());
    await expect.poll(looked, { timeout: 15_000 }).toBe(true);
  };
  await comes(confirm.getByText("考生：不同意：没有熄火"));
  // The examiner looks again, and takes it back: then the candidate is asked again.
  await entered.first().getByRole("button", { name: "撤销" }).click();
  await comes(confirm.getByRole("button", { name: "考生已知晓，同意" }));
  await confirm.getByRole("button", { name: "考生已知晓，同意" }).click();
  await comes(confirm.getByRole("button", { name: "考试员签字" }));
  await confirm.getByRole("button", { name: "考试员签字" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await page.keyboard.type("111222");
  await page.keyboard.press("Enter");
  await dialog.getByText("PIN 不正确").waitFor();
  // What was typed is gone from the field.
  await expect
    .poll(() => dialog.getByRole("button", { name: "确认", exact: false }).last().isDisabled())
    .toBe(true);
  await page.keyboard.type(PIN);
  await page.keyboard.press("Enter");
  await expect.poll(() => dialog.count(), { timeout: 10_000 }).toBe(0);
  await at.pass(5);
  await page.locator(".result").first().waitFor();

  const [record] = at.rig.records();
  const examiner = at.people.people.byStaffNumber("0203")?.id;
  expect(record).toMatchObject({
    verdict: "pass",
    score: { points: 90 },
    signatures: [
      { who: "candidate", agrees: true },
      { who: "examiner", by: examiner, agrees: true },
    ],
  });
  expect(record?.acts?.map(({ act }) => act)).toEqual([
    "exam.open",
    "exam.deduct",
    "exam.withdraw",
    "exam.deduct",
    "exam.candidate-confirm",
    "exam.withdraw",
    "exam.candidate-confirm",
    "exam.sign",
  ]);
  expect(new Set(record?.acts?.map(({ by }) => by))).toEqual(new Set([examiner]));
  const withdrawn = record?.items.flatMap(({ findings }) =>
    findings.filter((one) => one.withdrawn !== undefined),
  );
  expect(withdrawn?.map(({ withdrawn: back }) => back?.note)).toEqual(["按错了 2", ""]);
  expect(at.rig.journalProblems()).toEqual([]);
  const refused = at.rig.entries().filter((entry) => entry.type === "console-refused");
  expect(refused).toMatchObject([{ person: examiner, act: "exam.sign", why: { code: "PIN_WRONG" } }]);
});

test("who failed drives once more on the spot, linked to the first; a third time there is not, and nobody else's", async (context) => {
  if (stage === null) return context.skip("chromium is not installed");
  const at = await attendedRig(stage.webDirectory, { acting: ["exam"] });
  const page = await signedIn(at, stage);
  at.goOn();
  const confirmed = async (): Promise<void> => {
    const confirm = page.getByRole("region", { name: "成绩确认" });
    await confirm.getByRole("button", { name: "考生已知晓，同意" }).click();
    await at.pass(1);
    await confirm.getByRole("button", { name: "考试员签字" }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type(PIN);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("dialog").count(), { timeout: 10_000 }).toBe(0);
    await at.pass(5);
  };
  const failed = async (): Promise<void> => {
    await at.pass(3);
    const pad = page.getByRole("region", { name: "录入扣分" });
    const fatal = pad.getByRole("button", { name: /不按考试员指令驾驶/ });
    await fatal.click();
    await pad.getByRole("button", { name: /再按一次确认/ }).click();
    await at.pass(1);
    await confirmed();
  };
  await page.getByRole("button", { name: "考试下一位考生" }).click();
  await expect.poll(() => at.rig.station.openJobs().length).toBe(1);
  await failed();
  const second = page.getByRole("button", { name: "当场补考（第二次）" });
  await second.click();
  await expect.poll(() => at.rig.station.openJobs().length).toBe(1);
  await failed();
  await expect.poll(() => at.rig.records().length).toBe(2);
  const [one, two] = at.rig.records();
  const sealed = at.rig.entries().flatMap((entry) => (entry.type === "record-sealed" ? [entry.record] : []));
  expect(one).toMatchObject({ verdict: "fail", subject: { attempt: "1" } });
  expect(one).not.toHaveProperty("after");
  expect(two).toMatchObject({
    verdict: "fail",
    subject: { name: "李明", attempt: "2" },
    after: { job: one?.job, record: sealed[0] },
  });
  await expect.poll(() => second.count()).toBe(0);
  // Nor does the first one's page offer it any more; the station would say that it was driven.
  await page.locator(".job").last().click();
  await page.locator("li:last-child > .job.chosen").waitFor();
  await expect.poll(() => second.count()).toBe(0);
  const third = await page.request.post(`${at.url}/api/jobs`, {
    headers: { origin: at.url },
    data: { kind: "exam", after: sealed[0] },
  });
  expect((await third.json()).reasonZh).toContain("已补考或复检过");
  expect(at.rig.station.openJobs()).toEqual([]);
  expect(at.rig.journalProblems()).toEqual([]);
});
