import type { Page } from "playwright-core";
import { expect, type TestContext, test, vi } from "vitest";
import { reason } from "../../src/core/trade/reasons.ts";
import type { JobView } from "../../src/station/live-message.ts";
import { PIN } from "../support/signed-in.ts";
import { jobIs, SIZES } from "./browser-stage.ts";
import { inspection, looked, NOW_MS, PARTS, prompt, showsPhotos, tell, tellNow } from "./manual-views.ts";
import { browserWith, type Opened, type OpenOptions } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";

/** Goal: the signatory sees what waits, sees each as a whole, and signs it or sends it back; nobody reviews their own work. */
vi.setConfig({ testTimeout: 60_000 });

const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak" });
const SIGNATORY = { name: "陈签", roles: ["signatory" as const] };
const TO_REVIEW = prompt("review", reason("PROMPT_REVIEW", {}));

function waitingSince(sinceWallMs: number, fourEyes = true): JobView["signing"] {
  return { next: "signatory", fourEyes, signed: [], verdict: "fail", sinceWallMs };
}

function waiting(by: string, changes: Partial<JobView> = {}): JobView {
  const [first, second, ...rest] = looked(PARTS.appearance, by).items;
  if (first === undefined || second === undefined) throw new Error("no items");
  const items = [first, { ...second, found: "defect" as const, note: "左前转向灯不亮", entries: 3 }, ...rest];
  return inspection({
    prompt: TO_REVIEW,
    signing: waitingSince(NOW_MS - 60_000),
    manual: {
      parts: [looked(PARTS.identity, by), looked(PARTS.appearance, by, { items }), looked(PARTS.chassis, by)],
    },
    ...changes,
  });
}

/** A signatory at a station where a measured vehicle and an older one wait. */
async function atReview(
  context: TestContext,
  options: OpenOptions & { shows?: (me: string, other: string) => readonly JobView[] } = {},
): Promise<Opened & { readonly other: string; readonly measured: JobView }> {
  let other = "";
  const all = await opened(context, {
    as: SIGNATORY,
    ...options,
    before: async (station) => {
      other = (await station.people.person({ name: "李工", roles: ["operator"] })).id;
    },
    prepare: showsPhotos,
  });
  const { station } = all;
  station.tell(
    jobs.lane,
    0,
    jobIs((job) => job.state === "concluded"),
  );
  const [done] = station.snapshot().jobs;
  const measured: JobView = {
    ...waiting(other),
    ...done,
    ...pick(waiting(other)),
    // It began first and was done last.
    startedWallMs: NOW_MS - 1_800_000,
  };
  tellNow(station);
  tell(station, measured);
  const older = waiting(other, {
    job: "J-8",
    subject: { plate: "鄂B88888" },
    startedWallMs: NOW_MS - 900_000,
    signing: waitingSince(NOW_MS - 120_000),
  });
  for (const job of options.shows?.(all.person?.id ?? "", other) ?? [older]) tell(station, job);
  return { ...all, other, measured };
}

function pick({ signing, manual, prompt: asks, state, verdict }: JobView): Partial<JobView> {
  return { signing, manual, prompt: asks, state, verdict };
}

const open = async (page: Page, plate: string): Promise<void> => {
  await page.locator(".review-waiting").filter({ hasText: plate }).click();
  await page.locator(".review-job").waitFor();
};
const MEASURED = "鄂A12345";
const over = (job: JobView): JobView => ({
  ...job,
  state: "concluded",
  prompt: null,
  signing: null,
  verdict: "fail",
});

test("what waits stands in a queue, oldest first, with its number where one may sign; it falls as they go", async (context) => {
  const { page, station, measured } = await atReview(context);
  const link = page.getByRole("link", { name: /^待审核/ });
  await link.getByText("2").waitFor();
  await expect.poll(() => page.locator(".job .chip").allInnerTexts()).toEqual(["待审核", "待审核"]);
  await link.click();
  const plates = page.locator(".review-waiting > .who");
  await expect.poll(() => plates.allInnerTexts()).toEqual(["鄂B88888", MEASURED]);
  await expect
    .poll(() => page.locator(".review-waiting").first().innerText())
    .toMatch(/不合格[\s\S]*不合格 1[\s\S]*更正 2/);
  await page.reload();
  await expect.poll(() => plates.count()).toBe(2);
  tell(station, over(measured));
  await expect.poll(() => plates.allInnerTexts()).toEqual(["鄂B88888"]);
  await expect.poll(() => link.innerText()).toMatch(/1$/);
});

