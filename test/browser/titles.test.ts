import { expect, test, vi } from "vitest";
import { braking } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";

/** Goal: of several tabs each says which page of which station it is, and a locked one says nothing. */
vi.setConfig({ testTimeout: 60_000 });
const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak" });

test("each page has its own title and its own place in the list of pages, after a reload too", async (context) => {
  const { page, station } = await opened(context, { before: (fresh) => fresh.tell(jobs.lane, 0, braking) });
  const name = station.view.station;
  const title = (): Promise<string> => page.title();
  await expect.poll(title).toBe(`鄂A12345 · 机动车检验 · Proofmark · ${name}`);
  const pages = page.getByRole("navigation", { name: "页面" });
  const here = (): Promise<string[]> => pages.locator("[aria-current=page]").allInnerTexts();
  for (const [link, called] of [
    ["待审核", "待审核"],
    ["结果查询", "结果查询"],
    ["人员", "人员"],
  ] as const) {
    await pages.getByRole("link", { name: link }).click();
    await expect.poll(title).toBe(`${called} · Proofmark · ${name}`);
    expect((await here()).map((words) => words.split(/\s/)[0])).toEqual([link]);
    await page.reload();
    await expect.poll(title).toBe(`${called} · Proofmark · ${name}`);
  }
  await pages.getByRole("link", { name: "任务" }).click();
  await expect.poll(title).toBe(`鄂A12345 · 机动车检验 · Proofmark · ${name}`);
  await page.keyboard.press("l");
  await expect.poll(title).toBe(`鄂A12345 · Vehicle inspection · Proofmark · ${name}`);
  await page.keyboard.press("k");
  await page.locator(".pad").waitFor();
  await expect.poll(() => title()).toBe("Proofmark");
});
