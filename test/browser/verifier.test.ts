import type { Page } from "playwright-core";
import { describe, expect, test, vi } from "vitest";
import { codePicture, png } from "../support/code-pictures.ts";
import { markCase, markCases } from "../support/mark-cases.ts";
import { chooseFile, embedded, NOTHING_SEEN, seenCode, verifierStage, word } from "./verifier-stage.ts";

/** Goal: whoever holds a phone and no network reads a mark by its picture or its code, and gets one word that is right. */
vi.setConfig({ testTimeout: 60_000 });
const { opened, show } = verifierStage();
const cases = markCases();

const WORDS: readonly (readonly [string, string, string])[] = [
  ["valid", "有效", "Valid"],
  ["expired in this second", "已过期", "Expired"],
  ["revoked", "已撤销", "Revoked"],
  ["superseded", "已被取代", "Superseded"],
  ["suspended", "已暂停", "Suspended"],
  ["stale when its status ends", "状态过旧", "Status too old"],
  ["forged: a bit of the signature", "伪造", "Forged"],
  ["another issuer's key", "签发者未知", "Unknown issuer"],
  ["cut off", "无法识读", "Unreadable"],
  ["valid, simulated and unverified", "仅供试用", "Trial only"],
  // The last: after its status every other one of this mark is older than one that was seen.
  ["status of more than five minutes ahead", "时钟不可信", "Clock unsure"],
];

describe("a mark", () => {
  test("gives its word from a picture, in both languages", async (context) => {
    const page = await opened(context, { keys: embedded() });
    for (const [name, zh, en] of WORDS) {
      const { text, nowMs } = markCase(cases, name);
      await page.clock.setFixedTime(nowMs ?? 0);
      await chooseFile(page, "图片或文件", "mark.png", png(codePicture(text, 3)));
      await word(page, zh);
      await page.getByRole("button", { name: "English" }).click();
      await word(page, en);
      await page.getByRole("button", { name: "中文" }).click();
      await page.getByRole("button", { name: "首页" }).click();
    }
  });

  test("gives its word before the camera, which is off then", async (context) => {
    const page = await opened(context, { keys: embedded() });
    for (const [name, zh] of WORDS) {
      const { text, nowMs } = markCase(cases, name);
      await page.clock.setFixedTime(nowMs ?? 0);
      show(seenCode(text));
      await page.getByRole("button", { name: "扫描二维码" }).click();
      await word(page, zh);
      await expect.poll(() => page.locator("video").count()).toBe(0);
      await page.getByRole("button", { name: "首页" }).click();
    }
  });

  test("says whose it is, until when, how old its status is, and what to do", async (context) => {
    const { text, nowMs } = markCase(cases, "valid");
    const page = await opened(context, { keys: embedded(), nowMs: nowMs ?? 0, locale: "en-GB" });
    await page.getByRole("button", { name: "Paste text" }).click();
    await page.getByRole("textbox").fill(`${text}\n`);
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await word(page, "Valid");
    await expect
      .poll(() => page.locator(".answer h1").evaluate((h1) => h1 === document.activeElement))
      .toBe(true);
    const said = page.locator(".answer");
    for (const part of [
      /Inspection mark/,
      /^\d+ hours? old$/,
      /of 2026-11-30 \d\d:\d\d/,
      /Registry of inspections/,
      /Good until/,
    ])
      await said.getByText(part).first().waitFor();
    await said.getByText(/Look at the vehicle: its plate has to be .+ and its VIN has to end in/).waitFor();
  });

  test("is judged again where the use, the clock or the lists change", async (context) => {
    const { text, nowMs } = markCase(cases, "still valid at the roadside");
    const page = await opened(context, { keys: embedded(), nowMs: nowMs ?? 0, locale: "en-GB" });
    await page.getByRole("button", { name: "Paste text" }).click();
    await page.getByRole("textbox").fill(text);
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await word(page, "Valid");
    await page.getByText("Used-car transfer").click();
    await word(page, "Status too old");
    await page.getByText("Roadside").click();
    await word(page, "Valid");
    await page.getByRole("button", { name: "It is wrong" }).click();
    await word(page, "Clock unsure");
    await page.getByRole("button", { name: "It is right after all" }).click();
    await word(page, "Valid");
    // What was chosen is there again after the page was closed; that the clock is wrong has to be said anew.
    await page.getByText("Used-car transfer").click();
    await page.reload();
    await expect.poll(() => page.getByRole("radio", { name: "Used-car transfer" }).isChecked()).toBe(true);
  });

  test("an older status than one that was seen before is too old, also after the page was closed", async (context) => {
    const older = markCase(cases, "valid").text;
    const { text: newer, nowMs } = markCase(cases, "status of five minutes ahead");
    const page = await opened(context, { keys: embedded(), nowMs: nowMs ?? 0 });
    await pasted(page, older);
    await word(page, "有效");
    await pasted(page, newer);
    await expect.poll(() => page.locator(".answer dl").first().textContent()).toContain("2026-11-30 19:05");
    await page.reload();
    await pasted(page, older);
    await word(page, "状态过旧");
  });

  test("of a trial is framed in red and says so, whatever else it says", async (context) => {
    const { text, nowMs } = markCase(cases, "valid, simulated and unverified");
    const page = await opened(context, { keys: embedded(), nowMs: nowMs ?? 0 });
    await chooseFile(page, "图片或文件", "mark.png", png(codePicture(text, 3)));
    await word(page, "仅供试用");
    await page.locator(".page.trial .trial-bar").waitFor();
    await page.getByText("依据的规则中有尚未核对的数值。").waitFor();
    await expect.poll(() => page.locator(".answer.good").count()).toBe(0);
  });
});

