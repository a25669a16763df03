import { describe, expect, test } from "vitest";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import { checkEvidence } from "../../../src/core/evidence/check-evidence.ts";
import { EntriesOfJob } from "../../../src/core/evidence/entries-of-job.ts";
import type { EvidenceBundle } from "../../../src/core/evidence/evidence-bundle.ts";
import { gatherJob } from "../../../src/core/evidence/gather.ts";
import type { JournalEntry } from "../../../src/core/journal/entry.ts";
import { readEntry } from "../../../src/core/journal/read-entry.ts";
import { asId } from "../../../src/core/quantities/ids.ts";
import { bundleOf, provenJournal } from "../../support/evidence-world.ts";
import { AT, artifact, type Day, goodDay, input, opened, started } from "../../support/journal-day.ts";
import { STATION, verifier } from "../../support/sealed-results.ts";

/** Goal: of a journal of many jobs exactly those entries are chosen on which one record stands, and a bundle that holds others, or lacks one, is refused. */
const note = (
  status: string,
  more: Partial<Extract<JournalEntry, { type: "clock-noted" }>> = {},
): JournalEntry => ({
  type: "clock-noted",
  at: AT,
  status,
  by: null,
  aheadMs: null,
  doubt: null,
  steppedMs: 0,
  ...more,
});
const closed = (job: string): JournalEntry => ({
  type: "job-closed",
  at: AT,
  job: asId<"job">(job),
  reason: { code: "NOT_OPENABLE_TODAY", params: { detail: "x" } },
});
const RULEBOOK = "id: inspection-gb38900";

function chosenOf(entries: readonly JournalEntry[], job: string): readonly number[] {
  const choice = new EntriesOfJob(job);
  for (const [index, entry] of entries.entries()) choice.note(entry, index);
  return choice.chosen;
}

function entriesOf(day: Day): JournalEntry[] {
  return [...day.store.read(0)].map((bytes) => readEntry(bytes) as JournalEntry);
}

const check = { digest: sha256, verifier: verifier() };

/** A day with a withdrawal of its second record, under a receipt of everything. */
function withdrawnDay(): Day {
  const day = goodDay();
  day.withdrawn(1);
  day.receipt(day.store.size());
  return day;
}

const journalOf = (day: Day) => provenJournal(STATION, [...day.store.read(0)]);

describe("the entries of a job", () => {
  test("are the start, its texts, its opening, its inputs and its record, and nothing of other jobs", () => {
    // started 0, artifact 1, then jobs of three entries each with receipts between.
    const entries = entriesOf(goodDay());
    expect(chosenOf(entries, "job-0")).toEqual([0, 1, 2, 3, 4]);
    expect(chosenOf(entries, "job-1")).toEqual([0, 1, 5, 6, 7]);
    expect(chosenOf(entries, "job-9")).toEqual([]);
  });

  test("have the act and the withdrawal of its record among them", () => {
    const entries = entriesOf(withdrawnDay());
    expect(chosenOf(entries, "job-1")).toEqual([0, 1, 5, 6, 7, 13, 14]);
    expect(chosenOf(entries, "job-0")).toEqual([0, 1, 2, 3, 4]);
  });

  test("have of texts the last before the opening, and no start on which only a text stands", () => {
    const text = artifact(RULEBOOK);
    const entries = [started("1"), text, started("2"), text, started("3"), opened("j"), input("j"), text];
    expect(chosenOf(entries, "j")).toEqual([3, 4, 5, 6]);
  });

  test("have of the clock's words those that the record tells: the last before it, and each that changes what it says", () => {
    const entries = [
      ...[started("1"), note("relative"), note("synchronised"), started("2"), note("relative")],
      ...[note("relative", { steppedMs: 9 }), opened("j"), note("relative"), note("synchronised")],
      ...[note("unknown"), input("j"), note("unknown"), note("unknown", { steppedMs: 5_000 }), started("3")],
      ...[input("j"), closed("j"), note("relative"), started("4")],
    ];
    // 3: its start; 5: the last word before it; 9: worse; 12: the clock was set; 13: a start while it ran.
    expect(chosenOf(entries, "j")).toEqual([3, 5, 6, 9, 10, 12, 13, 14]);
  });

  test("are all chosen again of themselves", () => {
    const entries = entriesOf(withdrawnDay());
    for (const job of ["job-0", "job-1", "job-2"]) {
      const chosen = chosenOf(entries, job);
      const alone = chosen.map((index) => entries[index] as JournalEntry);
      expect(chosenOf(alone, job)).toEqual(chosen.map((_, i) => i));
    }
  });
});

