import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { readJobFiles } from "../../src/runtime/station-files.ts";
import { laneScenarioSchema } from "../../src/scenario/lane-scenario.ts";
import { onlySeatOf } from "../../src/station/sites.ts";
import type { NewJob } from "../../src/station/station-options.ts";
import { laneAndCourse, type Rig, type RigOptions } from "../support/lane-and-course.ts";
import { configWith, editionFile } from "../support/rulebook/editions.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: a job is judged by the edition of the day it was opened on, and by that alone, whatever the list says later. */
const C1 = "config/rules/cn-exam-c1-2022.yaml";
/** A minute before the first of July 2026 begins in Shanghai. */
const BEFORE_MIDNIGHT_MS = Date.UTC(2026, 5, 30, 15, 59, 0);
const JOB_LIMIT_MS = 3_600_000;

async function station(options: RigOptions = {}): Promise<Rig> {
  const rig = await laneAndCourse({ startWallMs: BEFORE_MIDNIGHT_MS, ...options });
  onTestFinished(() => rig.close());
  return rig;
}

/** The files of a job as a station with this list reads them at each press. */
function filesOf(kind: JobKind, paths: readonly string[]): Pick<NewJob, "rulebooks"> {
  const read = readJobFiles(
    kind,
    onlySeatOf(kind === "exam" ? "gnss" : "lane-beams"),
    configWith({ inspection: [], exam: [], [kind]: paths }),
  );
  if (read.kind === "none") throw new Error(JSON.stringify(read.reason));
  return { rulebooks: read.files.rulebooks };
}

/** An old edition and the one that comes on the first of July. */
function twoEditions() {
  const folder = temporaryDirectory();
  const old = editionFile(folder, "old.yaml", "cn-inspection-2021", { id: "old", validTo: "2026-06-30" });
  const next = editionFile(folder, "new.yaml", "cn-inspection-2021", { id: "new", validFrom: "2026-07-01" });
  return { folder, old, next, list: [next, old] };
}

function untilSealed({ clock, records, station: running }: Rig, count: number): void {
  clock.runUntil(() => running.openJobs().length === 0, JOB_LIMIT_MS);
  expect(records()).toHaveLength(count);
}

const booksOf = ({ records }: Rig): string[] => records().map(({ rulebook }) => rulebook.id);

const ordersOf = ({ entries }: Rig) =>
  entries().flatMap((entry) => (entry.type === "job-opened" ? [entry.order] : []));

describe("a station that runs over midnight between two editions", () => {
  test("ends a job by the old one and opens the next by the new one", async () => {
    const { list } = twoEditions();
    const rig = await station();
    expect(rig.ask("inspection", filesOf("inspection", list))?.kind).toBe("opened");
    untilSealed(rig, 1);
    expect(rig.clock.wallMs(), "it was midnight meanwhile").toBeGreaterThan(BEFORE_MIDNIGHT_MS + 60_000);
    rig.lane.newVehicle(laneScenarioSchema.parse({}));
    rig.clock.advanceBy(2_000);
    expect(rig.ask("inspection", filesOf("inspection", list))?.kind).toBe("opened");
    untilSealed(rig, 2);
    expect(booksOf(rig)).toEqual(["old", "new"]);
    expect(rig.records().map(({ verdict }) => verdict)).toEqual(["pass", "pass"]);
    expect(ordersOf(rig).map(({ localDate }) => localDate)).toEqual(["2026-06-30", "2026-07-01"]);
    const stored = rig.entries().flatMap((entry) => (entry.type === "artifact-stored" ? [entry.text] : []));
    expect(
      stored.filter((text) => /^id: "(?:old|new)"/m.test(text)),
      "each text once",
    ).toHaveLength(2);
    expect(rig.journalProblems()).toEqual([]);
  });

  test("a job of before goes on by its text after a restart, and replays by it, though the list is another", async () => {
    const { old, next } = twoEditions();
    const first = await station({ acting: [] });
    expect(first.ask("inspection", filesOf("inspection", [old]))?.kind).toBe("opened");
    first.clock.advanceBy(20_000);
    expect(first.records()).toEqual([]);
    await first.close();
    // The old edition is gone, and what stands under its name is nonsense.
    writeFileSync(old, "gone");
    const store = new MemoryJournalStore();
    store.append([...first.kept.read(0)], () => undefined);
    const again = await station({ store, startWallMs: BEFORE_MIDNIGHT_MS + 3_600_000 });
    untilSealed(again, 1);
    again.lane.newVehicle(laneScenarioSchema.parse({}));
    again.clock.advanceBy(2_000);
    expect(again.ask("inspection", filesOf("inspection", [next]))?.kind).toBe("opened");
    untilSealed(again, 2);
    expect(booksOf(again)).toEqual(["old", "new"]);
    const [before, after] = ordersOf(again);
    expect(again.records().map(({ rulebook }) => rulebook.sha256)).toEqual([
      before?.rulebookSha256,
      after?.rulebookSha256,
    ]);
    expect(again.journalProblems()).toEqual([]);
  });
});

