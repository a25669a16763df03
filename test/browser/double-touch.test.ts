import type { Page } from "playwright-core";
import { expect, type TestContext, test, vi } from "vitest";
import type { EnteredRule } from "../../src/core/exam/entered-rules.ts";
import { nth } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";
import type { RecordedStation } from "./recorded-station.ts";

/** Goal: a finger that slips enters one fault, however it slips; whoever means a second one enters it. */
vi.setConfig({ testTimeout: 60_000 });

const { jobs, opened } = browserWith({ exam: "c1-two-mistakes" });

const STALLED: EnteredRule = {
  rule: "s2.gen.stall",
  items: [],
  points: 10,
  isFatal: false,
  code: null,
  judge: "both",
  textZh: "造成发动机熄火",
  textEn: "Engine stalled",
};
const FATAL: EnteredRule = {
  ...STALLED,
  rule: "s2.gen.instr",
  points: 100,
  isFatal: true,
  textZh: "不按指令",
};

async function pad(context: TestContext): Promise<{ page: Page; station: RecordedStation }> {
  const at = await opened(context, {
    before: (first) => {
      first.rules = [STALLED, FATAL];
      first.tell(jobs.exam, 0, nth("pose", 20));
    },
  });
  await at.page.locator(".enter-fault").first().waitFor();
  return at;
}

const deducts = ({ asked }: RecordedStation): unknown[] =>
  asked.filter((one) => (one as { command?: { name: string } }).command?.name === "deduct");

async function isAgain(page: Page): Promise<void> {
  await expect
    .poll(() => page.locator(".enter-fault").first().getAttribute("aria-disabled"), { timeout: 5_000 })
    .toBe("false");
}

test("a double click is one fault; a click after the pause is a second one", async (context) => {
  const { page, station } = await pad(context);
  const button = page.getByRole("button", { name: /造成发动机熄火/ });
  await button.dblclick();
  await button.dblclick({ force: true });
  await expect.poll(() => button.getAttribute("aria-disabled")).toBe("true");
  await isAgain(page);
  expect(deducts(station)).toHaveLength(1);
  await button.click();
  await isAgain(page);
  expect(deducts(station)).toHaveLength(2);
});

test("a key that bounces, or is held, is one fault: the digit, and Enter on the button", async (context) => {
  const { page, station } = await pad(context);
  const held = async (key: string): Promise<void> => {
    const until = Date.now() + 1_500;
    while (Date.now() < until) {
      await page.keyboard.down(key);
      await page.waitForTimeout(50);
    }
    await page.keyboard.up(key);
  };
  await page.keyboard.press("1");
  await page.keyboard.press("1");
  await isAgain(page);
  expect(deducts(station)).toHaveLength(1);
  await held("1");
  await isAgain(page);
  expect(deducts(station)).toHaveLength(2);
  await page.locator(".enter-fault").first().focus();
  await held("Enter");
  await isAgain(page);
  expect(deducts(station)).toHaveLength(3);
});

test("a note goes with the one entry that it was typed for; digits in it are no commands", async (context) => {
  const { page, station } = await pad(context);
  await page.getByLabel("备注").focus();
  await page.keyboard.type("路口 1");
  await page.getByRole("button", { name: /造成发动机熄火/ }).click();
  await isAgain(page);
  await page.locator("body").press("1");
  await isAgain(page);
  expect(deducts(station)).toEqual([
    { job: "J-1", command: { name: "deduct", rule: "s2.gen.stall", note: "路口 1" } },
    { job: "J-1", command: { name: "deduct", rule: "s2.gen.stall", note: "" } },
  ]);
});

test("while the station has not answered, it is no second one either", async (context) => {
  const { page, station } = await pad(context);
  let answered = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    answered = resolve;
  });
  await page.route("**/api/commands", async (route) => {
    await slow;
    await route.continue();
  });
  const button = page.getByRole("button", { name: /造成发动机熄火/ });
  await button.click();
  await page.waitForTimeout(900);
  await button.click({ force: true });
  answered();
  await isAgain(page);
  expect(deducts(station)).toHaveLength(1);
});

test("a double click on what ends the test is its first press, and not the second", async (context) => {
  const { page, station } = await pad(context);
  await page.getByRole("button", { name: /不按指令/ }).dblclick();
  const sure = page.getByRole("button", { name: /再按一次确认/ });
  await sure.waitFor();
  expect(deducts(station)).toHaveLength(0);
  await sure.click();
  await expect.poll(() => deducts(station).length).toBe(1);
});
