import { describe, expect, onTestFinished, test } from "vitest";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { inspectedAgain } from "../../src/core/inspection/inspected-again.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import { earlierJob } from "../../src/runtime/earlier-job.ts";
import { START_WALL_MS } from "../../src/stage/virtual-station.ts";
import { LiveHistory } from "../../src/station/live-history.ts";
import { IDENTITY, PEOPLE, SHA } from "../core/inspection/manual/manual-car.ts";
import { laneAndCourse, type Rig } from "../support/lane-and-course.ts";
import { asks, manualJob } from "../support/manual-job.ts";

/** Goal: what inspectors and the signatory do to a vehicle survives any end of the process, once, and its record can be checked. */
const { wang, li, zhao } = PEOPLE;
const IDENTITY_PHOTOS = ["0111", "0112", "0113"] as const;
const CHASSIS = ["C1-47", "C1-48", "C1-49", "C1-50", "C1-51"] as const;
const ACCEPTED = { kind: "accepted" };

interface World {
  at: Rig;
  readonly store: MemoryJournalStore;
  job: string;
}

async function world(): Promise<World> {
  const store = new MemoryJournalStore();
  const at = await laneAndCourse({ acting: ["inspection"], store });
  const made: World = { at, store, job: "" };
  onTestFinished(() => made.at.close());
  return made;
}

function opened(at: Rig, changes = {}): string {
  const opening = at.ask("inspection", { ...manualJob(), ...changes });
  if (opening?.kind !== "opened") throw new Error(`not opened: ${JSON.stringify(opening)}`);
  at.clock.advanceBy(1_000);
  return opening.job;
}

/** Of the station's second process. */
const LATER_MS = START_WALL_MS + 3_600_000;

const enter = (item: string, note = "") => ({
  name: "part-enter",
  item,
  found: note === "" ? "in-order" : "defect",
  note,
  values: {},
});

type Step = (on: World) => void;
const say =
  (person: string, command: Record<string, unknown>): Step =>
  ({ at, job }) =>
    expect(asks(at, job, person, command), JSON.stringify(command)).toEqual(ACCEPTED);
const wait =
  (seconds: number): Step =>
  ({ at }) => {
    at.clock.advanceBy(1_000 * seconds);
  };

/** Whoever was stopped by a restart before anything was entered looks a little longer. */
const end =
  (person: string, part: string): Step =>
  ({ at, job }) => {
    const first = asks(at, job, person, { name: "part-end", part });
    if (first?.kind === "accepted") return;
    expect(JSON.stringify(first)).toContain("PART_TOO_SOON");
    at.clock.advanceBy(70_000);
    expect(asks(at, job, person, { name: "part-end", part })).toEqual(ACCEPTED);
  };

const SENT_BACK = say(zhao, { name: "send-back", items: ["UC-06"], note: "请重新核对颜色" });
/** The lane runs by itself meanwhile. */
const STORY: readonly Step[] = [
  say(wang, { name: "part-begin", part: "identity" }),
  ...IDENTITY.map((item) => say(wang, enter(item, item === "UC-06" ? "颜色与行驶证不符" : ""))),
  ...IDENTITY_PHOTOS.map((photo) => say(wang, { name: "part-photo", part: "identity", photo, sha256: SHA })),
  wait(70),
  say(li, { name: "part-begin", part: "chassis" }),
  end(wang, "identity"),
  ...CHASSIS.map((item) => say(li, enter(item))),
  say(li, { name: "part-photo", part: "chassis", photo: "0323", sha256: SHA }),
  wait(70),
  end(li, "chassis"),
  wait(400),
  SENT_BACK,
  say(wang, { name: "part-begin", part: "identity" }),
  say(wang, enter("UC-06", "车身改为红色，行驶证为白色")),
  end(wang, "identity"),
  wait(5),
  say(zhao, { name: "sign", note: "" }),
  wait(5),
];

const told = ({ verdict, items, acts, signatures }: ResultDocument) => ({
  verdict,
  manual: items.filter(({ item }) => item.startsWith("UC-") || item.startsWith("C1-")),
  acts: acts?.map(({ act, of, by }) => `${act} ${of ?? ""} ${by}`),
  signatures,
});

