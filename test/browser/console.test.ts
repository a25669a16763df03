import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { reason } from "../../src/core/trade/reasons.ts";
import { toldOnce } from "../../src/core/trade/told-once.ts";
import { braking, canvasContent, deducted, jobIs, nth } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";

// A page that is told a whole inspection in one breath needs its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const BLUE = [11, 107, 203] as const;
const RED = [185, 28, 28] as const;
const { jobs, opened } = browserWith({
  lane: "k3-left-rear-weak",
  exam: "c1-two-mistakes",
  unplugged: "k3-scale-unplugged",
});

test("a brake curve is drawn as it comes, and judged it shows what its findings rest on", async (context) => {
  const { station, page } = await opened(context);
  let at = station.tell(jobs.lane, 0, braking);
  await page.getByText("请踩下制动踏板至最大制动力").waitFor();
  const before = await canvasContent(page, ".chart canvas", BLUE);
  at = station.tell(jobs.lane, at, nth("force", 150));
  await expect
    .poll(async () => (await canvasContent(page, ".chart canvas", BLUE)).hash)
    .not.toBe(before.hash);
  expect((await canvasContent(page, ".chart canvas", BLUE)).coloured).toBeGreaterThan(200);
  station.tell(jobs.lane, at);
  await page.locator(".chart-marks").getByText("820 N").waitFor();
  await expect
    .poll(async () => (await canvasContent(page, ".chart canvas", [107, 33, 168])).coloured)
    .toBeGreaterThan(50);
  await page.getByRole("button", { name: "双怠速排放" }).click();
  await expect
    .poll(async () => (await canvasContent(page, ".chart canvas", [176, 58, 6])).coloured)
    .toBeGreaterThan(100);
});

test("the course moves with the vehicle, and a deduction stands on list and map within a second", async (context) => {
  const { station, page } = await opened(context);
  let at = station.tell(jobs.exam, 0, nth("pose", 40));
  await expect.poll(async () => (await canvasContent(page, ".map", BLUE)).coloured).toBeGreaterThan(100);
  const before = await canvasContent(page, ".map", RED);
  at = station.tell(jobs.exam, at, nth("pose", 40));
  await expect.poll(async () => (await canvasContent(page, ".map", RED)).hash).not.toBe(before.hash);
  while (!deducted(1)(jobs.exam.messages[at] ?? { type: "pose", job: "", pose: undefined as never })) at += 1;
  at -= 300;
  at = station.tell(jobs.exam, at, nth("pose", 100));
  await expect(page.locator(".findings .points").count()).resolves.toBe(0);
  const red = (await canvasContent(page, ".map", RED)).coloured;
  station.tell(jobs.exam, at, deducted(1));
  const toldMs = Date.now();
  await page.locator(".findings .points").getByText("-10").first().waitFor({ timeout: 1_000 });
  await page.locator(".score .number").getByText("90").waitFor({ timeout: 1_000 });
  expect(Date.now() - toldMs).toBeLessThan(1_000);
  await expect
    .poll(async () => (await canvasContent(page, ".map", RED)).coloured, { timeout: 1_000 })
    .toBeGreaterThan(red + 200);
});

test("two jobs run side by side: a new one does not take the stage, and a key changes between them", async (context) => {
  const { station, page } = await opened(context);
  const at = station.tell(
    jobs.lane,
    0,
    jobIs((job) => job.items.some((item) => item.verdict === "fail")),
  );
  await page.locator(".item.fail").waitFor();
  station.tell(jobs.lane, at, nth("force", 300));
  station.tell(jobs.exam, 0, nth("pose", 20));
  await page.locator(".job").getByText("李明").waitFor();
  await expect.poll(() => page.locator(".job.chosen .who").innerText()).toBe("鄂A12345");
  await page.keyboard.press("ArrowUp");
  await expect.poll(async () => (await canvasContent(page, ".map", BLUE)).coloured).toBeGreaterThan(100);
  await page.keyboard.press("ArrowDown");
  await expect
    .poll(async () => (await canvasContent(page, ".chart canvas", BLUE)).coloured)
    .toBeGreaterThan(100);
});

test("the verdict comes with its record, both downloads and the command that checks it", async (context) => {
  const { station, page } = await opened(context);
  let at = station.tell(
    jobs.lane,
    0,
    jobIs((job) => job.state === "sealed"),
  );
  await page.getByText("等待登记中心回执").waitFor();
  await expect.poll(() => page.getByRole("link", { name: "下载证明" }).count()).toBe(0);
  at = station.tell(jobs.lane, at);
  const [record, envelope] = [...jobs.lane.records][0] ?? ["", ""];
  const command = `npx proofmark verify ${record}.proof.json --trust trust.json`;
  await page.getByText(command).waitFor();
  for (const [name, file, text] of [
    ["下载记录", `${record}.json`, envelope],
    ["下载证明", `${record}.proof.json`, JSON.stringify({ proofOf: record })],
  ] as const) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(file);
    expect(readFileSync(await download.path(), "utf8")).toBe(text);
  }
  await page.getByRole("button", { name: "复制命令" }).click();
  await page.getByRole("button", { name: "已复制" }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
  await expect.poll(() => page.locator(".result .big[aria-live]").innerText()).toContain("不合格");
  expect(at).toBe(jobs.lane.messages.length);
});

