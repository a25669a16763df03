import type { Page } from "playwright-core";
import { expect, test, vi } from "vitest";
import { reason } from "../../src/core/trade/reasons.ts";
import { SIZES } from "./browser-stage.ts";
import { inspection, looked, NOW_MS, PARTS, prompt, showsPhotos, tell, tellNow } from "./manual-views.ts";
import { atWork, mine, part } from "./manual-work.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";

/** Goal: who goes by key alone is past the head of any page by two keys, and sees where they are all the way (WCAG 2.4.1, 2.4.11). */
vi.setConfig({ testTimeout: 60_000 });
const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak" });

const focused = (page: Page): Promise<string> =>
  page.evaluate(() =>
    document.activeElement?.matches("main") ? "main" : (document.activeElement?.textContent ?? "").trim(),
  );

const WORDS = { "zh-CN": "跳到内容", "en-GB": "Skip to content" } as const;
const PAGES = ["#", "#queue", "#results", "#station/log", "#screens", "#people", "#job/J-1"];

for (const locale of ["zh-CN", "en-GB"] as const)
  test(`the first tab stop of every page leads to its content and changes no address, ${locale}`, async (context) => {
    const { page, url } = await opened(context, { locale, before: (station) => station.tell(jobs.lane) });
    for (const address of PAGES) {
      await page.goto(`${url}/${address}`);
      await page.reload();
      await page.locator(".pages a").first().waitFor();
      const link = page.locator(".skip-link");
      const topPx = (): Promise<number | undefined> => link.boundingBox().then((box) => box?.y);
      await expect.poll(topPx, { message: address }).toBeLessThan(-40);
      await page.keyboard.press("Tab");
      await expect.poll(() => focused(page), { message: address }).toBe(WORDS[locale]);
      await expect.poll(topPx, { message: address }).toBe(0);
      const before = page.url();
      await page.keyboard.press("Enter");
      await expect.poll(() => focused(page), { message: address }).toBe("main");
      expect(page.url(), address).toBe(before);
      await expect.poll(topPx, { message: address }).toBeLessThan(-40);
      await page.keyboard.press("Tab");
      const isInside = await page.evaluate(() => document.activeElement?.closest("main") !== null);
      expect(isInside, address).toBe(true);
      // A touch of the content takes no focus: the keys of the page go on.
      await expect.poll(() => page.locator("main").getAttribute("tabindex")).toBeNull();
    }
  });

for (const locale of ["zh-CN", "en-GB"] as const)
  test(`it is seen and audited at any width, also before signing in and behind a lock, ${locale}`, async (context) => {
    const { page, url, station, person } = await opened(context, {
      locale,
      as: { roles: ["operator"] },
      known: /status of 4\d\d/,
      before: (first) => first.tell(jobs.lane),
    });
    const look = async (name: string): Promise<void> => {
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await page.locator(".skip-link").focus();
        expect(await page.locator(".skip-link").boundingBox(), name).toMatchObject({ x: 0, y: 0 });
        expect(await auditPage(page), name).toEqual([]);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(beyond, name).toBeLessThanOrEqual(0);
        const folder = process.env.PROOFMARK_SHOTS;
        if (folder !== undefined)
          await page.screenshot({ path: `${folder}/skip-${locale}-${name}-${size.width}.png` });
      }
      expect(await foreignWords(page, locale === "zh-CN" ? "zh" : "en"), name).toEqual([]);
      await page.keyboard.press("Enter");
      await expect.poll(() => focused(page), { message: name }).toBe("main");
    };
    await page.locator(".result").waitFor();
    await look("job");
    await page.keyboard.press("k");
    await page.locator(".pad").waitFor();
    await look("lock");
    await page.context().clearCookies();
    await page.goto(`${url}/#queue`);
    await page.reload();
    await page.locator("[name=username]").waitFor();
    await look("sign-in");
    expect(new URL(page.url()).hash).toBe("#queue");
    expect([station.asked, person === null]).toEqual([[], false]);
  });

/** Nothing of what has the focus can be seen. */
const isHidden = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const seen = [0.1, 0.5, 0.9].some((across) =>
      [0.1, 0.5, 0.9].some((down) => {
        const at = document.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down);
        return (
          at !== null &&
          (element.contains(at) ||
            (at.contains(element) && at.closest(".stale-notice, .part-head, .review-acts") === null))
        );
      }),
    );
    return seen
      ? null
      : (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40);
  });

const STOPS = 60;

async function neverHidden(page: Page): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const key of ["Tab", "Shift+Tab"])
      for (let stop = 0; stop < STOPS; stop++) {
        await page.keyboard.press(key);
        expect(await isHidden(page), `${size.width} ${key}`).toBeNull();
      }
  }
}
test("what has the focus is never behind the notice that a page is old", async (context) => {
  const { page, station } = await opened(context, {
    known: /ERR_|WebSocket/,
    before: (first) => first.tell(jobs.lane),
  });
  await station.close();
  await page.locator(".stale-notice").waitFor();
  await neverHidden(page);
});

test("nor behind the head of a part that is looked at by hand", async (context) => {
  const { page } = await atWork((options) => opened(context, options), {
    ...part("appearance"),
    shows: mine("appearance"),
  });
  await page.locator(".part-head").waitFor();
  await neverHidden(page);
});

test("nor behind what a signatory signs with", async (context) => {
  const { page, station } = await opened(context, {
    as: { roles: ["signatory"] },
    path: "/#review/J-1",
    prepare: showsPhotos,
  });
  const parts = [looked(PARTS.identity, "P"), looked(PARTS.appearance, "P"), looked(PARTS.chassis, "P")];
  tellNow(station);
  tell(
    station,
    inspection({
      prompt: prompt("review", reason("PROMPT_REVIEW", {})),
      signing: { next: "signatory", fourEyes: false, signed: [], verdict: "pass", sinceWallMs: NOW_MS },
      manual: { parts },
    }),
  );
  await page.locator(".review-acts").waitFor();
  await neverHidden(page);
});
