import { expect, test, vi } from "vitest";
import { browserWith } from "./opened-page.ts";
import { auditPage } from "./page-audit.ts";

/** Goal: the audit of the pages can fail: what is planted is found. */
vi.setConfig({ testTimeout: 60_000 });
const { opened } = browserWith({});

test("a picture without words, a field without a name, pale print and a small button are found", async (context) => {
  const { page } = await opened(context, { known: /status of 404|Failed to load/ });
  expect(await auditPage(page)).toEqual([]);
  await page.evaluate(() => {
    const planted = document.createElement("section");
    planted.innerHTML = '<img src="/none.png"><input><p>pale</p><button>x</button><p>dimmed</p>';
    // By hand: the page's policy takes no style out of its text.
    const [pale, small] = [planted.querySelector("p"), planted.querySelector("button")];
    const dimmed = planted.querySelector<HTMLElement>("p:last-child");
    if (dimmed !== null) dimmed.style.opacity = "0.4";
    if (pale !== null) pale.style.cssText = "color: #bbb; background: #fff";
    if (small !== null) small.style.cssText = "min-height: 0; height: 20px";
    document.querySelector("main")?.append(planted);
  });
  const found = (await auditPage(page)).join("\n");
  for (const kind of ["axe image-alt", "axe label", "contrast 1.", ": dimmed", "only 20 px high: x"])
    expect(found).toContain(kind);
});