/** Anywhere on the page, as somebody does it who has just copied it. */
async function pasted(page: Page, text: string): Promise<void> {
  await page.evaluate((gift) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", gift);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  }, text);
}

describe("the camera", () => {
  test("a code that is no mark is told, and the search goes on", async (context) => {
    show(seenCode("https://example.org/somewhere"));
    const page = await opened(context, { keys: embedded() });
    await page.getByRole("button", { name: "扫描二维码" }).click();
    await page.getByText("https://example.org/somewhere").waitFor();
    await page.getByText("这个二维码不是标志").waitFor();
    await page.locator("video").waitFor();
  });

  test("is off as soon as the page is hidden or left, and on again", async (context) => {
    show(NOTHING_SEEN);
    const page = await opened(context, { keys: embedded() });
    await page.getByRole("button", { name: "扫描二维码" }).click();
    const track = () =>
      page.evaluateHandle(() => {
        const stream = document.querySelector("video")?.srcObject;
        return stream instanceof MediaStream ? stream.getVideoTracks()[0] : undefined;
      });
    const hide = (hidden: boolean) =>
      page.evaluate((isHidden) => {
        Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    await page.locator("video").waitFor();
    const first = await track();
    await hide(true);
    await page.getByText("摄像头已关闭").waitFor();
    await expect.poll(() => first.evaluate((one) => one?.readyState)).toBe("ended");
    await hide(false);
    await page.locator("video").waitFor();
    const second = await track();
    await expect.poll(() => second.evaluate((one) => one?.readyState)).toBe("live");
    await page.getByRole("button", { name: "首页" }).click();
    await expect.poll(() => second.evaluate((one) => one?.readyState)).toBe("ended");
  });

  const FAULTS: readonly (readonly [string, string])[] = [
    ["NotAllowedError", "请在地址栏旁的网站设置中允许摄像头"],
    ["NotFoundError", "本机没有摄像头"],
    ["NotReadableError", "摄像头正被其他程序占用"],
    ["TypeError", "摄像头打不开"],
    ["", "请用 https 网址打开本页"],
  ];
  test("that fails says why, and what to do", async (context) => {
    const page = await opened(context, {
      keys: embedded(),
      prepare: (fresh) =>
        fresh.addInitScript(() => {
          const fault = (): string => document.documentElement.dataset.fault ?? "";
          const devices = { getUserMedia: () => Promise.reject(new DOMException("no", fault())) };
          Object.defineProperty(navigator, "mediaDevices", {
            get: () => (fault() === "" ? undefined : devices),
          });
        }),
    });
    for (const [name, words] of FAULTS) {
      await page.evaluate((fault) => {
        document.documentElement.dataset.fault = fault;
      }, name);
      await page.getByRole("button", { name: "扫描二维码" }).click();
      await page.getByText(words).waitFor();
      await page.getByRole("button", { name: "图片或文件" }).waitFor();
      await page.keyboard.press("Escape");
    }
  });
});
