import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { Replay } from "../../src/station/replay.ts";
import { resultBytes } from "../../src/station/seal.ts";
import { bomb, contentOf, withContent, withPayload } from "../support/envelope-content.ts";
import { singleScenario } from "../support/single-scenario.ts";

/** Goal: an edit of any piece of evidence that mattered shows, and replay says at which entry. */
let journal: readonly JournalEntry[] = [];

beforeAll(async () => {
  const file = "test/scenarios/c1-no-belt.yaml";
  const scenario = singleScenario(file);
  const software = { name: "proofmark", version: "test", sha256: "00" };
  const { store } = await runScenario({ file, scenario, seed: 3, software });
  journal = [...store.read(0)].map((record) => JSON.parse(new TextDecoder().decode(record)) as JournalEntry);
});

function replayed(entries: readonly JournalEntry[]): Replay {
  const replay = new Replay({
    station: asId<"station">(SCENARIO_STATION),
    openSession,
    bytesOf: resultBytes,
  });
  for (const entry of entries) replay.note(entry);
  replay.finish();
  return replay;
}

type Edit = (entry: JournalEntry) => JournalEntry;

/** The journal with the first entry that `edit` changes, and its index. */
function edited(edit: Edit): { entries: JournalEntry[]; index: number } {
  const entries = [...journal];
  for (const [index, entry] of journal.entries()) {
    const changed = edit(structuredClone(entry));
    if (JSON.stringify(changed) === JSON.stringify(entry)) continue;
    entries[index] = changed;
    return { entries, index };
  }
  throw new Error("the edit found nothing to change");
}

describe("replay", () => {
  test("of an untouched journal reaches the same bytes", () => {
    expect(replayed(journal).jobs).toMatchObject([{ outcome: "same", verdict: "fail", difference: null }]);
  });

  test("an observation that mattered and was edited: differs, and the entry is named", () => {
    // The first position of a car that moves leads to no further finding where the car stands still.
    const { entries, index } = edited((entry) => {
      if (entry.type !== "job-input" || entry.events.length === 0 || entry.input.kind !== "observation")
        return entry;
      const { observation } = entry.input;
      if (observation.kind !== "gnss-epoch" || Number(observation.speedKmh) < 1) return entry;
      return {
        ...entry,
        input: {
          ...entry.input,
          observation: { ...observation, latitudeDeg: observation.latitudeDeg + 0.001 },
        },
      };
    });
    const [job] = replayed(entries).jobs;
    expect(job).toMatchObject({ outcome: "differs" });
    expect(job?.difference).toMatchObject({ code: "OTHER_EVENTS", params: { index, input: "observation" } });
  });

  test("an event that was edited: differs at its own entry", () => {
    const { entries, index } = edited((entry) =>
      entry.type === "job-input" && entry.events.length > 0 ? { ...entry, events: [] } : entry,
    );
    expect(replayed(entries).jobs[0]?.difference).toMatchObject({ code: "OTHER_EVENTS", params: { index } });
  });

  test("a reason for a refusal that was edited: differs", () => {
    const { entries, index } = edited((entry) =>
      entry.type === "job-input" ? { ...entry, rejected: reason("NOT_DRIVEN", {}) } : entry,
    );
    expect(replayed(entries).jobs[0]?.difference).toMatchObject({ code: "OTHER_EVENTS", params: { index } });
  });

  test("an envelope with another payload: differs, at a byte", () => {
    const { entries } = edited((entry) => {
      if (entry.type !== "record-sealed") return entry;
      const content = contentOf(entry.envelope).replace('"fail"', '"pass"');
      return { ...entry, envelope: withContent(entry.envelope, content) };
    });
    expect(replayed(entries).jobs[0]?.difference).toMatchObject({
      code: "OTHER_BYTES",
      params: { sealed: expect.stringContaining("pass"), recomputed: expect.stringContaining("fail") },
    });
  });

  test.each([0, 1, 9])("a record that was compressed otherwise, at level %d: the same", (level) => {
    const { entries } = edited((entry) => {
      if (entry.type !== "record-sealed") return entry;
      const payload = Uint8Array.from(gzipSync(contentOf(entry.envelope), { level }));
      [payload[8], payload[9]] = [0, 255];
      const envelope = withPayload(entry.envelope, payload);
      expect(envelope).not.toBe(entry.envelope);
      return { ...entry, envelope };
    });
    expect(replayed(entries).jobs).toMatchObject([{ outcome: "same", difference: null }]);
  });

  test.each<[string, (payload: Buffer) => Uint8Array, string]>([
    ["cut off", (payload) => payload.subarray(0, -9), "STREAM_CUT_OFF"],
    ["followed by a byte", (payload) => Buffer.concat([payload, Buffer.of(0)]), "STREAM_GOES_ON"],
    ["a bomb", () => bomb(), "STREAM_TOO_LONG"],
  ])("a payload that is %s: differs, and says so", (_, change, code) => {
    const { entries } = edited((entry) => {
      if (entry.type !== "record-sealed") return entry;
      const { payload } = JSON.parse(entry.envelope) as { payload: string };
      return { ...entry, envelope: withPayload(entry.envelope, change(Buffer.from(payload, "base64"))) };
    });
    expect(replayed(entries).jobs[0]?.difference).toMatchObject({ code });
  });

  test("a record of an older format: differs, and says which software reads it", () => {
    const { entries } = edited((entry) =>
      entry.type === "record-sealed"
        ? { ...entry, envelope: entry.envelope.replace("result.v3+gzip", "result.v2+json") }
        : entry,
    );
    expect(replayed(entries).jobs[0]?.difference).toMatchObject({
      code: "SCHEMA_OUTDATED",
      params: { found: 2, software: "0.2" },
    });
  });

  test("a malformed envelope: differs, and says so", () => {
    const { entries } = edited((entry) =>
      entry.type === "record-sealed" ? { ...entry, envelope: "{" } : entry,
    );
    expect(replayed(entries).jobs[0]?.difference).toMatchObject({ code: "ENVELOPE_MALFORMED" });
  });

  test("evidence that is left out: differs", () => {
    const at = journal.findLastIndex((entry) => entry.type === "job-input" && entry.events.length > 0);
    const shorter = journal.filter((_, index) => index !== at);
    expect(replayed(shorter).jobs[0]).toMatchObject({ outcome: "differs" });
  });

  test("a journal that ends before the record: unsealed, which is no difference", () => {
    const at = journal.findIndex((entry) => entry.type === "record-sealed");
    expect(replayed(journal.slice(0, at)).jobs).toMatchObject([{ outcome: "unsealed", difference: null }]);
  });
});
