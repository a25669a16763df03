import { describe, expect, test } from "vitest";
import { judgeAct } from "../../../src/core/outages/judge-act.ts";
import { OUTAGE_LIMITS } from "../../../src/core/outages/outage-limits.ts";
import { outageLimitsSchema } from "../../../src/core/outages/outage-limits-form.ts";
import { DAY_MS, type NotedOutage, OUTAGE_STATES } from "../../../src/core/outages/outage-states.ts";
import { OUTAGE_ACTS, OUTAGE_TABLE } from "../../../src/core/outages/outage-table.ts";
import { type OutageView, outagesOf } from "../../../src/core/outages/outages-of.ts";
import { reason, sentenceOf } from "../../../src/core/trade/reasons.ts";

/** Goal: what stands follows from what the station knows, to the minute, and what may be done from what stands. */
const NOW = Date.UTC(2026, 10, 30, 8);
const MINUTE = 60_000;
const doubt = reason("CLOCK_STEPPED", { byS: 3600 });
const away = reason("DEVICE_CONNECTING", { device: "bench" });
const waits = reason("SEALING_WAITS", { job: "S-1", since: "", times: 3, detail: null });
const locked = reason("COMMAND_LOCKED", {
  number: 1,
  scope: "site lane-1",
  by: "Wu",
  zh: "复核",
  en: "a check",
});
const revoked = reason("OWN_KEY_REVOKED", { role: "log", key: "ab", list: 3, from: "", why: "stolen" });

const WELL: OutageView = {
  nowWallMs: NOW,
  doubt: null,
  registry: {
    awaySinceWallMs: null,
    heardWallMs: null,
    oldestSealedWallMs: null,
    receiptedWallMs: null,
    pending: 0,
    lock: null,
  },
  keyRevoked: null,
  locks: [],
  sealing: null,
  isSealerIdle: true,
  recordsSealed: 7,
  devices: [],
  noted: [],
};

const offlineFor = (ms: number, more: Partial<OutageView> = {}): OutageView => ({
  ...WELL,
  registry: { ...WELL.registry, awaySinceWallMs: NOW - ms },
  ...more,
});
const noted = (
  state: NotedOutage["state"],
  sinceMs: number,
  more: Partial<NotedOutage> = {},
): NotedOutage => ({
  ...{ state, grade: state === "OFFLINE" ? "short" : null, because: [] },
  ...{ sinceWallMs: NOW - sinceMs, firstSequence: 7 },
  ...more,
});
const states = (view: OutageView): readonly string[] =>
  outagesOf(view, OUTAGE_LIMITS).map(({ state }) => state);
const gradeOf = (view: OutageView): unknown => outagesOf(view, OUTAGE_LIMITS)[0]?.grade;
const judged = (act: (typeof OUTAGE_ACTS)[number], view: OutageView, place = {}) =>
  judgeAct(
    act,
    { kind: "inspection", site: "lane-1", ...place },
    outagesOf(view, OUTAGE_LIMITS),
    OUTAGE_LIMITS,
  );

