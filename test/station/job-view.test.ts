import { expect, test } from "vitest";
import type { JobOrder } from "../../src/core/journal/entry.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { jobClockOf } from "../../src/core/record/job-clock.ts";
import type { ItemReport, SessionReport } from "../../src/core/session.ts";
import { reason, told } from "../../src/core/trade/reasons.ts";
import type { DeviceRole } from "../../src/core/trade/words/roles.ts";
import { jobView } from "../../src/station/job-view.ts";

/** Goal: a page needs to know no item code and no sentence of ours: what it shows comes as data with its words. */
const TRACK = {
  job: asId<"job">("J-1"),
  order: { kind: "inspection", seat: { site: "lane-1", car: null, positions: null } } as unknown as JobOrder,
  openedAt: { monoMs: 0, wallMs: 1_795_000_000_000 },
  clock: jobClockOf({ monoMs: 0, wallMs: 1_795_000_000_000 }, { status: "unknown", doubt: null }),
};
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
  const view = jobView(TRACK, REPORT, { record: null, receiptSize: null });
  expect(view.items.map(({ chart }) => chart)).toEqual(["force", "gas", null, null]);
  expect(view.items[0]?.reasons).toEqual([told(fault)]);
  expect([view.reasons, view.notes]).toEqual([[told(fault)], [told(fault)]]);
  expect(view.prompt?.text.zh).toContain(told(fault).zh);
  expect(JSON.stringify(view)).not.toContain('"instrument"');
});
