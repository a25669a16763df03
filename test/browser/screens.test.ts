import type { Page } from "playwright-core";
import { expect, test, vi } from "vitest";
import type { Person } from "../../src/core/people/person.ts";
import { PIN } from "../support/signed-in.ts";
import { braking, nth } from "./browser-stage.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";
import type { RecordedStation } from "./recorded-station.ts";

/** Goal: on a phone, a tablet and a desk, in either language: nothing is cut off, unnamed, too small to touch or hard to read. */
vi.setConfig({ testTimeout: 60_000 });

const { jobs, opened } = browserWith({ lane: "k3-left-rear-weak", exam: "c1-two-mistakes" });
const WIDTHS = [390, 820, 1280] as const;
const LONG = "Alexandra Konstantinopoulos-Wellington";

interface Screen {
  readonly as: Partial<Omit<Person, "id">> | null;
  readonly path?: string | ((station: RecordedStation) => Promise<string>);
  readonly show: (page: Page) => Promise<void>;
}

const MANAGER = { name: LONG, staffNumber: "0417" } as const;
const modal = (page: Page): Promise<void> => page.getByRole("dialog").first().waitFor();
const setUp = (station: RecordedStation): Promise<string> =>
  new Promise((made) =>
    station.people.desk.office.ownLink({ kind: "set-up" }, (token) => made(`/#link=${token}`)),
  );

const SCREENS: Readonly<Record<string, Screen>> = {
  "sign-in, refused": {
    as: null,
    show: async (page) => {
      await page.locator("[name=username]").fill("0417");
      await page.locator("[name=password]").fill("wrong");
      await page.locator(".primary").click();
      await page.locator(".problem").waitFor();
    },
  },
  "a link that sets up, with everything missing": {
    as: null,
    path: setUp,
    show: async (page) => {
      await page.locator(".primary").click();
      await page.locator(".problem").nth(3).waitFor();
    },
  },
  "a spent link": { as: null, path: "/#link=spent", show: (page) => page.locator(".cases").waitFor() },
  lock: {
    as: MANAGER,
    show: async (page) => {
      await page.keyboard.press("k");
      await page.locator(".pad").waitFor();
      await page.keyboard.type("999999");
      await page.keyboard.press("Enter");
      await page.locator(".problem").waitFor();
    },
  },
  "the menu": {
    as: MANAGER,
    show: async (page) => {
      await page.locator(".who-button").click();
      await page.locator(".menu").waitFor();
    },
  },
  "one's own password": {
    as: MANAGER,
    show: async (page) => {
      await page.locator(".who-button").click();
      await page.locator(".menu button").first().click();
      await modal(page);
    },
  },
  "an auditor's look": { as: { roles: ["auditor"] }, show: (page) => page.locator(".looking-on").waitFor() },
  "an operator before an exam": {
    as: { roles: ["operator"] },
    show: async (page) => {
      await page.locator(".job").getByText("李明").click();
      await page.locator(".next .told").waitFor();
    },
  },
  "ending an inspection": {
    as: { roles: ["operator"] },
    show: async (page) => {
      await page.locator(".job").getByText("鄂A12345").click();
      await page.keyboard.press("a");
      await page.keyboard.press("6");
      await page.locator("[name=typed]").waitFor();
    },
  },
  people: { as: MANAGER, path: "/#people", show: (page) => page.locator(".person-row").first().waitFor() },
  "a new person, with everything missing": {
    as: MANAGER,
    path: "/#people",
    show: async (page) => {
      await page.locator(".people-title .primary").click();
      await page.locator(".modal .primary").click();
      await page.locator(".modal .problem").nth(2).waitFor();
    },
  },
  "a wrong PIN": {
    as: MANAGER,
    path: "/#people",
    show: async (page) => {
      await page.locator(".person-row .grave").first().click();
      await page.locator(".pin input").fill("999999");
      await page.locator(".modal .primary").click();
      await page.locator(".modal .problem").waitFor();
    },
  },
  "a one-time link": {
    as: MANAGER,
    path: "/#people",
    show: async (page) => {
      await page.locator(".person-row .choices .plain").nth(1).click();
      await page.locator(".pin input").fill(PIN);
      await page.locator(".modal .primary").click();
      await page.locator(".one-time-link").waitFor();
    },
  },
};

for (const locale of ["zh-CN", "en-GB"] as const)
  for (const [name, { as, path = "", show }] of Object.entries(SCREENS))
    test(`${name}, ${locale}`, async (context) => {
      const { page } = await opened(context, {
        as,
        path,
        locale,
        known: /status of 4\d\d/,
        before: async (station) => {
          station.tell(jobs.lane, 0, braking);
          station.tell(jobs.exam, 0, nth("pose", 20));
          await station.people.person({ name: "李小龙", interests: { plates: ["鄂A12345"], employers: [] } });
          await station.people.person({ name: "旧人", state: "stopped", roles: ["auditor"] });
        },
      });
      await show(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 844 });
        // A chart follows the page a moment later.
        const wide = (): Promise<number> =>
          page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        await expect.poll(wide, { message: `${width}` }).toBeLessThanOrEqual(0);
        expect(await auditPage(page), `${width}`).toEqual([]);
        expect(await foreignWords(page, locale === "zh-CN" ? "zh" : "en"), `${width}`).toEqual([]);
      }
    });
