import type { Page } from "playwright-core";
import { beforeAll, describe, expect, onTestFinished, type TestContext, test, vi } from "vitest";
import { ScreenTokens } from "../../src/console/screens/screen-tokens.ts";
import { type PromptAsk, promptFor } from "../../src/core/inspection/prompts.ts";
import { reason, told } from "../../src/core/trade/reasons.ts";
import type { JobView, LiveMessage } from "../../src/station/live-message.ts";
import { braking, deducted, jobIs } from "./browser-stage.ts";
import { heldLine } from "./held-line.ts";
import { browserWith, type OpenOptions } from "./opened-page.ts";
import { auditPage } from "./page-audit.ts";
import type { RecordedJob } from "./recorded-jobs.ts";
import { recordedLanes } from "./recorded-lanes.ts";
import { SCREEN_SECRET } from "./recorded-station.ts";

/** Goal: whoever does not sign in sees the one thing that is theirs, on a board, in a hall, on a phone, by night and in the sun. */
const { jobs, opened } = browserWith({
  lane: "k3-left-rear-weak",
  exam: "c1-two-mistakes",
  broken: "k3-scale-unplugged",
});
let lanes: RecordedJob;
beforeAll(async () => {
  lanes = await recordedLanes("lane-of-three");
}, 120_000);

vi.setConfig({ testTimeout: 60_000 });

const TOKENS = new ScreenTokens(SCREEN_SECRET);
const BOARD = TOKENS.tokenOf({ kind: "board", site: "lane-1" });
const BOARD_PATH = `/board/lane-1#${BOARD}`;
const HALL_PATH = `/hall#${TOKENS.tokenOf({ kind: "hall" })}`;
const slipPath = (job: string): string => `/slip#${job}.${TOKENS.tokenOf({ kind: "job", job })}`;
const SIZES = [
  { width: 1920, height: 1080 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];

const shownTo = (context: TestContext, path: string, options: OpenOptions = {}) =>
  opened(context, { as: null, path, ...options });

/** Nothing runs over the edge, at any size, and nobody stumbles over anything. */
async function looksWell(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const at = `${name} ${size.width}`;
    expect(await auditPage(page), at).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      at,
    ).toBeLessThanOrEqual(0);
    const folder = process.env.PROOFMARK_SHOTS;
    if (folder !== undefined)
      await page.screenshot({
        path: `${folder}/${name}-${size.width}.png`,
        fullPage: !name.startsWith("board"),
      });
  }
  await page.setViewportSize({ width: 1920, height: 1080 });
}

/** Height of capitals, or of Chinese characters, on a wide screen of 43 inches. */
function millimetres(page: Page, selector: string, ofFont: number): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate((element, share) => {
      const px = Number.parseFloat(getComputedStyle(element).fontSize);
      return (px * share * 535) / innerHeight;
    }, ofFont);
}
const HAN = 0.88;
const CAPITAL = 0.72;

const isFull = (message: LiveMessage): boolean =>
  message.type === "station" &&
  message.station.lanes.some(
    ({ positions, waiting }) =>
      positions.every(({ job }) => job !== null) && waiting.some(({ wants }) => wants === "1"),
  );

/** A lane of one position in which this job stands. */
function inLane(
  job: JobView,
  changes: Partial<JobView>,
): (station: Parameters<NonNullable<OpenOptions["before"]>>[0]) => void {
  return (station) => {
    station.view = {
      ...station.view,
      lanes: [
        {
          site: "lane-1",
          vehicles: 0,
          vehiclesPerHour: null,
          positions: [
            {
              position: "1",
              places: [],
              job: job.job,
              occupancy: "occupied",
              vehicles: 0,
              heldMs: 0,
              awaitedMs: 0,
            },
          ],
          waiting: [],
          leaving: [],
        },
      ],
    };
    station.tellOne({ type: "job", job: { ...job, ...changes } });
  };
}

function lastOf({ messages }: RecordedJob): JobView {
  const found = messages.flatMap((message) => (message.type === "job" ? [message.job] : [])).at(-1);
  if (found === undefined) throw new Error("no job");
  return found;
}

