import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type BrowserStage, openStage } from "./browser-stage.ts";
import { RecordedStation } from "./recorded-station.ts";

/** Goal: on a phone a page from a disk gets no camera, so a station hands the verifier out as well, to anybody, and it runs there. */
let stage: BrowserStage | null = null;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

test("a console gives the verifier to whoever asks, and it runs and may ask for the camera", async (context) => {
  if (stage === null) return context.skip("chromium is not installed");
  const url = await new RecordedStation().listen(stage.webDirectory, null);
  const browsing = await stage.browser.newContext({ viewport: { width: 390, height: 844 }, locale: "zh-CN" });
  onTestFinished(() => browsing.close());
  const page = await browsing.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  for (const asked of ["/verifier.html", "/verifier.html?from=slip"]) {
    await page.goto(`${url}${asked}`);
    await page.getByRole("button", { name: "扫描二维码" }).waitFor({ timeout: 10_000 });
    const policy = await page.evaluate(() => {
      const { featurePolicy } = document as { featurePolicy?: { allowsFeature(name: string): boolean } };
      return ["camera", "microphone"].map((name) => featurePolicy?.allowsFeature(name));
    });
    expect(policy).toEqual([true, false]);
  }
  expect(complaints).toEqual([]);
});
