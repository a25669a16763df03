import { expect, test, vi } from "vitest";
import { reason } from "../../src/core/trade/reasons.ts";
import { NOW_MS, PARTS, withPart } from "./manual-views.ts";
import { atWork, defect, entered, inOrder, mine, part, row, takes } from "./manual-work.ts";
import { browserWith } from "./opened-page.ts";

/** Goal: what an inspector finds is entered by one touch or key, and nothing is lost, sent twice, or offered in vain. */
vi.setConfig({ testTimeout: 60_000 });

const { opened } = browserWith({});

test("in order is one touch, sent once; a defect is sent with what is wrong, and what was typed outlives updates and refusals", async (context) => {
  const work = await atWork((options) => opened(context, options), {
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
  await expect.poll(() => what.inputValue()).toBe("号码打刻  处锈蚀，无法辨认");
  station.refusing = () => null;
  await page.keyboard.press("Enter");
  const told = entered("UC-03", { found: "defect", note: "号码打刻 处锈蚀，无法辨认" });
  await expect.poll(() => station.asked.slice(1)).toEqual([told, told]);
  takes(work, "identity", "UC-03", { found: "defect", note: "号码打刻 处锈蚀，无法辨认" });
  await expect.poll(() => what.count()).toBe(0);
  await row(page, "UC-03").getByText("号码打刻 处锈蚀，无法辨认").waitFor();
});

test("a defect becomes in order by two presses, and stands as corrected", async (context) => {
  const work = await atWork((options) => opened(context, options), {
    shows: mine("identity"),
    ...part("identity"),
  });
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
  const work = await atWork((options) => opened(context, options), {
    shows: mine("appearance"),
    ...part("appearance"),
    known: /status of 409/,
  });
  const { page, station } = work;
  const fields = row(page, "F1-18").locator(".figure input");
  await expect.poll(() => fields.first().getAttribute("inputmode")).toBe("decimal");
  await inOrder(page, "F1-18").click();
  await row(page, "F1-18").getByText("请填写此数值").waitFor();
  await expect.poll(() => fields.first().evaluate((field) => field === document.activeElement)).toBe(true);
  await fields.first().fill("3,2");
  await page.keyboard.press("Enter");
  await page.keyboard.type("abc");
  await page.keyboard.press("Enter");
  await expect
    .poll(() => inOrder(page, "F1-18").evaluate((button) => button === document.activeElement))
    .toBe(true);
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
  await expect.poll(() => fields.nth(1).inputValue()).toBe("160");
  await expect.poll(() => fields.first().inputValue()).toBe("3,2");
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
  await expect.poll(() => fields.first().inputValue()).toBe("3.2");
  await fields.first().fill("3.4");
  await row(page, "F1-18").getByText("数值已改，尚未录入").waitFor();
  await inOrder(page, "F1-18").click();
  await expect
    .poll(() => station.asked.at(-1))
    .toEqual(entered("F1-18", { values: { ...values, "manual.treadSteerMm": "3.4" } }));
});

test("by keys alone: arrows choose, 1 and 2 say how it is, Escape leads back, letters of other pages do nothing", async (context) => {
  const work = await atWork((options) => opened(context, options), {
    shows: mine("identity"),
    ...part("identity"),
  });
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
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  await page.keyboard.press("Escape");
  await row(page, "UC-04").locator(".row-defect-form").waitFor({ state: "detached" });
  await page.locator("h2").click();
  await page.keyboard.press("Escape");
  await page.locator(".part-cards").waitFor();
  expect(page.url()).toMatch(/#job\/J-1$/);
});

test("what was sent back stands first with its note, what is kept stands folded, and a reload keeps the page", async (context) => {
  const { page, other } = await atWork((options) => opened(context, options), {
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
  await expect
    .poll(() => rows.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.row)))
    .toEqual(["UC-04", "UC-02", "UC-03", "UC-05"]);
  await row(page, "UC-02").getByText("更正 2 次").waitFor();
  await expect.poll(() => row(page, "UC-01").isVisible()).toBe(false);
  await page.getByText("1 项初检已合格，不再检").click();
  await expect.poll(() => row(page, "UC-01").getByRole("button").count()).toBe(0);
  await page.reload();
  await rows.first().getByText("李工：照片不清楚").waitFor();
  expect(other).not.toBe("");
});