describe("a state", () => {
  test("stands for nothing where all is well", () => expect(states(WELL)).toEqual([]));

  test.each([
    [59 * MINUTE, []],
    [60 * MINUTE, ["OFFLINE"]],
  ])("OFFLINE after %i ms without the registry", (ms, found) => {
    expect(states(offlineFor(ms))).toEqual(found);
  });

  test("OFFLINE is a result that waits for its receipt as well, with the registry there", () => {
    const registry = { ...WELL.registry, oldestSealedWallMs: NOW - 60 * MINUTE, pending: 1 };
    expect(states({ ...WELL, registry })).toEqual(["OFFLINE"]);
    expect(states({ ...WELL, registry: { ...registry, oldestSealedWallMs: NOW - 59 * MINUTE } })).toEqual([]);
  });

  test.each([
    [3 * DAY_MS - 1, "short"],
    [3 * DAY_MS, "warned"],
    [7 * DAY_MS - 1, "warned"],
    [7 * DAY_MS, "provisional"],
    [14 * DAY_MS - 1, "provisional"],
    [14 * DAY_MS, "stopped"],
  ])("OFFLINE for %i ms is %s", (ms, grade) => expect(gradeOf(offlineFor(ms))).toBe(grade));

  test("OFFLINE is not entered by a clock in doubt: since when would stay wrong in the journal", () => {
    expect(states({ ...offlineFor(20 * DAY_MS), doubt })).toEqual(["CLOCK_UNSURE"]);
    const registry = { ...WELL.registry, oldestSealedWallMs: NOW - 3_650 * DAY_MS, pending: 1 };
    expect(states({ ...WELL, registry, doubt })).toEqual(["CLOCK_UNSURE"]);
    // And with the right clock again it is entered as long as it has lasted.
    expect(gradeOf(offlineFor(20 * DAY_MS))).toBe("stopped");
  });

  test("OFFLINE of before keeps its grade by a clock in doubt, and is not left while a result waits", () => {
    const before = [noted("OFFLINE", 5 * DAY_MS, { grade: "warned" })];
    const at = (view: OutageView) => {
      const found = outagesOf({ ...view, doubt, noted: before }, OUTAGE_LIMITS);
      return found.map(({ state, grade, causes: [cause] }) => [state, grade, cause?.why.code]);
    };
    const unsure = ["CLOCK_UNSURE", null, "CLOCK_IN_DOUBT"];
    const kept = [unsure, ["OFFLINE", "warned", "OFFLINE_UNCOUNTED"]];
    expect(at(offlineFor(3_650 * DAY_MS))).toEqual(kept);
    expect(at(offlineFor(0))).toEqual(kept);
    // Set back, the clock makes every result a new one.
    const registry = { ...WELL.registry, oldestSealedWallMs: NOW, pending: 1 };
    expect(at({ ...WELL, registry })).toEqual(kept);
    expect(at(WELL)).toEqual([unsure]);
  });

  test("OFFLINE of before goes on over a start until the registry is there, and since when it began", () => {
    const before = [noted("OFFLINE", 5 * DAY_MS)];
    const found = outagesOf(offlineFor(1_000, { noted: before }), OUTAGE_LIMITS);
    expect(found).toMatchObject([{ state: "OFFLINE", sinceWallMs: NOW - 5 * DAY_MS, grade: "warned" }]);
    expect(states({ ...WELL, noted: before })).toEqual([]);
  });

  test("SIGNER_DOWN after 15 s, and over a start until something is signed or nothing waits", () => {
    const for14 = { sinceWallMs: NOW - 14_000, why: waits };
    const for15 = { sinceWallMs: NOW - 15_000, why: waits };
    expect(states({ ...WELL, sealing: for14, isSealerIdle: false })).toEqual([]);
    expect(states({ ...WELL, sealing: for15, isSealerIdle: false })).toEqual(["SIGNER_DOWN"]);
    const before = [noted("SIGNER_DOWN", 60_000)];
    expect(states({ ...WELL, isSealerIdle: false, noted: before })).toEqual(["SIGNER_DOWN"]);
    expect(states({ ...WELL, isSealerIdle: false, recordsSealed: 8, noted: before })).toEqual([]);
    expect(states({ ...WELL, noted: before })).toEqual([]);
    expect(states({ ...WELL, sealing: for14, isSealerIdle: false, noted: before })).toEqual(["SIGNER_DOWN"]);
  });

  test("DEVICE_DEGRADED after 10 minutes, and until what was down so long is ready", () => {
    const device = { device: "bench", why: away };
    const down = (minutes: number) => [{ ...device, sinceWallMs: NOW - minutes * MINUTE }];
    const before = [noted("DEVICE_DEGRADED", 60_000, { because: [away] })];
    expect(states({ ...WELL, devices: down(9) })).toEqual([]);
    expect(states({ ...WELL, devices: down(10) })).toEqual(["DEVICE_DEGRADED"]);
    expect(states({ ...WELL, devices: down(0), noted: before })).toEqual(["DEVICE_DEGRADED"]);
    expect(states({ ...WELL, noted: before })).toEqual([]);
  });

  test("DEVICE_DEGRADED is about no device that was away for a moment only, whatever else is down", () => {
    const why = reason("DEVICE_CONNECTING", { device: "scale" });
    const short = { device: "scale", sinceWallMs: NOW - MINUTE, why };
    const bench = { device: "bench", sinceWallMs: NOW - 60 * MINUTE, why: away };
    const before = [noted("DEVICE_DEGRADED", 60_000, { because: [away] })];
    const named = (view: OutageView): unknown =>
      outagesOf(view, OUTAGE_LIMITS)[0]?.causes.map(({ covers }) => covers);
    expect(named({ ...WELL, devices: [bench, short], noted: before })).toEqual([
      { what: "device", device: "bench" },
    ]);
    // The bench is back, and what is away for a minute keeps nothing going.
    expect(named({ ...WELL, devices: [short], noted: before })).toBeUndefined();
    const more = reason("OUTAGE_MORE", { count: 1, devices: ["scale"] });
    const told = [noted("DEVICE_DEGRADED", 60_000, { because: [more] })];
    expect(named({ ...WELL, devices: [short], noted: told })).toEqual([{ what: "device", device: "scale" }]);
  });
});

