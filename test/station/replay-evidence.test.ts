import { beforeAll, describe, expect, test } from "vitest";
import { nodeGunzip } from "../../src/adapters/zlib/node-gunzip.ts";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { type CheckedEvidence, checkEvidence } from "../../src/core/evidence/check-evidence.ts";
import { type EvidenceBundle, readEvidence, writeEvidence } from "../../src/core/evidence/evidence-bundle.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { Replay } from "../../src/station/replay.ts";
import { resultBytes } from "../../src/station/seal.ts";
import { bundleOf, type PlayedScenario, playedScenario } from "../support/evidence-world.ts";

/**
 * Goal: the bundle of a job alone leads to the very bytes that were sealed, for every kind of job that a station does; and one from which
 * somebody with the whole journal took an entry, with a proof that fits, does not.
 */
function replayed({ entries, numbers, document }: CheckedEvidence) {
  const replay = new Replay({
    station: asId<"station">(document.station),
    openSession,
    bytesOf: resultBytes,
    numberOf: (record) => numbers.get(record) ?? null,
  });
  for (const { entry, index } of entries) replay.note(entry, index);
  replay.finish();
  return replay.jobs;
}

/** As a file, and read again. */
function throughFile(bundle: EvidenceBundle): { bundle: EvidenceBundle; bytes: number } {
  const written = writeEvidence(bundle, nodeGzip);
  const read = written.kind === "bytes" ? readEvidence(written.bytes, nodeGunzip) : written;
  if (read.kind === "refused" || written.kind === "refused") throw new Error("the bundle is not read");
  return { bundle: read.bundle, bytes: written.bytes.length };
}

/** Inputs are taken by the number that the record says; of the many, some are tried. */
const INPUTS_TRIED = 5;

const SCENARIOS: readonly [name: string, times: number, what: string][] = [
  ["c1-no-belt", 1, "an exam that is failed at once"],
  ["c1-sound", 1, "an exam that is passed"],
  ["k3-sound", 2, "the second of two vehicles, number 0 not in it"],
  ["k3-killed-while-braking", 1, "over a restart in the middle"],
  ["c1-killed-while-driving", 1, "an exam that a restart voids"],
  ["k3-record-withdrawn", 1, "withdrawn, over an outage and a restart"],
  ["k3-by-hand", 1, "with parts looked at by hand and photos"],
  ["k3-inspected-again", 1, "a re-inspection that rests on the first"],
];

describe.each(SCENARIOS)("the evidence of %s", (name, times, _what) => {
  let played: PlayedScenario;
  let bundle: EvidenceBundle;
  let job = "";

  beforeAll(async () => {
    played = await playedScenario(name, times);
    job = played.run.records.at(-1)?.document.job ?? "";
    bundle = bundleOf(played.journal, job);
  });

  test("is whole, is signed, and replays to the bytes that were sealed", () => {
    const { bundle: read, bytes } = throughFile(bundle);
    const checked = checkEvidence(read, played.check);
    expect(checked).toMatchObject({ kind: "checked", document: { job } });
    if (checked.kind === "refused") return;
    const jobs = replayed(checked);
    expect(jobs.map(({ outcome, difference }) => [outcome, difference])).toEqual(
      jobs.map(() => ["same", null]),
    );
    expect(jobs.length).toBe(checked.withdrawn === null ? 1 : 2);
    expect(checked.withdrawn !== null).toBe(name === "k3-record-withdrawn");
    const texts = bundle.entries.reduce((sum, { entry }) => sum + entry.length, 0);
    console.info(
      `evidence of ${name}: ${bundle.entries.length} of ${bundle.size} entries, ${texts} bytes, ${bytes} as a file`,
    );
  });

  test("without any one of its entries is refused, or does not replay, whatever proof comes with it", () => {
    const all = bundle.entries.map(({ index }) => index);
    const kinds = new Map(all.map((index) => [index, readEntry(played.records[index] as Uint8Array)]));
    const inputs = all.filter((index) => kinds.get(index)?.type === "job-input");
    const every = Math.ceil(inputs.length / INPUTS_TRIED);
    const tried = new Set(inputs.filter((_, nth) => nth % every === 0 || nth === inputs.length - 1));
    for (const left of all) {
      const entry = kinds.get(left);
      if (entry?.type === "job-input" && !tried.has(left) && entry.input.kind !== "resumed") continue;
      const rest = all.filter((index) => index !== left);
      const found = checkEvidence(played.journal.disclosing(bundle, rest), played.check);
      // What withdraws it may be left out: its act is still there, and says so.
      const isWithdrawal = entry?.type === "withdrawal-sealed";
      expect([left, entry?.type, found.kind]).toEqual([
        left,
        entry?.type,
        isWithdrawal ? "checked" : "refused",
      ]);
    }
  });
});