describe("of an exam the candidate's class counts as well", () => {
  const ofClass = (licenceClass: string) => {
    const text = readFileSync("config/dossiers/candidate-c1.yaml", "utf8");
    const changed = text.replace(/^licenceClass: C1$/m, `licenceClass: ${licenceClass}`);
    return { text: changed, mediaType: "application/yaml" };
  };
  const twoBooks = (c3ValidTo: string | null = null) => {
    const folder = temporaryDirectory();
    const c3 = editionFile(folder, "c3.yaml", "cn-exam-c1-2022", {
      ...{ id: "of-c3", licenceClasses: "[C3]", validTo: c3ValidTo },
    });
    const c1 = editionFile(folder, "c1.yaml", "cn-exam-c1-2022", { id: "of-c1", licenceClasses: "[C1, C5]" });
    return [c3, c1];
  };

  test.each([
    ["C1", "of-c1"],
    ["C5", "of-c1"],
    ["C3", "of-c3"],
  ])("%s is examined by %s", async (licenceClass, book) => {
    const rig = await station({ acting: [] });
    const answer = rig.ask("exam", { ...filesOf("exam", twoBooks()), dossier: ofClass(licenceClass) });
    expect(answer?.kind).toBe("opened");
    const texts = rig.entries().flatMap((entry) => (entry.type === "artifact-stored" ? [entry.text] : []));
    expect(
      texts.filter((text) => /^kind: exam$/m.test(text)).map((text) => /^id: "(.*)"$/m.exec(text)?.[1]),
    ).toEqual([book]);
  });

  test("one that no rulebook has goes back with those that are served, and nothing is durable", async () => {
    const rig = await station();
    const before = rig.entries().length;
    const answer = rig.ask("exam", { ...filesOf("exam", twoBooks()), dossier: ofClass("A1") });
    expect(answer).toMatchObject({
      kind: "refused",
      about: "subject",
      reason: { code: "CLASS_NOT_SERVED", params: { licenceClass: "A1", served: ["C1", "C3", "C5"] } },
    });
    expect(rig.entries()).toHaveLength(before);
  });

  test("one whose last edition has ended waits, and another class does not", async () => {
    const rig = await station({ acting: [] });
    const files = filesOf("exam", twoBooks("2026-05-31"));
    expect(rig.ask("exam", { ...files, dossier: ofClass("C3") })).toMatchObject({
      kind: "refused",
      about: "station",
      reason: { code: "RULEBOOK_ENDED", params: { rulebook: "of-c3", until: "2026-05-31" } },
    });
    expect(rig.ask("exam", { ...files, dossier: ofClass("C1") })?.kind).toBe("opened");
  });
});

describe("a list that was spoilt since the start", () => {
  test("with two in force keeps the next one from beginning, and whoever waits goes on waiting", async () => {
    const { folder, old, list } = twoEditions();
    const rig = await station();
    writeFileSync(old, readFileSync("config/rules/cn-inspection-2021.yaml"));
    expect(rig.ask("inspection", filesOf("inspection", list))).toMatchObject({
      kind: "refused",
      about: "station",
      reason: {
        code: "EDITIONS_OVERLAP",
        params: { first: old, second: join(folder, "new.yaml"), from: "2026-07-01", to: null },
      },
    });
  });

  test("with one that cannot be read is told under that one's own name, also of one alone", async () => {
    const { old, next, list } = twoEditions();
    const rig = await station();
    writeFileSync(next, "schema: proofmark/rulebook/v2\nkind: inspection\n");
    const fault = { part: "rulebook", called: next, line: 1 };
    expect(rig.ask("inspection", filesOf("inspection", list))).toMatchObject({ about: "station", fault });
    expect(rig.ask("inspection", filesOf("inspection", [next]))).toMatchObject({ about: "station", fault });
    expect(rig.ask("inspection", filesOf("inspection", [old]))?.kind).toBe("opened");
  });
});

test("of one rulebook alone its own class and days are told, as before", async () => {
  const rig = await station();
  const ended = editionFile(temporaryDirectory(), "ended.yaml", "cn-exam-c1-2022", { validTo: "2026-06-29" });
  expect(rig.ask("exam", filesOf("exam", [ended]))).toMatchObject({
    about: "station",
    reason: { code: "RULEBOOK_ENDED" },
  });
  const c2 = readFileSync("config/dossiers/candidate-c2.yaml", "utf8");
  const dossier = { text: c2, mediaType: "application/yaml" };
  expect(rig.ask("exam", { ...filesOf("exam", [C1]), dossier })).toMatchObject({
    about: "subject",
    reason: { code: "CLASS_NOT_COVERED" },
  });
});
