import { expect, test } from "vitest";
import { lookAtJournal } from "../../src/adapters/disk/journal-look.ts";
import { JournalLedger } from "../../src/core/journal/ledger.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { secondKeyOf } from "../../src/station/second-key-of.ts";
import { journalWith, openStore, testRecords } from "../support/journal-directory.ts";

/** Goal: however many parts a journal has, what it names last counts, and no summary of before. */
const [ROTATED, ENROLLED] = ["11".repeat(32), "22".repeat(32)] as const;
const AT = { monoMs: 1, wallMs: 1 };
const keyIds = { oldKeyId: "33".repeat(32), newKeyId: ROTATED };
const rotation = { kind: "key-rotated", role: "second", request: "{}", ...keyIds } as const;
const rotated = encodeEntry({ type: "person-acted", at: AT, by: "wang", act: rotation });
const ids = { recordKeyId: ROTATED, logKeyId: ROTATED, secondKeyId: ENROLLED };
const enrolled = encodeEntry({
  type: "person-acted",
  at: AT,
  by: "wang",
  act: { kind: "enrolment-requested", ...ids },
});
function summary(): Uint8Array {
  const ledger = new JournalLedger();
  ledger.note({ type: "person-acted", at: AT, by: "wang", act: rotation }, 0);
  return encodeEntry({ type: "station-summary", at: AT, ...ledger.summary() });
}
const FEW_BYTES = { segmentBytes: 1024 };

async function namedIn(records: readonly Uint8Array[]): Promise<string | null> {
  const directory = await journalWith(records, FEW_BYTES);
  const store = openStore(directory, FEW_BYTES);
  const parts = new Set(records.map((_, index) => store.segmentOf(index))).size;
  const named = secondKeyOf(store);
  await store.close();
  expect(parts).toBeGreaterThan(2);
  // The doctor, who opens no journal, says the same.
  expect(lookAtJournal(directory)?.secondKey()).toBe(named);
  return named;
}

test("the newest entry counts, whichever part it is in", async () => {
  const filler = testRecords(40);
  expect(await namedIn([rotated, ...filler, enrolled, ...filler])).toBe(ENROLLED);
  expect(await namedIn([enrolled, ...filler, rotated, ...filler])).toBe(ROTATED);
  // A change that was only asked for: the key of before signs until the registry has the new one.
  const asked = { kind: "rotation-requested", role: "second", ...keyIds } as const;
  const requested = encodeEntry({ type: "person-acted", at: AT, by: "wang", act: asked });
  expect(await namedIn([enrolled, ...filler, requested, ...filler])).toBe(keyIds.oldKeyId);
  // The summary tells of the rotation, which was before the enrolment.
  expect(await namedIn([rotated, enrolled, ...filler, summary()])).toBe(ENROLLED);
});

test("where no entry names one, a summary does; else nothing does", async () => {
  const filler = testRecords(60);
  expect(await namedIn([...filler, summary()])).toBe(ROTATED);
  const log = encodeEntry({ type: "person-acted", at: AT, by: "wang", act: { ...rotation, role: "log" } });
  expect(await namedIn([log, ...filler])).toBeNull();
});