test("nobody else has a queue: an inspector sees that it waits, without anything to press and without red of the lane", async (context) => {
  const { page, station } = await atReview(context, { as: { roles: ["operator"] }, path: "/#review" });
  await page.locator(".job").filter({ hasText: MEASURED }).click();
  await page.locator(".next").getByText("请授权签字人审核").waitFor();
  const faults = [{ code: "disconnected", raised: true, atMs: 0, detail: null }];
  const devices = station.view.devices.map((device) => ({
    ...device,
    state: "fault" as const,
    faults: faults as never,
  }));
  station.tellOne({ type: "station", station: { ...station.view, devices } });
  await page.locator(".devices .fault").first().waitFor();
  await expect.poll(() => page.locator(".next.blocked").count()).toBe(0);
  await expect
    .poll(() => page.locator(".next").getByText("检验结论（待签发）：").innerText())
    .toContain("不合格");
  await expect.poll(() => page.locator(".next button, .next a").count()).toBe(0);
  await expect
    .poll(() => page.locator(".part-card button").allInnerTexts())
    .toEqual(["查看", "查看", "查看"]);
  await expect.poll(() => page.getByRole("link", { name: /^待审核/ }).count()).toBe(0);
});

test("one is seen as a whole: verdict, limits, curves, scope, who found what and how long it took, photos to page through", async (context) => {
  const { page } = await atReview(context, { path: "/#review" });
  await open(page, MEASURED);
  const shown = await page.locator(".review-job").innerText();
  for (const words of [
    "检验结论（待签发）",
    "制动不平衡率",
    "限值 ≤ 10 %",
    "检验范围",
    "用时 2:25 · 至少 2:00",
    "左前转向灯不亮",
    "更正 2 次",
    "李工",
    "LFV2A21K8D4123456",
  ])
    expect(shown).toContain(words);
  await expect.poll(() => page.locator(".curve canvas").count()).toBe(1);
  await page.getByRole("button", { name: /放大查看 0112/ }).click();
  await page.getByRole("dialog", { name: /^0112/ }).getByText("2/4").waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("dialog", { name: /^0111/ }).waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
});

test("it is signed with the PIN and a note; a wrong PIN and a refusal keep the note", async (context) => {
  const { page, station, measured } = await atReview(context, { path: "/#review", known: /status of 4\d\d/ });
  await open(page, MEASURED);
  await page.getByLabel("备注（可不填）").fill("后轴制动  已复核");
  const sign = page.getByRole("button", { name: "审核签发" });
  await sign.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("签发后成为检验结果").waitFor();
  await page.keyboard.type("999999");
  await page.keyboard.press("Enter");
  await dialog.getByText("PIN 不正确").waitFor();
  expect(station.asked).toEqual([]);
  station.refusing = () => reason("NOT_IN_REVIEW", {});
  await page.keyboard.type(PIN);
  await page.keyboard.press("Enter");
  await page.locator(".review-acts").getByRole("alert").getByText("还不能审核").waitFor();
  await expect.poll(() => page.getByLabel("备注（可不填）").inputValue()).toBe("后轴制动  已复核");
  station.refusing = () => null;
  await sign.click();
  await dialog.waitFor();
  await page.keyboard.type(PIN);
  await page.keyboard.press("Enter");
  await expect.poll(() => station.asked.length).toBe(2);
  expect(station.asked.at(-1)).toEqual({ job: "J-1", command: { name: "sign", note: "后轴制动 已复核" } });
  tell(station, over(measured));
  await page.getByRole("status").getByText(`已签发：${MEASURED}`).waitFor();
  await page.getByRole("link", { name: "审核下一辆" }).click();
  await page.locator(".review-job").getByText("鄂B88888").waitFor();
});

test("what is ticked goes back with a reason; ticks and words outlive updates, refusals and a look elsewhere", async (context) => {
  const { page, station, measured, other } = await atReview(context, {
    path: "/#review",
    known: /status of 4\d\d/,
  });
  await open(page, MEASURED);
  const tick = (code: string) => page.locator(".looked").filter({ hasText: code }).locator("input");
  await tick("UC-03").check();
  await tick("F1-16").check();
  await expect.poll(() => page.getByRole("button", { name: "审核签发" }).count()).toBe(0);
  const back = page.getByRole("button", { name: "退回 (2)" });
  await back.click();
  await page.locator(".review-acts").getByRole("alert").getByText("请填写此项").waitFor();
  await page.getByLabel("退回原因").fill("请补拍转向灯");
  tell(station, { ...measured, manual: waiting(other).manual });
  await page.getByRole("link", { name: "返回待审核" }).click();
  await open(page, MEASURED);
  await expect.poll(() => tick("UC-03").isChecked()).toBe(true);
  station.refusing = () => reason("NOT_IN_REVIEW", {});
  await back.click();
  await page.locator(".review-acts").getByRole("alert").getByText("还不能审核").waitFor();
  await expect.poll(() => page.getByLabel("退回原因").inputValue()).toBe("请补拍转向灯");
  station.refusing = () => null;
  await back.evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await expect.poll(() => station.asked.length).toBe(2);
  expect(station.asked.at(-1)).toEqual({
    job: "J-1",
    command: { name: "send-back", items: ["UC-03", "F1-16"], note: "请补拍转向灯" },
  });
  tell(station, inspection({ ...measured, signing: null, prompt: inspection().prompt }));
  await page.getByRole("status").getByText(`已退回：${MEASURED}`).waitFor();
});

