import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test, vi } from "vitest";
import { asId } from "../../src/core/quantities/ids.ts";
import { PERSON_ROLE_CODES, type PersonRole } from "../../src/core/trade/words/person-roles.ts";
import { OVER, reachedState, STATES } from "../support/desk-states.ts";
import { browserWith } from "./opened-page.ts";

/**
 * Goal: the page offers what the station takes, and nothing else: in every state of who-may-what.txt every role is shown what is `yes` there.
 * The roles that do something; with PROOFMARK_FULL=1 all of them, and a station with nothing under way.
 */
vi.setConfig({ testTimeout: 120_000 });

const FULL = process.env.PROOFMARK_FULL === "1";
const ROLES: readonly PersonRole[] = FULL ? PERSON_ROLE_CODES : ["operator", "examiner", "signatory"];
const { opened } = browserWith({});

/** In the row of an act that is done once, whoever was asked first has done it. */
const TAKEN: ReadonlySet<string | undefined> = new Set(["yes", "WITHDRAWN_ALREADY"]);

/** What other pages are for, and the tests of those look at. */
const OF_OTHER_PAGES: ReadonlySet<string> = new Set([
  ...["look", "slip.look", "screens.look", "people.look", "people.change"],
  ...["inspection.place", "inspection.take-in", "inspection.take-out"],
  ...["exam.place", "exam.take-in", "exam.take-out"],
]);

/** Acts of this page by role, as the page of acts has them in this state. */
function takenIn(state: string): ReadonlyMap<string, readonly string[]> {
  const [, after = ""] = readFileSync("test/runtime/who-may-what.txt", "utf8").split(`== ${state}\n`);
  const [head = "", ...rows] = (after.split("\n\n")[0] ?? "").split("\n");
  const roles = head.trim().split(/\s+/);
  const cells = rows.map((row) => row.trim().split(/\s+/)).filter(([act = ""]) => !OF_OTHER_PAGES.has(act));
  return new Map(
    roles.map((role, at) => [role, cells.filter((row) => TAKEN.has(row[at + 1])).map(([act = ""]) => act)]),
  );
}

/** What on the page of a job stands for which act. */
const ON_JOB: Readonly<Record<string, string>> = {
  "inspection.open": ".start[aria-keyshortcuts=I]",
  "exam.open": ".start[aria-keyshortcuts=E]",
  "part-begin": ".part-card button:text-matches('^(开始|接手|更正)$')",
  begin: ".next button:text-is('重新开始该任务')",
  "go-on": ".next button:text-is('继续检测该项目')",
  "stop-item": ".next button:text-matches('^(停止本项目|本项目作废重考)$')",
  deduct: ".enter-fault",
  withdraw: ".pad-entries button",
  "candidate-confirm": ".signing button:text-is('考生已知晓，同意')",
  sign: ".signing button:text-is('考试员签字')",
  "withdraw-record": ".withdraw-record button",
  "lane.seen-out": ".lanes .leaving button",
};
const ON_REVIEW = { "send-back": ".looked input", sign: ".review-acts button:text-is('审核签发')" };
const ON_PART = {
  "part-enter": ".part-rows button",
  "part-photo": "input[type=file]",
  "part-end": ".part-end",
};

async function seen(page: Page, selectors: Readonly<Record<string, string>>): Promise<string[]> {
  const found: string[] = [];
  for (const [act, selector] of Object.entries(selectors))
    if ((await page.locator(selector).count()) > 0) found.push(act);
  return found;
}

/** The ways to end it, in the dialog that asks why. */
async function endings(page: Page): Promise<string[]> {
  const ends = page.locator(".next button:text-matches('^(中止检验|结束考试)$')");
  if ((await ends.count()) === 0) return [];
  await ends.click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const says = await dialog.innerText();
  await page.keyboard.press("Escape");
  return says.includes("按现状结束") ? ["abort", "end"] : ["abort"];
}

for (const [state, kind, go, from] of FULL ? STATES : STATES.filter(([, of]) => of !== null))
  test(`${state}: the page offers what the station takes`, async (context) => {
    const { rig, job } = await reachedState([kind, go, from], { shown: true });
    onTestFinished(() => rig.close());
    // A job is told a moment after it was opened.
    rig.clock.advanceBy(200);
    const view = rig.station.screen.snapshot().jobs.find((one) => one.job === job);
    if (kind !== null && view === undefined) throw new Error("the screen has no such job");
    const rules = rig.station.whatIs(asId<"job">(job))?.rules ?? [];
    const taken = takenIn(state);
    for (const role of ROLES) {
      const { page } = await opened(context, {
        as: { roles: [role] },
        path: `/#job/${job}`,
        // Its photos are no pictures.
        known: /status of 404/,
        before: (station) => {
          station.rules = rules;
          station.view = rig.station.screen.snapshot().station;
          if (view !== undefined) station.tellOne({ type: "job", job: view });
        },
      });
      if (view !== undefined) await page.locator(".next, .result").first().waitFor();
      if (kind === "exam" && role === "examiner" && state !== OVER)
        await page.locator(".exam-pad").waitFor({ state: "attached" });
      const offered = [...(await seen(page, ON_JOB)), ...(await endings(page))];
      if (kind === "inspection") {
        await page.evaluate((at) => location.assign(at), `#review/${job}`);
        await expect.poll(() => page.url()).toContain("#review");
        offered.push(...(await seen(page, ON_REVIEW)));
        await page.evaluate((at) => location.assign(at), `#job/${job}/identity`);
        if (view?.manual !== null) await page.locator(".part-page").waitFor();
        offered.push(...(await seen(page, ON_PART)));
      }
      expect(offered.sort(), `${state}: ${role}`).toEqual([...(taken.get(role) ?? [])].sort());
    }
  });
