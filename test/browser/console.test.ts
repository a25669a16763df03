import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, type TestContext, test, vi } from "vitest";
import type { LiveMessage } from "../../src/station/live-message.ts";
import { type BrowserStage, canvasContent, jobIs, nth, openStage, SIZES } from "./browser-stage.ts";
import { auditPage, foreignWords } from "./page-audit.ts";
import { demoCourse, type RecordedJob, recordedJob } from "./recorded-jobs.ts";
import { RecordedStation } from "./recorded-station.ts";

// A page that is told a whole inspection in one breath needs its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const FULL = process.env.PROOFMARK_FULL === "1";
const BLUE = [11, 107, 203] as const;
const RED = [185, 28, 28] as const;
let stage: BrowserStage | null = null;
let lane: RecordedJob;
let exam: RecordedJob;
let unplugged: RecordedJob;
let boardSilent: RecordedJob;
let noted: RecordedJob;
let poleMissed: RecordedJob;

beforeAll(async () => {
  stage = await openStage();
  if (stage === null) return;
  lane = await recordedJob("k3-left-rear-weak", "J-1");
  exam = await recordedJob("c1-two-mistakes", "J-2");
  unplugged = await recordedJob("k3-scale-unplugged", "J-3");
  boardSilent = await recordedJob("c1-board-silent", "J-4");
  noted = await recordedJob("c1-examiner-brake", "J-5");
  poleMissed = await recordedJob("c1-hill-off-60cm", "J-6");
});
afterAll(() => stage?.close());

interface Opened {
  readonly station: RecordedStation;
  readonly page: Page;
  readonly url: string;
  readonly webDirectory: string;
}

/** A page on a station of its own. Whatever the console of the browser complains of fails the test, but for `known`. */
async function opened(
  context: TestContext,
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

const braking = jobIs((job) => job.currentItem === "B1" && job.prompt?.action === "press-brake");
const toAnother = (message: LiveMessage): LiveMessage =>
  message.type === "job" ? { ...message, job: { ...message.job, job: "J-9" } } : message;
const deducted = (count: number) =>
  jobIs(
    (job) =>
      [...job.findings, ...job.items.flatMap((item) => item.findings)].filter((f) => f.deduction !== null)
        .length >= count,
  );

test("a brake curve is drawn as it comes, and judged it shows what its findings rest on", async (context) => {
  const { station, page } = await opened(context);
  let at = station.tell(lane, 0, braking);
  await page.getByText("请踩下制动踏板至最大制动力").waitFor();
  const before = await canvasContent(page, ".chart canvas", BLUE);
  at = station.tell(lane, at, nth("force", 150));
  await expect
    .poll(async () => (await canvasContent(page, ".chart canvas", BLUE)).hash)
    .not.toBe(before.hash);
  expect((await canvasContent(page, ".chart canvas", BLUE)).coloured).toBeGreaterThan(200);
  station.tell(lane, at);
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
  let at = station.tell(exam, 0, nth("pose", 40));
  await expect.poll(async () => (await canvasContent(page, ".map", BLUE)).coloured).toBeGreaterThan(100);
  const before = await canvasContent(page, ".map", RED);
  at = station.tell(exam, at, nth("pose", 40));
  await expect.poll(async () => (await canvasContent(page, ".map", RED)).hash).not.toBe(before.hash);
  while (!deducted(1)(exam.messages[at] ?? { type: "pose", job: "", pose: undefined as never })) at += 1;
  at -= 300;
  at = station.tell(exam, at, nth("pose", 100));
  await expect(page.locator(".findings .points").count()).resolves.toBe(0);
  const red = (await canvasContent(page, ".map", RED)).coloured;
  station.tell(exam, at, deducted(1));
  const toldMs = Date.now();
  await page.locator(".findings .points").getByText("-10").waitFor({ timeout: 1_000 });
  await page.locator(".score .number").getByText("90").waitFor({ timeout: 1_000 });
  expect(Date.now() - toldMs).toBeLessThan(1_000);
  await expect
    .poll(async () => (await canvasContent(page, ".map", RED)).coloured, { timeout: 1_000 })
    .toBeGreaterThan(red + 200);
});

test("a page opened when all is over shows curve, way, verdict and reasons", async (context) => {
  const { page } = await opened(context, {
    before: (station) => {
      station.tell(lane);
      station.tell(exam);
    },
  });
  await page.locator(".result.fail").waitFor();
  await expect
    .poll(async () => (await canvasContent(page, ".map", [59, 130, 246])).coloured)
    .toBeGreaterThan(300);
  await page.keyboard.press("ArrowDown");
  await page.locator(".reasons").getByText("16.1 %").waitFor();
  await expect
    .poll(async () => (await canvasContent(page, ".chart canvas", BLUE)).coloured)
    .toBeGreaterThan(200);
});

test("two jobs run side by side: a new one does not take the stage, and a key changes between them", async (context) => {
  const { station, page } = await opened(context);
  const at = station.tell(
    lane,
    0,
    jobIs((job) => job.items.some((item) => item.verdict === "fail")),
  );
  await page.locator(".item.fail").waitFor();
  station.tell(lane, at, nth("force", 300));
  station.tell(exam, 0, nth("pose", 20));
  await page.locator(".job").getByText("李明").waitFor();
  expect(await page.locator(".job.chosen .who").innerText()).toBe("鄂A12345");
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
    lane,
    0,
    jobIs((job) => job.state === "sealed"),
  );
  await page.getByText("等待登记中心回执").waitFor();
  expect(await page.getByRole("link", { name: "下载证明" }).count()).toBe(0);
  at = station.tell(lane, at);
  const [record, envelope] = [...lane.records][0] ?? ["", ""];
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
  expect(await page.locator(".result .big[aria-live]").innerText()).toContain("不合格");
  expect(at).toBe(lane.messages.length);
});

