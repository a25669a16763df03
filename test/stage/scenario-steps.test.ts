import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXAM_COMMAND_FORMS } from "../../src/core/exam/commands.ts";
import { INSPECTION_COMMAND_FORMS } from "../../src/core/inspection/commands.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { examStepSchema, inspectionStepSchema } from "../../src/scenario/scenario-step.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { proofmark } from "../support/cli-run.ts";
import { singleScenario } from "../support/single-scenario.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: what people and circumstances do in a scenario goes through the doors of the console, and what was not done is told. */
const software = { name: "proofmark", version: "test", sha256: "00" };

async function entriesOf(name: string): Promise<readonly JournalEntry[]> {
  const file = `test/scenarios/${name}.yaml`;
  const { store } = await runScenario({ file, scenario: singleScenario(file), seed: 1, software });
  return [...store.read(0)].map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as JournalEntry);
}

async function run(name: string, edit: (text: string) => string) {
  const file = join(temporaryDirectory(), `${name}.yaml`);
  const text = readFileSync(`test/scenarios/${name}.yaml`, "utf8");
  const edited = edit(text);
  expect(edited, "the edit hits").not.toBe(text);
  writeFileSync(file, edited);
  return proofmark("run", file);
}

describe("steps", () => {
  test("every command of the console is a step, but for that of the station itself", () => {
    const left = ["begin"];
    // Asked of a record, whose job has no commands any more.
    const ofRecords = ["withdraw-record"];
    // What happens to the station, and is nobody's command.
    const ofTheWorld = ["restart", "registry-away", "registry-lock", "clock-wrong", "signer-away"];
    for (const [forms, schema] of [
      [INSPECTION_COMMAND_FORMS, inspectionStepSchema],
      [EXAM_COMMAND_FORMS, examStepSchema],
    ] as const) {
      const steps = schema.options.map((option) => option.shape.do.value as string);
      const acts = steps.filter((name) => !ofTheWorld.includes(name) && !ofRecords.includes(name));
      expect(acts.sort()).toEqual(
        Object.keys(forms)
          .filter((name) => !left.includes(name))
          .sort(),
      );
    }
  });

  test("a process that is killed leaves no word, starts again with its journal, and stops the rollers first", async () => {
    const entries = await entriesOf("k3-killed-while-braking");
    const starts = entries.flatMap((entry, at) => (entry.type === "station-started" ? [at] : []));
    expect(starts).toHaveLength(2);
    const before = entries.slice(0, starts[1]);
    // What a stop in order says to the machine it was using, and what it writes, is not there.
    expect(before.at(-1)?.type).toBe("job-input");
    const again = entries.slice(starts[1]).find((entry) => entry.type === "job-input");
    expect(again?.type === "job-input" && again.input.kind).toBe("resumed");
    const gapMs = (entries[starts[1] ?? 0]?.at.monoMs ?? 0) - (before.at(-1)?.at.monoMs ?? 0);
    expect(gapMs).toBeGreaterThan(5_000);
  });

  test("the same seed gives the same journal, also over a kill and an outage", async () => {
    const [a, b] = [await entriesOf("k3-registry-away"), await entriesOf("k3-registry-away")];
    expect(b).toEqual(a);
    expect(a.filter(({ type }) => type === "receipt")).toHaveLength(1);
  });

  test("a registry that does not come back is a miss, and what is wrong on the way is told", async () => {
    const { code, out } = await run("k3-registry-away", (text) =>
      text.replace("what: broker, forS: 600", "what: broker, forS: 9000"),
    );
    expect(code).toBe(1);
    expect(out).toMatch(
      /receipts: expected one of every record, found 1 without\n {9}because the registry is not connected/,
    );
  });

  test("a step whose moment never comes, and one that is answered otherwise, is a miss with why", async () => {
    const never = await run("c1-examiner-aborts", (text) =>
      text
        .replace("{ item: side-parking-1 }", "{ item: side-parking-1, occurrence: 2 }")
        .replace(/^expect:[\s\S]*/m, "expect: { verdict: pass }\n"),
    );
    expect(never.code).toBe(1);
    expect(never.out).toMatch(
      /steps\.0 \(abort\): expected to be taken, found that it never was\n {9}because .* came 1 times, and it waits for number 2/,
    );
    const otherwise = await run("c1-examiner-aborts", (text) =>
      text.replace("do: abort", "refused: JOB_UNKNOWN, do: abort"),
    );
    expect(otherwise.out).toContain(
      "steps.0 (abort): expected to be refused with JOB_UNKNOWN, found accepted",
    );
    const refused = await run("k3-inspector-stops-and-goes-on", (text) =>
      text.replace(", refused: NOTHING_WAITS", ""),
    );
    expect(refused.out).toMatch(
      /steps\.0 \(go-on\): expected accepted, found refused\n {9}because .*no item waits/,
    );
  });

  test.each([
    [
      "an item that is not there",
      "c1-examiner-aborts",
      "side-parking-1",
      "side-parkng-1",
      /at\.item: .*did you mean "side-parking-1"/,
    ],
    [
      "a rule that is not there",
      "c1-examiner-deducts",
      "s2.cv.gear",
      "s2.cv.gaer",
      /rule: .*did you mean "s2\.cv\.gear"/,
    ],
    [
      "a reason that nobody gives",
      "c1-examiner-aborts",
      "reason: cheating",
      "reason: cheatin",
      /reason: found "cheatin", allowed: .*did you mean "cheating"/,
    ],
    ["another reason without words", "k3-inspector-aborts", "unsafe-vehicle", "other", /steps\.0: .*note/],
    [
      "a prompt of the other kind",
      "k3-inspector-aborts",
      "press-brake",
      "item-begin",
      /prompt: found "item-begin", allowed/,
    ],
    [
      "an act of the other kind",
      "k3-inspector-aborts",
      "do: abort, reason: unsafe-vehicle",
      "do: end",
      /do: found "end", allowed: .*"abort"/,
    ],
    [
      "a refusal with no such code",
      "k3-inspector-stops-and-goes-on",
      "NOTHING_WAITS",
      "NOTHING_WAIT",
      /refused: .*did you mean "NOTHING_WAITS"/,
    ],
    [
      "how often a job is opened",
      "k3-registry-away",
      "at: {}",
      "at: { occurrence: 2 }",
      /occurrence: .*opened once/,
    ],
  ])("%s is refused at its line", async (_, name, from, to, sentence) => {
    const { code, err } = await run(name, (text) => text.replace(from, to));
    expect(err).toMatch(sentence);
    expect(code).toBe(2);
  });
});
