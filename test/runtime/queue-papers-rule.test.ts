import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PapersRow } from "../../simulators/registry/papers-answers.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { documentOf } from "../../src/stage/virtual-station.ts";
import { DOSSIER, dossierLine } from "../support/papers-examples.ts";
import { going, type QueueRig, queueRig } from "../support/queue-rig.ts";
import { CAR } from "../support/request-world.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { entriesOf } from "../support/whole-day.ts";

/** Goal: a rulebook says whether papers may be typed; who is stopped by it stays in the queue with the reason, and comes in once they are fetched. */
const K3 = readFileSync("config/dossiers/demo-k3.yaml", "utf8");
const PAPERS = { ...DOSSIER, regionOfTest: "HB" };
const seat = { site: "lane-1", car: null };

function rulebook(whenMissing: string, whenChanged = "say"): string {
  const book = readFileSync("config/rules/cn-inspection-2021.yaml", "utf8").trimEnd();
  const rule = { whenMissing, whenChanged, answerAgeHoursMax: 24 };
  const provenance = { clause: null, source: "a test", confidence: "recalled", verifiedBy: null };
  const file = join(temporaryDirectory(), "papers.yaml");
  writeFileSync(file, `${book}\npapers: ${JSON.stringify({ ...rule, ...provenance })}\n`);
  return file;
}

/** The word of the queue page of who is first, and the row; a file counts as written when two looks see the same. */
async function first(rig: QueueRig) {
  await rig.look();
  rig.clock.advanceBy(2_000);
  const view = await rig.look();
  const row = view.queues[0]?.rows[0];
  if (row === undefined) throw new Error("nobody waits");
  const at = row.at[0] ?? null;
  return { row, why: at === null ? null : (view.whys[at]?.code ?? null) };
}

async function takeInFetched(rig: QueueRig, papers: object): Promise<void> {
  const subject = { plate: CAR.plate, vinEnd: CAR.vin.slice(-6), vin: null };
  const answer = await going(rig, rig.checkIn.fetch({ kind: "inspection", subject }, rig.who));
  if (answer.kind !== "fetched") throw new Error(JSON.stringify(answer));
  const { fetched } = answer;
  const asked = { kind: "inspection" as const, request: "01".repeat(16), papers: { ...papers }, fetched };
  const taken = await going(rig, rig.checkIn.takeIn(asked, rig.who));
  if (taken.kind !== "taken-in") throw new Error(JSON.stringify(taken));
  rig.clock.advanceBy(1_500);
}

/** The registry has the car's papers, of an hour ago. */
function knows(rig: QueueRig): void {
  const asOf = new Date(rig.clock.wallMs() - 3_600_000).toISOString();
  rig.run.registry.requests.papers.tell([dossierLine({ asOf, dossier: DOSSIER }) as PapersRow]);
}

function opened(rig: QueueRig) {
  const entry = entriesOf(rig).find(({ type }) => type === "job-opened");
  if (entry?.type !== "job-opened") throw new Error("no job");
  return entry;
}

describe("a rulebook that asks for the registry's papers", () => {
  test("stops a file that was put there", async () => {
    const rig = await queueRig({ inspection: { "01.yaml": K3 }, rulebook: rulebook("stop") });
    const { row, why } = await first(rig);
    expect(why).toBe("PAPERS_WANTED");
    expect(JSON.stringify(await rig.call("inspection", row, seat))).toContain("PAPERS_WANTED");
  });

  test("lets in what was fetched at the desk", async () => {
    const rig = await queueRig({ rulebook: rulebook("stop", "stop") });
    knows(rig);
    await takeInFetched(rig, PAPERS);
    const { row, why } = await first(rig);
    expect(why).toBeNull();
    expect(await rig.call("inspection", row, seat)).toMatchObject({ kind: "opened" });
    const judged = { tooOld: false, done: "sound" };
    expect(opened(rig).papers).toMatchObject({ answer: "found", region: "GD", judged });
  });

  test.each([
    ["say", { tooOld: false, done: "told" }, ["PAPERS_NOT_FETCHED"]],
    ["go-on", { tooOld: false, done: "passed-over" }, []],
  ])("that lets typed ones in (%s) says so in job and record", async (whenMissing, judged, notes) => {
    const rig = await queueRig({ inspection: { "01.yaml": K3 }, rulebook: rulebook(whenMissing) });
    const { row, why } = await first(rig);
    expect(why).toBeNull();
    expect(await rig.call("inspection", row, seat)).toMatchObject({ kind: "opened" });
    const { job, papers } = opened(rig);
    expect(papers).toMatchObject({ kind: "vehicle-dossier", answer: "not-fetched", reply: null, judged });
    const by = { by: asId<"actor">("P-00000000") };
    const abort = { name: "abort", reason: "other", note: "a test" };
    rig.station.command(job, by, abort, () => undefined);
    await going(rig, new Promise((resolve) => setTimeout(resolve, 20)));
    const sealed = entriesOf(rig).find(({ type }) => type === "record-sealed");
    if (sealed?.type !== "record-sealed") throw new Error("no record");
    const document = documentOf(sealed.envelope);
    expect(document.papers).toEqual(papers);
    const own = document.notes.filter(({ code }) => code.startsWith("PAPERS_"));
    expect(own.map(({ code }) => code)).toEqual(notes);
  });

  test("stops what the desk changed where it may not", async () => {
    const rig = await queueRig({ rulebook: rulebook("stop", "stop") });
    knows(rig);
    await takeInFetched(rig, { ...PAPERS, seats: 4 });
    expect((await first(rig)).why).toBe("PAPERS_WANTED");
  });
});