describe("an act", () => {
  test("is refused with the reason that the door has always given", () => {
    expect(judged("begin-inspection", { ...WELL, doubt })).toMatchObject({
      kind: "refused",
      reason: { code: "CLOCK_IN_DOUBT" },
    });
    expect(judged("begin-exam", { ...WELL, keyRevoked: revoked })).toMatchObject({
      reason: { code: "OWN_KEY_REVOKED" },
    });
    const lock = { kind: "fork", why: reason("DELIVERY_OTHER_HISTORY", {}) } as const;
    expect(judged("call-next", { ...WELL, registry: { ...WELL.registry, lock } })).toMatchObject({
      reason: { code: "NO_JOB_IN_ANOTHER_HISTORY" },
    });
  });

  test.each([
    ["oversize", "DELIVERY_RECORD_TOO_LARGE", "may"],
    ["unreadable", "DELIVERY_RECORD_UNREADABLE", "may"],
    ["archived", "DELIVERY_ASKS_FOR_ARCHIVED", "may"],
    ["fork", "DELIVERY_OTHER_HISTORY", "refused"],
    ["rollback", "DELIVERY_OTHER_HISTORY", "refused"],
  ] as const)(
    "of sending waits while it has stopped (%s), and a job is begun or not",
    (kind, code, begun) => {
      const view = { ...WELL, registry: { ...WELL.registry, lock: { kind, why: reason(code, {}) } } };
      expect(judged("begin-inspection", view).kind).toBe(begun);
      expect(judged("deliver", view)).toEqual({ kind: "waits", state: "LOCKED" });
    },
  );

  test("of sending goes on in a station that the registry locked, or whose key is revoked", () => {
    const locks = [{ of: { what: "station" }, why: locked }] as const;
    for (const view of [
      { ...WELL, locks },
      { ...WELL, keyRevoked: revoked },
    ]) {
      expect(judged("begin-inspection", view).kind).toBe("refused");
      expect(judged("deliver", view)).toEqual({ kind: "may", noted: [] });
    }
  });

  test.each([
    [{ what: "site", site: "lane-1" }, "lane-1", "refused"],
    [{ what: "site", site: "lane-2" }, "lane-1", "may"],
    [{ what: "site", site: "lane-1" }, null, "may"],
    [{ what: "kind", kind: "inspection" }, "lane-9", "refused"],
    [{ what: "kind", kind: "exam" }, "lane-9", "may"],
    [{ what: "station" }, "lane-9", "refused"],
  ] as const)("is covered by a lock of %j at %s: %s", (of, site, kind) => {
    expect(judged("begin-inspection", { ...WELL, locks: [{ of, why: locked }] }, { site }).kind).toBe(kind);
  });

  test("is refused for no device here: the door has looked at those that the job needs", () => {
    const view = { ...WELL, devices: [{ device: "bench", sinceWallMs: NOW - DAY_MS, why: away }] };
    expect(states(view)).toEqual(["DEVICE_DEGRADED"]);
    expect(judged("begin-inspection", view)).toEqual({ kind: "may", noted: [] });
  });

  test("is refused in the last grade of OFFLINE, with the days", () => {
    expect(judged("begin-inspection", offlineFor(14 * DAY_MS - 1)).kind).toBe("may");
    const refused = judged("begin-inspection", offlineFor(14 * DAY_MS));
    expect(refused).toMatchObject({
      reason: { code: "OFFLINE_TOO_LONG", params: { days: 14, stopDays: 14 } },
    });
    expect(judged("go-on", offlineFor(30 * DAY_MS)).kind).toBe("may");
  });

  test("of the strictest state counts", () => {
    const view = { ...offlineFor(DAY_MS), doubt, noted: [noted("OFFLINE", DAY_MS)] };
    expect(judged("begin-inspection", view)).toMatchObject({ kind: "refused", state: "CLOCK_UNSURE" });
    expect(judged("deliver", view)).toEqual({ kind: "waits", state: "OFFLINE" });
    expect(judged("go-on", view)).toEqual({ kind: "may", noted: ["CLOCK_UNSURE"] });
  });
});

