import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FactRow } from "../../simulators/registry/request-answers.ts";
import type { QueueView } from "../../src/core/queue/queue-view.ts";
import { filesIn } from "../support/intake-world.ts";
import { type QueueRig, queueRig } from "../support/queue-rig.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { entriesOf } from "../support/whole-day.ts";

/** Goal: a vehicle is asked about when it comes into the queue; the page says what was answered, and whoever is stopped is not called. */
const K3 = readFileSync("config/dossiers/demo-k3.yaml", "utf8");
const ROW = {
  whenFound: "stop",
  whenUnanswered: "say",
  answerAgeHoursMax: 24,
  clause: "null",
  source: "a test",
  confidence: "recalled",
  verifiedBy: "null",
};

function rulebookAsking(checks: Readonly<Record<string, Partial<typeof ROW>>>): string {
  const book = readFileSync("config/rules/cn-inspection-2021.yaml", "utf8");
  const rows = Object.entries(checks).flatMap(([check, changes]) => [
    `  - check: ${check}`,
    ...Object.entries({ ...ROW, ...changes }).map(([key, value]) => `    ${key}: ${value}`),
  ]);
  const file = join(temporaryDirectory(), "asking.yaml");
  writeFileSync(file, [book.trimEnd(), "preChecks:", ...rows, ""].join("\n"));
  return file;
}

const VIN = /^vin: "?([A-Z0-9]+)/m.exec(K3)?.[1] ?? "";

function fact(check: string, found: boolean): FactRow {
  return { check, plate: null, vin: VIN, found, km: null, on: null, asOf: "2026-06-01T06:30:00.000Z" };
}

async function rowOf(rig: QueueRig): Promise<{ at: unknown; answers: readonly string[] }> {
  const view: QueueView = await rig.look();
  const row = view.queues[0]?.rows[0];
  const word = (why: number | null) => (why === null ? null : view.whys[why]);
  return {
    at: word(row?.at[0] ?? null)?.code ?? null,
    answers: (row?.answers ?? []).map((why) => word(why)?.en ?? ""),
  };
}

const seat = { site: "lane-1", car: null };

describe("who waits, and what the registry says of them", () => {
  test("a stolen vehicle is not called: it stays in the queue with the reason, and is called when the hit is taken back", async () => {
    const rig = await queueRig({
      inspection: { "01.yaml": K3 },
      rulebook: rulebookAsking({ theft: {}, recall: { whenFound: "say" } }),
    });
    rig.run.registry.requests.tell([fact("theft", true), fact("recall", true)]);
    expect(await rowOf(rig)).toEqual({
      at: "PRE_CHECK_ASKED",
      answers: ["theft: being asked", "recall: being asked"],
    });
    rig.clock.advanceBy(2_000);
    await rowOf(rig);
    rig.clock.advanceBy(2_000);
    expect(await rowOf(rig)).toEqual({
      at: "PRE_CHECK_STOPS",
      answers: ["theft: found (1 h ago)", "recall: found (1 h ago)"],
    });
    const view = await rig.look();
    const row = view.queues[0]?.rows[0];
    if (row === undefined) throw new Error("nobody waits");
    const called = await rig.call("inspection", row, seat);
    expect(called).toMatchObject({ kind: "refused" });
    expect(JSON.stringify(called)).toContain("PRE_CHECK_STOPS");
    expect(filesIn(rig.folders.inspection, ".")).toEqual(["01.yaml"]);
    rig.run.registry.requests.tell([{ ...fact("theft", false), asOf: "2026-06-01T07:30:00.000Z" }]);
    rig.clock.advanceBy(301_000);
    await rowOf(rig);
    rig.clock.advanceBy(2_000);
    expect((await rowOf(rig)).at).toBeNull();
    expect(await rig.call("inspection", row, seat)).toMatchObject({ kind: "opened" });
    const opened = entriesOf(rig).find((entry) => entry.type === "job-opened");
    expect(opened).toMatchObject({
      preChecks: {
        checks: [
          { check: "theft", answer: "clear", done: "clear" },
          { check: "recall", answer: "found", done: "told" },
        ],
      },
    });
  });

  test("with the registry away the vehicle goes on within ten seconds, and its record says so", async () => {
    const rig = await queueRig({ inspection: { "01.yaml": K3 }, rulebook: rulebookAsking({ theft: {} }) });
    rig.run.registry.requests.ask = () => null;
    expect((await rowOf(rig)).at).toBe("PRE_CHECK_ASKED");
    rig.clock.advanceBy(10_000);
    expect(await rowOf(rig)).toEqual({ at: null, answers: ["theft: no answer"] });
    const [row] = (await rig.look()).queues[0]?.rows ?? [];
    if (row === undefined) throw new Error("nobody waits");
    expect(await rig.call("inspection", row, seat)).toMatchObject({ kind: "opened" });
    const opened = entriesOf(rig).find((entry) => entry.type === "job-opened");
    expect(opened).toMatchObject({
      preChecks: { reply: null, checks: [{ answer: "unanswered", done: "told" }] },
    });
  });

  test("a rulebook that asks nothing asks nothing", async () => {
    const rig = await queueRig({ inspection: { "01.yaml": K3 } });
    let asked = 0;
    rig.run.registry.requests.ask = () => {
      asked++;
      return null;
    };
    expect(await rowOf(rig)).toEqual({ at: null, answers: [] });
    rig.clock.advanceBy(5_000);
    await rowOf(rig);
    expect(asked).toBe(0);
  });
});
