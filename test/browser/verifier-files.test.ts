import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { codePicture, pictureOf, png, WHITE } from "../support/code-pictures.ts";
import { issuerList, markCase, markCases } from "../support/mark-cases.ts";
import { realRecord } from "../support/real-records.ts";
import { inspection, KEYS, seal, trustListText } from "../support/sealed-results.ts";
import { auditPage, foreignWords } from "./page-audit.ts";
import { chooseFile, embedded, seenCode, shot, verifierStage, word } from "./verifier-stage.ts";

/** Goal: lists are believed for a reason, files are answered as marks are, and everybody can read and reach all of it. */
vi.setConfig({ testTimeout: 120_000 });
const { opened, show } = verifierStage();
const cases = markCases();
const valid = markCase(cases, "valid");
const NOW = valid.nowMs ?? 0;
const list = (name = "whole"): Buffer => Buffer.from(issuerList(cases, name));
const CHOOSE = "图片或文件";
const LOAD = "载入列表文件";

async function mark(page: Page, name = "valid"): Promise<void> {
  await chooseFile(page, CHOOSE, "mark.png", png(codePicture(markCase(cases, name).text, 3)));
}

describe("keys", () => {
  test("a page without a list asks for one first, and stands on it when its fingerprint was compared", async (context) => {
    const page = await opened(context, { nowMs: NOW });
    await expect.poll(() => page.locator(".act.first").textContent()).toBe(LOAD);
    await chooseFile(page, LOAD, "issuers.json", list());
    const accept = page.getByRole("button", { name: "一致，采用" });
    await accept.waitFor();
    const typed = page.getByRole("textbox");
    await typed.fill(cases.authority.slice(0, 40));
    await page.getByText("已输入 40 位，应为 64 位。").waitFor();
    await typed.fill(`${cases.authority.slice(0, 63)}${cases.authority.endsWith("0") ? "1" : "0"}`);
    await page.getByText("与列表的指纹不一致，不要采用。").waitFor();
    await accept.click({ force: true });
    await accept.waitFor();
    await typed.fill(cases.authority.toUpperCase().replace(/(.{4})/g, "$1 "));
    await page.getByText("与列表的指纹一致。").waitFor();
    await accept.click();
    await page.getByText("已采用这份列表。").waitFor();
    await page.getByRole("button", { name: "首页" }).click();
    await mark(page);
    await word(page, "有效");
    await expect.poll(() => page.getByText("指纹", { exact: false }).count()).toBe(0);
    // Another page from this disk could have written what the browser kept: so it is compared again.
    await page.reload();
    await mark(page);
    await word(page, "有效");
    await page.getByText("打开后还没有核对签发机构的指纹").waitFor();
    await page.getByRole("button", { name: "密钥" }).click();
    await page.getByRole("button", { name: "现在核对指纹" }).click();
    await typed.fill(cases.authority);
    await accept.click();
    await page.getByRole("button", { name: "回到刚才的核验" }).click();
    await word(page, "有效");
    await expect.poll(() => page.getByText("打开后还没有核对签发机构的指纹").count()).toBe(0);
  });

  test("a list that nobody compared is used only on that person's word, and every answer says so", async (context) => {
    const page = await opened(context, { nowMs: NOW });
    await mark(page);
    await word(page, "签发者未知");
    await chooseFile(page, LOAD, "issuers.json", list());
    await page.getByRole("button", { name: "未核对，暂时采用" }).click();
    await page.getByRole("button", { name: "首页" }).click();
    await mark(page);
    await word(page, "有效");
    await page.getByText("签发机构的指纹没有核对过。").waitFor();
  });

  test("a list of another authority than the page's own is refused, and so is one that was altered", async (context) => {
    const page = await opened(context, {
      nowMs: NOW,
      keys: { ...embedded(), authority: "ab".repeat(32), issuers: null },
    });
    await chooseFile(page, LOAD, "issuers.json", list());
    await word(page, "核验不通过");
    await page.getByRole("button", { name: "首页" }).click();
    await page.getByText("还没有签发者列表").waitFor();
    const altered = issuerList(cases).replace(/"payload":"(.{40})./, '"payload":"$1A');
    await chooseFile(page, LOAD, "issuers.json", Buffer.from(altered));
    await word(page, "核验不通过");
  });

  test("lists and fingerprint can be forgotten, those that came with the page stay", async (context) => {
    const page = await opened(context, { nowMs: NOW });
    await chooseFile(page, LOAD, "issuers.json", list());
    await page.getByRole("button", { name: "未核对，暂时采用" }).click();
    await page.getByRole("button", { name: "清除列表和指纹" }).click();
    await page.getByRole("button", { name: "再点一次清除" }).click();
    await page.getByRole("button", { name: "首页" }).click();
    await page.getByText("还没有签发者列表").waitFor();
  });

  test("a list past its day is told, and marks still verify by it", async (context) => {
    const page = await opened(context, { nowMs: NOW, keys: embedded(cases, "past-its-day") });
    await page.getByText("已过列表的有效期").waitFor();
    await mark(page);
    await word(page, "有效");
  });

  test("where the browser keeps nothing the page works, and says that it keeps nothing", async (context) => {
    const page = await opened(context, {
      nowMs: NOW,
      prepare: (fresh) =>
        fresh.addInitScript(() => {
          Object.defineProperty(globalThis, "localStorage", {
            get: () => {
              throw new DOMException("no", "SecurityError");
            },
          });
        }),
    });
    await chooseFile(page, LOAD, "issuers.json", list());
    await page.getByRole("button", { name: "未核对，暂时采用" }).click();
    await page.getByText("列表只在本次打开期间有效").waitFor();
    await page.getByRole("button", { name: "首页" }).click();
    await mark(page);
    await word(page, "有效");
  });
});

describe("files", () => {
  const measured = (change: Partial<ResultDocument> = {}): ResultDocument => {
    const document = inspection({ unverifiedRules: [], ...change });
    return { ...document, devices: document.devices.map((device) => ({ ...device, simulated: false })) };
  };
  const sealed = (document: ResultDocument): Buffer => Buffer.from(seal(document).envelope);
  const trusting = { keys: { authority: KEYS.authority.keyId, trust: trustListText() }, nowMs: NOW };
  let weak: ResultDocument;
  beforeAll(async () => {
    weak = await realRecord("k3-left-rear-weak");
  }, 60_000);

  test("a record says whether it is genuine and what its result is, and green is for a pass alone", async (context) => {
    const page = await opened(context, trusting);
    await chooseFile(page, CHOOSE, "record.json", sealed(measured()));
    await word(page, "核验通过");
    await page.locator(".answer.good").waitFor();
    await page.getByText("结论：合格").waitFor();
    await page.getByRole("button", { name: "首页" }).click();
    const { station } = inspection();
    const evidence = { ...weak.evidence, log: inspection().evidence.log };
    await chooseFile(
      page,
      CHOOSE,
      "record.json",
      sealed(measured({ ...weak, station, evidence, devices: inspection().devices })),
    );
    await word(page, "核验通过");
    await page.locator(".answer.genuine").waitFor();
    await page.getByText("结论：不合格").waitFor();
    await page.locator(".items details[open] .finding").first().waitFor();
    await shot(page, "verifier-record-zh");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByText("Result: fail").waitFor();
    expect(await auditPage(page)).toEqual([]);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    await shot(page, "verifier-record-en");
  });

  test("a record of simulated devices is good for nothing, whatever its result", async (context) => {
    const page = await opened(context, trusting);
    await chooseFile(page, CHOOSE, "record.json", sealed(inspection()));
    await word(page, "仅供试用");
    await page.locator(".page.trial").waitFor();
  });

  test("a record that was altered, or signed by somebody else, is refused with the reason", async (context) => {
    const page = await opened(context, trusting);
    for (const bytes of [
      Buffer.from(seal(measured(), KEYS.stranger).envelope),
      Buffer.from(seal(measured()).envelope.replace(/"payload":"(.{60})./, '"payload":"$1A')),
    ]) {
      await chooseFile(page, CHOOSE, "record.json", bytes);
      await word(page, "核验不通过");
      await page.getByRole("heading", { name: "原因" }).waitFor();
      await page.getByRole("button", { name: "首页" }).click();
    }
  });

  const TROUBLES: readonly (readonly [string, Buffer, string])[] = [
    ["an empty file", Buffer.alloc(0), "文件是空的"],
    ["a PDF", Buffer.from("%PDF-1.7\n"), "PDF 不能直接核验"],
    ["a picture without a code", png(pictureOf(300, 200, () => WHITE)), "图片里没有读到二维码"],
    ["a broken picture", png(pictureOf(30, 20, () => WHITE)).subarray(0, 40), "浏览器打不开这种图片"],
  ];
  test.for(TROUBLES)("%s is told with what to do", async ([, bytes, words], context) => {
    const page = await opened(context, trusting);
    await chooseFile(page, CHOOSE, "x", bytes);
    await page.getByText(words).waitFor();
  });

  test("what is nothing of ours is refused in one sentence", async (context) => {
    const page = await opened(context, trusting);
    await chooseFile(page, CHOOSE, "notes.txt", Buffer.from("hello"));
    await word(page, "核验不通过");
    await expect.poll(() => page.locator(".answer .told li").count()).toBeGreaterThanOrEqual(1);
  });

  test("a mark in a file, as the command writes it: with the end of its line", async (context) => {
    const page = await opened(context, { keys: embedded(), nowMs: NOW });
    for (const end of ["\n", "\r\n"]) {
      await chooseFile(page, CHOOSE, "mark.txt", Buffer.from(`${valid.text}${end}`));
      await word(page, "有效");
      await page.getByRole("button", { name: "首页" }).click();
    }
  });

  test("a file that is dropped anywhere on the page is checked", async (context) => {
    const page = await opened(context, { keys: embedded(), nowMs: NOW });
    const transfer = await page.evaluateHandle((text) => {
      const made = new DataTransfer();
      made.items.add(new File([text], "mark.txt"));
      return made;
    }, valid.text);
    await page.dispatchEvent("body", "dragover", { dataTransfer: transfer });
    await page.getByText("松开即核验").waitFor();
    await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
    await word(page, "有效");
  });
});

describe("the page", () => {
  test("does not run when somebody altered its script", async (context) => {
    const page = await opened(context, {
      altered: (html) => html.replace(/<script>(?!\s*null)/, "<script>0;"),
      known: /Content Security Policy/,
    });
    await page.waitForTimeout(300);
    await expect.poll(() => page.locator("#app button").count()).toBe(0);
  });

  test.for(["light", "dark"] as const)("is read by everybody, %s", async (colorScheme, context) => {
    const page = await opened(context, { keys: embedded(), nowMs: NOW, colorScheme });
    const problems: string[] = [];
    const looked = async (name: string): Promise<void> => {
      const own: "zh" | "en" = colorScheme === "light" ? "zh" : "en";
      for (const language of process.env.PROOFMARK_SHOTS === undefined ? [own] : (["zh", "en"] as const)) {
        const isEnglish = (await page.locator("html").getAttribute("lang")) === "en";
        if (isEnglish !== (language === "en")) await page.locator(".language").click();
        const at = `${name}-${language}-${colorScheme}`;
        await shot(page, `verifier-${at}`);
        const foreign = (await foreignWords(page, language)).filter((words) => !DATA.test(words));
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) problems.push(`${at}: ${over} px over the edge`);
        problems.push(...[...foreign, ...(await auditPage(page))].map((problem) => `${at}: ${problem}`));
      }
      if ((await page.locator("html").getAttribute("lang")) === "en") await page.locator(".language").click();
    };
    await page.getByRole("button", { name: "扫描二维码" }).waitFor();
    await looked("home");
    for (const name of SHOWN) {
      const { text, nowMs } = markCase(cases, name);
      await page.clock.setFixedTime(nowMs ?? 0);
      await chooseFile(page, CHOOSE, "mark.png", png(codePicture(text, 3)));
      await page.locator(".answer").waitFor();
      await looked(name.replaceAll(/\W+/g, "-"));
      await page.getByRole("button", { name: "首页" }).click();
    }
    show(seenCode("https://example.org"));
    await page.getByRole("button", { name: "扫描二维码" }).click();
    await page.getByText("https://example.org").waitFor();
    await looked("camera");
    await page.getByRole("button", { name: "粘贴文字" }).click();
    await looked("paste");
    await page.getByRole("button", { name: "密钥" }).click();
    await looked("keys");
    expect(problems).toEqual([]);
  });
});

/** Of the subject, and digits of a number: in no language. */
const DATA = /鄂A12345|李○|^[0-9a-f ]{20,}$/;

const SHOWN = [
  "valid",
  "valid, exam",
  "valid, simulated and unverified",
  "expired in this second",
  "stale when its status ends",
  "forged: a bit of the signature",
  "another issuer's key",
  "revoked",
];
