import type { Locator, Page } from "playwright-core";
import { expect, type TestContext, test, vi } from "vitest";
import { reason } from "../../src/core/trade/reasons.ts";
import type { JobView } from "../../src/station/live-message.ts";
import { SIZES } from "./browser-stage.ts";
import {
  inspection,
  NOW_MS,
  PARTS,
  photo,
  shaOf,
  showsPhotos,
  tell,
  tellNow,
  withPart,
} from "./manual-views.ts";
import { browserWith, type Opened, type OpenOptions } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";

/** Goal: an inspector works through a vehicle on a tablet, by touch or keys: nothing is lost, sent twice, or offered in vain. */
vi.setConfig({ testTimeout: 60_000 });

const { opened } = browserWith({});
const INSPECTOR = { name: "王海", roles: ["operator" as const] };

interface AtWork extends Opened {
  readonly me: string;
  readonly other: string;
  /** The inspection as it was last told. */
  job: JobView;
  tells(job: JobView): void;
}

/** An inspector at a station with one vehicle, and a colleague of theirs. */
async function atWork(
  context: TestContext,
  {
    shows = (job) => job,
    ...options
  }: OpenOptions & { shows?: (job: JobView, me: string, other: string) => JobView } = {},
): Promise<AtWork> {
  let other = "";
  const all = await opened(context, {
    as: INSPECTOR,
    ...options,
    before: async (station) => {
      other = (await station.people.person({ name: "李工", roles: ["operator"] })).id;
    },
    prepare: async (page) => {
      await showsPhotos(page);
      await options.prepare?.(page);
    },
  });
  const me = all.person?.id ?? "";
  const work: AtWork = {
    ...all,
    me,
    other,
    job: inspection(),
    tells: (job) => {
      work.job = job;
      tell(all.station, job);
    },
  };
  tellNow(all.station);
  work.tells(shows(inspection(), me, other));
  return work;
}

/** This part is theirs, for so many seconds more at least. */
const mine =
  (part: keyof typeof PARTS, leftS = 0) =>
  (job: JobView, me: string): JobView =>
    withPart(job, part, { state: "running", by: [me], endableWallMs: NOW_MS + 1_000 * leftS });

const part = (key: string) => ({ path: `/#job/J-1/${key}` });
const row = (page: Page, code: string): Locator => page.locator(`[data-row="${code}"]`);
const inOrder = (page: Page, code: string): Locator =>
  row(page, code).getByRole("button", { name: "合格", exact: true });
const defect = (page: Page, code: string): Locator => row(page, code).getByRole("button", { name: "不合格" });
const entered = (item: string, more: object = {}) => ({
  job: "J-1",
  command: { name: "part-enter", item, found: "in-order", note: "", values: {}, ...more },
});

/** The station took it, and tells so. */
function takes(
  work: AtWork,
  key: keyof typeof PARTS,
  code: string,
  changes: Partial<(typeof PARTS)["identity"]["items"][number]>,
): void {
  const items = work.job.manual?.parts
    .find(({ part: known }) => known === key)
    ?.items.map((one) =>
      one.item === code ? { ...one, by: work.me, entries: one.entries + 1, ...changes } : one,
    );
  work.tells(withPart(work.job, key, { items: items ?? [] }));
}

