import { describe, expect, test } from "vitest";
import type { JobInput, JournalEntry } from "../../src/core/journal/entry.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import type { DeviceFault } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import type { SingleScenario } from "../../src/scenario/scenario-schema.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { Replay } from "../../src/station/replay.ts";
import { resultBytes } from "../../src/station/seal.ts";
import { singleScenario } from "../support/single-scenario.ts";

/** Goal: an instrument that flaps under an item voids it once, and is ready again once it is clean; the journal stays small. */
const FILE = "test/scenarios/k3-bench-flaps.yaml";

async function run(scenario: SingleScenario) {
  const software = { name: "proofmark", version: "test", sha256: "00" };
  const { store, records } = await runScenario({ file: FILE, scenario, seed: 3, software });
  const bytes = [...store.read(0)];
  const entries = bytes.map((record) => readEntry(record)).filter((entry) => entry !== null);
  expect(entries).toHaveLength(bytes.length);
  const inputs = entries.filter((entry): entry is JobInput => entry.type === "job-input");
  const faults = inputs.flatMap(({ input }): DeviceFault[] => (input.kind === "fault" ? [input.fault] : []));
  const events = inputs.flatMap((input) => input.events as { readonly type: string }[]);
  return { entries, faults, events, records };
}

function outcomes(entries: readonly JournalEntry[]) {
  const replay = new Replay({
    station: asId<"station">(SCENARIO_STATION),
    openSession,
    bytesOf: resultBytes,
  });
  for (const entry of entries) replay.note(entry);
  replay.finish();
  return replay.jobs.map(({ outcome }) => outcome);
}

const shown = ({ raised, times }: DeviceFault): string => `${raised ? "+" : "-"}${times ?? ""}`;

describe("a brake bench with a loose plug", () => {
  test("the item is void once, waits until the plug is firm, and is measured again; the record replays", async () => {
    const { entries, faults, events, records } = await run(singleScenario(FILE));
    expect(faults.map(shown)).toEqual(["+", "-", "+2", "-4"]);
    expect(events.filter(({ type }) => type === "item-voided")).toHaveLength(1);
    expect(records[0]?.document.verdict).toBe("pass");
    expect(outcomes(entries)).toEqual(["same"]);
  });

  test("ten minutes of it: four entries, the item void for good, never failed", async () => {
    const scenario = singleScenario(FILE);
    if (scenario.kind !== "inspection") throw new Error("an inspection");
    const [first] = scenario.world.deviceFaults;
    if (first === undefined) throw new Error("a fault");
    const deviceFaults = Array.from({ length: 600 }, (_, at) => ({
      ...first,
      afterMs: at * 1_000,
      forMs: 500,
    }));
    const { entries, faults, events, records } = await run({
      ...scenario,
      world: { ...scenario.world, deviceFaults },
    });
    expect(faults.length).toBeLessThanOrEqual(6);
    expect(faults.slice(0, 3).map(shown)).toEqual(["+", "-", "+2"]);
    const document = records[0]?.document;
    expect(document?.verdict).toBe("void");
    expect(document?.items.filter(({ verdict }) => verdict === "fail")).toEqual([]);
    expect(events.filter(({ type }) => type === "item-voided").length).toBeLessThanOrEqual(8);
    expect(outcomes(entries)).toEqual(["same"]);
  });
});

describe("the board of a car", () => {
  test.each([[1_000], [300]])(
    "lost again and again for %i ms: void, and the record replays",
    async (forMs) => {
      const scenario = singleScenario("test/scenarios/c1-board-unplugged.yaml");
      if (scenario.kind !== "exam") throw new Error("an exam");
      const [first] = scenario.world.deviceFaults;
      if (first === undefined) throw new Error("a fault");
      const deviceFaults = Array.from({ length: 8 }, (_, at) => ({
        ...first,
        afterMs: 500 + at * 1_500,
        forMs,
      }));
      const { entries, faults, records } = await run({
        ...scenario,
        world: { ...scenario.world, deviceFaults },
      });
      expect(faults.filter(({ again }) => again !== true).map(shown)).toEqual([
        "+",
        "-",
        "+2",
        expect.stringMatching(/^-\d$/),
      ]);
      expect(records[0]?.document.verdict).toBe("void");
      expect(outcomes(entries)).toEqual(["same"]);
    },
  );
});

test("an entry is read with its count, and one from before it was counted without", () => {
  const at = { monoMs: 1, wallMs: 2 };
  const fault = { device: "scale-1", code: "silent", raised: false, atMs: 1, detail: null };
  for (const known of [fault, { ...fault, times: 17 }]) {
    const entry = { type: "device-fault", at, fault: known };
    expect(readEntry(new TextEncoder().encode(JSON.stringify(entry)))).toEqual(entry);
  }
});