test("keys start, choose and abort jobs, switch the language, and can be switched off", async (context) => {
  const { station, page } = await opened(context, { known: /status of 409/ });
  await page.keyboard.press("i");
  await page.getByRole("alert").getByText("没有等待的车辆或考生").waitFor();
  await page.keyboard.press("l");
  await page.getByRole("alert").getByText("Nobody waits").waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("alert").count()).toBe(0);
  station.startJob = async () => {
    station.tell(lane, 0, braking);
    return { kind: "opened", job: "J-1" };
  };
  await page.keyboard.press("I");
  await page.getByText("Press the brake pedal to full braking.").waitFor();
  await page.keyboard.press("a");
  await page.getByRole("button", { name: "Press again to abort" }).waitFor();
  expect(station.asked).toEqual([{ kind: "inspection" }, { kind: "inspection" }]);
  await page.keyboard.press("a");
  await expect
    .poll(() => station.asked.at(-1))
    .toEqual({ job: "J-1", command: { name: "abort", reason: "console" } });
  await page.getByText("Keys", { exact: true }).click();
  await page.getByLabel("Keys are on").uncheck();
  await page.keyboard.press("l");
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
});

test("a fault says which device, what, and what to do; the item says why it is void", async (context) => {
  const { station, page } = await opened(context);
  const at = station.tell(
    unplugged,
    0,
    (message) => message.type === "station" && message.station.devices.some((d) => d.faults.length > 0),
  );
  station.tell(
    unplugged,
    at,
    jobIs((job) => job.items.some((item) => item.verdict === "void")),
  );
  const alert = page.locator(".next .because[role=alert]");
  await alert.getByText("轴重仪 scale-1：连接断开").waitFor();
  expect(await alert.innerText()).toContain("检查电源、插头和网线");
  await page.locator(".item.void .reason").first().getByText("轴重仪故障（连接断开）").waitFor();
  station.view = { ...station.view, registry: { connected: false, pending: 3, receiptedSize: 0 } };
  station.feed.tell({ type: "station", station: station.view });
  await page.getByText("结果已保存在本站").waitFor();
});

test("a note for the examiner stands apart from the reasons, by time and item, while the test runs and after", async (context) => {
  const { station, page } = await opened(context);
  const at = station.tell(
    noted,
    0,
    jobIs((job) => job.notes.length > 0),
  );
  const note = page.locator(".notes li");
  expect(await note.innerText()).toMatch(/^\d\d:\d\d:\d\d UTC · 曲线行驶 · 考试员使用了副制动$/);
  expect(await page.locator(".notes h3").innerText()).toBe("请考试员判定");
  station.tell(noted, at);
  await page.locator(".result.pass .notes").waitFor();
  expect(await page.locator(".result .why").count()).toBe(0);
});

