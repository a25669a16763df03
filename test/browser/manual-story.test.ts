import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { readArtifact } from "../../src/adapters/config/artifact-file.ts";
import type { PersonRole } from "../../src/core/trade/words/person-roles.ts";
import type { JobView } from "../../src/station/live-message.ts";
import { type AttendedRig, attendedRig } from "../support/attended-rig.ts";
import { cookiesOf, PIN } from "../support/signed-in.ts";
import { type BrowserStage, openStage } from "./browser-stage.ts";
import { pngOf, shaOf, showsPhotos } from "./manual-views.ts";

/**
 * Goal: a vehicle's day at the pages: called, measured and looked at by hand at once, sent back and looked at again, signed by somebody
 * else; and the record says who found what.
 */
vi.setConfig({ testTimeout: 120_000 });

let stage: BrowserStage | null = null;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

/** The demo's car, of which this station looks at identity and chassis itself. */
const DOSSIER = readArtifact("config/dossiers/demo-k3.yaml");
const OWN = DOSSIER.text.replace(
  /^elsewhere: .*$/m,
  "elsewhere: [network, appearance, dynamic, exhaust-looks]",
);

async function pageOf(
  at: AttendedRig,
  { browser }: BrowserStage,
  name: string,
  roles: readonly PersonRole[],
): Promise<Page> {
  const person = await at.people.person({ name, roles: [...roles] });
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, locale: "zh-CN" });
  onTestFinished(() => context.close());
  await context.addCookies(cookiesOf(at.url, await at.people.enter(person)));
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await showsPhotos(page);
  await takesPhotos(page, at.url);
  await page.goto(at.url);
  await page.locator(".who-button").waitFor();
  return page;
}

/** As the console keeps photos, told to the job as whoever is at the page. */
async function takesPhotos(page: Page, url: string): Promise<void> {
  await page.route("**/api/jobs/*/photos/**", async (route) => {
    const [job = "", , part = "", photo = ""] = new URL(route.request().url()).pathname.split("/").slice(3);
    const sha256 = shaOf(photo);
    const told = await page.request.post(`${url}/api/commands`, {
      headers: { origin: url },
      data: { job, command: { name: "part-photo", part, photo, sha256 } },
    });
    await route.fulfill({ status: told.status(), json: told.ok() ? { sha256 } : await told.json() });
  });
}

/** The pages are told twice a second of the station's time, which goes on when it is let. */
async function told(at: AttendedRig, shown: Locator): Promise<void> {
  await expect
    .poll(
      async () => {
        await at.pass(0.5);
        return await shown.count();
      },
      { timeout: 15_000 },
    )
    .toBeGreaterThan(0);
}

/** Takes a part and looks at everything that is open in it. */
async function lookAt(page: Page, at: AttendedRig, name: string, act: string): Promise<void> {
  const card = page.locator(".part-card").filter({ hasText: name });
  await card.getByRole("button", { name: act }).click();
  await told(at, page.locator(".part-end"));
  // What is entered is not open any more: named once, before anything is.
  const ids = (selector: string): Promise<string[]> =>
    page.locator(selector).evaluateAll((all) => all.map(({ id }) => id));
  for (const id of await ids(".part-row.open, .part-row.sent-back")) {
    const open = page.locator(`[id="${id}"]`);
    for (const figure of await open.locator(".figure input").all()) await figure.fill("5");
    await open.getByRole("button", { name: "合格", exact: true }).click();
    await told(at, page.locator(`[id="${id}"].in-order`));
  }
  for (const id of await ids(".photo-tile:has(.empty)"))
    await page
      .locator(`#${id} input`)
      .setInputFiles({ name: "a.png", mimeType: "image/png", buffer: pngOf(800, 600, 0x3366aa) });
  await told(at, page.locator(".part-complete"));
  await at.pass(121);
  // The page counts real seconds; these were the station's, whose clock it is told anew.
  await page.reload();
  const end = page.getByRole("button", { name: "结束该部分" });
  await expect.poll(() => end.isEnabled()).toBe(true);
  await end.click();
  await told(at, card.getByText("已完成"));
}

test("a vehicle is measured and looked at, sent back once, and signed by somebody who looked at nothing of it", async (context) => {
  if (stage === null) return context.skip("chromium is not installed");
  const called = { dossier: { ...DOSSIER, text: OWN } };
  const at = await attendedRig(stage.webDirectory, { acting: ["inspection"], called });
  const inspector = await pageOf(at, stage, "王海", ["operator", "signatory"]);
  const signatory = await pageOf(at, stage, "陈签", ["signatory"]);
  const now = (): JobView | undefined => at.rig.station.screen.snapshot().jobs.at(-1);
  await inspector.keyboard.press("i");
  await told(at, inspector.locator(".part-card"));
  await lookAt(inspector, at, "车辆唯一性检查", "开始");
  for (let s = 0; s < 900 && now()?.prompt?.action !== "look-by-hand"; s += 5) await at.pass(5);
  await inspector.locator(".next").getByText("人工检验未完成：底盘部件检查").waitFor();
  await lookAt(inspector, at, "底盘部件检查", "开始");
  await told(at, inspector.locator(".next").getByText("请授权签字人审核"));
  expect(at.rig.records()).toEqual([]);

  // Who looked at it is told that somebody else has to review it.
  await inspector.getByRole("link", { name: "去审核" }).click();
  await inspector.locator(".told").getByText("须由其他授权签字人审核").waitFor();
  expect(await inspector.locator(".review-acts").count()).toBe(0);

  await signatory.getByRole("link", { name: /^待审核/ }).click();
  await signatory.locator(".review-waiting").click();
  await signatory.locator(".looked").filter({ hasText: "UC-03" }).getByRole("checkbox").check();
  await signatory.getByLabel("退回原因").fill("照片不清楚");
  await signatory.getByRole("button", { name: "退回 (1)" }).click();
  await told(at, signatory.getByText("没有待审核的检验"));

  await inspector.goto(`${at.url}/#job/${now()?.job}`);
  await inspector.locator(".part-card").getByText("审核退回 1").waitFor();
  await lookAt(inspector, at, "车辆唯一性检查", "开始");
  await signatory.locator(".review-waiting").click();
  await signatory.getByText("更正 1 次").waitFor();
  await signatory.getByLabel("备注").fill("已复核");
  await signatory.getByRole("button", { name: "审核签发" }).click();
  await signatory.getByRole("dialog").waitFor();
  await signatory.keyboard.type(PIN);
  await signatory.keyboard.press("Enter");
  await told(at, signatory.getByText("已签发："));
  await at.pass(5);
  const signer = at.people.people.all().find(({ name }) => name === "陈签")?.id;
  expect(at.rig.records()).toMatchObject([
    { signatures: [{ who: "signatory", by: signer, note: "已复核" }] },
  ]);
  expect(at.rig.errors).toEqual([]);
});
