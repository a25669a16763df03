import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { replayDirectory } from "../../src/cli/replay.ts";
import { claimedBytes, FRAME_HEADER_BYTES, writeFrame } from "../../src/core/journal/frame.ts";
import { JournalLedger } from "../../src/core/journal/ledger.ts";
import { peekEntry, readEntry } from "../../src/core/journal/read-entry.ts";
import { SEGMENT_HEADER_BYTES } from "../../src/core/journal/segment-header.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import type { OpenSession } from "../../src/station/job-track.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { temporaryDirectory } from "../support/journal-directory.ts";
import { singleScenario } from "../support/single-scenario.ts";

/**
 * Goal: a replay holds no texts of jobs that are over, and finds one again that an older software stored once for all. Method: a summary stands in
 * the place of a receipt after the first of three jobs, so that this software would have stored the rulebook again.
 */
let records: Uint8Array[] = [];
let rulebookAt = -1;

beforeAll(async () => {
  const file = "test/scenarios/k3-sound.yaml";
  const software = { name: "proofmark", version: "test", sha256: "00" };
  const { store } = await runScenario({ file, scenario: singleScenario(file), seed: 3, times: 3, software });
  records = [...store.read(0)];
  const entries = records.map((bytes) => readEntry(bytes));
  const opened = entries.find((entry) => entry?.type === "job-opened");
  rulebookAt = entries.findIndex(
    (entry) => entry?.type === "artifact-stored" && entry.sha256 === opened?.order.rulebookSha256,
  );
  const at = entries.findIndex((entry) => entry?.type === "receipt");
  expect(entries.slice(0, at).filter((entry) => entry?.type === "record-sealed")).toHaveLength(1);
  const ledger = new JournalLedger();
  for (const [index, entry] of entries.slice(0, at).entries()) if (entry !== null) ledger.note(entry, index);
  const time = entries[at]?.at ?? { monoMs: 0, wallMs: 0 };
  records[at] = encodeEntry({ type: "station-summary", at: time, ...ledger.summary() });
  // The later receipts were given for other records.
  const fault = { device: asId<"device">("d"), code: "silent", raised: true, atMs: 1, detail: null } as const;
  for (const [index, entry] of entries.entries())
    if (index !== at && entry?.type === "receipt")
      records[index] = encodeEntry({ type: "device-fault", at: time, fault });
});

function journal(): string {
  const directory = join(temporaryDirectory(), "journal");
  exportJournal({ read: () => records }, directory, SCENARIO_STATION);
  return directory;
}

/** Another text of the same length, in a whole frame. */
function changeRulebook(directory: string): void {
  const path = join(directory, "00000000.segment");
  const bytes = readFileSync(path);
  let at = SEGMENT_HEADER_BYTES;
  for (let index = 0; index < rulebookAt; index++) at += claimedBytes(bytes, at);
  const record = bytes.subarray(at + FRAME_HEADER_BYTES, at + claimedBytes(bytes, at)).toString("latin1");
  const other = Buffer.from(record.replace("brake", "broke"), "latin1");
  expect(peekEntry(other)?.type).toBe("artifact-stored");
  writeFrame(bytes, at, other, rulebookAt, 0);
  writeFileSync(path, bytes);
}

describe("texts of a replay", () => {
  test("are read again where a job needs one that was stored before a summary", () => {
    const { replay } = replayDirectory(journal(), openSession);
    expect(replay.jobs).toMatchObject([{ outcome: "same" }, { outcome: "same" }, { outcome: "same" }]);
  });

  test("that are not what they were by then are none, and the job is not looked at", () => {
    const directory = journal();
    let opened = 0;
    const late: OpenSession = (...job) => {
      opened += 1;
      if (opened === 3) changeRulebook(directory);
      return openSession(...job);
    };
    const { replay } = replayDirectory(directory, late);
    expect(replay.jobs.map(({ outcome }) => outcome)).toEqual(["same", "same", "unreadable"]);
    expect(replay.jobs[2]?.difference?.en).toContain("was changed while it was read");
  });
});
