import { describe, expect, test, vi } from "vitest";
import { desk, deskStation, field, NOW_MS, PAPERS, send, shot } from "./check-in-desk.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage } from "./page-audit.ts";

/** Goal: from the queue one button leads to the desk; one who was taken in there is corrected, or taken out with a reason. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
const { opened } = browserWith({});
const atDesk = desk(opened);

describe("in the queue", () => {
  test("one button leads here, and one who was taken in here can be corrected", async (context) => {
    const { page, asked } = await atDesk(context, "#queue");
    await shot(page, "check-in-queue");
    await expect.poll(() => page.locator(".queue-row").count()).toBe(2);
    await expect.poll(() => page.getByRole("link", { name: /更正/ }).count()).toBe(1);
    await page.getByRole("link", { name: "受理", exact: true }).click();
    await page.getByRole("heading", { name: "受理登记" }).waitFor();
    await page.goBack();
    await page.getByRole("link", { name: /更正/ }).click();
    await page.getByRole("heading", { name: "更正等候中的信息" }).waitFor();
    await expect.poll(() => field(page, "plate").inputValue()).toBe("鄂A00001");
    await expect.poll(() => field(page, "vehicleClass").inputValue()).toBe("K3");
    await field(page, "grossMassKg").fill("1830");
    await page.reload();
    await expect.poll(() => field(page, "grossMassKg").inputValue()).toBe("1830");
    await send(page).click();
    await page.getByText("已更正：").waitFor();
    expect(asked).toMatchObject([{ instead: { file: "1.json", modifiedMs: NOW_MS } }]);
    const { papers } = asked[0] ?? {};
    expect(papers).toEqual({ ...PAPERS, grossMassKg: 1830 });
  });

  test("is taken out with a reason", async (context) => {
    const { page, out } = await atDesk(context, "#queue");
    await page.getByRole("button", { name: /移出/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await shot(page, "check-in-out");
    expect(await auditPage(page)).toEqual([]);
    await dialog.getByLabel("其他原因").check();
    await expect.poll(() => dialog.getByRole("button", { name: "移出等候队列" }).isDisabled()).toBe(true);
    await dialog.getByLabel("请写明原因").fill("改日再来");
    await dialog.getByRole("button", { name: "移出等候队列" }).click();
    await expect.poll(() => page.locator(".queue-row").count()).toBe(1);
    expect(out).toMatchObject([{ file: "1.json", choice: "other", note: "改日再来" }]);
  });

  test("nobody takes in whose act it is not", async (context) => {
    const world = deskStation();
    const { page } = await opened(context, {
      path: "/#check-in/vehicle",
      as: { roles: ["auditor"] },
      before: (station) => world.install(station),
    });
    await page.getByText("您没有受理的权限").waitFor();
    await expect.poll(() => page.locator("form").count()).toBe(0);
  });
});
