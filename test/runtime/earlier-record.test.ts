import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { JournalLedger } from "../../src/core/journal/ledger.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import { earlierRecord } from "../../src/runtime/earlier-record.ts";
import { laneAndCourse } from "../support/lane-and-course.ts";

/** Goal: a second attempt rests on what the station's journal says of the first, whatever lies in the folder of the copies. */
const abort = { name: "abort", reason: "other", note: "a test" };

async function twoExams() {
  const rig = await laneAndCourse({ acting: [] });
  onTestFinished(() => rig.close());
  for (let n = 0; n < 2; n++) {
    const job = rig.open("exam");
    rig.clock.advanceBy(1_000);
    rig.command(job ?? "", abort);
    rig.clock.advanceBy(5_000);
  }
  const sealed = rig
    .entries()
    .flatMap((entry) => (entry.type === "record-sealed" ? [{ id: entry.record, text: entry.envelope }] : []));
  const [first, second] = sealed;
  if (first === undefined || second === undefined) throw new Error("two records were to be sealed");
  return { store: rig.kept, first, second };
}

/** The copy with something else in it, as whoever can write to the folder would make it. */
function changed(text: string, change: (document: Record<string, unknown>) => object): string {
  const envelope = JSON.parse(text) as { payload: string };
  const document = JSON.parse(gunzipSync(Buffer.from(envelope.payload, "base64")).toString("utf8"));
  const written = new TextEncoder().encode(JSON.stringify(change(document)));
  const payload = Buffer.from(gzip(written)).toString("base64");
  return JSON.stringify({ ...envelope, payload });
}

test("what the copy says is not believed: only where to look, and there the journal has the word", async () => {
  const { store, first } = await twoExams();
  const honest = earlierRecord(store, first.text, first.id);
  expect(honest).toMatchObject({ kind: "exam", verdict: "void", sequence: 0 });
  const lie = changed(first.text, (document) => ({
    ...document,
    verdict: "fail",
    subject: { ...(document.subject as object), name: "somebody else" },
  }));
  expect(earlierRecord(store, lie, first.id)).toEqual(honest);
});

test.each<[string, (text: string) => string | null]>([
  ["no copy", () => null],
  ["no JSON", () => "{"],
  ["an empty file", () => ""],
  ["a payload that is none", (text) => JSON.stringify({ ...JSON.parse(text), payload: "AAAA" })],
  [
    "a place beyond the journal",
    (text) =>
      changed(text, (document) => ({
        ...document,
        evidence: { ...(document.evidence as object), endIndex: 1e9 },
      })),
  ],
])("%s finds nothing", async (_, spoil) => {
  const { store, first } = await twoExams();
  expect(earlierRecord(store, spoil(first.text), first.id)).toBe(null);
});

test("a record that the journal has not, or has before that place, is none", async () => {
  const { store, first, second } = await twoExams();
  expect(earlierRecord(store, first.text, "ab".repeat(32))).toBe(null);
  expect(earlierRecord(store, second.text, first.id)).toBe(null);
});

test("that a first attempt had its second is known after a summary too, of the newest", () => {
  const ledger = new JournalLedger();
  const hash = (n: number): string => n.toString(16).padStart(64, "0");
  const opened = (n: number): JournalEntry =>
    ({
      type: "job-opened",
      at: { monoMs: 0, wallMs: 0 },
      job: `J-${n}`,
      order: { kind: "exam", after: { job: "J-0", record: hash(n), clean: [] } },
    }) as unknown as JournalEntry;
  for (let n = 1; n <= 5_000; n++) ledger.note(opened(n), n);
  const later = new JournalLedger();
  later.takeOver(ledger);
  expect([1, 904, 905, 5_000, 5_001].map((n) => later.isRetaken(hash(n)))).toEqual([
    false,
    false,
    true,
    true,
    false,
  ]);
});
