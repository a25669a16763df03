import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { PapersRow } from "../../simulators/registry/papers-answers.ts";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { replayDirectory } from "../../src/cli/replay.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { PapersWanted } from "../../src/core/queue/queue-view.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { JournalEvidence } from "../../src/core/record/journal-evidence.ts";
import { PAPERS_REPLY_PAYLOAD_TYPE } from "../../src/core/requests/papers-messages.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { documentOf, SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { DOSSIER, dossierLine } from "../support/papers-examples.ts";
import { going, type QueueRig, queueRig } from "../support/queue-rig.ts";
import { CAR } from "../support/request-world.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { entriesOf } from "../support/whole-day.ts";

const WANTED: PapersWanted = {
  kind: "inspection",
  subject: { plate: CAR.plate, vinEnd: CAR.vin.slice(-6), vin: null },
};
const REQUEST = "0123456789abcdef0123456789abcdef";
const PAPERS = { ...DOSSIER, regionOfTest: "HB" };

async function fetched(rig: QueueRig) {
  const answer = await going(rig, rig.checkIn.fetch(WANTED, rig.who));
  if (answer.kind !== "fetched") throw new Error(JSON.stringify(answer));
  return answer;
}

async function takenIn(rig: QueueRig, papers: object, number: string): Promise<void> {
  const asked = { kind: "inspection" as const, request: REQUEST, papers: { ...papers }, fetched: number };
  const answer = await going(rig, rig.checkIn.takeIn(asked, rig.who));
  if (answer.kind !== "taken-in") throw new Error(JSON.stringify(answer));
  rig.clock.advanceBy(1_500);
}

/** Takes the vehicle in with these papers and calls it; the journal's words of both. */
async function begun(rig: QueueRig, papers: object, number: string) {
  await takenIn(rig, papers, number);
  return await called(rig);
}

async function called(rig: QueueRig) {
  expect(await going(rig, rig.jobs.ask("inspection"))).toMatchObject({ kind: "opened" });
  const entries = entriesOf(rig);
  const at = entries.findIndex(({ type }) => type === "job-opened");
  const opened = entries[at];
  if (opened?.type !== "job-opened") throw new Error("no job");
  return { entries, at, opened };
}

function told(rig: QueueRig, changes: object = {}): void {
  const asOf = new Date(rig.clock.wallMs() - 3_600_000).toISOString();
  const line = dossierLine({ asOf, dossier: { ...DOSSIER, ...changes } });
  rig.run.registry.requests.papers.tell([line as PapersRow]);
}

