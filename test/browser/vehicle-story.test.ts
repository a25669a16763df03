import { createHash } from "node:crypto";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { Person } from "../../src/core/people/person.ts";
import { type AttendedRig, attendedRig } from "../support/attended-rig.ts";
import { manualJob } from "../support/manual-job.ts";
import { cookiesOf, PIN } from "../support/signed-in.ts";
import { type BrowserStage, openStage } from "./browser-stage.ts";
import { pngOf } from "./manual-views.ts";

/**
 * Goal: a vehicle's day at the station: two inspectors look at it beside the lane, it fails, is sent back in the review, signed, repaired,
 * inspected again in what failed alone, and signed; and the records, the journal and a replay say the same.
 */
vi.setConfig({ testTimeout: 240_000 });

let stage: BrowserStage | null = null;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

async function pageOf(at: AttendedRig, browser: BrowserStage, person: Person): Promise<Page> {
  const context = await browser.browser.newContext({
    viewport: { width: 1024, height: 768 },
    locale: "zh-CN",
    reducedMotion: "reduce",
  });
  onTestFinished(() => context.close());
  await context.addCookies(cookiesOf(at.url, await at.people.enter(person)));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(at.url);
  await page.locator(".who-button").waitFor();
  return page;
}

/** Time of the station passes until it is so; the pages are told meanwhile. */
async function until(at: AttendedRig, what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (let s = 0; s < 900; s += 1) {
    if (await isSo()) return;
    await at.pass(1);
    // The pages tell their time by the station's, which runs faster here.
    at.rig.station.screen.station();
  }
  throw new Error(`never came: ${what}`);
}

const card = (page: Page, name: string): Locator => page.locator(".part-card").filter({ hasText: name });
const row = (page: Page, code: string): Locator => page.locator(`[data-row="${code}"]`);

async function begin(at: AttendedRig, page: Page, name: string): Promise<void> {
  await until(at, `a card ${name}`, async () => (await card(page, name).count()) === 1);
  await card(page, name)
    .getByRole("button", { name: /开始|更正/ })
    .click();
  await until(at, `rows of ${name}`, async () => (await page.locator(".part-row").count()) > 0);
}

/** Everything in order but what is named, with its words; then the photos. */
async function lookAt(
  at: AttendedRig,
  page: Page,
  defects: Readonly<Record<string, string>> = {},
): Promise<void> {
  const open = page.locator(".part-row.open, .part-row.sent-back");
  for (;;) {
    await at.pass(1);
    const code = await open
      .first()
      .getAttribute("data-row", { timeout: 1_000 })
      .catch(() => null);
    if (code === null) break;
    const why = defects[code];
    if (why === undefined) await row(page, code).getByRole("button", { name: "合格", exact: true }).click();
    else {
      await row(page, code).getByRole("button", { name: "不合格" }).click();
      await row(page, code).getByLabel("哪里不合格").fill(why);
      await row(page, code).getByRole("button", { name: "记录不合格" }).click();
    }
    await until(at, `${code} is entered`, async () =>
      /in-order|defect/.test((await row(page, code).getAttribute("class")) ?? ""),
    );
  }
}

async function takePhotos(at: AttendedRig, page: Page): Promise<void> {
  const tiles = page.locator(".photo-tile");
  for (let n = 0; n < (await tiles.count()); n++) {
    const buffer = pngOf(800, 600, 0x113355 * (n + 1));
    await tiles
      .nth(n)
      .locator("input")
      .first()
      .setInputFiles({ name: "photo.png", mimeType: "image/png", buffer });
    await until(at, `photo ${n}`, async () => (await tiles.nth(n).locator("img").count()) === 1);
  }
}

async function end(at: AttendedRig, page: Page): Promise<void> {
  await until(at, "the least time", async () => (await page.getByText("已满最短时间").count()) === 1);
  await page.getByRole("button", { name: "结束该部分" }).click();
  await until(at, "the part is over", async () => (await page.locator(".part-row").count()) === 0);
}