test("each part is a card: how far it is, who is at it, what is left; one is taken by one touch, however often it is touched", async (context) => {
  const work = await atWork(context, {
    shows: (job, _me, other) =>
      withPart(job, "appearance", { state: "running", by: [other], endableWallMs: NOW_MS + 90_000 }),
  });
  const { page, station, me } = work;
  const card = (name: string): Locator => page.locator(".part-card").filter({ hasText: name });
  await card("车辆外观检查").getByText("李工").waitFor();
  expect(await card("车辆外观检查").innerText()).toMatch(
    /进行中[\s\S]*0\/5 项已检[\s\S]*照片 0\/1[\s\S]*还需 1:(30|29)/,
  );
  expect(await card("底盘部件检查").innerText()).toMatch(/未开始[\s\S]*0\/3 项已检[\s\S]*至少 0:40/);
  expect(await page.locator(".job .chip").innerText()).toBe("人工检验 0/3");
  const begin = card("车辆唯一性检查").getByRole("button", { name: "开始" });
  await begin.evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await expect.poll(() => station.asked.length).toBe(1);
  work.tells(mine("identity", 60)(work.job, me));
  await page.locator(".part-row").first().waitFor();
  expect(station.asked).toEqual([{ job: "J-1", command: { name: "part-begin", part: "identity" } }]);
  expect(page.url()).toContain("#job/J-1/identity");
  await page.goBack();
  await card("车辆唯一性检查").getByText("您").waitFor();
  // One part at a time: it is said, instead of offering what would be refused.
  await page.locator(".parts h3").getByText("请先结束： 车辆唯一性检查").waitFor();
  expect(await page.locator(".part-card").getByRole("button").allInnerTexts()).toEqual(["继续", "查看"]);
});

test("a part is taken over from somebody after one question", async (context) => {
  const work = await atWork(context, {
    shows: (job, _me, other) =>
      withPart(job, "identity", { state: "running", by: [other], endableWallMs: NOW_MS }),
    ...part("identity"),
  });
  const { page, station } = work;
  await page.getByText("李工：进行中").waitFor();
  expect(await page.locator(".found").count()).toBe(0);
  await page.getByRole("button", { name: "接手" }).click();
  const dialog = page.getByRole("dialog", { name: "接手该部分？" });
  await dialog.getByText("李工正在进行").waitFor();
  await dialog.getByRole("button", { name: "取消" }).click();
  expect(station.asked).toEqual([]);
  await page.getByRole("button", { name: "接手" }).click();
  await dialog.getByRole("button", { name: "接手" }).click();
  await expect
    .poll(() => station.asked)
    .toEqual([{ job: "J-1", command: { name: "part-begin", part: "identity" } }]);
  work.tells(withPart(work.job, "identity", { by: [work.other, work.me] }));
  await inOrder(page, "UC-01").waitFor();
  await expect.poll(() => dialog.count()).toBe(0);
});

test("in order is one touch, sent once; a defect is sent with what is wrong, and what was typed outlives updates and refusals", async (context) => {
  const work = await atWork(context, {
    shows: mine("identity"),
    ...part("identity"),
    known: /status of 409/,
  });
  const { page, station } = work;
  await inOrder(page, "UC-01").evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await expect.poll(() => station.asked).toEqual([entered("UC-01")]);
  takes(work, "identity", "UC-01", { found: "in-order" });
  await expect.poll(() => inOrder(page, "UC-01").getAttribute("aria-pressed")).toBe("true");
  // Pressed again it would be a correction of nothing.
  await inOrder(page, "UC-01").click();
  await defect(page, "UC-03").click();
  const what = row(page, "UC-03").getByLabel("哪里不合格");
  await row(page, "UC-03").getByRole("button", { name: "记录不合格" }).click();
  await row(page, "UC-03").getByRole("alert").getByText("请写明缺陷").waitFor();
  expect(station.asked).toHaveLength(1);
  await what.fill("号码打刻  处锈蚀，");
  takes(work, "identity", "UC-02", { found: "in-order" });
  await what.pressSequentially("无法辨认");
  station.refusing = () => reason("PART_OF_ANOTHER", { zh: "车辆唯一性检查", en: "identity" });
  await page.keyboard.press("Enter");
  await row(page, "UC-03").getByRole("alert").getByText("由他人进行").waitFor();
  expect(await what.inputValue()).toBe("号码打刻  处锈蚀，无法辨认");
  station.refusing = () => null;
  await page.keyboard.press("Enter");
  const told = entered("UC-03", { found: "defect", note: "号码打刻 处锈蚀，无法辨认" });
  await expect.poll(() => station.asked.slice(1)).toEqual([told, told]);
  takes(work, "identity", "UC-03", { found: "defect", note: "号码打刻 处锈蚀，无法辨认" });
  await expect.poll(() => what.count()).toBe(0);
  await row(page, "UC-03").getByText("号码打刻 处锈蚀，无法辨认").waitFor();
});