test("a limit is drawn with its width of measurement and the value that decides, and said as a bound", async (context) => {
  const { page } = await opened(context, { before: (station) => station.tell(poleMissed) });
  const broken = page.locator(".item.fail .findings > li.fail").first();
  expect(await broken.locator(".limit").innerText()).toBe("限值 ≤ 500 mm");
  const shares = await broken.locator(".bar").evaluate((bar) => {
    const left = (selector: string): number =>
      Number.parseFloat((bar.querySelector(selector) as HTMLElement).style.left);
    return { bound: left(".width"), decides: left(".decides"), value: left(".needle") };
  });
  expect(shares.bound).toBeLessThan(shares.decides);
  expect(shares.decides).toBeLessThan(shares.value);
  await broken.locator("summary").click();
  await broken.getByText("限值：≤ 500 mm；测量宽度 50 mm，达到 520 mm 时判定").waitFor();
});

test("after the station restarts the page comes back by itself, with the station's own story", async (context) => {
  const { station, page, url, webDirectory } = await opened(context, { known: /WebSocket connection/ });
  const at = station.tell(exam, 0, nth("pose", 60));
  await page.locator(".job").getByText("李明").waitFor();
  await station.close();
  await page.getByRole("alert").getByText("正在重连").waitFor();
  const again = new RecordedStation();
  onTestFinished(() => again.close());
  again.tell(exam, 0, nth("pose", 60));
  await again.listen(webDirectory, demoCourse(), Number(new URL(url).port));
  await expect.poll(() => page.getByRole("alert").count(), { timeout: 5_000 }).toBe(0);
  again.tell(exam, at, deducted(1));
  await page.locator(".score .number").getByText("90").waitFor();
  expect(await page.locator(".job").count()).toBe(1);
});

test("in either language nothing on the page is in the other", async (context) => {
  const { station, page } = await opened(context, {
    before: (first) => {
      const all = FULL ? [lane, unplugged, boardSilent, exam, noted, poleMissed] : [unplugged, poleMissed];
      for (const job of all) first.tell(job);
    },
  });
  const both = async (what: string): Promise<void> => {
    for (const language of ["zh", "en"] as const) {
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      expect(await foreignWords(page, language), what).toEqual([]);
      await page.keyboard.press("l");
      const lang = language === "zh" ? "en" : "zh-CN";
      await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe(lang);
    }
  };
  for (const job of await page.locator(".job").all()) {
    await job.click();
    await page.locator(".result").waitFor();
    await both(await job.innerText());
  }
  // Nobody looks at a running one, so it takes the stage by itself.
  station.tell({ ...lane, messages: lane.messages.map(toAnother) }, 0, braking);
  await page.locator(".next .prompt").waitFor();
  await both("running");
});

test("at every size nothing scrolls sideways, everything has a name, a size to touch and contrast", async (context) => {
  const { station, page } = await opened(context, {
    before: (first) => {
      if (FULL) first.tell(lane);
      first.tell(unplugged);
    },
  });
  station.tell(exam, 0, deducted(1));
  await page.locator(".job.chosen").getByText("李明").waitFor();
  for (const size of FULL ? SIZES : [SIZES[0], SIZES[2]]) {
    await page.setViewportSize(size);
    for (const job of await page.locator(".job").all()) {
      await job.click();
      const { wide, inner } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        inner: window.innerWidth,
      }));
      expect(wide, `${size.width}`).toBeLessThanOrEqual(inner);
      expect(await auditPage(page), `${size.width}`).toEqual([]);
    }
  }
});

test("the tab key goes from the language over starting and choosing to the job, and is seen on its way", async (context) => {
  const { page } = await opened(context, { before: (station) => station.tell(lane) });
  const stops: string[] = [];
  for (let n = 0; n < 9; n++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      const style = element === null ? null : getComputedStyle(element);
      return {
        name: (element?.textContent ?? "").trim(),
        outlinePx:
          style === null || style.outlineStyle === "none" ? 0 : Number.parseFloat(style.outlineWidth),
      };
    });
    expect(stop.outlinePx, stop.name).toBeGreaterThanOrEqual(2);
    stops.push(stop.name);
  }
  expect(stops[0]).toBe("English");
  expect(stops[1]).toContain("检验下一辆车");
  expect(stops[2]).toContain("考试下一位考生");
  expect(stops[3]).toContain("鄂A12345");
  expect(stops.indexOf("下载记录")).toBeGreaterThan(3);
});