describe("the driver's board", () => {
  test("a prompt, its sign and the plate, nothing else, ten metres away; free, and of one position", async (context) => {
    const { page, station } = await shownTo(context, BOARD_PATH, {
      before: (first) => first.tell(lanes, 0, isFull),
    });
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.locator(".board .plate").waitFor();
    expect(await millimetres(page, ".board .say .first", HAN)).toBeGreaterThanOrEqual(50);
    expect(await millimetres(page, ".board .plate", CAPITAL)).toBeGreaterThanOrEqual(50);
    expect(
      await page.locator("body").evaluate((body) => body.querySelectorAll("a, button, input").length),
    ).toBe(0);
    await expect.poll(() => page.title()).toContain("驾驶员显示屏");
    await looksWell(page, "board-lanes");
    const [lane] = station.view.lanes;
    for (const { position } of lane?.positions ?? []) {
      await page.goto(`${new URL(page.url()).origin}/board/lane-1/${position}#${BOARD}`);
      await page.locator(".board").waitFor();
      await looksWell(page, `board-position-${position}`);
    }
    await page.goto(`${new URL(page.url()).origin}/board/lane-1/9#${BOARD}`);
    await page.getByText("没有这个工位").waitFor();
    station.view = { ...station.view, lanes: [] };
  });

  test("every sentence a driver can be asked stands on the screen as a whole", async (context) => {
    const job = lastOf(jobs.lane);
    const { page, station } = await shownTo(context, BOARD_PATH, {
      before: inLane(job, { state: "running", prompt: null }),
    });
    await page.locator(".board").waitFor();
    const asks: readonly PromptAsk[] = [
      { action: "drive-onto", params: { place: "headlamp", axle: 2 } },
      { action: "press-brake" },
      { action: "release-brake" },
      { action: "roll-free" },
      { action: "pull-parking-brake" },
      { action: "release-parking-brake" },
      { action: "lamps-high" },
      { action: "lamps-off" },
      { action: "insert-probe", params: { depthMm: 400 } },
      { action: "remove-probe" },
      { action: "idle" },
      { action: "full-throttle" },
      { action: "engine-speed", params: { targetRpm: 2500, toleranceRpm: 100 } },
      { action: "leave-lane" },
      { action: "wait", because: reason("ROLLERS_ABOUT_TO_TURN", {}) },
      { action: "wait", because: reason("ACCELERATION_COUNTS", { counted: 2, needed: 3 }) },
      { action: "wait", because: reason("OPACIMETER_PREPARES", {}) },
      { action: "wait", because: reason("ANALYSER_PREPARES", {}) },
      { action: "wait", because: reason("ABOUT_TO_MEASURE_AGAIN", {}) },
      { action: "go-on", because: reason("ANALYSER_SILENT", {}) },
    ];
    for (const ask of asks) {
      const prompt = promptFor(ask, null);
      station.tellOne({
        type: "job",
        job: { ...job, state: "running", prompt: { ...prompt, text: told(prompt.text) } },
      });
      const wanted = ask.action === "go-on" ? "请听从工作人员" : told(prompt.text).zh;
      await page.locator(".board .first", { hasText: wanted }).waitFor();
      await page.setViewportSize({ width: 1920, height: 1080 });
      expect(await millimetres(page, ".board .say .first", HAN), wanted).toBeGreaterThanOrEqual(50);
      expect(await millimetres(page, ".board .say .second", CAPITAL), wanted).toBeGreaterThanOrEqual(50);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        const over = await page.evaluate(() =>
          [...document.querySelectorAll(".board *")].some((element) => {
            const { top, bottom, left, right } = element.getBoundingClientRect();
            return top < -1 || left < -1 || bottom > innerHeight + 1 || right > innerWidth + 1;
          }),
        );
        expect(over, `${ask.action} ${size.width}`).toBe(false);
      }
      const folder = process.env.PROOFMARK_SHOTS;
      await page.setViewportSize({ width: 1920, height: 1080 });
      if (folder !== undefined) await page.screenshot({ path: `${folder}/board-ask-${prompt.id}.png` });
    }
  });

  test("of a car on a course: its item, ten metres away, and nothing of how the test stands", async (context) => {
    const token = TOKENS.tokenOf({ kind: "board", site: "course-1" });
    const { page, station } = await shownTo(context, `/board/course-1#${token}`, {
      before: (first) => first.tell(jobs.exam, 0, deducted(1)),
    });
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.locator(".board .second", { hasText: "Now: " }).waitFor();
    await expect.poll(() => page.locator(".board .say").innerText()).not.toMatch(/\d/);
    await expect.poll(() => page.locator(".board").innerText()).not.toMatch(/李明/);
    expect(await millimetres(page, ".board .say .first", HAN)).toBeGreaterThanOrEqual(50);
    expect(await millimetres(page, ".board .say .second", CAPITAL)).toBeGreaterThanOrEqual(50);
    await looksWell(page, "board-course-item");
    const last = lastOf(jobs.exam);
    station.tellOne({ type: "job", job: { ...last, state: "concluded", record: null } });
    await page.locator(".board .second", { hasText: "Stop: the test has ended." }).waitFor();
    await looksWell(page, "board-course-over");
  });

  test("without news it is grey within three seconds and asks for nothing; live again by itself", async (context) => {
    const { page, url } = await shownTo(context, BOARD_PATH, {
      before: (first) => first.tell(lanes, 0, isFull),
      known: /ERR_|WebSocket/,
    });
    const line = await heldLine(url);
    onTestFinished(() => line.close());
    await page.goto(`${line.url}${BOARD_PATH}`);
    const board = page.locator(".board");
    await board.waitFor();
    const before = await page.locator(".say").innerText();
    await page.waitForTimeout(2_400);
    await expect.poll(() => page.locator(".board.stale").count()).toBe(0);
    line.hold(true);
    await page.locator(".board.stale").waitFor({ timeout: 3_200 });
    const said = await page.locator(".say").innerText();
    expect(said).toMatch(/屏幕没有消息，请听从工作人员指引\s+No news here: follow the staff\./);
    expect(said).not.toContain(before);
    await looksWell(page, "board-stale");
    line.hold(false);
    await expect.poll(() => page.locator(".board.stale").count()).toBe(0);
    await expect.poll(() => page.locator(".say").innerText()).toBe(before);
  });
});

