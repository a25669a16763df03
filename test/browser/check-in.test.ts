import type { Page } from "playwright-core";
import { describe, expect, test, vi } from "vitest";
import type { ResultFound } from "../../src/core/results/result-line.ts";
import { reason, told } from "../../src/core/trade/reasons.ts";
import { SIZES } from "./browser-stage.ts";
import {
  desk,
  deskStation,
  field,
  fillCandidate,
  fillVehicle,
  kept,
  PAPERS,
  RIGHT_ID,
  send,
  shot,
  VIN,
} from "./check-in-desk.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";

/** Goal: at the desk somebody is taken in by the words of the trade; slips are said at their field; a number of a person is never kept or sent whole. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
const { opened } = browserWith({});
const atDesk = desk(opened);
const WRONG_ID = `${RIGHT_ID.slice(0, 17)}${RIGHT_ID.endsWith("1") ? "2" : "1"}`;

describe("taking in", () => {
  for (const [locale, language] of [
    ["zh-CN", "zh"],
    ["en-GB", "en"],
  ] as const)
    for (const [kind, path] of [
      ["vehicle", "#check-in/vehicle"],
      ["candidate", "#check-in/candidate"],
    ] as const)
      test(`a ${kind} is asked for in words, at every size (${language})`, async (context) => {
        const { page } = await atDesk(context, path, locale);
        await expect.poll(() => page.title()).toMatch(language === "zh" ? /受理登记/ : /Take somebody in/);
        await page.locator(".check-in-more summary").click();
        await send(page).click();
        await expect.poll(() => page.locator("[aria-invalid=true]").count()).toBeGreaterThan(3);
        await expect
          .poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-invalid")))
          .toBe("true");
        const foreign = await foreignWords(page, language);
        expect(foreign).toEqual([]);
        for (const size of SIZES) {
          await page.setViewportSize(size);
          expect(await auditPage(page), `${size.width}`).toEqual([]);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect(wide, `${size.width}`).toBeLessThanOrEqual(0);
          await shot(page, `check-in-${kind}-${language}-${size.width}`);
        }
      });

  test("a vehicle goes out as a waiting file has it, however it was typed", async (context) => {
    const { page, asked } = await atDesk(context, "#check-in/vehicle");
    await fillVehicle(page);
    await shot(page, "check-in-filled");
    await send(page).click();
    await page.getByText("已受理：").waitFor();
    expect(asked).toMatchObject([
      {
        kind: "inspection",
        request: expect.stringMatching(/^[0-9a-f]{32}$/),
        papers: {
          ...{ schema: "proofmark/dossier/v2", plate: "鄂A12345", vin: VIN, vehicleClass: "K33" },
          ...{ grossMassKg: 1820, curbMassKg: 1380, firstRegistered: "2013-08-20", passengerCar: true },
          axles: [
            { position: "front", steered: true, suspension: null, parkingBrake: false },
            { position: "rear", steered: false, suspension: null, parkingBrake: true },
          ],
          ...{ lampHeightMm: null, elsewhere: null, articulated: false, check: "in-use" },
        },
      },
    ]);
    // The form is empty for the next one.
    await expect.poll(() => field(page, "plate").inputValue()).toBe("");
  });

  test("slips are said at their field: figure, day, plate, VIN", async (context) => {
    const { page, asked } = await atDesk(context, "#check-in/vehicle");
    await fillVehicle(page);
    const problemOf = (name: string) =>
      page.locator(`.field.asked:has([name="${name}"]) .problem`).allInnerTexts();
    const warningOf = (name: string) =>
      page.locator(`.field.asked:has([name="${name}"]) .warned`).allInnerTexts();
    for (const [name, typed, said] of [
      ["grossMassKg", "1,5 t", "整数"],
      ["firstRegistered", "2021-02-31", "日期"],
      ["plate", "?", "号牌"],
      ["vin", "短", "17 位"],
    ] as const) {
      await field(page, name).fill(typed);
      await field(page, name).blur();
      await expect.poll(() => problemOf(name)).toEqual([expect.stringContaining(said)]);
    }
    await send(page).click();
    await page.getByText("有项目需要更正").waitFor();
    expect(asked).toEqual([]);
    // A wrong check digit is said and refuses nothing: an imported vehicle need not have one.
    await field(page, "vin").fill("LFV2A21K9D4123456");
    await expect.poll(() => warningOf("vin")).toEqual([expect.stringContaining("校验位")]);
    await field(page, "grossMassKg").fill("1820");
    await field(page, "firstRegistered").fill("20130820");
    await field(page, "plate").fill("鄂A12345");
    await send(page).click();
    await page.getByText("已受理：").waitFor();
  });

  test("what the door refuses stands at its field, or above the button", async (context) => {
    const { page, refuse } = await atDesk(context, "#check-in/vehicle", "zh-CN", /status of 4\d\d/);
    await fillVehicle(page);
    refuse(reason("FIELD_REFUSED", { field: "vehicleClass", zh: "应为 客车。", en: "allowed: a bus." }));
    await send(page).click();
    const at = page.locator('.field.asked:has([name="vehicleClass"])');
    await expect.poll(() => at.locator(".problem").innerText()).toContain("应为 客车");
    await expect
      .poll(() => field(page, "vehicleClass").evaluate((one) => one === document.activeElement))
      .toBe(true);
    refuse(reason("WAITS_ALREADY", { who: "鄂A12345", file: "1.json" }));
    await send(page).click();
    await expect.poll(() => page.locator(".check-in-form > .problem").innerText()).toContain("已在等候");
  });

  test("one who waits is said while they are typed", async (context) => {
    const { page } = await atDesk(context, "#check-in/vehicle");
    await field(page, "plate").fill("鄂A00001");
    await page.getByText("已在等候").waitFor();
  });

  test("an identity number is looked at and masked before anything is kept or sent", async (context) => {
    const { page, asked } = await atDesk(context, "#check-in/candidate");
    await fillCandidate(page);
    await field(page, "idMasked").fill(WRONG_ID);
    await field(page, "idMasked").blur();
    await page.getByText("校验码不符").waitFor();
    expect(await kept(page)).not.toContain("19900101");
    await field(page, "idMasked").fill(RIGHT_ID);
    await field(page, "idMasked").press("Tab");
    const mask = `420106********${RIGHT_ID.slice(14)}`;
    await expect.poll(() => field(page, "idMasked").inputValue()).toBe(mask);
    expect(await kept(page)).not.toContain("19900101");
    expect(await kept(page)).toContain(mask);
    await page.reload();
    await expect.poll(() => field(page, "idMasked").inputValue()).toBe(mask);
    await expect.poll(() => field(page, "name").inputValue()).toBe("李明");
    await send(page).click();
    await page.getByText("已受理：").waitFor();
    expect(asked).toMatchObject([
      { kind: "exam", papers: { idMasked: mask, attempt: 1, learnerCertificate: "420100123456" } },
    ]);
    expect(JSON.stringify(asked)).not.toContain("19900101");
  });

  test("a number that is still being typed goes out masked with Enter too, and a wrong one goes nowhere", async (context) => {
    const { page, asked } = await atDesk(context, "#check-in/candidate");
    await fillCandidate(page);
    await field(page, "idMasked").fill(WRONG_ID);
    await field(page, "idMasked").press("Enter");
    await page.getByText("校验码不符").waitFor();
    expect(asked).toEqual([]);
  });

  test("a press without an answer, and the next one, are the same", async (context) => {
    const { page, asked, silence } = await atDesk(
      context,
      "#check-in/candidate",
      "zh-CN",
      /status of 500|Failed to load/,
    );
    await fillCandidate(page);
    silence(true);
    await page.route("**/api/check-in", (route) => route.abort());
    await send(page).click();
    await page.getByText("没有收到回答").waitFor();
    await page.unroute("**/api/check-in");
    silence(false);
    const first = await kept(page);
    await send(page).click();
    await page.getByText("已受理：").waitFor();
    expect(asked).toHaveLength(1);
    expect(first).toContain(asked[0]?.request);
  });
});

