import type { Page } from "playwright-core";
import { expect, onTestFinished, type TestContext } from "vitest";
import { type BrowserStage, SIZES } from "./browser-stage.ts";
import { demoCourse } from "./recorded-jobs.ts";
import { RecordedStation } from "./recorded-station.ts";

export interface Opened {
  readonly station: RecordedStation;
  readonly page: Page;
  readonly url: string;
  readonly webDirectory: string;
}

/** A page on a station of its own. Whatever the console of the browser complains of fails the test, but for `known`. */
export async function openedPage(
  context: TestContext,
  stage: BrowserStage | null,
  options: {
    readonly locale?: string;
    readonly before?: (station: RecordedStation) => void;
    readonly known?: RegExp;
  } = {},
): Promise<Opened> {
  if (stage === null) return context.skip("chromium is not installed");
  const station = new RecordedStation();
  options.before?.(station);
  const url = await station.listen(stage.webDirectory, demoCourse());
  const browsing = await stage.browser.newContext({
    viewport: SIZES[0],
    locale: options.locale ?? "zh-CN",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await browsing.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && options.known?.test(message.text()) !== true)
      complaints.push(message.text());
  });
  onTestFinished(async () => {
    await browsing.close();
    await station.close();
    expect(complaints).toEqual([]);
  });
  await page.goto(url);
  await page.locator(".devices li").first().waitFor();
  return { station, page, url, webDirectory: stage.webDirectory };
}
