import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { JobOpened } from "../../src/core/journal/entry.ts";
import { asId, type JobId } from "../../src/core/quantities/ids.ts";
import { jobClockOf } from "../../src/core/record/job-clock.ts";
import type { SessionInput, SessionReport } from "../../src/core/session.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { JobTrack } from "../../src/station/job-track.ts";
import { LiveHistory } from "../../src/station/live-history.ts";
import type { StationView } from "../../src/station/live-message.ts";
import { StationScreen } from "../../src/station/station-screen.ts";
import { opened as journalled } from "../support/journal-day.ts";

/** What the pages are given: the latest jobs and refusals, and nothing of that lost while somebody looks. */
const VIEW = {} as StationView;
const why = reason("RULEBOOK_ENDED", { rulebook: "b", until: "2020-01-01", today: "2021-01-01" });
const job = (n: number) => asId<"job">(`J-${n}`);
const opened = (id: JobId): JobOpened => ({ ...journalled(id), job: id });

const REPORT: SessionReport = {
  phase: "running",
  subject: {},
  items: [],
  currentItem: null,
  prompt: null,
  findings: [],
  score: null,
  signing: null,
  manual: null,
  verdict: null,
  reasons: [],
  scope: null,
  notes: [],
  unverifiedRules: [],
  faults: [],
};

function screen(): { screen: StationScreen; told: unknown[] } {
  const told: unknown[] = [];
  const made = new StationScreen(
    (refusals) => ({ ...VIEW, refusals }) as StationView,
    (cause) => told.push(cause),
    () => "2026-01-01",
    new VirtualClock(),
  );
  return { screen: made, told };
}

/** A job with a pose, that counts how often it is asked for. */
function driven(): { track: JobTrack; asked: () => number } {
  let asked = 0;
  const pose = () => {
    asked++;
    return null;
  };
  return { track: { job: job(1), state: null, opened: { pose } } as unknown as JobTrack, asked: () => asked };
}

const epoch = {
  kind: "observation",
  role: "gnss",
  observation: { kind: "gnss-epoch", atMs: 1 },
} as unknown as SessionInput<unknown>;

describe("the screen of a station", () => {
  test("keeps the last fifty jobs, newest first", () => {
    const { screen: of } = screen();
    for (let n = 1; n <= 51; n++) of.closed(opened(job(n)), why);
    const kept = of.snapshot().jobs.map((view) => view.job);
    expect(kept).toHaveLength(50);
    expect([kept[0], kept.at(-1)]).toEqual(["J-51", "J-2"]);
  });

  test("one that runs is kept, however many others come and go", () => {
    const { screen: of } = screen();
    const entry = opened(job(0));
    const session = { report: () => REPORT };
    const track = {
      job: job(0),
      order: entry.order,
      openedAt: entry.at,
      clock: jobClockOf(entry.at, { status: "unknown", doubt: null }),
      opened: { session },
    } as unknown as JobTrack;
    of.job(track, REPORT, null);
    for (let n = 1; n <= 60; n++) of.closed(opened(job(n)), why);
    const kept = of.snapshot().jobs.map((view) => view.job);
    expect(kept).toHaveLength(50);
    expect([kept.at(-1), kept.includes("J-11"), kept.includes("J-12")]).toEqual(["J-0", false, true]);
  });

  test("a job told again stays one", () => {
    const { screen: of } = screen();
    of.closed(opened(job(1)), why);
    of.closed(opened(job(2)), why);
    of.closed(opened(job(1)), why);
    of.receipted(job(2), 7);
    of.receipted(job(3), 7);
    const jobs = of.snapshot().jobs;
    expect(jobs.map((view) => [view.job, view.state])).toEqual([
      ["J-2", "receipted"],
      ["J-1", "closed"],
    ]);
  });

  test("keeps the last ten refusals, newest first", () => {
    const { screen: of } = screen();
    for (let n = 1; n <= 11; n++)
      of.refused({ atWallMs: n, kind: "exam", file: null, reason: { ...why, zh: "", en: "" } } as never);
    expect(of.snapshot().station.refusals.map((refusal) => refusal.atWallMs)).toEqual([
      11, 10, 9, 8, 7, 6, 5, 4, 3, 2,
    ]);
  });

  test("works nothing out that nobody can see", () => {
    const { screen: of } = screen();
    const { track, asked } = driven();
    of.samples(track, null, 0, [epoch]);
    expect([of.isWatched, asked()]).toEqual([false, 0]);
    const leave = of.feed.subscribe(() => undefined);
    of.samples(track, null, 0, [epoch]);
    expect([of.isWatched, asked()]).toEqual([true, 1]);
    leave();
    expect(of.isWatched).toBe(false);
    of.history = new LiveHistory();
    expect(of.isWatched).toBe(true);
  });
});
