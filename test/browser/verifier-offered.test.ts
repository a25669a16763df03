import type { Page } from "playwright-core";
import { describe, expect, test, vi } from "vitest";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { markBody, markText } from "../../src/core/marks/mark-text.ts";
import { codePicture, greyOf, type Picture, pictureOf, png, WHITE } from "../support/code-pictures.ts";
import { markCase, markCases } from "../support/mark-cases.ts";
import { signedMark } from "../support/mark-issuer.ts";
import { chooseFile, embedded, NOTHING_SEEN, seenCode, verifierStage, word } from "./verifier-stage.ts";

/** Goal: an answer that stands on the page is always of what was offered last, and of that alone. */
vi.setConfig({ testTimeout: 90_000 });
const { opened, show } = verifierStage();
const cases = markCases();
const { text, nowMs } = markCase(cases, "valid");
const forged = markCase(cases, "forged: a bit of the signature").text;
const [NOW, CHOOSE] = [nowMs ?? 0, "图片或文件"];

interface Gift {
  readonly name: string;
  readonly bytes: Buffer;
}

async function dropped(page: Page, ...gifts: readonly Gift[]): Promise<void> {
  await page.evaluate(
    (files) => {
      const dataTransfer = new DataTransfer();
      for (const { name, bytes } of files)
        dataTransfer.items.add(new File([Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))], name));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    },
    gifts.map(({ name, bytes }) => ({ name, bytes: bytes.toString("base64") })),
  );
}

const picture = (of: string): Gift => ({ name: "mark.png", bytes: png(codePicture(of, 3)) });
const code = (of: string): Picture => codePicture(of, 3);
const sideBySide = (one: Picture, two: Picture): Gift => {
  const [width, height] = [one.width + two.width + 30, Math.max(one.height, two.height)];
  const both = pictureOf(width, height, (x, y) =>
    x < one.width ? greyOf(one, x, y) : greyOf(two, x - one.width - 30, y),
  );
  return { name: "both.png", bytes: png(both) };
};

describe("what gives no answer", () => {
  const NONE: readonly (readonly [string, readonly Gift[], string])[] = [
    ["a PDF", [{ name: "mark.pdf", bytes: Buffer.from("%PDF-1.7\n") }], "PDF 不能直接核验"],
    ["an empty file", [{ name: "mark.txt", bytes: Buffer.alloc(0) }], "文件是空的"],
    [
      "a picture of nothing",
      [{ name: "wall.png", bytes: png(pictureOf(200, 200, () => WHITE)) }],
      "图片里没有读到二维码",
    ],
    [
      "a picture that no browser opens",
      [{ name: "mark.heic", bytes: Buffer.from("\0\0\0\x18ftypheic\0\0\0\0") }],
      "浏览器打不开这种图片",
    ],
    ["two files at once", [picture(text), picture(forged)], "一次给了几个文件"],
    ["two codes in one picture", [sideBySide(code(text), code(forged))], "几个内容不同的二维码"],
  ];

  test("says why, and leaves no answer to something else behind", async (context) => {
    const page = await opened(context, { keys: embedded(), nowMs: NOW });
    for (const [, gifts, sentence] of NONE) {
      await chooseFile(page, CHOOSE, "mark.png", picture(text).bytes);
      await word(page, "有效");
      await dropped(page, ...gifts);
      await page.getByText(sentence).waitFor();
      await expect.poll(() => page.locator(".answer").count()).toBe(0);
      await page.evaluate(() => {
        location.hash = "answer";
      });
      await page.getByRole("button", { name: "扫描二维码" }).waitFor();
      await expect.poll(() => page.locator(".answer").count()).toBe(0);
    }
  });
});

describe("what is offered last", () => {
  test("is answered, also where something before it took longer to be read", async (context) => {
    const page = await opened(context, {
      keys: embedded(),
      nowMs: NOW,
      prepare: (fresh) =>
        fresh.addInitScript(() => {
          const quick = globalThis.createImageBitmap;
          Object.assign(globalThis, {
            createImageBitmap: async (...words: Parameters<typeof quick>) => {
              await new Promise((later) => setTimeout(later, 700));
              return await quick(...words);
            },
          });
        }),
    });
    await dropped(page, picture(text));
    await dropped(page, { name: "mark.txt", bytes: Buffer.from(forged) });
    await word(page, "伪造");
    await page.waitForTimeout(1_200);
    await word(page, "伪造");
  });

  test("beside an address is the mark", async (context) => {
    const page = await opened(context, { keys: embedded(), nowMs: NOW });
    await dropped(page, sideBySide(codePicture("https://example.org/r/1", 6), code(text)));
    await word(page, "有效");
  });

  test("that was wrapped, widened or set apart on its way says which sign is wrong", async (context) => {
    const page = await opened(context, { keys: embedded(), nowMs: NOW, locale: "en-GB" });
    for (const [spoilt, sentence] of [
      [text.replace(/^(.{60})/, "$1\n"), "Character 61 is U+000A"],
      [text.replace(" ", "\u00a0"), "is U+00A0"],
      [text.replace(/[A-Z]$|[0-9]$/, "ａ"), "is ａ (U+FF41)"],
      [` ${text}`, 'It begins with " PM1"'],
      [`\ufeff${text}`, String.raw`It begins with "\ufeffPM1"`],
      [text.replace("PM1:", "ＰＭ１："), 'It begins with "ＰＭ１："'],
    ] as const) {
      await dropped(page, { name: "mark.txt", bytes: Buffer.from(spoilt) });
      await word(page, "Unreadable");
      await page.getByText(sentence).waitFor();
    }
  });
});

test("no text of a stranger turns round what stands beside it", async (context) => {
  const stranger = createDeterministicSigner("marks: who turns words round", "ecdsa-p256-sha256");
  const mark = signedMark({ issuer: "x\u202erotcepsni\u202c" }, stranger);
  const page = await opened(context, { keys: embedded(), nowMs: NOW, locale: "en-GB" });
  await dropped(page, {
    name: "a\u202egnp.txt",
    bytes: Buffer.from(markText(markBody({ mark, status: null }))),
  });
  await word(page, "Unknown issuer");
  await page.getByText(String.raw`x\u202erotcepsni\u202c`).first().waitFor();
  await expect
    .poll(() => page.locator("body").textContent())
    .not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
});

test("a camera that goes away says so, and can be opened again", async (context) => {
  show(NOTHING_SEEN);
  const page = await opened(context, { keys: embedded(), nowMs: NOW });
  await page.getByRole("button", { name: "扫描二维码" }).click();
  await page.locator("video").waitFor();
  await page.evaluate(() => {
    const stream = document.querySelector("video")?.srcObject;
    if (!(stream instanceof MediaStream)) throw new Error("no camera");
    for (const track of stream.getTracks()) {
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
  });
  await page.getByText("摄像头中断了").waitFor();
  show(seenCode(text));
  await page.getByRole("button", { name: "重新打开摄像头" }).click();
  await word(page, "有效");
});
