import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { ScreenTokens } from "../../src/console/screens/screen-tokens.ts";
import { PASSWORD } from "../support/signed-in.ts";
import { braking, nth } from "./browser-stage.ts";
import { heldLine } from "./held-line.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage } from "./page-audit.ts";
import type { RecordedJob } from "./recorded-jobs.ts";
import { recordedLanes } from "./recorded-lanes.ts";
import { SCREEN_SECRET } from "./recorded-station.ts";

/** Goal: each of many pages is told what it needs: that there is no room, that somebody has signed in, that its list is whole, that nobody counts any more. */
vi.setConfig({ testTimeout: 60_000 });
const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak", exam: "c1-two-mistakes" });
let lanes: RecordedJob;
beforeAll(async () => {
  lanes = await recordedLanes("lane-of-three");
}, 120_000);
const HALL = new ScreenTokens(SCREEN_SECRET).tokenOf({ kind: "hall" });

test.for([
  ["zh-CN", /^本站同时最多打开 1 个页面，现已满；请关闭无人看的页面，有空位时本页自动打开。$/],
  ["en-GB", /^At most 1 pages may be open at once, and they are\. Close pages .* when there is room\.$/],
] as const)(
  "one page too many, %s, says so in a sentence and opens by itself",
  async ([locale, sentence], context) => {
    const { page } = await opened(context, {
      locale,
      known: /503|WebSocket/,
      before: (station) => {
        station.limits = { pagesMax: 1, pagesOwn: 1 };
        station.tell(jobs.lane, 0, braking);
      },
    });
    const other = await page.context().newPage();
    await other.goto(page.url());
    const said = other.locator(".no-room");
    await said.waitFor();
    await expect.poll(() => said.innerText()).toMatch(sentence);
    expect(await auditPage(other)).toEqual([]);
    await page.close();
    await other.locator(".devices li").first().waitFor();
    await expect.poll(() => said.count()).toBe(0);
  },
);

test("a screen on the wall for which there is no room says so, and comes by itself", async (context) => {
  const { page, url } = await opened(context, { as: null, path: `/hall#${HALL}` });
  await page.locator(".hall").waitFor();
  let isFull = true;
  const other = await page.context().newPage();
  await other.route("**/api/screen", async (route) => {
    const answer = await route.fetch();
    const headers = { ...answer.headers(), ...(isFull ? { "x-proofmark-room": "none" } : {}) };
    await route.fulfill({ response: answer, headers });
  });
  await other.goto(`${url}/hall#${HALL}`);
  await other.getByText("打开的屏幕已满，有空位时本页自动显示").waitFor();
  isFull = false;
  await other.locator(".hall").waitFor({ timeout: 15_000 });
});

test("who signs in again at one tab has done so at all of them", async (context) => {
  const { page, station, url } = await opened(context, {
    as: null,
    known: /status of 401/,
    before: (first) => first.tell(jobs.lane, 0, braking),
  });
  await station.people.person({ staffNumber: "0417" });
  const other = await page.context().newPage();
  await other.goto(`${url}/#station`);
  await other.locator("[name=username]").waitFor();
  await page.locator("[name=username]").fill("0417");
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("form .primary").click();
  await page.locator(".devices li").first().waitFor();
  await other.locator(".station-page").waitFor();
});

test("a list of results that was not whole when it came is read again until it is", async (context) => {
  let asked = 0;
  const { page } = await opened(context, {
    path: "/#results",
    prepare: (fresh) =>
      fresh.route("**/api/results?*", async (route) => {
        asked += 1;
        await route.fulfill({
          json: { lines: [], more: false, incomplete: asked < 3, receiptedSize: 0 },
        });
      }),
  });
  await expect.poll(() => asked).toBeGreaterThanOrEqual(3);
  await expect.poll(() => page.locator("main").innerText()).not.toContain("正在从日志重建");
});

test("the time of a vehicle in its position stands still where nobody knows whether it is there", async (context) => {
  const { page, station, url } = await opened(context, {
    known: /ERR_/,
    before: (first) => {
      first.tell(lanes, 0, (message) => message.type === "station" && message.station.lanes.some(isHeld));
      // As a station at this moment.
      const [lane] = first.view.lanes;
      if (lane !== undefined)
        first.view = {
          ...first.view,
          lanes: [
            {
              ...lane,
              positions: lane.positions.map((position) => ({
                ...position,
                ...(position.job === null ? {} : { heldSinceWallMs: first.view.clock.nowWallMs - 5_000 }),
              })),
            },
          ],
        };
    },
  });
  const line = await heldLine(url);
  onTestFinished(() => line.close());
  await page.context().addCookies(await station.cookies(line.url));
  await page.goto(`${line.url}/#lane/${station.view.lanes[0]?.site}`);
  const since = page.locator(".lane-since strong").first();
  await since.waitFor();
  const before = await since.innerText();
  await expect.poll(() => since.innerText()).not.toBe(before);
  line.hold(true);
  await page.locator(".stale-notice").waitFor();
  const held = await since.innerText();
  await page.waitForTimeout(2_500);
  await expect.poll(() => since.innerText()).toBe(held);
  line.hold(false);
  await expect.poll(() => page.locator(".stale-notice").count()).toBe(0);
  await expect.poll(() => since.innerText()).not.toBe(held);
});

