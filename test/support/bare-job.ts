import type { JobView } from "../../src/station/live-message.ts";

/** A vehicle that was just called, of which nothing is known yet. */
export const BARE_JOB: JobView = {
  job: "J-1",
  kind: "inspection",
  site: "lane-1",
  car: null,
  subject: { plate: "鄂A12345", vin: "LSVAA4182E2123456" },
  state: "running",
  practice: false,
  items: [],
  currentItem: null,
  prompt: null,
  score: null,
  findings: [],
  signing: null,
  manual: null,
  verdict: null,
  reasons: [],
  scope: null,
  notes: [],
  closed: null,
  record: null,
  after: null,
  following: null,
  receiptSize: null,
  startedWallMs: 0,
};