test("a defect becomes in order by two presses, and stands as corrected", async (context) => {
  const work = await atWork(context, { shows: mine("identity"), ...part("identity") });
  const { page, station } = work;
  takes(work, "identity", "UC-03", { found: "defect", note: "看不清" });
  await row(page, "UC-03").getByText("看不清").waitFor();
  await inOrder(page, "UC-03").click();
  const again = row(page, "UC-03").getByRole("button", { name: "再按一次，改为合格" });
  await again.waitFor();
  expect(station.asked).toEqual([]);
  await again.click();
  await expect.poll(() => station.asked).toEqual([entered("UC-03")]);
  takes(work, "identity", "UC-03", { found: "in-order", note: "" });
  await row(page, "UC-03").getByText("更正 1 次").waitFor();
});

test("figures: what is missing or none is said at its field, a comma is a point, and the station's refusal keeps them", async (context) => {
  const work = await atWork(context, {
    shows: mine("appearance"),
    ...part("appearance"),
    known: /status of 409/,
  });
  const { page, station } = work;
  const fields = row(page, "F1-18").locator(".figure input");
  expect(await fields.first().getAttribute("inputmode")).toBe("decimal");
  await inOrder(page, "F1-18").click();
  await row(page, "F1-18").getByText("请填写此数值").waitFor();
  expect(await fields.first().evaluate((field) => field === document.activeElement)).toBe(true);
  await fields.first().fill("3,2");
  await page.keyboard.press("Enter");
  await page.keyboard.type("abc");
  await page.keyboard.press("Enter");
  expect(await inOrder(page, "F1-18").evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  await row(page, "F1-18").getByText("请输入数字，如 3.2").waitFor();
  expect(station.asked).toEqual([]);
  await fields.nth(1).fill("160");
  station.refusing = () =>
    reason("VALUE_NOT_POSSIBLE", {
      zh: "花纹深度",
      en: "tread depth",
      value: "160",
      from: "0",
      to: "40",
      unit: "mm",
    });
  await inOrder(page, "F1-18").click();
  await row(page, "F1-18").getByRole("alert").getByText("花纹深度 160 mm 不可能").waitFor();
  expect(await fields.nth(1).inputValue()).toBe("160");
  expect(await fields.first().inputValue()).toBe("3,2");
  station.refusing = () => null;
  await fields.nth(1).fill("4.0");
  await inOrder(page, "F1-18").click();
  const values = { "manual.treadSteerMm": "3.2", "manual.treadOtherMm": "4.0" };
  await expect.poll(() => station.asked.at(-1)).toEqual(entered("F1-18", { values }));
  const known = PARTS.appearance.items[3]?.values ?? [];
  takes(work, "appearance", "F1-18", {
    found: "in-order",
    values: known.map((one) => ({ ...one, value: values[one.fact as keyof typeof values] })),
  });
  await expect.poll(() => inOrder(page, "F1-18").getAttribute("aria-pressed")).toBe("true");
  expect(await fields.first().inputValue()).toBe("3.2");
  await fields.first().fill("3.4");
  await row(page, "F1-18").getByText("数值已改，尚未录入").waitFor();
  await inOrder(page, "F1-18").click();
  await expect
    .poll(() => station.asked.at(-1))
    .toEqual(entered("F1-18", { values: { ...values, "manual.treadSteerMm": "3.4" } }));
});

test("by keys alone: arrows choose, 1 and 2 say how it is, Escape leads back, letters of other pages do nothing", async (context) => {
  const work = await atWork(context, { shows: mine("identity"), ...part("identity") });
  const { page, station } = work;
  await inOrder(page, "UC-01").waitFor();
  await page.keyboard.press("i");
  await page.keyboard.press("a");
  await page.keyboard.press("1");
  await page.keyboard.press("1");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("2");
  await page.keyboard.type("12 褪色");
  await page.keyboard.press("Enter");
  await expect
    .poll(() => station.asked)
    .toEqual([entered("UC-01"), entered("UC-02"), entered("UC-04", { found: "defect", note: "12 褪色" })]);
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.keyboard.press("Escape");
  await row(page, "UC-04").locator(".row-defect-form").waitFor({ state: "detached" });
  await page.locator("h2").click();
  await page.keyboard.press("Escape");
  await page.locator(".part-cards").waitFor();
  expect(page.url()).toMatch(/#job\/J-1$/);
});

test("what was sent back stands first with its note, what is kept stands folded, and a reload keeps the page", async (context) => {
  const { page, other } = await atWork(context, {
    shows: (job, me, li) => {
      const [one, two, ...rest] = PARTS.identity.items;
      if (one === undefined || two === undefined) throw new Error("no items");
      const items = [
        { ...one, kept: true, found: "in-order" as const, by: li },
        { ...two, found: "in-order" as const, by: li, entries: 3 },
        ...rest.map((item, at) =>
          at === 1 ? { ...item, sentBack: { by: li, note: "照片不清楚" }, entries: 1 } : item,
        ),
      ];
      return withPart(job, "identity", { state: "running", by: [li, me], endableWallMs: NOW_MS, items });
    },
    ...part("identity"),
  });
  const rows = page.locator(".part-rows > ol > [data-row]");
  await rows.first().getByText("李工：照片不清楚").waitFor();
  expect(await rows.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.row))).toEqual([
    "UC-04",
    "UC-02",
    "UC-03",
    "UC-05",
  ]);
  await row(page, "UC-02").getByText("更正 2 次").waitFor();
  expect(await row(page, "UC-01").isVisible()).toBe(false);
  await page.getByText("1 项初检已合格，不再检").click();
  expect(await row(page, "UC-01").getByRole("button").count()).toBe(0);
  await page.reload();
  await rows.first().getByText("李工：照片不清楚").waitFor();
  expect(other).not.toBe("");
});

