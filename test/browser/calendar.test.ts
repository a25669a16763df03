import { expect, test, vi } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { civilDateIn } from "../../src/adapters/clock/civil-date.ts";
import type { Paper } from "../../src/core/calendar/validity-calendar.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { stationCalendar } from "../../src/station/station-calendar.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";

vi.setConfig({ testTimeout: 60_000 });
const { opened } = browserWith({});

const papers: Paper[] = [
  { what: "rulebook", rulebook: "cn-inspection-2021", validTo: "2026-12-03" },
  { what: "certificate", file: "broker/station.crt", validTo: "2030-01-31" },
];
const identity = (role: "axle-scale" | "brake-bench" | "gnss", device: string, validTo: string) => ({
  role,
  device: asId<"device">(device),
  model: "x",
  serial: "1",
  simulated: false,
  calibration: { certificate: `C-${device}`, validTo },
});

test("what ends is told before the day, stands as a list with what ends first, and turns red at midnight", async (context) => {
  const clock = new VirtualClock(Date.UTC(2026, 10, 27, 15, 0));
  const calendar = stationCalendar({
    clock,
    identities: [
      identity("axle-scale", "scale-1", "2027-03-10"),
      identity("brake-bench", "bench-1", "2026-11-27"),
      identity("gnss", "gnss-1", "2026-12-20"),
    ],
    papers: () => papers,
    warnDays: 30,
    localDate: civilDateIn("Asia/Shanghai"),
  });
  const { station, page } = await opened(context);
  const tell = (): void => {
    station.view = { ...station.view, calendar: calendar() };
    station.feed.tell({ type: "station", station: station.view });
  };
  tell();
  const soon = page.locator(".notices [role=status]").filter({ hasText: "即将到期" });
  await soon.getByText("制动检验台 bench-1 的检定（证书 C-bench-1）今天到期").waitFor();
  await expect.poll(() => soon.locator("p").count()).toBe(3);
  await expect.poll(() => page.locator(".devices .fault").filter({ hasText: "有效期" }).count()).toBe(0);
  await page.locator(".calendar summary").click();
  const rows = page.locator(".calendar tbody tr");
  await expect
    .poll(() => rows.locator("th").allInnerTexts())
    .toEqual([
      "制动检验台 bench-1",
      "规则 cn-inspection-2021",
      "卫星定位接收机 gnss-1",
      "轴重仪 scale-1",
      "证书 broker/station.crt",
    ]);
  await expect
    .poll(() => rows.locator("td:nth-child(4)").allInnerTexts())
    .toEqual(["0", "6", "23", "103", "1161"]);
  expect(await auditPage(page)).toEqual([]);
  if (process.env.PROOFMARK_SHOTS)
    await page.screenshot({ path: `${process.env.PROOFMARK_SHOTS}/calendar.png`, fullPage: true });
  clock.advanceTo(clock.monoMs() + 3_600_000);
  tell();
  await page.locator(".notices [role=alert]").getByText("设备 bench-1 的检定已于 2026-11-27 到期").waitFor();
  await page.locator(".devices .fault").getByText("已失效").waitFor();
  await page.keyboard.press("l");
  await page.getByText("Calendar of what ends").waitFor();
  await page.locator(".notices").getByText("The rulebook cn-inspection-2021 ends in 5 days").waitFor();
  expect(await foreignWords(page, "en")).toEqual([]);
  expect(await auditPage(page)).toEqual([]);
});
