import { expect, test, vi } from "vitest";
import { reason } from "../../src/core/trade/reasons.ts";
import { toldOnce } from "../../src/core/trade/told-once.ts";
import { PERSON_ROLE_CODES, type PersonRole } from "../../src/core/trade/words/person-roles.ts";
import type { JobView, LiveMessage } from "../../src/station/live-message.ts";
import { braking, nth } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";

/** Goal: what is not one's act is not offered, and a job is ended for a reason that somebody chose. */
vi.setConfig({ testTimeout: 60_000 });

const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak", exam: "c1-two-mistakes" });

function changed(message: LiveMessage | undefined, changes: Partial<JobView>): LiveMessage {
  if (message?.type !== "job") throw new Error("no job is told there");
  return { ...message, job: { ...message.job, ...changes } };
}

const OFFERED: Readonly<Record<PersonRole, readonly string[]>> = {
  operator: ["检验下一辆车", "停止本项目", "中止检验"],
  examiner: ["考试下一位考生", "结束考试"],
  signatory: ["待审核"],
  manager: ["屏幕地址", "人员"],
  auditor: ["人员"],
};

for (const role of PERSON_ROLE_CODES)
  test(`offered to the ${role}: ${OFFERED[role].join(", ") || "nothing"}`, async (context) => {
    const { page, station } = await opened(context, {
      // Nobody waits, and the station says so.
      known: /status of 409/,
      as: { roles: [role] },
      before: (first) => {
        first.tell(jobs.lane, 0, braking);
        first.tell(jobs.exam, 0, nth("pose", 20));
      },
    });
    const acts = page.locator("nav .start, .actions button, .pages a");
    const offered = new Set<string>();
    await expect.poll(() => page.locator(".pages").getByRole("link", { name: "结果查询" }).count()).toBe(1);
    for (const job of await page.locator(".job").all()) {
      await job.click();
      await page.locator(".next").waitFor();
      for (const name of await acts.allInnerTexts()) offered.add(name.split(/\s/)[0] ?? "");
      // To look is for everybody.
      for (const name of ["任务", "等候队列", "结果查询", "本站"]) offered.delete(name);
      await page.keyboard.press("a");
      const mayEnd = await page.locator(".actions [aria-keyshortcuts=A]").count();
      await expect.poll(() => page.getByRole("dialog").count()).toBe(mayEnd);
      await page.keyboard.press("Escape");
    }
    expect([...offered].sort()).toEqual([...OFFERED[role]].sort());
    const looks = role === "manager" || role === "auditor";
    await expect.poll(() => page.locator(".looking-on").count()).toBe(looks ? 1 : 0);
    if (role === "auditor")
      await expect.poll(() => page.locator(".looking-on").innerText()).toBe("您以监督员身份查看，不能操作。");
    await page.keyboard.press("i");
    await page.keyboard.press("e");
    const asks =
      role === "operator" ? [{ kind: "inspection" }] : role === "examiner" ? [{ kind: "exam" }] : [];
    await expect.poll(() => station.asked).toEqual(asks);
  });

test("an operator with an interest in the vehicle is told so instead of being offered anything", async (context) => {
  const { page } = await opened(context, {
    as: { name: "王海", roles: ["operator"], interests: { plates: ["鄂A12345"], employers: [] } },
    before: (first) => first.tell(jobs.lane, 0, braking),
  });
  await page.locator(".next").getByText("王海 与车辆 鄂A12345 有利害关系，须回避").waitFor();
  await expect.poll(() => page.locator(".actions").count()).toBe(0);
});

