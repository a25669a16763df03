import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openBrowser } from "../browser/browser-stage.ts";
import { DayStation, PASSWORD, residentBytes, staffNumberOf, type Worker } from "../days/day-station.ts";
import { LiveClient } from "../days/live-client.ts";
import { ROOT } from "../support/source-tree.ts";
import type { Measure } from "./main.ts";

/**
 * Forty-nine real pages in chromium and one client of the live socket, which is all that a station takes, while a lane and two cars work behind
 * simulators in processes of their own: how late the station makes its beats with them, how long a page hears nothing, how often one turns
 * grey, and what they cost the station in memory. All of it runs on the machine that is measured. Needs `npm run build`, socat and chromium.
 * Usage: npm run bench consoles
 */
const PAGES = 49;
const MEASURED_S = 60;
const SETTLED_S = 10;
const CALL_EVERY_S = 10;
const SEEN_MS = 60_000;
/** As `npm run build` makes them. */
const BUILT = join(ROOT, "dist/web/index.html");

const ADDRESSES: readonly (readonly [Worker, string])[] = [
  ["operator", "#queue"],
  ["operator", "#lane/lane-1"],
  ["examiner", "#course/course-1"],
  ["examiner", ""],
  ["second", ""],
  ["manager", "#station"],
  ["manager", "#station/devices"],
  ["manager", "#results"],
];

/** What each page keeps account of by its own steady clock. */
interface Heard {
  lastMs: number;
  quietestMs: number;
  messages: number;
  bytes: number;
  greys: number;
}

export async function bench(): Promise<Measure[]> {
  if (!existsSync(BUILT)) throw new Error(`${BUILT} is not there: npm run build`);
  const station = await new DayStation().open();
  const browser = await openBrowser();
  const client = await LiveClient.open(station.url, await station.signIn("signatory"));
  let busy: ReturnType<typeof setInterval> | undefined;
  try {
    busy = keepBusy(station);
    await seconds(SETTLED_S);
    const before = residentBytes(station.station.pid);
    const pages = await openedPages(browser, station.url);
    await seconds(SETTLED_S);
    for (const page of pages) await page.evaluate(forgetHeard);
    client.reset();
    await seconds(MEASURED_S);
    const late = [...client.beatsLateMs].sort((a, b) => a - b);
    const heard: Heard[] = [];
    for (const page of pages) heard.push(await page.evaluate(tellHeard));
    const quiet = heard.map(({ quietestMs }) => quietestMs);
    const kib = heard.reduce((sum, { bytes }) => sum + bytes, 0) / PAGES / 1024 / MEASURED_S;
    const what = `${PAGES} pages`;
    return [
      {
        name: `${what}: a beat later than its second, p99`,
        value: late[Math.floor(late.length * 0.99)] ?? Number.NaN,
        unit: "ms",
        atMost: 100,
      },
      {
        name: `${what}: longest time in which one heard nothing`,
        value: Math.max(...quiet),
        unit: "ms",
        atMost: 2_000,
      },
      {
        name: `${what}: how often one turned grey`,
        value: heard.reduce((sum, { greys }) => sum + greys, 0),
        unit: "times",
        atMost: 0,
      },
      { name: `${what}: heard by each`, value: kib, unit: "KiB/s" },
      {
        name: `${what}: resident memory of the station, more than without`,
        value: (residentBytes(station.station.pid) - before) / 2 ** 20,
        unit: "MiB",
        atMost: 96,
      },
    ];
  } finally {
    clearInterval(busy);
    client.close();
    await browser.close();
    await station.close();
  }
}

/** Somebody is always called, as long as it takes to open the pages: what stands still costs nothing. */
function keepBusy(station: DayStation): ReturnType<typeof setInterval> {
  const call = (): void => {
    station.of("lane").type("vehicle electric");
    station.of("course").type("candidate good");
    for (const what of ["lane", "course"] as const) station.of(what).type("next");
  };
  call();
  return setInterval(call, CALL_EVERY_S * 1_000);
}

async function openedPages(browser: Browser, url: string): Promise<Page[]> {
  const contexts = new Map<Worker, BrowserContext>();
  const pages: Page[] = [];
  while (pages.length < PAGES) {
    const [who, address] = ADDRESSES[pages.length % ADDRESSES.length] ?? ["operator", ""];
    const known = contexts.get(who);
    const context = known ?? (await browser.newContext({ locale: "zh-CN", reducedMotion: "reduce" }));
    context.setDefaultTimeout(SEEN_MS);
    contexts.set(who, context);
    const page = await context.newPage();
    await page.addInitScript(keepAccount);
    await page.goto(`${url}/${address}`);
    if (known === undefined) {
      await page.locator("[name=username]").fill(staffNumberOf(who));
      await page.locator("[name=password]").fill(PASSWORD);
      await page.locator("form .primary").click();
    }
    await page.locator(".lamps").first().waitFor();
    pages.push(page);
  }
  return pages;
}

/** In the page, before its own code: what its sockets hear, and each notice that the picture is old. */
function keepAccount(): void {
  const heard: Heard = { lastMs: performance.now(), quietestMs: 0, messages: 0, bytes: 0, greys: 0 };
  const own = globalThis as unknown as { heard: Heard; WebSocket: typeof WebSocket };
  own.heard = heard;
  own.WebSocket = class extends WebSocket {
    constructor(...words: ConstructorParameters<typeof WebSocket>) {
      super(...words);
      this.addEventListener("message", ({ data }) => {
        const nowMs = performance.now();
        heard.quietestMs = Math.max(heard.quietestMs, nowMs - heard.lastMs);
        heard.lastMs = nowMs;
        heard.messages += 1;
        heard.bytes += String(data).length;
      });
    }
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node instanceof Element && node.matches(".stale-notice")) heard.greys += 1;
  }).observe(document, { childList: true, subtree: true });
}

function forgetHeard(): void {
  const { heard } = globalThis as unknown as { heard: Heard };
  Object.assign(heard, { lastMs: performance.now(), quietestMs: 0, messages: 0, bytes: 0, greys: 0 });
}

function tellHeard(): Heard {
  const { heard } = globalThis as unknown as { heard: Heard };
  return { ...heard, quietestMs: Math.max(heard.quietestMs, performance.now() - heard.lastMs) };
}

const seconds = (count: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, count * 1_000));