test("one's own work, and what one has an interest in, are told before anything could be pressed", async (context) => {
  const { page } = await atReview(context, {
    path: "/#review",
    as: { ...SIGNATORY, interests: { plates: ["鄂C77777"], employers: [] } },
    shows: (me, other) => [
      waiting(me, { job: "J-8", subject: { plate: "鄂B88888" } }),
      waiting(other, { job: "J-7", subject: { plate: "鄂C77777" } }),
    ],
  });
  for (const [plate, why] of [
    ["鄂B88888", "须由其他授权签字人审核"],
    ["鄂C77777", "有利害关系，须回避"],
  ] as const) {
    await page.locator(".review-waiting").filter({ hasText: plate }).getByText(why).waitFor();
    await open(page, plate);
    await page.locator(".told").getByText(why).waitFor();
    await expect.poll(() => page.locator(".review-acts, .looked input").count()).toBe(0);
    await page.getByRole("link", { name: "返回待审核" }).click();
  }
});

test("where the book asks no four eyes, one's own work is signed or sent back as another's", async (context) => {
  const { page } = await atReview(context, {
    path: "/#review",
    shows: (me) => [
      waiting(me, { job: "J-8", subject: { plate: "鄂B88888" }, signing: waitingSince(NOW_MS, false) }),
    ],
  });
  const own = page.locator(".review-waiting").filter({ hasText: "鄂B88888" });
  await own.waitFor();
  await expect.poll(() => own.locator(".kept-away").count()).toBe(0);
  await open(page, "鄂B88888");
  await page.getByRole("button", { name: "审核签发" }).waitFor();
  await expect.poll(() => page.locator(".looked input").count()).toBeGreaterThan(0);
});

test("each says since when it waits, with the day where that is not today", async (context) => {
  const { page } = await atReview(context, {
    path: "/#review",
    shows: (_me, other) => [
      waiting(other, {
        job: "J-8",
        subject: { plate: "鄂B88888" },
        signing: waitingSince(NOW_MS - 86_400_000),
      }),
    ],
  });
  const since = page.locator(".review-waiting .since");
  const two = (n: number): string => String(n).padStart(2, "0");
  const clock = (ms: number): string => `${two(new Date(ms).getHours())}:${two(new Date(ms).getMinutes())}`;
  const before = new Date(NOW_MS - 86_400_000);
  const day = `${before.getFullYear()}-${two(before.getMonth() + 1)}-${two(before.getDate())}`;
  await expect
    .poll(() => since.allInnerTexts())
    .toEqual([`送审 ${day} ${clock(NOW_MS)}`, `送审 ${clock(NOW_MS - 60_000)}`]);
});

for (const locale of ["zh-CN", "en-GB"] as const)
  test(`the queue and one of it, on every screen, ${locale}`, async (context) => {
    const { page } = await atReview(context, { path: "/#review", locale });
    const look = async (name: string): Promise<void> => {
      for (const size of [...SIZES, { width: 320, height: 640 }]) {
        await page.setViewportSize(size);
        const wide = (): Promise<number> =>
          page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        await expect.poll(wide, { message: `${name} ${size.width}` }).toBeLessThanOrEqual(0);
        expect(await auditPage(page), `${name} ${size.width}`).toEqual([]);
        expect(await foreignWords(page, locale === "zh-CN" ? "zh" : "en"), name).toEqual([]);
        if (process.env.PROOFMARK_SHOTS)
          await page.screenshot({
            path: `${process.env.PROOFMARK_SHOTS}/${name}-${locale}-${size.width}.png`,
          });
      }
    };
    await page.locator(".review-waiting").nth(1).waitFor();
    await look("queue");
    await open(page, MEASURED);
    await look("review");
    await page.locator(".looked .check").nth(1).click();
    await look("review-ticked");
  });