describe("papers that were fetched", () => {
  test("RP-165 the reply stands in the journal before the job, with region, age and what the desk changed", async () => {
    const rig = await queueRig();
    told(rig);
    const found = await fetched(rig);
    expect(found).toMatchObject({ answer: "found", region: "GD", papers: DOSSIER, door: null, why: null });
    expect(found.minutes).toBeGreaterThanOrEqual(60);
    // Before somebody is taken in nothing of it is durable.
    expect(JSON.stringify(entriesOf(rig))).not.toContain(CAR.vin);
    const { entries, at, opened } = await begun(rig, { ...PAPERS, seats: 4 }, found.fetched);
    const { papers } = opened;
    expect(papers).toMatchObject({
      kind: "vehicle-dossier",
      answer: "found",
      region: "GD",
      changed: ["seats"],
    });
    expect(papers?.ageS).toBeGreaterThanOrEqual(3_600);
    const stored = entries.findIndex(
      (entry) => entry.type === "artifact-stored" && entry.mediaType === PAPERS_REPLY_PAYLOAD_TYPE,
    );
    const reply = entries[stored];
    if (reply?.type !== "artifact-stored") throw new Error("no reply");
    expect(stored).toBeLessThan(at);
    expect(reply.sha256).toBe(papers?.reply);
    expect(toHex(sha256(new TextEncoder().encode(reply.text)))).toBe(papers?.reply);
    const act = entries.find((entry) => entry.type === "console-acted" && entry.act.kind === "taken-in");
    expect(act).toMatchObject({ act: { papers: { reply: papers?.reply, changed: ["seats"] } } });
    // The act has no papers in it: whoever is taken out again leaves no data there.
    expect(JSON.stringify(act)).not.toContain(CAR.vin);
  });

  test("what was typed without a change, or as the door means it, is not said to be changed", async () => {
    const rig = await queueRig();
    told(rig);
    const { fetched: number } = await fetched(rig);
    const same = { ...PAPERS, dimensions: null, elsewhere: null, articulated: false };
    expect((await begun(rig, same, number)).opened.papers).toMatchObject({ answer: "found", changed: [] });
  });

  test("a registry that does not answer leaves the desk to type, and the job says so", async () => {
    const rig = await queueRig();
    vi.spyOn(rig.run.registry.requests, "ask").mockReturnValue(null);
    const found = await fetched(rig);
    expect(found).toMatchObject({ answer: "unanswered", papers: null, why: { code: "PAPERS_UNANSWERED" } });
    const { opened } = await begun(rig, PAPERS, found.fetched);
    expect(opened.papers).toEqual({
      ...{ kind: "vehicle-dossier", answer: "unanswered", reply: null, issued: null },
      ...{ region: null, asOf: null, changed: [], ageS: null },
    });
  });

  test("papers that the door refuses come with its sentence, and what was fetched for another vehicle is not said of this one", async () => {
    const rig = await queueRig();
    told(rig, { vehicleClass: "N11" });
    const found = await fetched(rig);
    expect(found).toMatchObject({ answer: "found", papers: { vehicleClass: "N11" } });
    expect(found.door?.en).toMatch(/\S/);
    const other = { ...PAPERS, vin: "LFV2A21K0D4123456", plate: "鄂A54321" };
    expect((await begun(rig, other, found.fetched)).opened.papers).toBeUndefined();
  });

  test("after a start between taking in and calling the job says all but the reply, which is gone", async () => {
    const rig = await queueRig();
    told(rig);
    const found = await fetched(rig);
    await takenIn(rig, { ...PAPERS, seats: 4 }, found.fetched);
    const again = await queueRig({ before: { store: rig.store, folders: rig.folders } });
    const { entries, opened } = await called(again);
    expect(opened.papers).toMatchObject({
      ...{ answer: "found", reply: null, region: "GD", changed: ["seats"], asOf: found.asOf },
    });
    const stored = entries.filter((entry) => entry.type === "artifact-stored");
    expect(stored.map(({ mediaType }) => mediaType)).not.toContain(PAPERS_REPLY_PAYLOAD_TYPE);
  });

  test.each([
    [
      "changed",
      { seats: 4 },
      { answer: "found", changed: ["seats"] },
      [["PAPERS_CHANGED", { keys: ["seats"] }]],
    ],
    ["as they came", {}, { answer: "found", changed: [] }, []],
    ["unanswered", null, { answer: "unanswered", reply: null }, [["PAPERS_TYPED", { answer: "unanswered" }]]],
  ] as const)(
    "%s, they stand in the sealed record, which verifies and replays to the same bytes",
    async (_how, changes, said, notes) => {
      const rig = await queueRig();
      if (changes === null) vi.spyOn(rig.run.registry.requests, "ask").mockReturnValue(null);
      else told(rig);
      const found = await fetched(rig);
      const { opened } = await begun(rig, { ...PAPERS, ...changes }, found.fetched);
      const by = { by: asId<"actor">("P-00000000") };
      rig.station.command(
        opened.job,
        by,
        { name: "abort", reason: "other", note: "a test" },
        () => undefined,
      );
      await going(rig, new Promise((resolve) => setTimeout(resolve, 20)));
      const entries = entriesOf(rig);
      const sealed = entries.find((entry) => entry.type === "record-sealed");
      if (sealed?.type !== "record-sealed") throw new Error("no record");
      const document = documentOf(sealed.envelope);
      expect(document.papers).toMatchObject(said);
      expect(document.papers).toEqual(opened.papers);
      const own = document.notes.filter(({ code }) => code.startsWith("PAPERS_"));
      expect(own.map(({ code, params }) => [code, params])).toEqual(notes);
      const evidence = new JournalEvidence(SCENARIO_STATION, sha256);
      const problems = entries.map((entry, index) => {
        const lie = entry.type === "record-sealed" ? evidence.contradictionOf(document, entry.job) : null;
        return lie ?? evidence.note(entry, index);
      });
      expect(problems.filter((problem) => problem !== null)).toEqual([]);
      const directory = join(temporaryDirectory(), "journal");
      exportJournal(rig.store, directory, SCENARIO_STATION);
      expect(replayDirectory(directory, openSession).replay.jobs).toMatchObject([{ outcome: "same" }]);
    },
  );
});
