import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { proofmark } from "../support/cli-run.ts";
import { singleScenario } from "../support/single-scenario.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: what becomes of a record after its seal is played and judged too: its withdrawal, and the job that follows it. */
const software = { name: "proofmark", version: "test", sha256: "00" };

async function played(name: string) {
  const file = `test/scenarios/${name}.yaml`;
  return await runScenario({ file, scenario: singleScenario(file), seed: 1, software });
}

async function run(name: string, edit: (text: string) => string) {
  const file = join(temporaryDirectory(), `${name}.yaml`);
  const text = readFileSync(`test/scenarios/${name}.yaml`, "utf8");
  const edited = edit(text);
  expect(edited, "the edit hits").not.toBe(text);
  writeFileSync(file, edited);
  return { file, ...(await proofmark("run", file)) };
}

describe("a record that is withdrawn", () => {
  test("is followed by one withdrawal, sealed and receipted, over an outage and a kill", async () => {
    const { records, withdrawals, end } = await played("k3-record-withdrawn");
    expect(withdrawals.map(({ document }) => document.withdraws.record)).toEqual([records[0]?.sealed.record]);
    expect(withdrawals[0]?.isReceipted).toBe(true);
    expect(withdrawals[0]?.document.reason.params).toMatchObject({
      choice: "wrong-vehicle",
      note: "the plates were changed over",
    });
    expect(end.unreceipted).toBe(0);
  });

  test("is a miss where it was expected in force, or withdrawn for another reason", async () => {
    const force = await run("k3-record-withdrawn", (text) =>
      text.replace("  withdrawn: wrong-vehicle\n", ""),
    );
    expect(force.out).toContain(
      "withdrawn: expected a record in force, found a withdrawal for wrong-vehicle",
    );
    const other = await run("k3-record-withdrawn", (text) =>
      text
        .replace("withdrawn: wrong-vehicle", "withdrawn: fraud")
        .replace("WITHDRAWN_ALREADY", "WITHDRAWAL_IN_USE"),
    );
    expect(other.code).toBe(1);
    expect(other.out).toContain(
      "withdrawn: expected a withdrawal for fraud, found a withdrawal for wrong-vehicle",
    );
    expect(other.out).toMatch(
      /line \d+: steps\.3 \(withdraw-record\): expected to be refused with WITHDRAWAL_IN_USE, found WITHDRAWN_ALREADY/,
    );
  });
});

describe("a subject that comes again", () => {
  test("has a job of its own after the record before, with the dossier of before", async () => {
    const { records, turns } = await played("k3-inspected-again");
    const [first, second] = records.map(({ document }) => document);
    expect([first?.verdict, second?.verdict]).toEqual(["fail", "pass"]);
    expect(second?.subject).toEqual({ ...first?.subject, inspection: "2" });
    expect(turns.map(({ job }) => job)).toEqual([...records.map(({ sealed }) => sealed.job), null]);
    expect(turns[2]?.refused?.reason.code).toBe("NOTHING_TO_REINSPECT");
  });

  test("a candidate's is the second attempt", async () => {
    const { records, withdrawals } = await played("c1-second-attempt");
    expect(records.map(({ document }) => Number(document.subject.attempt))).toEqual([1, 2]);
    expect(withdrawals.map(({ document }) => document.withdraws.record)).toEqual([records[1]?.sealed.record]);
  });

  test("each record is held against its own expectation, told at its line, and written down at its place", async () => {
    const { file, code, out } = await run("k3-inspected-again", (text) =>
      text.replace("verdict: pass, items: { B1: pass }", "verdict: fail, items: { B1: fail }"),
    );
    expect(code).toBe(1);
    expect(out).toMatch(/line \d+: again\.0: verdict: expected fail, found pass\n {9}because/);
    expect((await proofmark("run", file, "--write-expect")).code).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(readFileSync("test/scenarios/k3-inspected-again.yaml", "utf8"));
  });
});

describe("refused at its line", () => {
  const withdrawing = "at: { record: sealed, afterS: 60 }";
  test.each([
    [
      "a withdrawal before there is a record",
      "k3-record-withdrawn",
      withdrawing,
      "at: { prompt: press-brake }",
      /steps\.1\.at: .*say at: \{ record: sealed \}/,
    ],
    [
      "a moment of a record that is asked for something",
      "k3-record-withdrawn",
      withdrawing,
      "at: { record: sealed, prompt: press-brake }",
      /steps\.1\.at\.prompt: .*leave it out/,
    ],
    [
      "another reason without words",
      "k3-record-withdrawn",
      "reason: entered-wrong",
      "reason: other",
      /steps\.3: .*note/,
    ],
    [
      "an act at a job that is over",
      "k3-record-withdrawn",
      "do: registry-away, what: broker, forS: 300",
      "do: abort, reason: vehicle-left",
      /steps\.0\.do: .*the job is over by then/,
    ],
    [
      "a reason for another kind of record",
      "k3-record-withdrawn",
      "withdrawn: wrong-vehicle",
      "withdrawn: cheating",
      /expect\.withdrawn: .*allowed: wrong-vehicle/,
    ],
    [
      "a withdrawal that nobody orders",
      "k3-inspected-again",
      "items: { B1: pass }",
      "withdrawn: fraud",
      /again\.0\.expect\.withdrawn: .*no step withdraws/,
    ],
    [
      "a name in a later job",
      "k3-inspected-again",
      "B1: pass",
      "B9: pass",
      /again\.0\.expect\.items\.B9: .*no such item/,
    ],
    [
      "a job after one that is refused",
      "k3-inspected-again",
      "verdict: pass, items: { B1: pass }",
      "verdict: refused, reason: NOTHING_TO_REINSPECT",
      /again\.1: .*no record to follow/,
    ],
  ])("%s", async (_, name, from, to, sentence) => {
    const { code, err } = await run(name, (text) => text.replace(from, to));
    expect(err).toMatch(sentence);
    expect(code).toBe(2);
  });
});
