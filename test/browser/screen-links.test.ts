import { get } from "node:http";
import { describe, expect, test } from "vitest";
import { ScreenTokens } from "../../src/console/screens/screen-tokens.ts";
import { SIZES } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";
import { SCREEN_SECRET } from "./recorded-station.ts";

/** Goal: whoever may give an address away has it at hand, and what it leads to is small. */
const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak", exam: "c1-two-mistakes" });
const TOKENS = new ScreenTokens(SCREEN_SECRET);
const KIB = 1024;
const LANE = {
  site: "lane-1",
  vehicles: 0,
  vehiclesPerHour: null,
  positions: ["1", "2"].map((position) => ({
    position,
    places: [],
    job: null,
    occupancy: "clear" as const,
    vehicles: 0,
    heldMs: 0,
    awaitedMs: 0,
  })),
  waiting: [],
  leaving: [],
};

describe.each(["zh-CN", "en"])("in %s", (locale) => {
  const isZh = locale === "zh-CN";

  test("the manager has the addresses of hall and boards, as links and codes that open them", async (context) => {
    const { page, url } = await opened(context, {
      locale,
      as: { roles: ["manager"] },
      path: "#screens",
      before: (station) => {
        station.view = { ...station.view, lanes: [LANE], devices: [DEVICE] };
      },
    });
    await page.locator(".screen-links li").first().waitFor();
    await expect.poll(() => page.locator(".screen-links li").count()).toBe(4);
    const hall = `${url}/hall#${TOKENS.tokenOf({ kind: "hall" })}`;
    const board = `${url}/board/lane-1/2#${TOKENS.tokenOf({ kind: "board", site: "lane-1" })}`;
    await expect
      .poll(() => page.locator(".screen-links code").allInnerTexts())
      .toEqual(expect.arrayContaining([hall, board]));
    // A recorded station is on loopback, which no phone reaches.
    await page.getByText(isZh ? "此地址只在本机可用" : "works on this machine alone").waitFor();
    for (const size of SIZES) {
      await page.setViewportSize(size);
      expect(await auditPage(page), `${size.width}`).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      if (process.env.PROOFMARK_SHOTS)
        await page.screenshot({
          path: `${process.env.PROOFMARK_SHOTS}/links-${locale}-${size.width}.png`,
          fullPage: true,
        });
    }
    expect(await foreignWords(page, isZh ? "zh" : "en")).toEqual([]);
    await page.reload();
    await page.locator(".screen-links li").first().waitFor();
    const [opening] = await Promise.all([
      page.context().waitForEvent("page"),
      page.locator(".screen-links a.button").first().click(),
    ]);
    await opening.locator(".hall").waitFor();
  });

  test.for([
    ["lane", "J-1", "operator"],
    ["exam", "J-2", "examiner"],
  ] as const)("the slip of a job, for paper: %s", async ([name, job, role], context) => {
    const { page, url } = await opened(context, {
      locale,
      as: { roles: [role] },
      path: `#job/${job}`,
      before: (station) => {
        station.tell(jobs[name], 0, () => false);
        station.view = { ...station.view, devices: [DEVICE] };
      },
    });
    await page.getByRole("link", { name: isZh ? "凭条" : "Slip" }).click();
    await page.locator(".slip .record-code").waitFor();
    expect(new URL(page.url()).hash).toBe(`#slip/${job}`);
    const address = `${url}/slip#${job}.${TOKENS.tokenOf({ kind: "job", job })}`;
    await expect.poll(() => page.locator(".slip .screen-url").innerText()).toBe(address);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      expect(await auditPage(page), `${size.width}`).toEqual([]);
    }
    await page.emulateMedia({ media: "print" });
    await expect.poll(() => page.locator("header").isVisible()).toBe(false);
    await expect.poll(() => page.locator(".slip").isVisible()).toBe(true);
    await expect.poll(() => page.getByRole("button").filter({ visible: true }).count()).toBe(0);
    if (process.env.PROOFMARK_SHOTS)
      await page.screenshot({ path: `${process.env.PROOFMARK_SHOTS}/slip-${name}-${locale}.png` });
    await page.emulateMedia({ media: "screen" });
    await page.goto(address);
    await page.locator(".phone").waitFor();
  });
});

test("whoever is no manager is offered no addresses, and gets none", async (context) => {
  const { page } = await opened(context, {
    as: { roles: ["operator"] },
    before: (station) => {
      station.view = { ...station.view, devices: [DEVICE] };
    },
    path: "#screens",
  });
  await page.locator(".who-button").click();
  await expect.poll(() => page.getByText("屏幕地址").count()).toBe(0);
  await expect.poll(() => page.locator(".screen-links").count()).toBe(0);
});

test("what a board, a hall and a phone are made of is sent compressed, and is no more than 60 KiB", async (context) => {
  const { url } = await opened(context, { as: null, path: `/hall#${TOKENS.tokenOf({ kind: "hall" })}` });
  const plain = await (await fetch(`${url}/board/lane-1/2`)).text();
  const files = [...plain.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, file]) => file ?? "");
  expect(files.length).toBeGreaterThanOrEqual(2);
  const all = await Promise.all(["/hall", ...files].map((file) => sent(`${url}${file}`)));
  expect(all.map(({ encoding }) => encoding)).toEqual(all.map(() => "br"));
  expect(all.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(60 * KIB);
  const { headers } = await fetch(`${url}/slip`);
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
});

const DEVICE = {
  site: "lane-1",
  car: null,
  role: "brake-bench",
  device: "brake-bench-1",
  model: "jxfz",
  address: "sim:x",
  state: "ready",
  faults: [],
} as const;

function sent(url: string): Promise<{ readonly encoding: string | undefined; readonly bytes: number }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "gzip, br" } }, (answer) => {
      let bytes = 0;
      answer.on("data", (part: Buffer) => {
        bytes += part.length;
      });
      answer.on("end", () => resolve({ encoding: answer.headers["content-encoding"], bytes }));
    }).on("error", reject);
  });
}
