import { expect, test, vi } from "vitest";
import type { JobView } from "../../src/station/live-message.ts";
import { inspection, NOW_MS, tell } from "./manual-views.ts";
import { browserWith } from "./opened-page.ts";

/** Goal: what may follow a result is offered where it may, once: a second attempt, a void test again, a re-inspection. */
vi.setConfig({ testTimeout: 60_000 });

const { opened } = browserWith({});
const RECORD = "ab".repeat(32);

function driven(changes: Partial<JobView>): JobView {
  return inspection({
    kind: "exam",
    subject: { name: "李明", idMasked: "420106********1234", licenceClass: "C1", attempt: "1" },
    manual: null,
    prompt: null,
    state: "sealed",
    verdict: "fail",
    record: RECORD,
    ...changes,
  });
}
const failed = inspection({ manual: null, prompt: null, state: "sealed", verdict: "fail", record: RECORD });
const second = { name: "李明", idMasked: "420106********1234", licenceClass: "C1", attempt: "2" };

const OFFERED: readonly (readonly [string, readonly JobView[], string | null])[] = [
  ["a first attempt that failed", [driven({})], "当场补考（第二次）"],
  [
    "one whose second is driven",
    [driven({}), driven({ job: "J-2", subject: second, startedWallMs: NOW_MS })],
    null,
  ],
  [
    "one whose second was thrown away by the station",
    [
      driven({}),
      driven({ job: "J-2", subject: second, startedWallMs: NOW_MS, state: "closed", record: null }),
    ],
    "当场补考（第二次）",
  ],
  [
    "one after which somebody else drove a second",
    [driven({}), driven({ job: "J-2", subject: { ...second, name: "王五" }, startedWallMs: NOW_MS })],
    "当场补考（第二次）",
  ],
  ["a second attempt that failed", [driven({ subject: second })], null],
  ["a void test", [driven({ verdict: "void" })], "重新考试（本次作废）"],
  [
    "a void test that was driven again",
    [driven({ verdict: "void" }), driven({ job: "J-2", startedWallMs: NOW_MS })],
    null,
  ],
  ["a passed test", [driven({ verdict: "pass" })], null],
  ["one that is not sealed", [driven({ state: "concluded", record: null })], null],
  ["a failed inspection", [failed], "复检"],
  ["a passed inspection", [{ ...failed, verdict: "pass" }], null],
  [
    "a failed inspection that was followed by another",
    [failed, { ...failed, job: "J-2", verdict: null, record: null, state: "running", startedWallMs: NOW_MS }],
    null,
  ],
];

for (const [name, jobs, wanted] of OFFERED)
  test(`${name}: ${wanted ?? "nothing"} is offered`, async (context) => {
    const { page, station } = await opened(context, {
      known: /status of 409/,
      path: "/#job/J-1",
      before: (first) => {
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

test("whoever may not inspect is offered no re-inspection", async (context) => {
  const { page } = await opened(context, {
    as: { roles: ["examiner"] },
    path: "/#job/J-1",
    before: (first) => tell(first, failed),
  });
  await page.locator(".result").waitFor();
  expect(await page.locator(".result .actions button").count()).toBe(0);
});