describe("a vehicle that was here before", () => {
  const LINE = {
    ...{ index: 1, record: "ab".repeat(32), job: "J-1", kind: "inspection", site: "lane-1", car: null },
    ...{ on: "2025-06-01", ended: "2025-06-01T00:00:00.000Z", verdict: "pass", points: null },
    subject: {
      ...{ plate: "鄂A12345", plateClass: "02", vin: VIN, vehicleClass: "K33", use: "A", fuel: "petrol" },
      ...{ grossMassKg: "1820", curbMassKg: "-", axles: "2", seats: "5", firstRegistered: "2013-08-20" },
      ...{ limitSet: "a", regionOfTest: "天津", regionOfRegistration: "湖北武汉" },
    },
    ...{ unverified: 0, simulated: false, again: false, withdrawn: null },
  } as ResultFound;

  test("is offered with what the list holds, taken over by a press, and held against the papers", async (context) => {
    const world = deskStation();
    const { page } = await opened(context, {
      path: "/#check-in/vehicle",
      before: (station) => {
        world.install(station);
        station.results = {
          ...station.results,
          search: async () => ({ lines: [LINE], more: false, incomplete: false }),
        };
      },
    });
    await field(page, "plate").fill("鄂A12345");
    await page.getByText("以前在本站检验过").waitFor();
    // Nothing is filled in by itself.
    await expect.poll(() => field(page, "vin").inputValue()).toBe("");
    await page.getByRole("button", { name: "填入空着的项目" }).click();
    await expect.poll(() => field(page, "vin").inputValue()).toBe(VIN);
    await expect.poll(() => field(page, "curbMassKg").inputValue()).toBe("");
    await expect.poll(() => page.locator(".from-before").count()).toBeGreaterThan(5);
    await shot(page, "check-in-known");
    await fillVehicle(page);
    await field(page, "seats").waitFor({ state: "attached" });
    await send(page).click();
    await page.getByText("请先核对").waitFor();
    expect(world.asked).toEqual([]);
    await page.getByLabel(/已对照/).check();
    await send(page).click();
    await page.getByText("已受理：").waitFor();
    expect(world.asked[0]?.papers).toMatchObject({ seats: 5, vin: VIN });
  });
});