test("an inspection is ended by digit and confirmation; Esc leaves it, and nothing is sent without a reason", async (context) => {
  const { page, station } = await opened(context, {
    before: (first) => first.tell(jobs.lane, 0, braking),
  });
  await page.locator(".next").waitFor();
  const dialog = page.getByRole("dialog", { name: "中止检验" });
  await page.keyboard.press("a");
  await dialog.waitFor();
  const end = dialog.getByRole("button", { name: "中止检验" });
  await expect.poll(() => end.isDisabled()).toBe(true);
  await expect.poll(() => dialog.locator(".reason-offered").allInnerTexts()).toHaveLength(6);
  await page.keyboard.press("Escape");
  await expect.poll(() => dialog.count()).toBe(0);
  await page.keyboard.press("a");
  await page.keyboard.press("4");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => dialog.locator(".reason-offered.chosen").innerText()).toContain("设备或场地问题");
  await page.keyboard.press("4");
  await end.click();
  await expect.poll(() => dialog.count()).toBe(0);
  expect(station.asked).toEqual([
    { job: "J-1", command: { name: "abort", reason: "unsafe-vehicle", note: "" } },
  ]);
});

test("another reason is typed; letters and digits typed there are no commands; a refusal stays in the dialog", async (context) => {
  const { page, station } = await opened(context, {
    locale: "en-GB",
    known: /status of 409/,
    before: (first) => first.tell(jobs.exam, 0, nth("pose", 20)),
  });
  await page.locator(".next").waitFor();
  await page.keyboard.press("a");
  await page.keyboard.press("9");
  const typed = page.getByLabel("The reason in your words");
  await typed.waitFor();
  const end = page.getByRole("dialog").getByRole("button", { name: "End the exam" });
  await expect.poll(() => end.isDisabled()).toBe(true);
  await page.keyboard.type("  kerb 2  broke");
  await expect.poll(() => typed.inputValue()).toBe("  kerb 2  broke");
  // The job ends by itself a moment before.
  const [first] = jobs.exam.messages.filter(({ type }) => type === "job");
  station.tellOne(changed(first, { job: "J-9" }));
  await page.route("**/api/commands", (route) =>
    route.fulfill({
      status: 409,
      json: { kind: "refused", code: "JOB_UNKNOWN", params: {}, reason: "No such job.", reasonZh: "没有。" },
    }),
  );
  await end.click();
  await page.getByRole("dialog").getByRole("alert").getByText("No such job.").waitFor();
  await page.unroute("**/api/commands");
  await end.click();
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  expect(station.asked).toEqual([
    { job: "J-2", command: { name: "abort", reason: "other", note: "kerb 2 broke" } },
  ]);
});

test("an exam is ended in one dialog that says what each way means: as it stands, by a rule, or void", async (context) => {
  const rule = { items: [], points: 100, isFatal: true, code: null, judge: "examiner", textEn: "x" } as const;
  const { page, station } = await opened(context, {
    before: (first) => {
      first.rules = [
        { ...rule, rule: "s2.gen.instr", textZh: "不按考试员指令驾驶" },
        { ...rule, rule: "s2.gen.belt", judge: "both", textZh: "不系安全带" },
        { ...rule, rule: "s2.gen.mild", isFatal: false, points: 5, textZh: "轻微" },
        { ...rule, rule: "s2.hill.x", items: ["hill-start-1"], textZh: "坡道" },
      ];
      first.tell(jobs.exam, 0, nth("pose", 20));
    },
  });
  const dialog = page.getByRole("dialog", { name: "结束考试" });
  const sure = dialog.getByRole("button", { name: "结束考试" });
  await page.locator(".enter-fault").first().waitFor();
  const endBy = async (group: RegExp, way: string, note: string | null): Promise<void> => {
    await page.keyboard.press("a");
    await dialog.getByRole("group", { name: group }).getByText(way).click();
    const typed = dialog.locator("[name=typed]");
    await expect.poll(() => typed.count()).toBe(note === null ? 0 : 1);
    if (note !== null) await typed.fill(note);
    await sure.click();
    await expect.poll(() => dialog.count()).toBe(0);
  };
  await page.keyboard.press("a");
  const failing = dialog.getByRole("group", { name: /不合格，|为不合格/ });
  await expect.poll(() => failing.locator("label").count()).toBe(1);
  await page.keyboard.press("Escape");
  await endBy(/按现状评判/, "按现状结束", null);
  await endBy(/为不合格/, "不按考试员指令驾驶", "两次");
  await endBy(/^无效/, "作弊或替考", "");
  expect(station.asked.map((one) => (one as { command: unknown }).command)).toEqual([
    { name: "end" },
    { name: "deduct", rule: "s2.gen.instr", note: "两次" },
    { name: "abort", reason: "cheating", note: "" },
  ]);
});

