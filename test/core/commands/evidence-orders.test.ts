import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextCommand } from "../../../src/core/commands/acknowledged.ts";
import {
  EVIDENCE_OPEN_MAX,
  evidenceNeedsFrom,
  isEvidenceDone,
  type NotedEvidence,
  notedEvidenceSchema,
  noteEvidenceKept,
  noteEvidenceLeft,
  noteEvidenceOrdered,
  openEvidence,
} from "../../../src/core/commands/evidence-orders.ts";
import { ASIDE_MAX, asideAfter, EvidencePolicyFold } from "../../../src/core/evidence/policy-noted.ts";
import type { JournalEntry } from "../../../src/core/journal/entry.ts";
import { JournalLedger } from "../../../src/core/journal/ledger.ts";
import { readEntry } from "../../../src/core/journal/read-entry.ts";
import { mayLetGo } from "../../../src/core/journal/retention.ts";
import { signedCommand } from "../../../src/runtime/registry/registry-orders.ts";
import { WITNESS } from "../../support/registry-rig.ts";

/** Goal: what evidence is owed follows from the journal alone, ends once, stays small, and keeps what it needs for as long as it is owed. */
const NOW = Date.UTC(2026, 10, 30);
const DAY_MS = 86_400_000;
const WHY = { zh: "复核", en: "A check" };
const recordOf = (n: number): string => n.toString(16).padStart(64, "0");
const BY = { sha256: "ab".repeat(32), atWallMs: NOW };

function ordered(orders: readonly NotedEvidence[], number: number, records: readonly number[], days = 1) {
  const of = records.map((n) => ({ record: recordOf(n), index: n }));
  const issued = new Date(NOW + number * 1_000).toISOString();
  const until = new Date(NOW + days * DAY_MS).toISOString();
  return noteEvidenceOrdered(
    orders,
    { kind: "send-evidence", of, until, why: WHY },
    { number, issued, by: "Wu", atWallMs: NOW, command: recordOf(number), needs: 1_000 - number },
  );
}

test("a record that two orders ask for is sent once, and ends both", () => {
  const orders = ordered(ordered([], 1, [7, 8]), 2, [8, 9]);
  expect(openEvidence(orders, NOW).map(({ index }) => index)).toEqual([7, 8, 9]);
  const kept = noteEvidenceKept(orders, recordOf(8), BY);
  expect(openEvidence(kept, NOW).map(({ index }) => index)).toEqual([7, 9]);
  expect(noteEvidenceKept(kept, recordOf(8), BY)).toBe(kept);
  const left = noteEvidenceLeft(kept, { kind: "leave-evidence", of: [recordOf(7)], why: WHY }, 3);
  expect(left.map(isEvidenceDone)).toEqual([true, false]);
  expect(left[0]?.of.map(({ end }) => end?.kind)).toEqual(["left", "kept"]);
  // Ordered anew it is owed anew.
  expect(openEvidence(ordered(left, 4, [8]), NOW).map(({ index }) => index)).toEqual([9, 8]);
});

test("past its time nothing is owed, but by a clock in doubt", () => {
  const orders = ordered([], 1, [7]);
  expect(openEvidence(orders, NOW + 2 * DAY_MS)).toEqual([]);
  expect(openEvidence(orders, null)).toHaveLength(1);
  expect(evidenceNeedsFrom(orders, NOW, 5_000)).toBe(999);
  expect(evidenceNeedsFrom(orders, NOW + 2 * DAY_MS, 5_000)).toBe(5_000);
  expect(evidenceNeedsFrom(noteEvidenceKept(orders, recordOf(7), BY), NOW, 5_000)).toBe(5_000);
});

test("orders of years stay small, and no open one goes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom("order", "kept", "leave"), fc.nat({ max: 40 })), { maxLength: 300 }),
      (acts) => {
        let orders: readonly NotedEvidence[] = [];
        const open = new Set<number>();
        for (const [at, [act, n]] of acts.entries()) {
          if (act === "order") {
            orders = ordered(orders, at + 1, [n], 30);
            open.add(n);
          } else {
            open.delete(n);
            orders =
              act === "kept"
                ? noteEvidenceKept(orders, recordOf(n), BY)
                : noteEvidenceLeft(orders, { kind: "leave-evidence", of: [recordOf(n)], why: WHY }, at + 1);
          }
          expect(new Set(openEvidence(orders, NOW).map(({ index }) => index))).toEqual(open);
        }
        expect(orders.filter(isEvidenceDone).length).toBeLessThanOrEqual(16);
        expect(orders.every((one) => notedEvidenceSchema.safeParse(one).success)).toBe(true);
      },
    ),
  );
  expect(EVIDENCE_OPEN_MAX).toBe(512);
});

