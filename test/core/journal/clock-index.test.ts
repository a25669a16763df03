import { expect, test } from "vitest";
import type { JournalEntry } from "../../../src/core/journal/entry.ts";
import { JournalLedger } from "../../../src/core/journal/ledger.ts";

/** Whoever signs a record asks by it whether the clock has said anything since; a start must not read that as "something new". */
const noted: JournalEntry = {
  type: "clock-noted",
  ...{
    at: { monoMs: 1, wallMs: 1 },
    status: "synchronised",
    by: null,
    aheadMs: null,
    doubt: null,
    steppedMs: 0,
  },
};

test("the newest word of the clock has its index, which whoever goes on from a ledger knows", () => {
  const ledger = new JournalLedger();
  expect(ledger.clockIndex).toBe(-1);
  ledger.note(noted, 7);
  const next = new JournalLedger();
  next.takeOver(ledger);
  expect([ledger.clockIndex, next.clockIndex]).toEqual([7, 7]);
});
