import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, type TestContext } from "vitest";
import { type PageKeys, pageWithKeys } from "../../src/verifier/page-keys.ts";
import { builtPages } from "../support/built-program.ts";
import { codePicture, framed, type Picture, pictureOf, WHITE, y4m } from "../support/code-pictures.ts";
import { issuerList, type MarkCases, markCases } from "../support/mark-cases.ts";

const CHROMIUM = "/usr/bin/chromium";
/** The pictures that the browser takes for those of its camera; small enough to be looked at many times a second. */
const FRAME = { width: 640, height: 480 };
export const NOTHING_SEEN = pictureOf(FRAME.width, FRAME.height, () => WHITE);

export interface VerifierOptions extends Pick<BrowserContextOptions, "locale" | "colorScheme" | "viewport"> {
  readonly keys?: Partial<PageKeys>;
  /** What the clock of the device says, and goes on saying. */
  readonly nowMs?: number;
  /** Before the page is opened. */
  readonly prepare?: (page: Page) => Promise<unknown>;
  /** Other bytes in the place of the file. */
  readonly altered?: (html: string) => string;
  readonly known?: RegExp;
}

/** A browser whose camera sees what it is given, for one file of tests. */
export function verifierStage() {
  let browser: Browser | null = null;
  let folder = "";
  beforeAll(async () => {
    if (!existsSync(CHROMIUM)) {
      if (process.env.PROOFMARK_FULL) throw new Error(`${CHROMIUM} is missing; install chromium`);
      return;
    }
    folder = mkdtempSync(join(tmpdir(), "verifier-"));
    show(NOTHING_SEEN);
    browser = await openBrowser(join(folder, "camera.y4m"));
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== "") rmSync(folder, { recursive: true });
  });
  const show = (picture: Picture): void => writeFileSync(join(folder, "camera.y4m"), y4m(picture));
  const opened = async (context: TestContext, options: VerifierOptions = {}): Promise<Page> =>
    browser === null ? context.skip("chromium is not installed") : await openPage(browser, folder, options);
  return { opened, show };
}

/** A code before the camera. */
export function seenCode(text: string): Picture {
  return framed(codePicture(text, 4), FRAME.width, FRAME.height);
}

/** What comes with a page that an authority hands out. */
export function embedded(cases: MarkCases = markCases(), list = "whole"): Partial<PageKeys> {
  return { authority: cases.authority, issuers: issuerList(cases, list) };
}

export function verifierPage(): string {
  return readFileSync(join(builtPages(), "verifier.html"), "utf8");
}

let files = 0;

/** From a disk, without any network; whatever the browser complains of fails the test. */
async function openPage(browser: Browser, folder: string, options: VerifierOptions): Promise<Page> {
  const { keys, nowMs, prepare, altered, known, ...how } = options;
  const none: PageKeys = { authority: null, issuers: null, trust: null };
  const html = keys === undefined ? verifierPage() : pageWithKeys(verifierPage(), { ...none, ...keys });
  if (html === null) throw new Error("the page has no place for keys");
  files += 1;
  const file = join(folder, `verifier-${files}.html`);
  writeFileSync(file, altered?.(html) ?? html);
  const browsing = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
    offline: true,
    hasTouch: true,
    ...how,
  });
  const page = await browsing.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && known?.test(message.text()) !== true) complaints.push(message.text());
  });
  page.on("request", (request) => asked.push(request.url()));
  onTestFinished(async () => {
    await browsing.close();
    rmSync(file);
    expect(complaints).toEqual([]);
    // The file itself, again where it is opened again, and nothing beside it.
    expect(asked.filter((url) => !url.startsWith(pathToFileURL(file).href) && url !== "data:,")).toEqual([]);
  });
  if (nowMs !== undefined) await page.clock.setFixedTime(nowMs);
  await prepare?.(page);
  await page.goto(pathToFileURL(file).href);
  return page;
}

function openBrowser(camera: string): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-video-capture=${camera}`,
    ],
  });
}

/** Chosen as a person does it: by the button, and the browser's own choice of files. */
export async function chooseFile(page: Page, button: string, name: string, buffer: Buffer): Promise<void> {
  const choice = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: button }).first().click();
  await (await choice).setFiles({ name, mimeType: "application/octet-stream", buffer });
}

export async function word(page: Page, expected: string): Promise<void> {
  await page.locator(".answer h1").waitFor();
  await expect.poll(() => page.locator(".answer h1").textContent()).toBe(expected);
}

/** With PROOFMARK_SHOTS: what it looks like, for somebody to look at. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.PROOFMARK_SHOTS;
  if (folder === undefined) return;
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.screenshot({ path: `${folder}/${name}-whole.png`, fullPage: true });
}