describe("in a journal", () => {
  const at = { monoMs: 0, wallMs: NOW };
  const record = recordOf(7);
  const document = nextCommand(
    { number: 0, command: null },
    {
      ...{ station: "HB-WH-0042", by: "Wu", issuedMs: NOW, untilMs: NOW + DAY_MS },
      order: {
        ...{ kind: "send-evidence", of: [{ record, index: 7 }], why: WHY },
        until: new Date(NOW + DAY_MS).toISOString(),
      },
    },
  );
  const { command, envelope } = signedCommand(document, [WITNESS]);
  const received = {
    ...{ type: "command-received", at, number: 1, command, envelope, outcome: { kind: "taken" }, needs: 3 },
  } as const satisfies JournalEntry;
  const kept = {
    type: "evidence-kept",
    at,
    record,
    sha256: "ab".repeat(32),
    answer: "{}",
    settled: 8,
  } as const;
  const policy = { type: "evidence-policy", at, send: "not-passed" } as const;

  test("entries are read as they are written, and others are none", () => {
    const text = (entry: object): Uint8Array => new TextEncoder().encode(JSON.stringify(entry));
    const passing = { ...kept, aside: [{ record: recordOf(1), index: 4 }] };
    for (const entry of [received, kept, passing, policy]) expect(readEntry(text(entry))).toEqual(entry);
    for (const wrong of [
      { ...kept, record: "x" },
      { ...kept, more: 1 },
      { ...kept, settled: -1 },
      { ...kept, aside: [] },
      { ...kept, aside: [{ record: recordOf(1) }] },
      { ...policy, send: "some" },
      { ...received, needs: -1 },
    ])
      expect(readEntry(text(wrong))).toBeNull();
  });

  test("a summary says all of it, and while it is owed no segment with it may go", () => {
    const ledger = new JournalLedger();
    ledger.note(policy, 0);
    ledger.note(received, 1);
    const summary = { type: "station-summary", at, ...ledger.summary() } as const;
    const again = JournalLedger.from(summary as Parameters<typeof JournalLedger.from>[0], 2);
    expect(again.summary()).toEqual(ledger.summary());
    expect(again.neededFrom(100, NOW)).toBe(3);
    expect(again.neededFrom(100, NOW + 2 * DAY_MS)).toBe(100);
    const oldest = { endIndex: 4, endedWallMs: NOW - 100 * DAY_MS, isArchived: true };
    const rule = { keepDays: 30, nowWallMs: NOW, receiptedSize: 100 };
    expect(mayLetGo(oldest, { ...rule, neededFrom: again.neededFrom(100, NOW) })).toBe(false);
    again.note(kept, 3);
    expect(again.commands.standing.evidence[0]?.of[0]?.end).toMatchObject({ kind: "kept" });
    expect(mayLetGo(oldest, { ...rule, neededFrom: again.neededFrom(100, NOW) })).toBe(true);
    expect(again.evidence.standing).toEqual({ send: "not-passed", from: 8 });
    again.note({ ...kept, settled: 9, aside: [{ record: recordOf(1), index: 4 }] }, 4);
    const next = { type: "station-summary", at, ...again.summary() } as const;
    const read = readEntry(new TextEncoder().encode(JSON.stringify(next)));
    expect(read).toEqual(next);
    const last = JournalLedger.from(next as Parameters<typeof JournalLedger.from>[0], 5);
    expect(last.evidence.standing?.aside).toEqual([{ record: recordOf(1), index: 4 }]);
  });

  test("a policy begins where it is noted, goes on where it stood, and is over with `ordered`", () => {
    const fold = new EvidencePolicyFold();
    const settled = (to: number) => ({ record, settled: to });
    fold.kept(settled(9));
    expect([fold.standing, fold.send, fold.summed()]).toEqual([null, "ordered", {}]);
    fold.noted({ send: "not-passed" }, 20);
    fold.kept({ record });
    fold.kept(settled(31));
    fold.kept(settled(25));
    fold.noted({ send: "all" }, 40);
    expect(fold.standing).toEqual({ send: "all", from: 31 });
    fold.noted({ send: "ordered" }, 50);
    expect(fold.standing).toBeNull();
    fold.noted({ send: "all" }, 60);
    expect(fold.standing).toEqual({ send: "all", from: 60 });
  });

  test("what a policy passed over stays until it is kept, by whatever it was sent, and of too many the oldest goes", () => {
    const fold = new EvidencePolicyFold();
    fold.noted({ send: "not-passed" }, 0);
    const aside = (...numbers: readonly number[]) =>
      numbers.map((index) => ({ record: recordOf(index), index }));
    fold.kept({ record: recordOf(7), settled: 8, aside: aside(3, 5) });
    expect(fold.standing).toEqual({ send: "not-passed", from: 8, aside: aside(3, 5) });
    fold.noted({ send: "all" }, 9);
    fold.kept({ record: recordOf(3) });
    expect(fold.standing).toEqual({ send: "all", from: 8, aside: aside(5) });
    fold.kept({ record: recordOf(5) });
    expect(fold.standing).toEqual({ send: "all", from: 8 });
    const many = Array.from({ length: ASIDE_MAX + 3 }, (_none, n) => n + 10);
    fold.kept({ record: recordOf(9_000), settled: 9_001, aside: aside(...many) });
    expect(fold.standing?.aside).toEqual(aside(...many.slice(3)));
    expect(asideAfter(fold.standing ?? {}, { record, aside: aside(9_000) }).givenUp).toEqual(aside(13));
  });
});
