import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { foreignWords } from "../browser/page-audit.ts";
import { DayPages, SEEN_MS, signIn } from "./day-pages.ts";
import { DayStation } from "./day-station.ts";

/**
 * Goal: every page of a station at work fits on a phone, a tablet, a desk and a board, in either language, by day and by night. With PROOFMARK_SHOTS=DIR
 * there is a picture of each in DIR/pages, for whoever wants to look at all of them.
 */
vi.setConfig({ testTimeout: 900_000, hookTimeout: 240_000 });

const FOLDER = process.env.PROOFMARK_SHOTS;
const SIZES = {
  phone: { width: 390, height: 844 },
  tablet: { width: 1024, height: 768 },
  desk: { width: 1440, height: 900 },
  board: { width: 1920, height: 1080 },
} as const;
/** Without pictures the narrowest and the usual say enough. */
const SEEN =
  FOLDER === undefined ? (["phone", "desk"] as const) : (["phone", "tablet", "desk", "board"] as const);
const LIGHTS = FOLDER === undefined ? (["light"] as const) : (["light", "dark"] as const);

/** Plates and the name of every candidate of the simulators: the same in any language. */
const DATA = /^(?:李明|[鄂沪][A-Z]+\d+)$/;

interface Shown {
  readonly name: string;
  readonly address: string;
  /** What is there when the page has all that it shows. */
  readonly ready: string;
}

let station: DayStation;
let pages: DayPages;
const consolePages: Shown[] = [];
const screenPages: Shown[] = [];

let cookie = "";

async function api<Body>(path: string): Promise<Body> {
  return (await (await fetch(`${station.url}${path}`, { headers: { cookie } })).json()) as Body;
}

async function until(what: string, reached: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + REACHED_MS;
  while (!(await reached())) {
    if (performance.now() > untilMs) throw new Error(`not reached in ${REACHED_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
const REACHED_MS = 180_000;
const LOOK_EVERY_MS = 1_000;

interface Snapshot {
  readonly jobs: readonly {
    readonly job: string;
    readonly kind: string;
    readonly state: string;
    readonly record: string | null;
    readonly currentItem: string | null;
  }[];
}

/** A lane and two cars at work, two results, somebody who waits for a review, and others who wait to be called. */
beforeAll(async () => {
  station = await new DayStation().open();
  pages = await DayPages.open(station);
  cookie = await station.signIn("everybody");
  const sealed = async (): Promise<number> =>
    (await api<Snapshot>("/api/snapshot")).jobs.filter(({ record }) => record !== null).length;
  station.of("lane").type("vehicle sound");
  station.of("course").type("next");
  station.of("lane").type("next");
  for (const _each of [1, 2]) station.of("course").type("candidate good");
  // Both of the first candidates: what comes after them drives without a mistake, and for long.
  await until("two are sealed", async () => (await sealed()) >= 2);
  const running = async (kind: string): Promise<boolean> =>
    (await api<Snapshot>("/api/snapshot")).jobs.some(
      (job) => job.kind === kind && job.state === "running" && job.currentItem !== null,
    );
  for (const kind of ["inspection", "exam", "exam"])
    await station.post("/api/jobs", { kind }, cookie).catch(() => undefined);
  for (const kind of ["inspection", "exam"]) await until(`an item of an ${kind} runs`, () => running(kind));
  const { jobs } = await api<Snapshot>("/api/snapshot");
  const one = (kind: string, isRunning: boolean): string =>
    jobs.find((job) => job.kind === kind && (job.state === "running") === isRunning)?.job ?? "";
  const record = jobs.find((job) => job.record !== null)?.record ?? "";
  const places: readonly (readonly [string, string, string])[] = [
    ["jobs", "", ".job"],
    ["job-inspection", `#job/${one("inspection", true)}`, ".next, .result"],
    ["job-exam", `#job/${one("exam", true)}`, ".exam-pad, .result"],
    ["job-done", `#job/${one("exam", false)}`, ".result"],
    ["queue", "#queue", ".queue"],
    ["lane", "#lane/lane-1", ".lane-places"],
    ["course", "#course/course-1", ".map"],
    ["review", "#review", ".review-page"],
    ["results", "#results", ".result-line"],
    ["result", `#result/${record}`, ".result"],
    ["station", "#station", ".troubles, .nothing-wrong"],
    ["devices", "#station/devices", ".station-devices li"],
    ["device", "#station/device/brake-bench-1", ".device-facts"],
    ["keeping", "#station/keeping", ".keeping"],
    ["log", "#station/log", ".log-lines li"],
    ["users", "#station/users", ".station-users"],
    ["screens", "#screens", ".screen-links li"],
    ["people", "#people", ".person-row"],
    ["slip", `#slip/${one("inspection", true)}`, ".slip"],
  ];
  consolePages.push(...places.map(([name, address, ready]) => ({ name, address: `/${address}`, ready })));
  const links = await api<{ hall: string; boards: { token: string }[] }>("/api/screens");
  const { token } = await api<{ token: string }>(`/api/jobs/${one("inspection", true)}/slip`);
  const board = links.boards[0]?.token;
  screenPages.push(
    { name: "screen-board", address: `/board/lane-1#${board}`, ready: ".board" },
    { name: "screen-position", address: `/board/lane-1/1#${board}`, ready: ".board" },
    { name: "screen-hall", address: `/hall#${links.hall}`, ready: ".hall" },
    { name: "screen-phone", address: `/slip#${one("inspection", true)}.${token}`, ready: "main" },
    { name: "screen-unknown", address: "/hall#nobody", ready: ".plain-screen" },
  );
});
afterAll(async () => {
  await pages?.close();
  await station?.close();
});

