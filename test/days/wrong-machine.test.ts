import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { DayPages, SEEN_MS, says, saysNot } from "./day-pages.ts";
import { DayStation } from "./day-station.ts";
import { MachineBetween } from "./machine-between.ts";

/** Goal: a clock that jumps and a disk that fills up are told on each page that has to do with it, nothing new begins, and what runs goes on. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const HOUR_MS = 3_600_000;
const directory = mkdtempSync(join(tmpdir(), "proofmark-machine-"));
let machine: MachineBetween;
let station: DayStation;
let pages: DayPages;
let queue: Page;
let trouble: Page;
let keeping: Page;

beforeAll(async () => {
  machine = new MachineBetween(directory);
  station = await new DayStation(machine.options).open();
  pages = await DayPages.open(station);
  for (const _each of [1, 2]) station.of("lane").type("vehicle electric");
  queue = await pages.tab("queue", "operator", "#queue");
  trouble = await pages.tab("station", "manager", "#station");
  keeping = await pages.tab("keeping", "manager", "#station/keeping");
});
afterAll(async () => {
  await pages?.close();
  await station?.close();
  rmSync(directory, { recursive: true, force: true });
});

const why = (page: Page) => page.locator(".queue-row .because").first();

test("the clock jumps by two hours: said with what to do, nothing begins by it, and right again it is well", async () => {
  await says(trouble.locator(".lamps"), /时钟/);
  machine.believe({ clockAheadMs: 2 * HOUR_MS });
  const told = trouble.locator(".trouble", { hasText: "时钟" }).first();
  await says(told, /快|早|拨/);
  await expect.poll(() => told.locator(".steps li").count(), { timeout: SEEN_MS }).toBeGreaterThan(0);
  await says(keeping, /2 小时|7200|7199/);
  await says(why(queue), /时钟/);
  await expect.poll(() => queue.locator(".call").count()).toBe(0);
  await pages.shoot("clock");
  machine.believe({ clockAheadMs: 0 });
  await saysNot(trouble.locator(".station-page"), /时钟比/);
  await expect.poll(() => queue.locator(".call").count(), { timeout: SEEN_MS }).toBeGreaterThan(0);
});

test("the disk is nearly full: a vehicle in the lane goes on, none is called, until there is room", async () => {
  await queue.locator(".call").first().click();
  await expect.poll(() => queue.locator(".called").count(), { timeout: SEEN_MS }).toBe(1);
  machine.believe({ freeBytes: 40 * 2 ** 20 });
  await says(trouble.locator(".troubles"), /只剩 40 MiB/);
  await says(why(queue), /只剩 40 MiB/);
  await says(keeping, /0\.0 GiB/);
  await pages.shoot("disk");
  const job = await pages.tab(
    "job",
    "operator",
    await queue.locator(".called a").first().getAttribute("href").then(String),
  );
  await says(job.locator(".items"), /第1轴轴荷/);
  machine.believe({ freeBytes: null });
  await saysNot(trouble.locator(".station-page"), /MiB/);
  await saysNot(queue.locator(".queues"), /MiB/);
});
