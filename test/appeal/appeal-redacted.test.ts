import { expect, test, vi } from "vitest";
import { shot } from "../browser/verifier-stage.ts";
import { appealPage } from "../support/appeal-world.ts";
import { playedScenario } from "../support/evidence-world.ts";
import { redactedScenario } from "../support/redacted-world.ts";
import { appealStage, builtAppeal } from "./appeal-stage.ts";

/** Goal: what others are given opens as the whole one does, shows what was judged by which readings, and names nobody. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
const opened = appealStage();

test("a redacted appeal is believed for what it is, and hides who it is about", async (context) => {
  const played = await playedScenario("c1-no-belt");
  const { file } = redactedScenario(played);
  const trust = new TextEncoder().encode(played.trustText);
  const html = Buffer.from(appealPage(builtAppeal(), { evidence: file, trust }), "utf8");
  const { page, asked, complaints } = await opened(context, html, { viewport: { width: 390, height: 844 } });
  await expect.poll(() => page.locator(".appeal-word.good h2").textContent()).toContain("核验通过");
  await page.locator("h1", { hasText: "已隐去个人信息" }).waitFor();
  await page.locator(".appeal-result.fail").getByText("不合格").first().waitFor();
  await page.getByText("REDACTED_HIDES").waitFor();
  await page.locator(".appeal-result").getByText("▇▇▇").first().waitFor();
  // The readings stand there, and the reason for there being no map.
  await page.locator(".appeal-raw .entries li").first().waitFor();
  await page.getByText("因此没有地图和曲线").waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await page.locator("h1", { hasText: "redacted for others" }).waitFor();
  const shown = (await page.locator("body").textContent()) ?? "";
  const [sealed] = played.run.records;
  const personal = Object.entries(sealed?.document.subject ?? {}).flatMap(([key, value]) =>
    key === "attempt" ? [] : [value],
  );
  expect(personal).toContain("李明");
  expect(personal.filter((value) => value.length > 2 && shown.includes(value))).toEqual([]);
  expect(shown).not.toMatch(/undefined|\[object/);
  await shot(page, "appeal-redacted");
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
      .map((one) => `${one.tagName} ${one.className}`),
  );
  expect(wide).toEqual([]);
  expect(asked.length).toBe(1);
  expect(complaints).toEqual([]);
});

test("a lane in which an inspector stopped an item says that it was, and nothing of the machine", async (context) => {
  const played = await playedScenario("k3-inspector-stops-and-goes-on");
  const { file } = redactedScenario(played);
  const trust = new TextEncoder().encode(played.trustText);
  const html = Buffer.from(appealPage(builtAppeal(), { evidence: file, trust }), "utf8");
  const { page, complaints } = await opened(context, html);
  await expect.poll(() => page.locator(".appeal-word.good h2").textContent()).toContain("核验通过");
  await page.locator(".appeal-items").getByText("▇▇▇").first().waitFor({ state: "attached" });
  for (const button of ["English", "中文"]) {
    const shown = (await page.locator("body").textContent()) ?? "";
    expect(shown).not.toMatch(/undefined|\[object|NaN/);
    expect(shown).not.toContain("somebody at the rollers");
    await page.getByRole("button", { name: button }).click();
  }
  expect(complaints).toEqual([]);
});