/** At each size: nothing over the edge, and a picture. */
async function looked(page: Page, name: string): Promise<string[]> {
  const over: string[] = [];
  for (const size of SEEN) {
    await page.setViewportSize(SIZES[size]);
    const wide = (): Promise<number> =>
      page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    try {
      // A chart follows the page a moment later.
      await expect.poll(wide, { timeout: 3_000 }).toBeLessThanOrEqual(0);
    } catch {
      over.push(`${name} ${size}: ${await wide()} px too wide`);
    }
    if (FOLDER !== undefined)
      await page.screenshot({
        path: join(FOLDER, "pages", `${name}-${size}.png`),
        fullPage: !name.includes("board"),
      });
  }
  return over;
}

for (const light of LIGHTS)
  for (const locale of ["zh-CN", "en-GB"] as const)
    test(`every page, ${locale}, ${light}`, async () => {
      if (FOLDER !== undefined) mkdirSync(join(FOLDER, "pages"), { recursive: true });
      const context = await pages.browser.newContext({ locale, colorScheme: light, reducedMotion: "reduce" });
      const page = await context.newPage();
      page.setDefaultTimeout(SEEN_MS);
      const language = locale === "zh-CN" ? "zh" : "en";
      const wrong: string[] = [];
      const called = (name: string): string => `${name}-${language}-${light}`;
      await page.goto(`${station.url}/#queue`);
      await page.locator("[name=username]").waitFor();
      wrong.push(...(await looked(page, called("sign-in"))));
      await signIn(page, "everybody");
      await page.locator(".pages").waitFor();
      for (const { name, address, ready } of consolePages) {
        await page.goto(`${station.url}${address}`);
        await page.locator(ready).first().waitFor();
        wrong.push(...(await looked(page, called(name))));
        const foreign = (await foreignWords(page, language)).filter((words) => !DATA.test(words));
        wrong.push(...foreign.map((words) => `${called(name)} says ${words}`));
      }
      for (const { name, address, ready } of screenPages) {
        await page.goto("about:blank");
        await page.goto(`${station.url}${address}`);
        await page.locator(ready).first().waitFor();
        wrong.push(...(await looked(page, called(name))));
      }
      await context.close();
      expect(wrong).toEqual([]);
    });