test("a reason of the station stands in place of the form", async (context) => {
  const world = deskStation();
  const { page } = await opened(context, {
    path: "/#check-in/candidate",
    before: (station) => {
      world.install(station);
      const { look } = station.queue;
      station.queue = {
        ...station.queue,
        look: async (by) => {
          const view = await look(by);
          return {
            ...view,
            queues: view.queues.map((one) => ({ ...one, takeIn: 0 })),
            whys: [told(reason("CHECK_IN_NOWHERE", {}))],
          };
        },
      };
    },
  });
  await page.getByText("没有等候目录").waitFor();
});

describe("papers from another region", () => {
  test("fill the form with region and age beside it, and the number goes with whoever is taken in", async (context) => {
    const { page, asked, answerFetch } = await atDesk(context, "#check-in/vehicle", "en-GB");
    const button = page.getByRole("button", { name: "Fetch papers" });
    await button.click();
    await expect
      .poll(() => page.locator(".fetch-papers").innerText())
      .toContain("last six of the vehicle number first");
    const fetched = "0123456789abcdef0123456789abcdef";
    answerFetch({
      ...{
        kind: "fetched",
        fetched,
        answer: "found",
        region: "广东",
        asOf: "2026-06-01T06:00:00.000Z",
        minutes: 120,
      },
      papers: { ...PAPERS, regionOfTest: "广东", regionOfRegistration: "广东", vin: VIN },
      order: { number: "ORD-7", asked: "re-inspection", items: ["B1"], asOf: "2026-06-01T06:00:00.000Z" },
      ...{
        appointment: null,
        why: null,
        door: told(reason("REGISTERED_LATER", { firstRegistered: "2026-01-01", today: "2026-01-01" })),
      },
    });
    await field(page, "vin").fill(VIN);
    await button.click();
    await expect
      .poll(() => page.locator(".fetch-papers").innerText())
      .toMatch(/广东[\s\S]*2 h ago[\s\S]*ORD-7 · re-inspection · B1/);
    await expect.poll(() => field(page, "regionOfTest").inputValue()).toBe("");
    await expect.poll(() => field(page, "regionOfRegistration").inputValue()).toBe("广东");
    await everySize(page, "check-in-fetched");
    await field(page, "regionOfTest").fill("湖北");
    // What only this desk knows is no change; what it types otherwise is marked until it is as it was.
    await expect.poll(() => page.locator(".not-as-fetched").count()).toBe(0);
    await field(page, "grossMassKg").fill("1830");
    const marked = page.locator('.not-as-fetched:has([name="grossMassKg"])');
    await expect.poll(() => marked.locator(".warned").innerText()).toContain("Not what was fetched");
    await everySize(page, "check-in-changed");
    await field(page, "grossMassKg").fill("1820");
    await expect.poll(() => page.locator(".not-as-fetched").count()).toBe(0);
    await send(page).click();
    await expect.poll(() => asked.length).toBe(1);
    expect(asked[0]).toMatchObject({ fetched, papers: { vin: VIN, regionOfTest: "湖北" } });
  });

  for (const [answer, why, sentence] of [
    ["several", reason("PAPERS_SEVERAL", {}), "vehicle number"],
    ["unanswered", reason("PAPERS_UNANSWERED", {}), "registry"],
  ] as const)
    test(`that do not come (${answer}) leave what was typed, and say what to do`, async (context) => {
      const { page, answerFetch } = await atDesk(context, "#check-in/vehicle", "en-GB");
      answerFetch({
        ...{ kind: "fetched", fetched: "0123456789abcdef0123456789abcdef", answer, region: null, asOf: null },
        ...{ minutes: null, papers: null, order: null, appointment: null, why: told(why), door: null },
      });
      await field(page, "plate").fill("鄂A12345");
      await field(page, "vin").fill(VIN.slice(-6));
      await page.getByRole("button", { name: "Fetch papers" }).click();
      await expect.poll(() => page.locator(".fetch-papers [role=status]").innerText()).toContain(sentence);
      await expect.poll(() => field(page, "plate").inputValue()).toBe("鄂A12345");
      await field(page, "grossMassKg").fill("1820");
      await expect.poll(() => page.locator(".not-as-fetched").count()).toBe(0);
      await everySize(page, `check-in-${answer}`);
    });
});

async function everySize(page: Page, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    expect(await auditPage(page), `${size.width}`).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, `${size.width}`).toBeLessThanOrEqual(0);
    await shot(page, `${name}-${size.width}`);
  }
}