describe("a bundle", () => {
  const day = withdrawnDay();
  const journal = journalOf(day);
  const bundle = bundleOf(journal, "job-1");

  test("that is whole is believed, and says what was withdrawn", () => {
    const checked = checkEvidence(bundle, check);
    expect(checked).toMatchObject({ kind: "checked", index: 7, document: { job: "job-1", sequence: 1 } });
    expect(checked.kind === "checked" && checked.withdrawn).toMatchObject({
      record: bundle.record,
      job: "job-1",
    });
    expect(checked.kind === "checked" && [...checked.numbers.values()]).toEqual([1, 3]);
    expect(checkEvidence(bundle, { ...check, verifier: null })).toMatchObject({
      kind: "checked",
      receipt: null,
    });
    expect(checkEvidence(bundleOf(journal, "job-0"), check)).toMatchObject({
      kind: "checked",
      withdrawn: null,
    });
  });

  test("from which any one entry was taken is refused, with the proof as it was and with one that fits", () => {
    const all = bundle.entries.map(({ index }) => index);
    for (const left of all) {
      const rest = all.filter((index) => index !== left);
      const short = { ...bundle, entries: bundle.entries.filter(({ index }) => index !== left) };
      expect(checkEvidence(short, check), `${left}`).toMatchObject({
        kind: "refused",
        reason: { code: "ENTRIES_NOT_IN_LOG" },
      });
      // The withdrawal alone can be left out unseen: its act says that it is to come.
      const expected = left === 14 ? "checked" : "refused";
      expect(checkEvidence(journal.disclosing(bundle, rest), check), `${left}`).toMatchObject({
        kind: expected,
      });
    }
    const acted = checkEvidence(journal.disclosing(bundle, all.slice(0, -1)), check);
    expect(acted.kind === "checked" && acted.withdrawn).toMatchObject({ withdrawal: null });
  });

  test("with any entry more is refused, at that entry", () => {
    const all = bundle.entries.map(({ index }) => index);
    for (let index = 0; index < bundle.size; index++) {
      if (all.includes(index)) continue;
      const indexes = [...all, index].sort((a, b) => a - b);
      expect(checkEvidence(journal.disclosing(bundle, indexes), check), `${index}`).toMatchObject({
        kind: "refused",
      });
    }
    const foreign = [...all, 2].sort((a, b) => a - b);
    expect(checkEvidence(journal.disclosing(bundle, foreign), check)).toMatchObject({
      reason: { code: "EVIDENCE_ENTRY_STRANGE", params: { entry: "job-opened", job: "job-1" } },
      index: 2,
    });
  });

  test.each<[string, Partial<EvidenceBundle>, string]>([
    ["another record's id", { record: "0".repeat(64) }, "EVIDENCE_WITHOUT_RECORD"],
    ["another job", { job: "job-0" }, "ENTRY_MISMATCH"],
    ["another station", { station: "HB-WH-0001" }, "CHECKPOINT_FOREIGN"],
    ["another size", { size: 14 }, "CHECKPOINT_FOREIGN"],
    ["entries in another order", { entries: [...bundle.entries].reverse() }, "ENTRIES_NOT_RISING"],
    ["an entry twice", { entries: [bundle.entries[0], ...bundle.entries] as never }, "ENTRIES_NOT_RISING"],
    ["a hash more", { hashes: [...bundle.hashes, bundle.hashes[0] as Uint8Array] }, "ENTRIES_NOT_IN_LOG"],
    ["a checkpoint that is none", { checkpoint: "proofmark/x\n" }, "CHECKPOINT_MALFORMED"],
    [
      "a changed entry",
      { entries: bundle.entries.map((one) => ({ ...one, entry: one.entry.replace("lane-1", "lane-2") })) },
      "ENTRIES_NOT_IN_LOG",
    ],
    [
      "a photo that nobody names",
      { photos: [{ sha256: "00".repeat(32), mediaType: "image/jpeg", bytes: Uint8Array.of(1) }] },
      "EVIDENCE_PHOTO_UNLIKE",
    ],
  ])("with %s is refused", (_, change, code) => {
    expect(checkEvidence({ ...bundle, ...change }, check)).toMatchObject({
      kind: "refused",
      reason: { code },
    });
  });

  test("whose signatures nobody of the list made is refused where they are looked at", () => {
    const stranger = { ...check, verifier: verifier([]) };
    expect(checkEvidence(bundle, stranger)).toMatchObject({ reason: { code: "WITNESS_SIGNATURE_INVALID" } });
  });
});

describe("evidence that cannot be had", () => {
  test("says why: no such record, or no receipt above it or above its withdrawal", () => {
    const day = goodDay();
    expect(gatherJob(journalOf(day), "job-7")).toMatchObject({ reason: { code: "EVIDENCE_NOT_SEALED" } });
    const at = day.sealed();
    expect(gatherJob(journalOf(day), "job-3")).toMatchObject({
      reason: { code: "EVIDENCE_NOT_RECEIPTED", params: { index: at - 2, size: 12 } },
    });
    day.receipt(at + 1);
    const withdrawal = day.withdrawn(3);
    expect(gatherJob(journalOf(day), "job-3")).toMatchObject({
      reason: { code: "EVIDENCE_NOT_RECEIPTED", params: { index: withdrawal - 1, size: at + 1 } },
    });
  });
});