describe("a phone", () => {
  test.for(["zh-CN", "en"])(
    "of an owner, %s: items as they finish, then the result with its code",
    async (locale, context) => {
      const { page, station } = await shownTo(context, slipPath("J-1"), {
        locale,
        before: (first) => first.tell(jobs.lane, 0, braking),
      });
      const isZh = locale === "zh-CN";
      await page.locator(".phone-items li").first().waitFor();
      await expect
        .poll(() => page.locator(".now .first").innerText())
        .toContain(isZh ? "正在检测" : "Being measured");
      await expect.poll(() => page.locator(".phone-result").count()).toBe(0);
      await looksWell(page, `phone-running-${locale}`);
      station.tell(jobs.lane, 0);
      await page.locator(".phone-result .record-code").waitFor();
      await expect
        .poll(() => page.locator(".phone-result .big").innerText())
        .toContain(isZh ? "不合格" : "fail");
      const why = await page.locator(".phone-items .why").first().innerText();
      expect(why).toMatch(/限值/);
      expect(why).toMatch(/limit/);
      await looksWell(page, `phone-result-${locale}`);
      const job = lastOf(jobs.lane);
      station.tellOne({ type: "job", job: { ...job, state: "receipted", receiptSize: 9 } });
      await page
        .locator(".now", { hasText: isZh ? "登记中心已收到结果" : "The registry has the result" })
        .waitFor();
      await page.getByRole("button", { name: isZh ? "English" : "中文" }).click();
      await expect.poll(() => page.locator(".now .first").getAttribute("lang")).toBe(isZh ? "en" : "zh-CN");
      await expect.poll(() => page.locator("html").getAttribute("lang")).toBe(isZh ? "en" : "zh-CN");
      await page.reload();
      await expect.poll(() => page.locator(".now .first").getAttribute("lang")).toBe(isZh ? "en" : "zh-CN");
      await expect.poll(() => page.locator("body").innerText()).not.toContain(job.subject.plate ?? "?");
    },
  );

  test.for(["zh-CN", "en"])(
    "of a candidate, %s: nothing of the test while it runs, all of it when sealed",
    async (locale, context) => {
      const { page, station } = await shownTo(context, slipPath("J-2"), {
        locale,
        before: (first) => first.tell(jobs.exam, 0, deducted(1)),
      });
      await page.locator(".now").waitFor();
      await expect.poll(() => page.locator(".now").innerText()).toContain("请收起手机");
      await expect.poll(() => page.locator("main").innerText()).not.toMatch(/-\d+|✗/);
      await looksWell(page, `phone-exam-running-${locale}`);
      station.tell(jobs.exam, 0);
      await page.locator(".phone-result").waitFor();
      await expect.poll(() => page.locator(".phone-items").innerText()).toMatch(/-\d+ (?:分|points)/);
      await looksWell(page, `phone-exam-result-${locale}`);
    },
  );

  test("of a job that is gone: a sentence; with a wrong token: nothing is there", async (context) => {
    const { page } = await shownTo(context, slipPath("J-9"), { known: /404/ });
    await page.getByText("本站不再显示此任务").waitFor();
    await looksWell(page, "phone-gone");
    await page.goto(`${new URL(page.url()).origin}/hall#${BOARD}`);
    await page.getByText("此地址没有内容").waitFor();
    await looksWell(page, "screen-unknown");
  });
});

describe("the hall", () => {
  test("who is called where, who waits, who is done, all masked", async (context) => {
    const { page, station } = await shownTo(context, HALL_PATH, {
      before: (first) => {
        const next = first.tell(lanes, 0, isFull);
        const since = first.view.clock.nowWallMs;
        const job = lastOf(jobs.lane);
        first.tellOne({ type: "job", job: { ...job, job: "J-8", startedWallMs: since } });
        const driven = jobs.exam.messages.find(jobIs(({ currentItem }) => currentItem !== null));
        if (driven !== undefined) first.tellOne(driven);
        return next;
      },
    });
    await page.locator(".called li").first().waitFor();
    const plates = station.snapshot().jobs.map(({ subject }) => subject.plate ?? subject.name ?? "?");
    const words = await page.locator("main").innerText();
    for (const plate of plates) expect(words).not.toContain(plate);
    expect(words).toMatch(/•••/);
    expect(words).not.toMatch(/合格|pass|fail/);
    await expect.poll(() => page.locator(".waiting .place").first().innerText()).toBe("1");
    await expect.poll(() => page.locator(".finished li strong").count()).toBe(1);
    await looksWell(page, "hall");
  });
});