describe("the table", () => {
  test("has each state once, with a rule for each act and words in both languages", () => {
    expect(Object.keys(OUTAGE_TABLE)).toEqual(["NORMAL", ...OUTAGE_STATES]);
    for (const [state, row] of Object.entries(OUTAGE_TABLE)) {
      expect(row.state).toBe(state);
      expect(Object.keys(row.acts).sort()).toEqual([...OUTAGE_ACTS].sort());
      for (const said of [row.name, row.entered, row.left, row.remedy])
        expect([said.zh, said.en].every((text) => text.length > 1)).toBe(true);
    }
  });

  test("lets a running job go on, people withdraw, and results be sealed sooner or later, whatever stands", () => {
    for (const { acts } of Object.values(OUTAGE_TABLE)) {
      expect(["may", "may-noted"]).toContain(acts["go-on"]);
      expect(["may", "may-noted"]).toContain(acts.withdraw);
      expect(["may", "may-noted", "waits"]).toContain(acts.seal);
    }
  });

  test("names a reason for whatever it may refuse, and none where it refuses nothing", () => {
    for (const { acts, refusedWith } of Object.values(OUTAGE_TABLE)) {
      const refuses = Object.values(acts).some((rule) =>
        ["may-not", "by-part", "by-need", "by-days"].includes(rule),
      );
      expect(refusedWith.length > 0).toBe(refuses);
    }
  });
});

describe("the limits of a station file", () => {
  test("are ours where it says nothing", () => {
    expect(outageLimitsSchema.parse(undefined)).toEqual(OUTAGE_LIMITS);
    expect(outageLimitsSchema.parse({ offline: { warnDays: 1 } }).offline).toEqual({
      ...OUTAGE_LIMITS.offline,
      warnDays: 1,
    });
  });

  test("must not fall, and one sentence says so", () => {
    const wrong = outageLimitsSchema.safeParse({ offline: { warnDays: 8, stopDays: 9 } });
    const [issue] = wrong.error?.issues ?? [];
    expect(issue?.path).toEqual(["offline"]);
    const { why } = (issue as unknown as { params: { why: Parameters<typeof sentenceOf>[0] } }).params;
    expect(sentenceOf(why).en).toBe(
      "warnDays, provisionalDays and stopDays must not fall, and are 8, 7 and 9",
    );
  });
});
