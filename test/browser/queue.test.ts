import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, type TestContext, test, vi } from "vitest";
import type { PlaceAsked, QueueRow, QueueView } from "../../src/core/queue/queue-view.ts";
import { reason, told } from "../../src/core/trade/reasons.ts";
import { SIZES } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";

/** Goal: who waits, who is next and why somebody cannot begin is read before anybody is called; with mouse, finger or keys people call and arrange. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const { opened } = browserWith({});
const NOW_MS = 1_780_300_800_000;
const MINUTE_MS = 60_000;

const WHYS = [
  reason("CALIBRATION_ENDED", { device: "bench-2", validTo: "2026-05-31", today: "2026-06-01" }),
  reason("FILE_REFUSED", {
    file: "03.yaml:26:8",
    zh: "seats：实际为 500，应为 最多 300。",
    en: "seats: found 500, allowed: at most 300.",
    movedTo: null,
  }),
  reason("JOB_BUSY", { job: "TEST-000007" }),
  reason("INTEREST_SELF", { name: "王三" }),
  reason("COMMAND_LOCKED", {
    ...{ number: 3, scope: "site lane-1", by: "Wu" },
    zh: "制动台复核未完成，标定证书与登记的设备编号不一致，待主管部门现场核对后再恢复。",
    en: "The check of the brake bench is not finished: its certificate and the serial number that is registered are not of one device, and the authority comes to see for itself.",
  }),
];

function rowOf(file: string, subject: QueueRow["subject"], changes: Partial<QueueRow> = {}): QueueRow {
  const sinceWallMs = NOW_MS - Number.parseInt(file, 10) * 17 * MINUTE_MS;
  return {
    ...{
      file,
      modifiedMs: sinceWallMs,
      sinceWallMs,
      state: "ready",
      isRead: true,
      answers: [],
      subject,
      seat: null,
    },
    ...{ takenIn: false, interest: null, at: [null, 0], onceFree: [null, null], ...changes },
  };
}

/** A station that keeps to what it is told: the order and the lane of each. */
function waitingStation() {
  const cars = ["鄂A12345", "鄂B00002", "鄂C00003", "鄂D00004"];
  let rows: QueueRow[] = cars.map((plate, at) =>
    rowOf(`0${at + 1}.yaml`, at === 2 ? null : { plate, vin: "LFV2A21K8D4123456", vehicleClass: "K33" }, {
      ...(at === 2 ? { at: [1, 1] } : {}),
      ...(at === 3 ? { at: [2, 4], onceFree: [0, null], answers: [4] } : {}),
    }),
  );
  const exams = [
    rowOf("05.yaml", { name: "李明", licenceClass: "C1" }, { at: [null], onceFree: [null] }),
    rowOf("06.yaml", { name: "王三", licenceClass: "C1" }, { at: [null], onceFree: [null], interest: 3 }),
    rowOf("07.yaml", null, { at: [], onceFree: [], isRead: false }),
  ];
  const asked: PlaceAsked[] = [];
  const look = async (): Promise<QueueView> => ({
    atWallMs: NOW_MS,
    queues: [
      {
        ...{ kind: "inspection", unreadable: null, call: null, place: null, takeIn: null, more: 0, rows },
        seats: [
          { site: "lane-1", car: null },
          { site: "lane-2", car: null },
        ],
      },
      {
        ...{ kind: "exam", unreadable: null, call: null, place: null, takeIn: null, more: 12, rows: exams },
        seats: [{ site: "course-1", car: "car-1" }],
      },
    ],
    whys: WHYS.map(told),
  });
  const place = async (what: PlaceAsked) => {
    asked.push(what);
    const moved = rows.find(({ file }) => file === what.file);
    if (moved === undefined) return { kind: "refused" as const, reason: reason("QUEUE_CHANGED", {}) };
    const now = what.seat === undefined ? moved : { ...moved, seat: what.seat };
    const others = rows.filter((row) => row !== moved);
    const at =
      what.before === undefined ? rows.indexOf(moved) : others.findIndex(({ file }) => file === what.before);
    others.splice(at < 0 ? others.length : at, 0, now);
    rows = others;
    return { kind: "accepted" as const };
  };
  return {
    queue: { look, place },
    asked,
    gone: (file: string) => (rows = rows.filter((row) => row.file !== file)),
  };
}