test("a part ends when everything is there and its least time is over; what is missing leads to where it is", async (context) => {
  const work = await atWork(context, {
    shows: (job, me) => mine("chassis", 40)(job, me),
    ...part("chassis"),
    prepare: (page) => page.clock.install(),
    known: /status of 409/,
  });
  const { page, station } = work;
  const end = page.getByRole("button", { name: "结束该部分" });
  const left = page.locator(".part-least");
  await page.locator(".jump").nth(2).waitFor();
  expect(await page.locator(".jump").allInnerTexts()).toEqual([
    "F4-01 转向系部件",
    "F4-02 传动系部件",
    "F4-03 制动系部件",
  ]);
  await page.locator(".jump").nth(2).click();
  expect(await row(page, "F4-03").evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await left.innerText()).toMatch(/^还需 0:(40|39|38)$/);
  for (const code of ["F4-01", "F4-02", "F4-03"]) takes(work, "chassis", code, { found: "in-order" });
  await page.getByText("已全部录入").waitFor();
  expect(await end.isDisabled()).toBe(true);
  await page.clock.fastForward(30_000);
  await expect.poll(() => left.innerText()).toMatch(/^还需 0:(10|0\d)$/);
  expect(await end.isDisabled()).toBe(true);
  await page.clock.fastForward(11_000);
  await expect.poll(() => end.isEnabled()).toBe(true);
  expect(await left.innerText()).toContain("已满最短时间");
  station.refusing = () =>
    reason("PART_TOO_SOON", { zh: "底盘部件检查", en: "chassis", minimumS: 40, leftS: 1 });
  await end.click();
  await page.locator(".part-end").getByRole("alert").getByText("还差 1 秒").waitFor();
  station.refusing = () => null;
  await end.click();
  await expect
    .poll(() => station.asked.at(-1))
    .toEqual({ job: "J-1", command: { name: "part-end", part: "chassis" } });
  work.tells(withPart(work.job, "chassis", { state: "done", endableWallMs: null }));
  await page.locator(".part-card.done").waitFor();
});

