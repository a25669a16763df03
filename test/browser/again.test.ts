import { expect, test, vi } from "vitest";
import type { JobView } from "../../src/station/live-message.ts";
import { inspection, NOW_MS, tell } from "./manual-views.ts";
import { browserWith, type OpenOptions } from "./opened-page.ts";

/** Goal: what may follow a result is offered where it may, once: a second attempt, a void test again, a re-inspection. */
vi.setConfig({ testTimeout: 60_000 });

const { opened } = browserWith({});
const RECORD = "ab".repeat(32);

const TODAY = "2026-11-28";
type Following = NonNullable<JobView["following"]>;
const may = (as: Following["as"], lastOn = TODAY): Following => ({ as, lastOn });

function driven(changes: Partial<JobView>): JobView {
  return inspection({
    kind: "exam",
    subject: { name: "李明", idMasked: "420106********1234", licenceClass: "C1", attempt: "1" },
    manual: null,
    prompt: null,
    state: "sealed",
    verdict: "fail",
    record: RECORD,
    following: may("second-attempt"),
    ...changes,
  });
}
const failed = inspection({
  manual: null,
  prompt: null,
  state: "sealed",
  verdict: "fail",
  record: RECORD,
  following: may("re-inspection", "2026-12-08"),
});
/** What was opened after the record of the first. */
const later = { job: "J-2", after: RECORD, record: null, following: null, startedWallMs: NOW_MS };

const OFFERED: readonly (readonly [string, readonly JobView[], string | null])[] = [
  ["a first attempt that failed", [driven({})], "当场补考（第二次）"],
  ["one whose second is driven", [driven({}), driven({ ...later, verdict: null, state: "running" })], null],
  // The station holds it to be followed all the same.
  [
    "one whose second was thrown away by the station",
    [driven({}), driven({ ...later, state: "closed" })],
    null,
  ],
  [
    "one after which the same person drove what follows another record",
    [driven({}), driven({ ...later, after: "cd".repeat(32) })],
    "当场补考（第二次）",
  ],
  ["one of yesterday", [driven({ following: may("second-attempt", "2026-11-27") })], null],
  ["one that nothing may follow, whatever its verdict", [driven({ following: null })], null],
  ["a void test", [driven({ verdict: "void", following: may("same-attempt") })], "重新考试（本次作废）"],
  ["one that is not sealed", [driven({ state: "concluded", record: null })], null],
  ["a failed inspection", [failed], "复检"],
  ["a failed inspection on its last day", [{ ...failed, following: may("re-inspection") }], "复检"],
  ["a failed inspection a day later", [{ ...failed, following: may("re-inspection", "2026-11-27") }], null],
  ["a failed inspection by a book that knows no second", [{ ...failed, following: null }], null],
  [
    "a failed inspection that was followed by another",
    [failed, { ...failed, ...later, verdict: null, state: "running" }],
    null,
  ],
  [
    "a failed inspection of a vehicle that came anew meanwhile",
    [failed, { ...failed, ...later, after: null, verdict: null, state: "running" }],
    "复检",
  ],
];

for (const [name, jobs, wanted] of OFFERED)
  test(`${name}: ${wanted ?? "nothing"} is offered`, async (context) => {
    const { page, station } = await opened(context, {
      known: /status of 409/,
      path: "/#job/J-1",
      before: (first) => {
        first.view = { ...first.view, calendar: { today: TODAY, entries: [] } };
        for (const job of jobs) tell(first, job);
      },
    });
    await page.locator(".result, .next").first().waitFor();
    const button = page.locator(".result .actions button");
    await expect.poll(() => button.allInnerTexts()).toEqual(wanted === null ? [] : [wanted]);
    if (wanted === null) return;
    await button.click();
    const kind = jobs[0]?.kind;
    await expect.poll(() => station.asked).toEqual([{ kind, after: RECORD }]);
  });

const KEPT_AWAY: readonly (readonly [string, NonNullable<OpenOptions["as"]>])[] = [
  ["whoever may not inspect", { roles: ["examiner"] }],
  ["whoever has an interest in the vehicle", { interests: { plates: ["鄂A12345"], employers: [] } }],
];

for (const [name, as] of KEPT_AWAY)
  test(`${name} is offered no re-inspection`, async (context) => {
    const { page } = await opened(context, {
      as,
      path: "/#job/J-1",
      before: (first) => {
        first.view = { ...first.view, calendar: { today: TODAY, entries: [] } };
        tell(first, failed);
      },
    });
    await page.locator(".result").waitFor();
    await expect.poll(() => page.locator(".result .actions button").count()).toBe(0);
  });
