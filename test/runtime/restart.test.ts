import { describe, expect, test } from "vitest";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { documentOf } from "../../src/stage/virtual-station.ts";
import { singleScenario } from "../support/single-scenario.ts";

const software = { name: "proofmark", version: "test", sha256: "00" };

function entries(store: MemoryJournalStore): JournalEntry[] {
  return [...store.read(0)].map((record) => JSON.parse(new TextDecoder().decode(record)) as JournalEntry);
}

function cut(store: MemoryJournalStore, kept: number): MemoryJournalStore {
  const shorter = new MemoryJournalStore();
  const records: Uint8Array[] = [];
  for (const record of store.read(0)) {
    if (records.length === kept) break;
    records.push(record);
  }
  shorter.append(records, () => undefined);
  return shorter;
}

/** Of the moments between opening and sealing every run takes some; PROOFMARK_FULL takes them all. */
const PARTS = process.env.PROOFMARK_FULL === "1" ? [1, 2, 3, 4, 5, 6, 7, 8] : [5];

/** Goal: whatever the moment the process dies, the job goes on or is closed as aborted, and there is one record of it. */
describe.each([
  ["k3-sound", ["pass", "void"]],
  ["c1-sound", ["void", "pass"]],
])("%s, killed at many moments and started again", (name, verdicts) => {
  test(`at the edges and ${PARTS.length} of 8 moments between: one job, one record, one effect at the registry`, async () => {
    const file = `test/scenarios/${name}.yaml`;
    const scenario = singleScenario(file);
    const whole = await runScenario({ file, scenario, seed: 3, software });
    const all = entries(whole.store);
    const opened = all.findIndex((entry) => entry.type === "job-opened");
    const sealed = all.findIndex((entry) => entry.type === "record-sealed");
    const seen = new Set<string>();
    const moments = [opened + 1, opened + 2, sealed - 1, sealed, sealed + 1];
    for (const part of PARTS) moments.push(opened + Math.floor(((sealed - opened) * part) / 9));
    for (const kept of moments) {
      const again = await runScenario({ file, scenario, seed: 3, software, store: cut(whole.store, kept) });
      const records = entries(again.store).filter((entry) => entry.type === "record-sealed");
      expect(records.length, `killed after ${kept} entries`).toBe(1);
      expect(again.registry.stored.length, `killed after ${kept} entries`).toBe(1);
      const [record] = records;
      const verdict = record?.type === "record-sealed" ? documentOf(record.envelope).verdict : "none";
      expect(verdicts, `killed after ${kept} entries`).toContain(verdict);
      seen.add(verdict);
    }
    expect([...seen].sort()).toEqual(name === "k3-sound" ? ["pass"] : ["pass", "void"]);
  });
});
