import { expect, onTestFinished, test, vi } from "vitest";
import type { LiveMessage } from "../../src/station/live-message.ts";
import { braking, canvasContent, deducted, jobIs, nth, SIZES } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";
import { demoCourse } from "./recorded-jobs.ts";
import { RecordedStation } from "./recorded-station.ts";

// A page that is told a whole inspection in one breath needs its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const BLUE = [11, 107, 203] as const;
const { jobs, opened } = browserWith({
  lane: "k3-left-rear-weak",
  exam: "c1-two-mistakes",
  unplugged: "k3-scale-unplugged",
  boardSilent: "c1-board-silent",
  noted: "c1-examiner-brake",
  poleMissed: "c1-hill-off-60cm",
});
const toAnother = (message: LiveMessage): LiveMessage =>
  message.type === "job" ? { ...message, job: { ...message.job, job: "J-9" } } : message;

test("a page opened when all is over shows curve, way, verdict and reasons", async (context) => {
  const { page } = await opened(context, {
    before: (station) => {
      station.tell(jobs.lane);
      station.tell(jobs.exam);
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

test("a note for the examiner stands apart from the reasons, by time and item, while the test runs and after", async (context) => {
  const { station, page } = await opened(context);
  const at = station.tell(
    jobs.noted,
    0,
    jobIs((job) => job.notes.length > 0),
  );
  const note = page.locator(".notes li");
  await expect
    .poll(() => note.innerText())
    .toMatch(/^\d\d:\d\d:\d\d UTC\S* · 曲线行驶 · 考试员使用了副制动$/);
  await expect.poll(() => page.locator(".notes h3").innerText()).toBe("请考试员判定");
  station.tell(jobs.noted, at);
  await page.locator(".result.pass .notes").waitFor();
  await expect.poll(() => page.locator(".result .why").count()).toBe(0);
});

test("a limit is drawn with its width of measurement and the value that decides, and said as a bound", async (context) => {
  const { page } = await opened(context, { before: (station) => station.tell(jobs.poleMissed) });
  const broken = page.locator(".item.fail .findings > li.fail").first();
  await expect.poll(() => broken.locator(".limit").innerText()).toBe("限值 ≤ 500 mm");
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
  // Whatever the page asks for while nobody listens there is refused by the machine.
  const known = /WebSocket connection|net::ERR_CONNECTION_REFUSED/;
  const { station, page, url, webDirectory } = await opened(context, { known });
  const at = station.tell(jobs.exam, 0, nth("pose", 60));
  await page.locator(".job").getByText("李明").waitFor();
  await station.close();
  await page.getByRole("alert").getByText("正在重连").waitFor();
  const again = new RecordedStation(station.people);
  onTestFinished(() => again.close());
  again.tell(jobs.exam, 0, nth("pose", 60));
  await again.listen(webDirectory, demoCourse(), Number(new URL(url).port));
  await expect.poll(() => page.getByRole("alert").count(), { timeout: 5_000 }).toBe(0);
  again.tell(jobs.exam, at, deducted(1));
  await page.locator(".score .number").getByText("90").waitFor();
  await expect.poll(() => page.locator(".job").count()).toBe(1);
});

test("in either language nothing on the page is in the other", async (context) => {
  const { station, page } = await opened(context, {
    before: (first) => {
      for (const job of [jobs.lane, jobs.unplugged, jobs.boardSilent, jobs.exam, jobs.noted, jobs.poleMissed])
        first.tell(job);
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
  station.tell({ ...jobs.lane, messages: jobs.lane.messages.map(toAnother) }, 0, braking);
  await page.locator(".next .prompt").waitFor();
  await both("running");
});

test("at every size nothing scrolls sideways, everything has a name, a size to touch and contrast", async (context) => {
  const { station, page } = await opened(context, {
    before: (first) => {
      first.tell(jobs.lane);
      first.tell(jobs.unplugged);
    },
  });
  station.tell(jobs.exam, 0, deducted(1));
  await page.locator(".job.chosen").getByText("李明").waitFor();
  for (const size of SIZES) {
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

test("the tab key goes from the way past the head over who is signed in to starting, choosing and the job, and is seen on its way", async (context) => {
  const { page } = await opened(context, { before: (station) => station.tell(jobs.lane) });
  const stops: string[] = [];
  for (let n = 0; n < 25; n++) {
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
  const over = [
    "跳到内容",
    "Person 1",
    "English",
    "任务",
    "等候队列",
    "待审核",
    "结果查询",
    "本站",
    "屏幕地址",
    "人员",
  ];
  const wanted = [...over, "检验下一辆车", "考试下一位考生", "练习", "鄂A12345"];
  for (const [at, name] of wanted.entries()) expect(stops[at]).toContain(name);
  expect(stops.indexOf("下载记录")).toBeGreaterThan(wanted.length - 1);
});
