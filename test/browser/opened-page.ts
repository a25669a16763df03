import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, type TestContext } from "vitest";
import type { Person } from "../../src/core/people/person.ts";
import { cookiesOf } from "../support/signed-in.ts";
import { type BrowserStage, openStage, SIZES } from "./browser-stage.ts";
import { demoCourse, type RecordedJob, recordedJob } from "./recorded-jobs.ts";
import { RecordedStation } from "./recorded-station.ts";

export interface Opened {
  /** Who is signed in. */
  readonly person: Person | null;
  readonly station: RecordedStation;
  readonly page: Page;
  readonly url: string;
  readonly webDirectory: string;
}

export interface OpenOptions {
  readonly locale?: string;
  readonly before?: (station: RecordedStation) => unknown;
  readonly known?: RegExp;
  /** Who is signed in: somebody of all roles, unless it says otherwise. Null: nobody. */
  readonly as?: Partial<Omit<Person, "id">> | null;
  /** What stands behind the address of the station. */
  readonly path?: string | ((station: RecordedStation) => Promise<string>);
  /** Before the page is opened. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** A browser for one file of tests, and what these scenarios tell, as the jobs J-1, J-2 and so on. */
export function browserWith<Name extends string>(scenarios: Readonly<Record<Name, string>>) {
  let stage: BrowserStage | null = null;
  const jobs = {} as Record<Name, RecordedJob>;
  beforeAll(async () => {
    stage = await openStage();
    if (stage === null) return;
    for (const [at, name] of (Object.keys(scenarios) as Name[]).entries())
      jobs[name] = await recordedJob(scenarios[name], `J-${at + 1}`);
  });
  afterAll(() => stage?.close());
  return {
    jobs,
    opened: (context: TestContext, options: OpenOptions = {}) => openedPage(context, stage, options),
  };
}

/** A page on a station of its own. Whatever the console of the browser complains of fails the test, but for `known`. */
async function openedPage(
  context: TestContext,
  stage: BrowserStage | null,
  options: OpenOptions,
): Promise<Opened> {
  if (stage === null) return context.skip("chromium is not installed");
  const station = new RecordedStation();
  await options.before?.(station);
  const url = await station.listen(stage.webDirectory, demoCourse());
  const browsing = await stage.browser.newContext({
    viewport: SIZES[0],
    locale: options.locale ?? "zh-CN",
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const { as = {}, path = "" } = options;
  const person = as === null ? null : await station.people.person(as);
  if (person !== null) await browsing.addCookies(cookiesOf(url, await station.people.enter(person)));
  const page = await browsing.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && options.known?.test(message.text()) !== true)
      complaints.push(message.text());
  });
  onTestFinished(async () => {
    if (context.task.result?.state === "fail") await tellPage(page);
    await browsing.close();
    await station.close();
    expect(complaints).toEqual([]);
  });
  await options.prepare?.(page);
  await page.goto(`${url}${typeof path === "string" ? path : await path(station)}`);
  if (person !== null) await page.locator(".devices li").first().waitFor();
  return { station, page, url, webDirectory: stage.webDirectory, person };
}

/** What somebody would have seen when it failed: a page that is drawn too late looks otherwise than one that does not come. */
async function tellPage(page: Page): Promise<void> {
  const seen = await page
    .evaluate(() => {
      const { activeElement: focused } = document;
      return `focus: ${focused?.tagName} ${focused?.getAttribute("name") ?? ""}\n${document.body.innerText.slice(0, 2_000)}`;
    })
    .catch((cause: Error) => `the page says nothing: ${cause.message}`);
  console.log(`${page.url()}\n${seen}`);
}