test("keys start, choose and end jobs, switch the language, and can be switched off", async (context) => {
  const { station, page } = await opened(context, { known: /status of 409/ });
  await page.keyboard.press("i");
  await page.getByRole("alert").getByText("没有等待的车辆或考生").waitFor();
  await page.keyboard.press("l");
  await page.getByRole("alert").getByText("Nobody waits").waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("alert").count()).toBe(0);
  station.startJob = async () => {
    station.tell(jobs.lane, 0, braking);
    return { kind: "opened", job: "J-1" };
  };
  // A second touch right after the first one would be a slip, and call nobody.
  await page.waitForTimeout(700);
  await page.keyboard.press("I");
  await page.getByText("Press the brake pedal to full braking.").waitFor();
  await page.keyboard.press("a");
  await page.getByRole("dialog").getByText("The vehicle has left").waitFor();
  expect(station.asked).toEqual([{ kind: "inspection" }, { kind: "inspection" }]);
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  await page.getByText("Keys", { exact: true }).click();
  await page.getByLabel("Keys are on").uncheck();
  await page.keyboard.press("l");
  await page.keyboard.press("k");
  await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe("en");
  await expect.poll(() => page.locator(".pad").count()).toBe(0);
  // Whoever chose so in this browser need not do it again.
  await page.reload();
  await page.getByText("Keys", { exact: true }).click();
  await expect.poll(() => page.getByLabel("Keys are on").isChecked()).toBe(false);
  await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe("en");
});

test("a fault says which device, what, and what to do; the item says why it is void", async (context) => {
  const { station, page } = await opened(context);
  const at = station.tell(
    jobs.unplugged,
    0,
    (message) => message.type === "station" && message.station.devices.some((d) => d.faults.length > 0),
  );
  station.tell(
    jobs.unplugged,
    at,
    jobIs((job) => job.items.some((item) => item.verdict === "void")),
  );
  const alert = page.locator(".next .because[role=alert]");
  await alert.getByText("轴重仪 scale-1：连接断开").waitFor();
  await expect.poll(() => alert.innerText()).toContain("检查电源、插头和网线");
  await page.locator(".item.void .reason").first().getByText("轴重仪故障（连接断开）").waitFor();
  station.view = {
    ...station.view,
    registry: { connected: false, pending: 3, receiptedSize: 0, trouble: null, oldestSealedWallMs: null },
  };
  station.feed.tell({ type: "station", station: station.view });
  await page.getByText("结果已保存在本站").waitFor();
});

test("what is wrong on the way to the registry stands there, what to do, and since when the oldest result waits", async (context) => {
  const { station, page } = await opened(context);
  const silent = reason("REGISTRY_SILENT", { times: 3, bytes: 25_100, strays: 12 });
  const away = reason("BROKER_UNREACHABLE", { because: reason("CONNECTION_REFUSED", {}) });
  const standing = { pending: 3, receiptedSize: 0, oldestSealedWallMs: Date.UTC(2026, 10, 27, 1, 30) };
  const tell = (registry: typeof station.view.registry): void => {
    station.view = { ...station.view, registry };
    station.feed.tell({ type: "station", station: station.view });
  };
  tell({ ...standing, connected: true, trouble: toldOnce(silent) });
  const notice = page.locator(".notices [role=status]").filter({ hasText: "上传受阻" });
  await notice.getByText("连续 3 次送交没有答复").waitFor();
  if (process.env.PROOFMARK_SHOTS)
    await page.screenshot({ path: `${process.env.PROOFMARK_SHOTS}/trouble.png` });
  // Connected, and yet no lamp says that all is well.
  await page.locator(".devices .fault").getByText("上传受阻").waitFor();
  await expect.poll(() => notice.innerText()).toMatch(/结果已保存在本站.*3 条待回执, 最早的一条自 2026/s);
  tell({ ...standing, connected: false, trouble: toldOnce(away) });
  await page.getByText("登记中心未连接").waitFor();
  await page.getByText("对方拒绝连接").waitFor();
  if (process.env.PROOFMARK_SHOTS) await page.screenshot({ path: `${process.env.PROOFMARK_SHOTS}/away.png` });
});

test("a clock in doubt is told in red with what to do, and a registry with a wrong one without stopping anything", async (context) => {
  const { station, page } = await opened(context);
  const differs = reason("CLOCK_DIFFERS", { source: "registry", aheadS: 315_576_000, others: [] });
  const doubt = { ...toldOnce(reason("CLOCK_IN_DOUBT", { because: differs })), stops: true };
  const clock = { status: "unknown", by: null, aheadMs: null, nowWallMs: 0, word: doubt };
  station.view = { ...station.view, clock };
  station.feed.tell({ type: "station", station: station.view });
  const alert = page.locator(".notices .fault[role=alert]");
  await alert.getByText("本机时钟比登记中心快 10 年").waitFor();
  await page.locator(".devices .fault").getByText("时钟").waitFor();
  await expect.poll(() => alert.innerText()).toContain("请接通网络校时");
  const wrong = toldOnce(reason("CLOCK_SOURCE_WRONG", { source: "registry", aheadS: -7200 }));
  const agreed = {
    status: "synchronised",
    by: "kernel",
    aheadMs: 3,
    nowWallMs: 0,
    word: { ...wrong, stops: false },
  };
  station.view = { ...station.view, clock: agreed };
  station.feed.tell({ type: "station", station: station.view });
  await page.locator(".notices [role=status]").getByText("登记中心的时间有误").waitFor();
  await expect.poll(() => alert.count()).toBe(0);
});