async function played(): Promise<World> {
  const on = await world();
  on.job = opened(on.at);
  // The vehicle is through the lane first, so that no restart is in the middle of a measurement.
  on.at.clock.advanceBy(400_000);
  for (const step of STORY) step(on);
  return on;
}

/** The story with every state of its journal on the way: what a process that ends there leaves. */
async function leftBehind(): Promise<{ readonly job: string; readonly journals: readonly Uint8Array[][] }> {
  const on = await world();
  on.job = opened(on.at);
  on.at.clock.advanceBy(400_000);
  const journals = STORY.map((step) => {
    const journal = [...on.store.read(0)];
    step(on);
    return journal;
  });
  return { job: on.job, journals };
}

describe("a vehicle that people look at", () => {
  test("has a record with every act and actor, that the journal bears out and a replay reaches", async () => {
    const on = await played();
    const [record] = on.at.records();
    expect(record).toMatchObject({
      verdict: "fail",
      signatures: [{ who: "signatory", by: zhao, agrees: true }],
    });
    expect(record?.acts?.map(({ act, of, by }) => `${act} ${of ?? "-"} ${by}`)).toEqual([
      `inspection.open - ${wang}`,
      `inspection.part-begin identity ${wang}`,
      ...IDENTITY.map((item) => `inspection.part-enter ${item} ${wang}`),
      ...IDENTITY_PHOTOS.map((photo) => `inspection.part-photo identity ${photo} ${wang}`),
      `inspection.part-begin chassis ${li}`,
      `inspection.part-end identity ${wang}`,
      ...CHASSIS.map((item) => `inspection.part-enter ${item} ${li}`),
      `inspection.part-photo chassis 0323 ${li}`,
      `inspection.part-end chassis ${li}`,
      `inspection.send-back - ${zhao}`,
      `inspection.part-begin identity ${wang}`,
      `inspection.part-enter UC-06 ${wang}`,
      `inspection.part-end identity ${wang}`,
      `inspection.sign - ${zhao}`,
    ]);
    expect(on.at.journalProblems()).toEqual([]);
    expect(on.at.errors).toEqual([]);
  });

  test("restarted before any act of it, ends the same: nothing is lost and nothing is doubled", async () => {
    const whole = (await played()).at.records()[0];
    if (whole === undefined) throw new Error("no record");
    const { job, journals } = await leftBehind();
    for (const [index, journal] of journals.entries()) {
      const store = new MemoryJournalStore();
      store.append(journal, () => undefined);
      const on = { at: await laneAndCourse({ acting: [], store, startWallMs: LATER_MS }), store, job };
      for (const step of STORY.slice(index)) step(on);
      const records = on.at.records();
      expect(records, `restart before step ${index}`).toHaveLength(1);
      const [record] = records;
      expect(record === undefined ? null : told(record), `restart before step ${index}`).toEqual(told(whole));
      // A replay of the whole lane is the dearest of it.
      if (index % 6 === 0) expect(on.at.journalProblems(), `restart before step ${index}`).toEqual([]);
      await on.at.close();
    }
  });

  test("waits for its review since all of it was done: neither a restart nor a refusal begins it anew, sending it back does", async () => {
    const back = STORY.indexOf(SENT_BACK);
    const on = await world();
    on.job = opened(on.at);
    on.at.clock.advanceBy(400_000);
    const looks = (one: World): void => {
      one.at.station.screen.history = new LiveHistory();
    };
    looks(on);
    const view = ({ at, job }: World) => at.station.screen.snapshot().jobs.find((one) => one.job === job);
    for (const step of STORY.slice(0, back)) step(on);
    const since = view(on)?.signing?.sinceWallMs ?? 0;
    expect(view(on)?.signing).toMatchObject({ next: "signatory", fourEyes: true });
    expect(on.at.clock.wallMs() - since).toBeGreaterThan(400_000);
    expect(asks(on.at, on.job, wang, { name: "sign", note: "" })?.kind).toBe("refused");
    expect(view(on)?.signing?.sinceWallMs).toBe(since);
    const store = new MemoryJournalStore();
    store.append([...on.store.read(0)], () => undefined);
    const later = {
      at: await laneAndCourse({ acting: [], store, startWallMs: LATER_MS }),
      store,
      job: on.job,
    };
    onTestFinished(() => later.at.close());
    // Whoever opens a page finds it, though nothing has changed since.
    expect(view(later)?.signing?.sinceWallMs).toBe(since);
    looks(later);
    SENT_BACK(later);
    later.at.clock.advanceBy(1_000);
    expect(view(later)?.signing).toBeNull();
    for (const step of STORY.slice(back + 1, -2)) step(later);
    expect(view(later)?.signing?.sinceWallMs).toBeGreaterThan(LATER_MS);
    for (const step of STORY.slice(-2)) step(later);
    expect(view(later)).toMatchObject({
      after: null,
      following: { as: "re-inspection", lastOn: "2026-06-11" },
    });
  });

  test("keeps no lane while people go on with it: the next vehicle is called and in the lane meanwhile", async () => {
    const on = await world();
    on.job = opened(on.at);
    expect(on.at.station.freeSeat("inspection", {}).kind).toBe("refused");
    on.at.clock.advanceBy(400_000);
    const next = on.at.open("inspection");
    on.at.clock.advanceBy(5_000);
    expect(on.at.state("inspection")).toMatchObject({ lane: { holds: ["lane"] }, laneDone: false });
    for (const step of STORY) step(on);
    expect(on.at.records().map(({ job, verdict }) => [job, verdict])).toEqual([[on.job, "fail"]]);
    // What the devices say meanwhile is about the next one alone.
    const inputs = on.at.entries().filter((entry) => entry.type === "job-input" && entry.job === on.job);
    const from = inputs.findIndex((entry) => JSON.stringify(entry).includes('"type":"lane-done"'));
    const told = inputs.slice(from + 1).map((entry) => (entry.type === "job-input" ? entry.input.kind : ""));
    expect(new Set(told)).toEqual(new Set(["command"]));
    on.at.command(next ?? "", { name: "abort", reason: "other", note: "a test" });
    on.at.clock.advanceBy(5_000);
    expect(on.at.records().map(({ job }) => job)).toEqual([on.job, next]);
    expect(on.at.journalProblems()).toEqual([]);
  });

  test("is inspected again in what failed alone, linked to the first and counted", async () => {
    const on = await played();
    const sealed = on.at.entries().find(({ type }) => type === "record-sealed");
    const [first] = on.at.records();
    if (sealed?.type !== "record-sealed" || first === undefined) throw new Error("no record");
    const job = earlierJob(on.store, first);
    if (job === null) throw new Error("the journal has it no more");
    const again = inspectedAgain(sealed.record, first, job, "2026-05-31");
    if (again.kind === "refused") throw new Error(again.reason.code);
    on.job = opened(on.at, { dossier: job.dossier, after: again.after });
    expect(
      on.at.ask("inspection", { ...manualJob(), dossier: job.dossier, after: again.after }),
    ).toMatchObject({
      kind: "refused",
    });
    for (const step of [
      say(li, { name: "part-begin", part: "identity" }),
      say(li, enter("UC-06")),
      ...IDENTITY_PHOTOS.map((photo) =>
        say(li, { name: "part-photo", part: "identity", photo, sha256: SHA }),
      ),
      wait(61),
      end(li, "identity"),
      say(zhao, { name: "sign", note: "" }),
      wait(5),
    ])
      step(on);
    const shown = on.at.station.screen.snapshot().jobs.map(({ after, following }) => [after, following?.as]);
    expect(shown).toEqual([
      [sealed.record, undefined],
      [null, "re-inspection"],
    ]);
    const second = on.at.records()[1];
    expect(second).toMatchObject({
      verdict: "pass",
      after: { job: first.job, record: sealed.record },
      subject: { inspection: "2" },
    });
    expect(second?.items.find(({ item }) => item === "B1")?.reasons[0]?.code).toBe("KEPT_OF_EARLIER");
    expect(on.at.journalProblems()).toEqual([]);
  });
});
