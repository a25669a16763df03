import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, type TestContext } from "vitest";
import { builtPages } from "../support/built-program.ts";

const CHROMIUM = "/usr/bin/chromium";

export function builtAppeal(): string {
  return readFileSync(join(builtPages(), "appeal.html"), "utf8");
}

export interface OpenedAppeal {
  readonly page: Page;
  /** Everything that the browser asked for, the file itself among it. */
  readonly asked: string[];
  readonly complaints: string[];
  /** Other bytes in the place of the file, opened anew. */
  reopen(bytes: Uint8Array): Promise<void>;
}

/** A browser without any network, for one file of tests. */
export function appealStage() {
  let browser: Browser | null = null;
  let folder = "";
  beforeAll(async () => {
    if (!existsSync(CHROMIUM)) {
      if (process.env.PROOFMARK_FULL) throw new Error(`${CHROMIUM} is missing; install chromium`);
      return;
    }
    folder = mkdtempSync(join(tmpdir(), "appeal-"));
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== "") rmSync(folder, { recursive: true });
  });
  return async (
    context: TestContext,
    bytes: Uint8Array,
    how: BrowserContextOptions = {},
  ): Promise<OpenedAppeal> => {
    if (browser === null) return context.skip("chromium is not installed");
    const browsing = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      reducedMotion: "reduce",
      offline: true,
      ...how,
    });
    context.onTestFinished(() => browsing.close());
    const page = await browsing.newPage();
    page.setDefaultTimeout(40_000);
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    const file = join(folder, "appeal.html");
    const reopen = async (other: Uint8Array): Promise<void> => {
      writeFileSync(file, other);
      await page.goto(pathToFileURL(file).href);
    };
    await reopen(bytes);
    return { page, asked, complaints, reopen };
  };
}

/** What a reader is left with once the page has done what it does. */
export interface Left {
  /** Says that it is not to be believed, or that nothing was checked. */
  readonly warns: boolean;
  readonly text: string;
}

export async function left(page: Page): Promise<Left> {
  // The script has its word on the page before the page is loaded, or it does not run at all.
  await page.waitForFunction(
    () =>
      document.querySelector(".appeal") === null ||
      (document.querySelector(".appeal-word.good, .appeal-word.bad") !== null &&
        document.querySelector(".working") === null),
  );
  return await page.evaluate(() => {
    const text = document.body.innerText;
    const isStill = text.includes("尚未核验") || text.includes("Not checked yet");
    return { warns: isStill || document.querySelector(".appeal-word.bad h2") !== null, text };
  });
}
