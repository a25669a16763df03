import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { openBrowser } from "../browser/browser-stage.ts";
import { type DayStation, PASSWORD, staffNumberOf, type Worker } from "./day-station.ts";

/** Patience of what a person sees, on a machine that runs a station, its world and a browser on two cores. */
export const SEEN_MS = 30_000;
/** A page is grey two seconds after the last word of the station; the rest is for a machine that does all of this at once. */
export const GREY_MS = 2_000;
export const LATE_MS = 3_000;

export interface DayPage {
  readonly name: string;
  readonly page: Page;
  /** Null: a screen without sign-in. */
  readonly who: Worker | null;
}

/** The open pages of a day: each person has a browser of their own with as many tabs as they like, and screens hang on the walls. */
export class DayPages {
  readonly #browser: Browser;
  readonly #station: DayStation;
  readonly #contexts = new Map<Worker | "walls", BrowserContext>();
  readonly all: DayPage[] = [];
  /** What no page may say to the browser: an exception of its own code. */
  readonly failures: string[] = [];

  private constructor(browser: Browser, station: DayStation) {
    this.#browser = browser;
    this.#station = station;
  }

  static async open(station: DayStation): Promise<DayPages> {
    return new DayPages(await openBrowser(), station);
  }

  get browser(): Browser {
    return this.#browser;
  }

  /** Opens a tab of that person at that address; the first one signs in as people do. */
  async tab(name: string, who: Worker, address: string): Promise<Page> {
    const page = await this.blank(who, address);
    this.#follow(name, page, who);
    await page.locator(".lamps").first().waitFor({ timeout: SEEN_MS });
    return page;
  }

  /** The same without waiting for anything to be shown, and not among `all`. */
  async blank(who: Worker, address: string): Promise<Page> {
    const isFirst = !this.#contexts.has(who);
    const page = await (await this.#context(who)).newPage();
    await page.goto(`${this.#station.url}/${address}`);
    if (isFirst) await signIn(page, who);
    return page;
  }

  /** A screen on a wall or in a hand, opened by its token. */
  async wall(name: string, address: string): Promise<Page> {
    const page = await (await this.#context("walls")).newPage();
    this.#follow(name, page, null);
    await page.goto(`${this.#station.url}${address}`);
    return page;
  }

  async #context(who: Worker | "walls"): Promise<BrowserContext> {
    const known = this.#contexts.get(who);
    if (known !== undefined) return known;
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: "zh-CN",
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(SEEN_MS);
    this.#contexts.set(who, context);
    return context;
  }

  #follow(name: string, page: Page, who: Worker | null): void {
    this.all.push({ name, page, who });
    page.on("pageerror", (error) => this.failures.push(`${name}: ${error.message}`));
  }

  /** A picture of each open page as it is now, where PROOFMARK_SHOTS names a folder for them. */
  async shoot(moment: string): Promise<void> {
    const folder = process.env.PROOFMARK_SHOTS;
    if (folder === undefined) return;
    const into = join(folder, "day", moment);
    mkdirSync(into, { recursive: true });
    for (const { name, page } of this.all)
      await page.screenshot({ path: join(into, `${name}.png`), fullPage: true });
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

export async function signIn(page: Page, who: Worker): Promise<void> {
  await page.locator("[name=username]").fill(staffNumberOf(who));
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("form .primary").click();
}

interface Patience {
  readonly limitMs?: number;
  readonly message?: string;
}

/** Waits until it says so; the whole text is told where it does not. */
export async function says(what: Page | Locator, wanted: RegExp, patience: Patience = {}): Promise<void> {
  const { limitMs: timeout = SEEN_MS, message = "" } = patience;
  await expect.poll(() => wordsOf(what), { timeout, message }).toMatch(wanted);
}

export async function saysNot(
  what: Page | Locator,
  unwanted: RegExp,
  patience: Patience = {},
): Promise<void> {
  const { limitMs: timeout = SEEN_MS, message = "" } = patience;
  await expect.poll(() => wordsOf(what), { timeout, message }).not.toMatch(unwanted);
}

async function wordsOf(what: Page | Locator): Promise<string> {
  const place = "goto" in what ? what.locator("body") : what;
  return (await place.allInnerTexts()).join("\n");
}

/** What a page shows of the station, without the notice that counts for how long it has been old. */
export function shownOf({ page }: DayPage): Promise<string> {
  return page.evaluate(() =>
    [...document.querySelectorAll("#app > *, main, .stale-bar")]
      .filter((element) => !element.matches(".stale-notice, .stale-bar"))
      .map((element) => (element as HTMLElement).innerText)
      .join("\n"),
  );
}

/** Grey, with the sentence that says since when; how long that took after `fromMs` of this machine's steady clock. */
export async function turnsGrey({ page, who }: DayPage, fromMs: number): Promise<number> {
  const sign = who === null ? ".board.stale, .hall.stale, .phone.stale" : ".shell.stale";
  await page.locator(sign).waitFor({ timeout: SEEN_MS });
  const tookMs = performance.now() - fromMs;
  if (who !== null) {
    await says(page.locator(".stale-notice"), /画面停在 \d\d:\d\d:\d\d，此后情况在这里无法得知/);
    await says(page.locator(".lamps"), /情况未知/);
    await saysNot(page.locator(".lamps"), /正常|已同步|已连接/);
  }
  return tookMs;
}

export async function isLiveAgain({ page, who }: DayPage): Promise<void> {
  const sign = who === null ? ".board.stale, .hall.stale, .phone.stale" : ".shell.stale, .stale-notice";
  await expect.poll(() => page.locator(sign).count(), { timeout: SEEN_MS }).toBe(0);
}
