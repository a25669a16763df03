import { expect, test } from "vitest";
import type { JobOrder } from "../../src/core/journal/entry.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { jobClockOf } from "../../src/core/record/job-clock.ts";
import type { Verdict } from "../../src/core/rules/finding.ts";
import type { Following, ItemReport, SessionReport } from "../../src/core/session.ts";
import { reason, told } from "../../src/core/trade/reasons.ts";
import type { DeviceRole } from "../../src/core/trade/words/roles.ts";
import { closedView, jobView } from "../../src/station/job-view.ts";
import { countingSession } from "../support/counting-session.ts";
import { toySession } from "../support/toy-station.ts";

/** Goal: a page needs to know no item code and no sentence of ours: what it shows comes as data with its words. */
const TRACK = {
  job: asId<"job">("J-1"),
  order: { kind: "inspection", seat: { site: "lane-1", car: null, positions: null } } as unknown as JobOrder,
  openedAt: { monoMs: 0, wallMs: 1_795_000_000_000 },
  clock: jobClockOf({ monoMs: 0, wallMs: 1_795_000_000_000 }, { status: "unknown", doubt: null }),
  signingSinceWallMs: null,
  opened: toySession(countingSession),
};
/** An hour east of UTC: it is tomorrow there already. */
const localDate = (wallMs: number): string => new Date(wallMs + 3_600_000).toISOString().slice(0, 10);
const OPEN = { record: null, receiptSize: null };
const fault = reason("DEVICE_FAULT", { role: "brake-bench", device: "b-1", fault: "silent", detail: null });

function item(code: string, instrument?: DeviceRole): ItemReport {
  const names = { nameZh: code, nameEn: code };
  const measured = instrument === undefined ? {} : { instrument };
  return {
    item: code,
    ...names,
    state: "done",
    verdict: "void",
    reasons: [fault],
    findings: [],
    ...measured,
  };
}

const REPORT: SessionReport = {
  phase: "running",
  subject: {},
  items: [item("X", "brake-bench"), item("Y", "gas-analyser"), item("Z", "axle-scale"), item("driven")],
  currentItem: "X",
  prompt: { id: "p", item: "X", action: "wait", params: {}, text: reason("PROMPT_WAIT", { because: fault }) },
  findings: [],
  score: null,
  signing: null,
  manual: null,
  verdict: null,
  reasons: [fault],
  scope: null,
  notes: [fault],
  unverifiedRules: [],
  faults: [],
};

test("an item's curve is that of its instrument, and its reasons come with their sentences", () => {
  const view = jobView(TRACK, REPORT, OPEN, localDate);
  expect(view.items.map(({ chart }) => chart)).toEqual(["force", "gas", null, null]);
  expect(view.items[0]?.reasons).toEqual([told(fault)]);
  expect([view.reasons, view.notes]).toEqual([[told(fault)], [told(fault)]]);
  expect(view.prompt?.text.zh).toContain(told(fault).zh);
  expect(JSON.stringify(view)).not.toContain('"instrument"');
});

const OVER: SessionReport = { ...REPORT, phase: "over", verdict: "fail" };
const ENDED_WALL_MS = Date.parse("2026-11-30T23:30:00Z");

function following(comes: (verdict: Verdict) => Following | null, report = OVER) {
  const clock = { ...TRACK.clock, endedWallMs: ENDED_WALL_MS };
  const track = { ...TRACK, clock, opened: toySession(countingSession, { following: comes }) };
  return jobView(track, report, OPEN, localDate).following;
}

test("what may follow is told with its last day, counted where the station stands from the end or from the first of them", () => {
  const within: Following = { as: "re-inspection", withinDays: 10, from: null };
  expect(following(() => within)).toEqual({ as: "re-inspection", lastOn: "2026-12-11" });
  expect(following(() => ({ ...within, from: "2026-02-20" }))?.lastOn).toBe("2026-03-02");
  expect(following(() => ({ ...within, withinDays: 0 }))?.lastOn).toBe("2026-12-01");
  expect(following((verdict) => (verdict === "pass" ? within : null))).toBeNull();
  expect(following(() => within, REPORT)).toBeNull();
});

test("a job says which record it follows, also where nothing came of it", () => {
  const after = { job: "J-0", record: "ab".repeat(32), clean: [] };
  const track = { ...TRACK, order: { ...TRACK.order, after } };
  expect(jobView(track, REPORT, OPEN, localDate).after).toBe(after.record);
  expect(jobView(TRACK, REPORT, OPEN, localDate).after).toBeNull();
  const known = { job: "J-1", kind: "exam", site: "c", car: "1", practice: false } as const;
  expect(closedView(null, { ...known, after: after.record, startedWallMs: 0 }, fault).after).toBe(
    after.record,
  );
});
