import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { shot } from "../browser/verifier-stage.ts";
import { type AppealParts, appealPage, appealParts } from "../support/appeal-world.ts";
import { appealStage, builtAppeal, left } from "./appeal-stage.ts";

/**
 * Goal: whoever is given the appeal of a test that was failed opens it without a network, sees whether it is genuine, looks through the test, and
 * is told where one byte of the file is another.
 */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
const opened = appealStage();
let driven: AppealParts;
let short: AppealParts;

beforeAll(async () => {
  driven = await appealParts("c1-touches-bay-line-30mm");
  short = await appealParts("c1-no-belt");
});

function bytesOf(parts: AppealParts): Buffer {
  return Buffer.from(appealPage(builtAppeal(), parts), "utf8");
}

const speedOf = (page: Page) => page.locator(".strip.curve .strip-name strong").first().textContent();
const mapOf = (page: Page) =>
  page.locator("canvas.map").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

describe("the appeal of a failed test", () => {
  test("opens from a disk without a request, says its word and the result, and is looked through by keys", async (context) => {
    const { page, asked, complaints } = await opened(context, bytesOf(driven));
    await expect.poll(() => page.locator(".appeal-word.good h2").textContent()).toContain("核验通过");
    await page.locator(".appeal-result.fail").getByText("不合格").first().waitFor();
    await page.locator(".fault time").first().waitFor();
    await page.locator("#through canvas.map").waitFor();
    expect(await page.locator(".differs").count()).toBe(0);
    // A fault is a touch away, and everything goes along.
    await page.locator(".fault button").first().click();
    const there = await page.locator(".fault time").first().textContent();
    await expect.poll(() => page.locator(".moment strong").first().textContent()).toBe(there);
    await page.locator(".appeal-raw .entries li[aria-current]").waitFor();
    const before = [await mapOf(page), await speedOf(page), await rawShown(page)];
    // Also for who has just moved the slider.
    await page.locator("#through input[type=range]").focus();
    for (let step = 0; step < 3; step++) await page.keyboard.press("Shift+ArrowLeft");
    await expect.poll(() => page.locator(".moment strong").first().textContent()).not.toBe(there);
    await expect.poll(() => mapOf(page)).not.toBe(before[0]);
    expect(await speedOf(page)).not.toBe(before[1]);
    expect(await rawShown(page)).not.toBe(before[2]);
    await page.keyboard.press("Shift+N");
    await expect.poll(() => page.locator(".moment strong").first().textContent()).toBe(there);
    // An entry shows its text and its hash.
    await page.locator(".appeal-raw .entries li[aria-current] summary").click();
    expect(await page.locator(".appeal-raw .entry-whole code").first().textContent()).toMatch(
      /^[0-9a-f]{64}$/,
    );
    await page.getByRole("button", { name: "English" }).click();
    await expect.poll(() => page.locator(".appeal-word.good h2").textContent()).toContain("Verified");
    await shot(page, "appeal");
    await page.getByRole("button", { name: "Night" }).click();
    expect(await page.evaluate(() => document.documentElement.dataset.light)).toBe("night");
    expect(asked.filter((url) => !url.startsWith("file:") && url !== "data:,")).toEqual([]);
    expect(asked.length).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("compares the fingerprint that its reader types", async (context) => {
    const { page } = await opened(context, bytesOf(short), { viewport: { width: 390, height: 844 } });
    await page.locator(".appeal-word.good").waitFor();
    const field = page.getByRole("textbox", { name: /登记中心的指纹/ });
    await field.fill(short.authority.slice(0, 10));
    await page.getByText("还不够 64 位，已输入 10").waitFor();
    await field.fill(short.authority.toUpperCase().replace(/(.{4})/g, "$1 "));
    await page.locator(".compared .same").waitFor();
    await field.fill(`0${short.authority.slice(1)}`.replace(/^00/, "01"));
    await page.locator(".appeal-word.bad").waitFor();
    await page.locator(".compared .other").waitFor();
    await expect.poll(() => page.locator(".appeal-result").count()).toBe(0);
    await shot(page, "appeal-other");
    // On a phone nothing is cut off at the side.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  test.for([
    ["Asia/Shanghai", "UTC+08:00", "Asia/Shanghai (UTC+08:00)"],
    ["UTC", "UTC", "UTC"],
    ["America/St_Johns", "UTC-02:30", "America/St_Johns (UTC-02:30)"],
  ] as const)(
    "tells all its times in one zone, and which: %s",
    async ([timezoneId, zone, named], context) => {
      const { page } = await opened(context, bytesOf(short), { timezoneId });
      await page.locator(".fault time").first().waitFor();
      expect(await page.locator(".zone-note strong").innerText()).toBe(named);
      expect(await page.locator(".appeal-result .subject").innerText()).toContain(`(${zone})`);
      const tags = page.locator(".zone-tag");
      await expect.poll(() => tags.count()).toBe(4);
      expect(new Set(await tags.allInnerTexts())).toEqual(new Set([zone]));
      // The same deduction is at the same time under the items.
      const told = await page.locator(".fault time").first().innerText();
      const text = (await page.locator(".appeal-items").textContent()) ?? "";
      const there = /(\d\d:\d\d:\d\d)\.\d{3} (UTC\S*)/.exec(text);
      expect(there?.slice(1)).toEqual([told, zone]);
    },
  );

  test("without a list of keys believes nothing until one is loaded", async (context) => {
    const html = appealPage(builtAppeal(), { evidence: short.evidence, trust: new Uint8Array(0) });
    const { page } = await opened(context, Buffer.from(html));
    await page.locator(".appeal-word.bad").waitFor();
    expect(await page.locator(".appeal-result").count()).toBe(0);
    await page.locator("input[type=file]").setInputFiles({
      name: "trust.json",
      mimeType: "application/json",
      buffer: Buffer.from(short.trust),
    });
    await page.locator(".appeal-word.good").waitFor();
    await page.locator(".appeal-result.fail").waitFor();
    // It is the reader's own list now, and is not called the file's.
    await page.locator(".appeal-key").getByText("由您载入的信任列表作保").waitFor();
    expect(await page.getByText("由本文件自带的密钥签发").count()).toBe(0);
    const field = page.getByRole("textbox", { name: /登记中心的指纹/ });
    await field.fill(short.authority.replace(/./g, "0"));
    await page.locator(".compared .other", { hasText: "您载入的信任列表不是" }).waitFor();
  });

  test("says nothing of the key where something else is wrong with the file", async (context) => {
    const html = appealPage(builtAppeal(), { evidence: short.evidence, trust: new Uint8Array(0) });
    const { page } = await opened(context, Buffer.from(html));
    await page.locator(".appeal-word.bad").waitFor();
    await page.getByRole("textbox", { name: /登记中心的指纹/ }).fill(short.authority);
    await page.locator(".compared .soft", { hasText: "指纹尚未比对" }).waitFor();
    expect(await page.locator(".compared .other, .compared .same").count()).toBe(0);
  });
});

const rawShown = (page: Page) => page.locator(".appeal-raw .entries").innerText();

/** Seeded: a failure names its place and its byte. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Region {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly times: number;
}

/** The whole file, region by region. */
function regionsOf(file: Buffer): readonly Region[] {
  const at = (word: string, from = 0): number => {
    const found = file.indexOf(word, from);
    if (found < 0) throw new Error(`${word} is not in the file`);
    return found;
  };
  const policy = at('<meta http-equiv="Content-Security-Policy"');
  const still = at("<body>");
  const style = at("<style>");
  const styleEnd = at("</style>", style);
  const evidence = at('<script type="application/octet-stream" id="evidence">');
  const data = at(">", evidence) + 1;
  const dataEnd = at("</script>", data);
  const trust = at(">", at('id="trust"')) + 1;
  const trustEnd = at("</script>", trust);
  const script = at("<script>", trustEnd);
  const end = file.lastIndexOf("</script>");
  return [
    { name: "doctype and head", from: 0, to: policy, times: 5 },
    { name: "policy", from: policy, to: at(">", policy) + 1, times: 6 },
    { name: "rest of the head", from: at(">", policy) + 1, to: still, times: 3 },
    { name: "what stands while nothing runs", from: still, to: style, times: 4 },
    { name: "style", from: style, to: styleEnd, times: 3 },
    { name: "end of the style", from: styleEnd, to: evidence, times: 4 },
    { name: "evidence, its tag", from: evidence, to: data, times: 3 },
    { name: "evidence", from: data, to: dataEnd, times: 4 },
    { name: "end of the evidence", from: dataEnd, to: trust, times: 3 },
    { name: "trust list", from: trust, to: trustEnd, times: 3 },
    { name: "end of the trust list", from: trustEnd, to: script + 8, times: 3 },
    { name: "script", from: script + 8, to: end, times: 4 },
    { name: "end of the file", from: end, to: file.length, times: 4 },
  ];
}

const isFull = process.env.PROOFMARK_FULL !== undefined;
const ORDER = ["evidence", "trust list", "script", "style", "policy"];

test("another byte, wherever it stands, is told, or changes nothing that is seen", async (context) => {
  const file = bytesOf(short);
  const { page, reopen, asked } = await opened(context, file);
  const whole = await left(page);
  expect(whole.warns).toBe(false);
  expect(whole.text).toContain("不合格");
  const roll = dice(43);
  const told: Record<string, number> = {};
  for (const { name, from, to, times } of regionsOf(file)) {
    // Half of them where all the other tests run as well.
    for (let time = 0; time < (isFull ? times : Math.ceil(times / 2)); time++) {
      const at = from + roll(to - from);
      const other = Buffer.from(file);
      other[at] = (file[at] ?? 0) ^ (1 + roll(255));
      await reopen(other);
      const { warns, text } = await left(page);
      const what = `${name}: byte ${at} ${file[at]} as ${other[at]}`;
      if (warns) told[name] = (told[name] ?? 0) + 1;
      else expect(text, what).toBe(whole.text);
    }
  }
  console.info("an appeal with another byte is told", told);
  // What nothing may pass over.
  for (const name of ["evidence", "trust list", "script", "style", "policy"])
    expect([name, told[name]]).toEqual([
      name,
      (isFull ? [4, 3, 4, 3, 6] : [2, 2, 2, 2, 3])[ORDER.indexOf(name)],
    ]);
  expect(asked.filter((url) => !url.startsWith("file:") && url !== "data:,")).toEqual([]);
});

test("a size that somebody can send", () => {
  for (const [name, parts] of [
    ["c1-touches-bay-line-30mm", driven],
    ["c1-no-belt", short],
  ] as const) {
    const page = bytesOf(parts).length;
    console.info(`appeal of ${name}: ${page} bytes, ${parts.evidence.length} of them evidence`);
    expect(page).toBeLessThan(8 * 2 ** 20);
  }
});
