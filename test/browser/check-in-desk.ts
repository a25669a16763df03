import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import type { TestContext } from "vitest";
import type {
  PapersFoundAnswer,
  QueueRow,
  QueueView,
  TakeInAsked,
  TakeOutAsked,
} from "../../src/core/queue/queue-view.ts";
import { type Reason, reason } from "../../src/core/trade/reasons.ts";
import type { browserWith } from "./opened-page.ts";
import type { RecordedStation } from "./recorded-station.ts";

export const NOW_MS = 1_780_300_800_000;
export const VIN = "LFV2A21K8D4123456";
/** With the check character of GB 11643. */
export const RIGHT_ID = rightId("42010619900101123");

function rightId(first17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, at) => all + weight * Number(first17[at]), 0);
  return `${first17}${"10X98765432"[sum % 11]}`;
}

export function deskStation() {
  const asked: TakeInAsked[] = [];
  const out: TakeOutAsked[] = [];
  let refusing: Reason | null = null;
  let isSilent = false;
  let found: PapersFoundAnswer = { kind: "refused", reason: reason("PAPERS_NO_REGISTRY", {}) };
  let rows: QueueRow[] = [
    {
      ...{
        file: "1.json",
        modifiedMs: NOW_MS,
        sinceWallMs: NOW_MS,
        state: "ready",
        isRead: true,
        answers: [],
        takenIn: true,
      },
      ...{ subject: { plate: "鄂A00001", vin: "1M8GDM9AXKP042788", vehicleClass: "K33" }, seat: null },
      ...{ interest: null, at: [null], onceFree: [null] },
    },
    {
      ...{
        file: "z.yaml",
        modifiedMs: NOW_MS,
        sinceWallMs: NOW_MS,
        state: "ready",
        isRead: true,
        answers: [],
        takenIn: false,
      },
      ...{ subject: { plate: "鄂A00002", vin: "1M8GDM9AXKP042788", vehicleClass: "K33" }, seat: null },
      ...{ interest: null, at: [null], onceFree: [null] },
    },
  ];
  const queue = {
    look: async (): Promise<QueueView> => ({
      atWallMs: NOW_MS,
      queues: [
        {
          ...{ kind: "inspection", unreadable: null, call: null, place: null, takeIn: null, more: 0, rows },
          seats: [{ site: "lane-1", car: null }],
        },
        {
          ...{ kind: "exam", unreadable: null, call: null, place: null, takeIn: null, more: 0, rows: [] },
          seats: [{ site: "course-1", car: "car-1" }],
        },
      ],
      whys: [],
    }),
    place: async () => ({ kind: "accepted" as const }),
  };
  return {
    asked,
    out,
    refuse: (why: Reason | null) => {
      refusing = why;
    },
    answerFetch: (answer: PapersFoundAnswer) => {
      found = answer;
    },
    silence: (is: boolean) => {
      isSilent = is;
    },
    install: (station: RecordedStation) => {
      station.queue = queue;
      station.checkIn = {
        takeIn: async (what) => {
          asked.push(what);
          if (isSilent) throw new Error("broken");
          return refusing === null
            ? { kind: "taken-in", file: "2.json", modifiedMs: NOW_MS }
            : { kind: "refused", reason: refusing };
        },
        takeOut: async (what) => {
          out.push(what);
          rows = rows.filter(({ file }) => file !== what.file);
          return { kind: "accepted" };
        },
        papers: () => ({ kind: "papers", papers: PAPERS }),
        fetch: async () => found,
      };
    },
  };
}

export const PAPERS = {
  schema: "proofmark/dossier/v2",
  ...{ job: "J-7", plate: "鄂A00001", plateClass: "02", vin: "1M8GDM9AXKP042788", vehicleClass: "K33" },
  ...{ use: "A", passengerCar: true, fuel: "petrol", firstRegistered: "2013-08-20", grossMassKg: 1820 },
  axles: [
    { position: "front", steered: true, suspension: "independent", parkingBrake: false },
    { position: "rear", steered: false, suspension: null, parkingBrake: true },
  ],
  ...{ lampSystem: "two-lamp", check: "in-use", regionOfTest: "天津", regionOfRegistration: "湖北武汉" },
  ...{ limitSet: "a", curbMassKg: 1380, highBeamIndependentlyAdjustable: null, lampHeightMm: null },
  ...{ ratedEngineSpeedRpm: 5500, maxSpeedKmh: null, articulated: false, elsewhere: ["network"] },
};

export const field = (page: Page, name: string) => page.locator(`[name="${name}"]`);

export async function fillVehicle(page: Page): Promise<void> {
  await field(page, "plate").fill("鄂a·１２３４５");
  await field(page, "plateClass").selectOption("02");
  await field(page, "vin").fill(VIN.toLowerCase());
  await field(page, "job").fill("J-2026-0009");
  await field(page, "vehicleClass").selectOption("K3");
  await page.getByLabel(/^(车辆结构|Body)/).selectOption("K33");
  await field(page, "use").selectOption("A");
  await field(page, "passengerCar").selectOption("yes");
  await field(page, "fuel").selectOption("petrol");
  await field(page, "firstRegistered").fill("2013.8.20");
  await field(page, "regionOfRegistration").fill("湖北武汉");
  await field(page, "grossMassKg").fill("1，820");
  await field(page, "curbMassKg").fill("１３８０");
  await page.locator(".axle").nth(1).locator(".check input").nth(1).check();
  await field(page, "lampSystem").selectOption("two-lamp");
  await field(page, "regionOfTest").fill("天津");
  await field(page, "limitSet").selectOption("a");
}

export async function fillCandidate(page: Page): Promise<void> {
  await field(page, "name").fill("李明");
  await field(page, "idMasked").fill(RIGHT_ID);
  await field(page, "learnerCertificate").fill("４２０１００１２３４５６");
  await field(page, "licenceClass").selectOption("C1");
}

export const send = (page: Page) => page.locator(".check-in-acts .primary");
export const kept = (page: Page) =>
  page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));

export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.PROOFMARK_SHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

type Open = ReturnType<typeof browserWith>["opened"];

/** The page at `path` of a station whose desk can be looked into. */
export function desk(opened: Open) {
  return async (context: TestContext, path: string, locale = "zh-CN", known?: RegExp) => {
    const world = deskStation();
    const at = await opened(context, {
      locale,
      path: `/${path}`,
      ...(known === undefined ? {} : { known }),
      before: (station) => world.install(station),
    });
    await at.page.locator(".check-in-form, .queue").first().waitFor();
    return { ...at, ...world };
  };
}