test("what nobody has begun can only be void", async (context) => {
  const { page, station } = await opened(context, {
    before: (first) => first.tell(jobs.exam, 0, nth("pose", 20)),
  });
  const last = jobs.exam.messages.find(({ type }) => type === "job");
  station.tellOne(changed(last, { prompt: null, items: [] }));
  await page.locator(".next").waitFor();
  await page.keyboard.press("a");
  const groups = page.getByRole("dialog").getByRole("group");
  await expect.poll(() => groups.count()).toBe(1);
  await expect.poll(() => groups.innerText()).toContain("无效");
});

test("the item that runs is stopped by button, reason and confirmation, with a note; the next item takes the dialog away", async (context) => {
  const { page, station } = await opened(context, {
    before: (first) => first.tell(jobs.lane, 0, braking),
  });
  const stop = page.locator(".actions").getByRole("button", { name: "停止本项目" });
  await stop.click();
  const dialog = page.getByRole("dialog", { name: "停止本项目" });
  const sure = dialog.getByRole("button", { name: "停止本项目" });
  await expect.poll(() => sure.isDisabled()).toBe(true);
  await expect.poll(() => dialog.innerText()).toContain("规则允许重测时等待人工确认后再测");
  await expect.poll(() => dialog.locator(".reason-offered").allInnerTexts()).toHaveLength(4);
  await dialog.getByText("车辆不适合本项目检测").click();
  await dialog.getByLabel("补充说明").fill("轮胎漏气");
  expect(station.asked).toEqual([]);
  await sure.click();
  await expect.poll(() => dialog.count()).toBe(0);
  const command = { name: "stop-item", reason: "vehicle-unfit", note: "轮胎漏气" };
  expect(station.asked).toEqual([{ job: "J-1", command }]);
  await stop.click();
  await dialog.waitFor();
  const last = jobs.lane.messages.findLast(
    (message) => message.type === "job" && message.job.currentItem === "B1",
  );
  station.tellOne(changed(last, { currentItem: "B2" }));
  await expect.poll(() => dialog.count()).toBe(0);
});

test("a job that is over takes its dialog away", async (context) => {
  const { page, station } = await opened(context, {
    before: (first) => first.tell(jobs.lane, 0, braking),
  });
  await page.locator(".next").waitFor();
  await page.keyboard.press("a");
  await page.getByRole("dialog").waitFor();
  station.tell(jobs.lane);
  await page.locator(".result").waitFor();
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
});

test("who is named by an id is shown by name to whoever may know it, and by the id to others", async (context) => {
  const { page, station, person } = await opened(context, { as: { name: "陈静", roles: ["operator"] } });
  const other = await station.people.person({ name: "李小龙", roles: ["manager"] });
  const last = jobs.lane.messages.findLast(({ type }) => type === "job");
  const reasons = [person?.id ?? "", other.id].map((by) => toldOnce(reason("ABORTED", { by, typed: "x" })));
  const tell = (): void => station.tellOne(changed(last, { verdict: "void", reasons }));
  tell();
  await page.locator(".reasons").getByText("由 陈静 中止").waitFor();
  await page.locator(".reasons").getByText(`由 ${other.id} 中止`).waitFor();
  const token = await station.people.enter(other);
  await page.context().addCookies([{ name: "proofmark-session", value: token, url: page.url() }]);
  await page.reload();
  await page.locator(".reasons").getByText("由 陈静 中止").waitFor();
  await page.locator(".reasons").getByText("由 李小龙 中止").waitFor();
});