test("a new vehicle takes the stage from one that only waits for people, but not from somebody who is at a part", async (context) => {
  const work = await atWork(context, { shows: mine("identity"), ...part("identity") });
  const { page, station } = work;
  await row(page, "UC-01").waitFor();
  const next = (job: string, plate: string): JobView =>
    inspection({ job, subject: { plate }, prompt: null, startedWallMs: NOW_MS });
  tell(station, next("J-2", "鄂B22222"));
  await page.waitForTimeout(300);
  expect(await page.locator(".part-head").innerText()).toContain("鄂A12345");
  await page.getByRole("link", { name: "返回车辆" }).click();
  await page.locator(".job.chosen").getByText("鄂A12345").waitFor();
  tell(station, next("J-3", "鄂C33333"));
  await page.locator(".job.chosen").getByText("鄂C33333").waitFor();
});

for (const locale of ["zh-CN", "en-GB"] as const)
  test(`a part in the middle of its work, on every screen, ${locale}`, async (context) => {
    const work = await atWork(context, {
      locale,
      known: /ERR_FAILED/,
      shows: (job, me, other) => {
        const [first, second, third, ...rest] = PARTS.appearance.items;
        if (first === undefined || second === undefined || third === undefined) throw new Error("no items");
        return withPart(job, "appearance", {
          state: "running",
          by: [other, me],
          endableWallMs: NOW_MS + 75_000,
          items: [
            { ...first, found: "in-order", by: other, entries: 2 },
            { ...second, found: "defect", note: "1234", by: other, entries: 1 },
            { ...third, sentBack: { by: other, note: "5678" }, by: other, entries: 1 },
            ...rest,
          ],
          photos: [
            photo("0157", "轮胎规格和花纹", "size and tread of a tyre", { sha256: shaOf("0157"), by: other }),
            photo("0158", "灯光信号", "lamps at work"),
          ],
        });
      },
    });
    const { page } = work;
    await page.locator(".part-card").first().waitFor();
    for (const where of ["", "/appearance"]) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#job/J-1${where}`);
      if (where !== "") {
        await row(page, "F1-18").locator(".found.in-order").click();
        await row(page, "F1-17").locator(".found.defect").click();
        await row(page, "F1-17").locator(".row-defect-form .primary").click();
        await row(page, "F1-17").locator(".problem").waitFor();
      }
      for (const size of SIZES) {
        await page.setViewportSize(size);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide, `${where} ${size.width}`).toBeLessThanOrEqual(0);
        expect(await auditPage(page), `${where} ${size.width}`).toEqual([]);
        expect(await foreignWords(page, locale === "zh-CN" ? "zh" : "en")).toEqual([]);
        const low = await page
          .locator(
            ".part-page button, .part-page a, .part-page input:not([type=file]), .photo-take, .part-card button",
          )
          .evaluateAll((all) =>
            all.filter((one) => one.getBoundingClientRect().height < 47.5).map((one) => one.outerHTML),
          );
        expect(low).toEqual([]);
        if (process.env.PROOFMARK_SHOTS)
          await page.screenshot({
            path: `${process.env.PROOFMARK_SHOTS}/manual${where.replace("/", "-")}-${locale}-${size.width}.png`,
            fullPage: true,
          });
      }
    }
  });
