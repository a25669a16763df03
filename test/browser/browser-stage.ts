import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import type { LiveMessage } from "../../src/station/live-message.ts";
import { builtPages } from "../support/built-program.ts";

/** The same engine without windows of its own takes two thirds of the processor time of the whole browser. */
const CHROMIUM = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path));

export const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const;

/** A browser and the pages of today's sources, so that no test looks at yesterday's `dist`. */
export interface BrowserStage {
  readonly browser: Browser;
  readonly webDirectory: string;
  close(): Promise<void>;
}

/** Null without chromium, where the whole suite was not asked for. */
export async function openStage(): Promise<BrowserStage | null> {
  if (CHROMIUM === undefined && !process.env.PROOFMARK_FULL) return null;
  const webDirectory = builtPages();
  const browser = await openBrowser();
  return {
    browser,
    webDirectory,
    close: () => browser.close(),
  };
}

export function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("no browser is here; install chromium");
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A picture's content as one number, and how many of its pixels are of the given colour. */
export function canvasContent(
  page: Page,
  selector: string,
  colour: readonly [number, number, number],
): Promise<{ readonly hash: number; readonly coloured: number }> {
  return page.locator(selector).evaluate((element, [red, green, blue]) => {
    const canvas = element as HTMLCanvasElement;
    const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let hash = 0;
    let coloured = 0;
    for (let at = 0; at < pixels.length; at += 4) {
      const [r = 0, g = 0, b = 0] = [pixels[at], pixels[at + 1], pixels[at + 2]];
      hash = (hash * 31 + r * 65_536 + g * 256 + b) | 0;
      if (Math.abs(r - red) + Math.abs(g - green) + Math.abs(b - blue) < 30) coloured += 1;
    }
    return { hash, coloured };
  }, colour);
}

export const jobIs =
  (wanted: (job: Extract<LiveMessage, { type: "job" }>["job"]) => boolean) =>
  (message: LiveMessage): boolean =>
    message.type === "job" && wanted(message.job);

/** The vehicle is on the bench, and its driver is asked to brake. */
export const braking = jobIs((job) => job.currentItem === "B1" && job.prompt?.action === "press-brake");
/** So many deductions have been told. */
export const deducted = (count: number) =>
  jobIs(
    (job) =>
      [...job.findings, ...job.items.flatMap((item) => item.findings)].filter((f) => f.deduction !== null)
        .length >= count,
  );

/** True at the n-th message of this type. */
export function nth(type: LiveMessage["type"], count: number): (message: LiveMessage) => boolean {
  let seen = 0;
  return (message) => {
    if (message.type === type) seen += 1;
    return seen >= count;
  };
}
