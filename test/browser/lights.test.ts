import { readdirSync, readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { braking, deducted } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage } from "./page-audit.ts";

/** Goal: the pages are read by day, in the sun and by night; whoever chose a light has it again, and paper stays white. */
vi.setConfig({ testTimeout: 90_000 });

const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak", exam: "c1-two-mistakes" });
const LIGHTS = ["day", "sun", "night"] as const;

test("every page can be read in every light", async (context) => {
  const { page, station } = await opened(context, {
    before: (fresh) => {
      fresh.tell(jobs.lane, 0, braking);
      fresh.tell(jobs.exam, 0, deducted(1));
    },
  });
  await page.locator(".job-page").waitFor();
  const audited = async (state: string): Promise<void> => {
    for (const light of LIGHTS) {
      await page.evaluate((chosen) => {
        document.documentElement.dataset.light = chosen;
      }, light);
      expect(await auditPage(page), `${state} ${light}`).toEqual([]);
    }
  };
  for (const job of ["J-1", "J-2"]) {
    await page.goto(`${new URL(page.url()).origin}/#job/${job}`);
    await page.locator(".next").waitFor();
    await audited(job);
  }
  for (const address of ["#people", "#results", "#review", "#course/course-1"]) {
    await page.goto(`${new URL(page.url()).origin}/${address}`);
    await page.waitForTimeout(200);
    await audited(address);
  }
  station.tell(jobs.lane);
  station.tell(jobs.exam);
  for (const job of ["J-1", "J-2"]) {
    await page.goto(`${new URL(page.url()).origin}/#job/${job}`);
    await page.locator(".result").waitFor();
    await audited(`result of ${job}`);
  }
  await page.keyboard.press("k");
  await page.locator(".pad").waitFor();
  await audited("locked");
});

test("the light is chosen at one's own name and kept by the browser; without a choice it is the machine's", async (context) => {
  const { page } = await opened(context, { prepare: (fresh) => fresh.emulateMedia({ colorScheme: "dark" }) });
  const shown = (): Promise<string | undefined> =>
    page.evaluate(() => document.documentElement.dataset.light);
  await page.locator(".who-button").click();
  await expect.poll(() => shown()).toBe("night");
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(shown).toBe("day");
  await page.getByRole("button", { name: "强光" }).click();
  await expect.poll(() => shown()).toBe("sun");
  await expect
    .poll(() => page.getByRole("button", { name: "强光" }).getAttribute("aria-pressed"))
    .toBe("true");
  await page.reload();
  await page.locator(".who-button").waitFor();
  await expect.poll(() => shown()).toBe("sun");
  await page.locator(".who-button").click();
  await page.getByRole("button", { name: "随系统" }).click();
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(shown).toBe("night");
});

test("a colour has one home: no other style sheet names one", () => {
  const sheets = readdirSync("src/console/web").filter((name) => name.endsWith(".css"));
  const named = sheets
    .filter((name) => name !== "colours.css")
    .filter((name) =>
      /#[0-9a-f]{3,8}\b(?=[^{]*[;}])|\brgba?\(|\bhsla?\(/i.test(
        readFileSync(`src/console/web/${name}`, "utf8"),
      ),
    );
  expect(named).toEqual([]);
});
