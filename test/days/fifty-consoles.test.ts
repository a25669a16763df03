import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { DayPages, GREY_MS, LATE_MS, SEEN_MS, says } from "./day-pages.ts";
import { DayStation, residentBytes, type Worker } from "./day-station.ts";
import { LiveClient } from "./live-client.ts";

/**
 * Goal: fifty consoles are fed at once while a lane and two cars work, none of them grey; one that reads nothing holds nobody and
 * costs no memory; one too many is told so in a sentence, and comes by itself when there is room.
 */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const CONSOLES = 50;
/** As many in a browser as two cores draw beside the station and its world; the others are held to the same law without a screen. */
const REAL = Number(process.env.PROOFMARK_REAL_PAGES ?? 16);
const MEASURED_MS = 15_000;
/** What a station may grow by while it feeds them, most of it buffers of Node's own. */
const GROWS_BYTES_MAX = 96 * 2 ** 20;

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

let station: DayStation;
let pages: DayPages;

beforeAll(async () => {
  station = await new DayStation().open();
  pages = await DayPages.open(station);
});
afterAll(async () => {
  await pages?.close();
  await station?.close();
});

test("fifty at once, one that does not read, and one too many", async () => {
  for (const what of ["lane", "course"] as const) station.of(what).type("next");
  const before = residentBytes(station.station.pid);
  for (let at = 0; at < REAL; at++) {
    const [who, address] = ADDRESSES[at % ADDRESSES.length] ?? ["operator", ""];
    await pages.tab(`page-${at}`, who, address);
  }
  const cookie = await station.signIn("signatory");
  const clients: LiveClient[] = [];
  while (REAL + clients.length < CONSOLES - 1) clients.push(await LiveClient.open(station.url, cookie));
  for (const { page } of pages.all) await countGreys(page);
  for (const client of clients) client.reset();
  await new Promise((resolve) => setTimeout(resolve, MEASURED_MS));
  const quietest = Math.max(...clients.map((client) => client.quietMs()));
  const fed = residentBytes(station.station.pid);
  const late = clients.flatMap(({ beatsLateMs }) => beatsLateMs).sort((a, b) => a - b);
  console.log(
    `${REAL} pages and ${clients.length} more: longest silence ${Math.round(quietest)} ms, beats late p99 ${late[Math.floor(late.length * 0.99)]} ms, ` +
      `worst ${late.at(-1)} ms, ${Math.round(clients.reduce((sum, { messages }) => sum + messages, 0) / clients.length)} messages and ` +
      `${Math.round(clients.reduce((sum, { bytes }) => sum + bytes, 0) / clients.length / 1024)} KiB each in ${MEASURED_MS / 1000} s, ` +
      `resident ${mib(before)} MiB without and ${mib(fed)} MiB with them, greys ${(await greys()).join(" ")}`,
  );
  expect(clients.every(({ isOpen }) => isOpen)).toBe(true);
  expect(quietest).toBeLessThan(GREY_MS + LATE_MS);
  expect(fed - before).toBeLessThan(GROWS_BYTES_MAX);

  const slow = await LiveClient.open(station.url, cookie);
  slow.stall();
  const last = await pages.blank("manager", "#station");
  await says(last, /最多打开 50 个页面，现已满；请关闭无人看的页面，有空位时本页自动打开/);
  for (const client of clients) client.reset();
  // The one that does not read is given up, and its place is the waiting page's.
  await last.locator(".lamps .device").first().waitFor({ timeout: SEEN_MS });
  await expect.poll(() => last.locator(".no-room").count()).toBe(0);
  expect(Math.max(...clients.map((client) => client.quietMs()))).toBeLessThan(GREY_MS + LATE_MS);
  expect(residentBytes(station.station.pid) - fed).toBeLessThan(GROWS_BYTES_MAX);
  for (const { name, page } of pages.all)
    await expect.poll(() => page.locator(".stale-notice").count(), { message: name }).toBe(0);
  expect(pages.failures).toEqual([]);
  slow.close();
  for (const client of clients) client.close();
});

const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);

/** Counts from now on how often the page turns grey. */
async function countGreys(page: DayPages["all"][number]["page"]): Promise<void> {
  await page.evaluate(() => {
    const counted = globalThis as unknown as { greys: number };
    counted.greys = 0;
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes)
          if (node instanceof Element && node.matches(".stale-notice")) counted.greys += 1;
    }).observe(document.body, { childList: true, subtree: true });
  });
}

const greys = (): Promise<number[]> =>
  Promise.all(
    pages.all.map(({ page }) => page.evaluate(() => (globalThis as unknown as { greys: number }).greys)),
  );