async function sign(at: AttendedRig, page: Page): Promise<void> {
  await page.getByRole("button", { name: "审核签发" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await page.keyboard.type(PIN);
  await page.keyboard.press("Enter");
  await expect.poll(() => dialog.count(), { timeout: 10_000 }).toBe(0);
  await at.pass(5);
}

async function openReview(at: AttendedRig, page: Page): Promise<void> {
  await page.goto(`${at.url}/#review`);
  await until(at, "something to review", async () => (await page.locator(".review-waiting").count()) > 0);
  await page.locator(".review-waiting").first().click();
  await page.locator(".review-job").waitFor();
}

test("is looked at by two, measured, failed, sent back, signed, repaired, inspected again and signed", async (context) => {
  if (stage === null) return context.skip("chromium is not installed");
  const { by: _, ...called } = manualJob();
  const at = await attendedRig(stage.webDirectory, { acting: ["inspection"], called });
  at.goOn();
  const { person } = at.people;
  const wang = await person({ name: "王海", staffNumber: "0301", roles: ["operator"] });
  const li = await person({ name: "李工", staffNumber: "0302", roles: ["operator"] });
  const zhao = await person({ name: "赵签", staffNumber: "0303", roles: ["signatory"] });
  const own = await person({
    name: "周工",
    staffNumber: "0304",
    roles: ["operator"],
    interests: { plates: ["鄂A12345"], employers: [] },
  });
  const [wangs, lis, zhaos] = [
    await pageOf(at, stage, wang),
    await pageOf(at, stage, li),
    await pageOf(at, stage, zhao),
  ];
  await wangs.keyboard.press("i");
  await expect.poll(() => at.rig.station.openJobs().length).toBe(1);
  await at.pass(2);

  // Both are at work while the vehicle is in the lane.
  await begin(at, wangs, "车辆唯一性检查");
  await begin(at, lis, "底盘部件检查");
  await lookAt(at, wangs, { "UC-06": "车身颜色与行驶证不符" });
  await lookAt(at, lis);
  await takePhotos(at, wangs);
  await takePhotos(at, lis);
  expect(at.rig.state("inspection")).toMatchObject({ phase: "running" });
  await end(at, wangs);
  await end(at, lis);
  await until(at, "the review", () =>
    at.rig.station.screen.snapshot().jobs.some(({ signing }) => signing?.next === "signatory"),
  );
  expect(at.rig.records()).toEqual([]);

  // Whose own vehicle it is sees nothing to press, and is refused where they ask all the same.
  const owns = await pageOf(at, stage, own);
  await owns.locator(".job").first().click();
  await owns.getByText("利害关系").first().waitFor();
  await expect.poll(() => owns.locator(".part-card button").allInnerTexts()).not.toContain("开始");

  await openReview(at, zhaos);
  await zhaos.locator(".review-job").getByText("车身颜色与行驶证不符").first().waitFor();
  await zhaos.getByRole("checkbox", { name: /UC-06/ }).check();
  await zhaos.getByLabel("退回原因").fill("请写明是什么颜色");
  await zhaos.getByRole("button", { name: /^退回/ }).click();
  await at.pass(2);
  await wangs.goto(`${at.url}/#jobs`);
  await begin(at, wangs, "车辆唯一性检查");
  await lookAt(at, wangs, { "UC-06": "车身为红色，行驶证为白色" });
  await end(at, wangs);
  await openReview(at, zhaos);
  await sign(at, zhaos);

  const [first] = at.rig.records();
  expect(first).toMatchObject({
    verdict: "fail",
    signatures: [{ who: "signatory", by: zhao.id, agrees: true }],
  });
  expect(first?.items.find(({ item }) => item === "B1")?.verdict).toBe("pass");
  expect(first?.acts?.map(({ by }) => by)).toEqual(expect.arrayContaining([wang.id, li.id, zhao.id]));
  expect(first?.acts?.map(({ by }) => by)).not.toContain(own.id);

  // Repaired, it comes again: only what failed is looked at.
  await wangs.goto(`${at.url}/#jobs`);
  await until(
    at,
    "the button of a re-inspection",
    async () => (await wangs.getByRole("button", { name: "复检" }).count()) === 1,
  );
  await wangs.getByRole("button", { name: "复检" }).click();
  await expect.poll(() => at.rig.station.openJobs().length).toBe(1);
  await at.pass(2);
  await lis.goto(`${at.url}/#jobs`);
  await begin(at, lis, "车辆唯一性检查");
  const open = lis.locator(".part-row.open");
  await expect
    .poll(() => open.evaluateAll((rows) => rows.map((one) => one.getAttribute("data-row"))))
    .toEqual(["UC-06"]);
  await lookAt(at, lis);
  await takePhotos(at, lis);
  await end(at, lis);
  await openReview(at, zhaos);
  await sign(at, zhaos);
  const [, second] = at.rig.records();
  const sealed = at.rig.entries().find((entry) => entry.type === "record-sealed");
  expect(second).toMatchObject({
    verdict: "pass",
    after: { job: first?.job, record: sealed?.type === "record-sealed" ? sealed.record : "" },
    subject: { inspection: "2" },
  });
  expect(second?.acts?.map(({ act }) => act)).toContain("inspection.sign");

  // The photos of the record are those that the station keeps.
  const photos = first?.photos ?? [];
  expect(photos.map(({ part, photo, by }) => `${part} ${photo} ${by}`)).toEqual([
    `identity 0111 ${wang.id}`,
    `identity 0112 ${wang.id}`,
    `identity 0113 ${wang.id}`,
    `chassis 0323 ${li.id}`,
  ]);
  for (const { sha256 } of photos) {
    const answer = await zhaos.request.get(`${at.url}/api/photos/${sha256}`);
    expect(
      createHash("sha256")
        .update(await answer.body())
        .digest("hex"),
    ).toBe(sha256);
  }
  expect(at.rig.journalProblems()).toEqual([]);
  expect(at.rig.errors).toEqual([]);
});