async function atQueue(context: TestContext, locale = "zh-CN") {
  const world = waitingStation();
  const at = await opened(context, {
    locale,
    path: "/#queue",
    before: (station) => {
      station.queue = world.queue;
    },
  });
  await expect.poll(() => at.page.locator(".queue-row").count()).toBe(7);
  return { ...at, ...world };
}

const names = (page: Page) => page.locator(".queue").first().locator(".who").allInnerTexts();

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.PROOFMARK_SHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

describe("the queue", () => {
  for (const [locale, language] of [
    ["zh-CN", "zh"],
    ["en-GB", "en"],
  ] as const)
    test(`says who is next, since when, and what stands in the way, at every size (${language})`, async (context) => {
      const { page } = await atQueue(context, locale);
      await expect.poll(() => names(page)).toEqual(["鄂A12345", "鄂B00002", "03.yaml", "鄂D00004"]);
      await expect.poll(() => page.title()).toMatch(language === "zh" ? /等候队列/ : /Who waits/);
      const first = await page.locator(".queue-row").first().innerText();
      expect(first).toContain(language === "zh" ? "文件时间距今 17 分钟" : "age of its file 17 min");
      expect(first).toContain(language === "zh" ? "可以开始：lane-1" : "May begin at lane-1");
      // What is refused stands among them with its sentence, once, and cannot be called.
      const refused = page.locator(".queue-row").nth(2);
      await expect.poll(() => refused.locator(".because").count()).toBe(1);
      await expect.poll(() => refused.innerText()).toContain("500");
      await expect.poll(() => refused.innerText()).toContain("rejected/");
      await expect.poll(() => refused.locator(".call").count()).toBe(0);
      await expect.poll(() => page.locator(".queue-row").nth(3).locator(".once-free").count()).toBe(1);
      await expect.poll(() => page.locator(".queue-row").nth(5).locator("button").count()).toBe(0);
      // Plates and names are what they are.
      const foreign = (await foreignWords(page, language)).filter(
        (words) => !/^(?:鄂|李明|王三)/.test(words),
      );
      expect(foreign).toEqual([]);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        expect(await auditPage(page), `${size.width}`).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide, `${size.width}`).toBeLessThanOrEqual(0);
        await shot(page, `queue-${language}-${size.width}`);
      }
      // However much there is to say of one, nothing is squeezed into a column of single letters.
      for (const width of [1280, 1000, 400]) {
        await page.setViewportSize({ width, height: 800 });
        const narrow = await page
          .locator(".queue-row")
          .nth(3)
          .locator(".whom, .state, .answers")
          .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().width));
        expect(narrow, `${width}`).toHaveLength(3);
        expect(Math.min(...narrow), `${width}`).toBeGreaterThanOrEqual(150);
        await shot(page, `queue-answers-${language}-${width}`);
      }
    });

  test("calls this very one to the place that is free for them, and leads to the job", async (context) => {
    const { page, station, gone } = await atQueue(context);
    station.startJob = async (_kind, { called }) => {
      gone(called?.file ?? "");
      return { kind: "opened", job: "TEST-000008" };
    };
    await page.getByRole("button", { name: /^叫.*鄂B00002/ }).click();
    await page.getByRole("link", { name: /打开任务/ }).waitFor();
    expect(station.asked).toContainEqual({
      kind: "inspection",
      site: "lane-1",
      called: { file: "02.yaml", modifiedMs: NOW_MS - 34 * MINUTE_MS },
    });
    await expect.poll(() => names(page)).toEqual(["鄂A12345", "03.yaml", "鄂D00004"]);
    await expect
      .poll(() => page.getByRole("link", { name: /打开任务/ }).getAttribute("href"))
      .toBe("#job/TEST-000008");
  });

  test("is arranged by buttons and a list, which keep the focus, and says what came of it", async (context) => {
    const { page, asked } = await atQueue(context);
    const up = page.getByRole("button", { name: "提前一位：鄂D00004" });
    await up.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => names(page)).toEqual(["鄂A12345", "鄂B00002", "鄂D00004", "03.yaml"]);
    await expect.poll(() => up.evaluate((button) => button === document.activeElement)).toBe(true);
    await expect
      .poll(() => page.locator(".queue-page .unseen[role=status]").innerText())
      .toContain("鄂D00004");
    await page.getByRole("button", { name: "移到最前：鄂B00002" }).click();
    await expect.poll(() => names(page)).toEqual(["鄂B00002", "鄂A12345", "鄂D00004", "03.yaml"]);
    await page.getByRole("button", { name: "推后一位：鄂B00002" }).click();
    await expect.poll(() => names(page)).toEqual(["鄂A12345", "鄂B00002", "鄂D00004", "03.yaml"]);
    await page.getByLabel("安排到 鄂D00004").selectOption("lane-2");
    await expect.poll(() => asked.at(-1)?.seat).toEqual({ site: "lane-2", car: null });
    await expect.poll(() => page.getByLabel("安排到 鄂D00004").inputValue()).toBe("lane-2");
  });

  test("is arranged with the mouse: before somebody, and onto a lane", async (context) => {
    const { page, asked } = await atQueue(context);
    await page.setViewportSize(SIZES[0]);
    const row = (plate: string) => page.locator(".queue-row", { hasText: plate });
    await row("鄂D00004").locator(".turn").dragTo(row("鄂A12345").locator(".turn"));
    await expect.poll(() => names(page)).toEqual(["鄂D00004", "鄂A12345", "鄂B00002", "03.yaml"]);
    await row("鄂D00004").locator(".turn").dragTo(page.locator(".queue-seat").nth(1));
    await expect.poll(() => asked.at(-1)?.seat).toEqual({ site: "lane-2", car: null });
  });

  test("says when it cannot be read, and shows nothing old as new", async (context) => {
    const world = waitingStation();
    let isBroken = false;
    const { page } = await opened(context, {
      path: "/#queue",
      known: /status of 500/,
      before: (station) => {
        station.queue = {
          ...world.queue,
          look: async () => {
            if (isBroken) throw new Error("broken");
            return await world.queue.look();
          },
        };
      },
    });
    await expect.poll(() => page.locator(".queue-row").count()).toBe(7);
    isBroken = true;
    await page.getByText("无法读取等候队列").waitFor();
    await expect.poll(() => page.locator(".queues.old").count()).toBe(1);
    expect(await auditPage(page)).toEqual([]);
    isBroken = false;
    await expect.poll(() => page.locator(".queues.old").count()).toBe(0);
  });

  test("offers nothing to whoever only looks", async (context) => {
    const { page } = await opened(context, {
      path: "/#queue",
      as: { roles: ["auditor"] },
      before: (station) => {
        const { queue } = waitingStation();
        station.queue = {
          ...queue,
          look: async () => {
            const view = await queue.look();
            const no = reason("NOT_YOUR_ACT", { act: "call", actZh: "叫号", roles: ["operator"] });
            const queues = view.queues.map((one) => ({
              ...one,
              call: view.whys.length,
              place: view.whys.length,
            }));
            return { ...view, queues, whys: [...view.whys, told(no)] };
          },
        };
      },
    });
    await expect.poll(() => page.locator(".queue-row").count()).toBe(7);
    await expect.poll(() => page.locator(".queue button, .queue select").count()).toBe(0);
    await expect.poll(() => page.locator(".queue").first().innerText()).toContain("叫号");
  });
});