test("of a test that was driven to its end no position is missed, and none counts on where nobody knows", async (context) => {
  const { page, station, url } = await opened(context, {
    known: /ERR_/,
    before: (first) => first.tell(jobs.exam, 0, nth("pose", 20)),
  });
  const line = await heldLine(url);
  onTestFinished(() => line.close());
  await page.context().addCookies(await station.cookies(line.url));
  await page.goto(`${line.url}/#job/J-2`);
  await page.locator(".next").waitFor();
  const pose = jobs.exam.messages.find(({ type }) => type === "pose");
  if (pose !== undefined) station.tellOne(pose);
  const missed = page.getByText("没有新的位置").first();
  await missed.waitFor();
  line.hold(true);
  await page.locator(".stale-notice").waitFor();
  const before = await page.locator("main").innerText();
  await page.waitForTimeout(2_500);
  await expect.poll(() => page.locator("main").innerText()).toBe(before);
  line.hold(false);
  await expect.poll(() => page.locator(".stale-notice").count()).toBe(0);
  const job = station.snapshot().jobs.find(({ kind }) => kind === "exam");
  if (job === undefined) throw new Error("no exam");
  const signing = {
    next: "candidate",
    fourEyes: false,
    signed: [],
    verdict: "pass",
    sinceWallMs: 0,
  } as const;
  station.tellOne({ type: "job", job: { ...job, signing } });
  await page.locator(".signing").waitFor();
  await expect.poll(() => missed.count()).toBe(0);
  // Nor does the speed of its last position stand there as if it drove.
  await expect.poll(() => page.locator(".readout").count()).toBe(0);
});

test.for([
  ["examiner", true],
  ["operator", false],
] as const)(
  "of a test that is over, a new vehicle takes the stage from an %s: not %s",
  async ([role, stays], context) => {
    const { page, station } = await opened(context, {
      as: { roles: [role] },
      path: "/#job/J-2",
      before: (first) => first.tell(jobs.exam),
    });
    await page.locator(".result").waitFor();
    station.tell(jobs.lane, 0, braking);
    await page.locator(".job").nth(1).waitFor();
    await expect.poll(() => page.locator(".result").count()).toBe(stays ? 1 : 0);
    expect(page.url()).toContain(stays ? "#job/J-2" : "#job/J-1");
  },
);

test("a job of the address that the station does not show any more is not taken for another one", async (context) => {
  const { page, station } = await opened(context, {
    path: "/#job/J-9",
    before: (first) => first.tell(jobs.lane, 0, braking),
  });
  await expect.poll(() => page.locator(".job-gone").innerText()).toContain("J-9");
  expect(await auditPage(page)).toEqual([]);
  expect(page.url()).toContain("#job/J-9");
  // A new one of theirs takes the stage, as from any that is over.
  station.tell(jobs.exam, 0, nth("pose", 20));
  await page.locator(".exam-hand, .next").first().waitFor();
  expect(page.url()).toContain("#job/J-2");
});

test("a slip is paper at night too, and three positions fit on a phone", async (context) => {
  const { page } = await opened(context, {
    path: "/#slip/J-1",
    before: (first) => {
      first.tell(jobs.lane, 0, braking);
      const full = lanes.messages.find(
        (message) => message.type === "station" && message.station.lanes.some(isHeld),
      );
      if (full !== undefined) first.tellOne(full);
    },
    prepare: (fresh) => fresh.emulateMedia({ colorScheme: "dark" }),
  });
  await page.locator(".slip code").waitFor();
  expect(await auditPage(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(new URL("#job/J-1", page.url()).href);
  await page.locator(".positions").waitFor();
  const wide = (): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await expect.poll(wide).toBeLessThanOrEqual(0);
});

const isHeld = ({ positions }: { readonly positions: readonly { readonly job: string | null }[] }): boolean =>
  positions.some(({ job }) => job !== null);
