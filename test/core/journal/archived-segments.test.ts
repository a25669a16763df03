import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ArchivedSegments, areApart } from "../../../src/core/journal/archived-segments.ts";
import { JournalLedger } from "../../../src/core/journal/ledger.ts";
import { readEntry } from "../../../src/core/journal/read-entry.ts";

const ofSegments = (...segments: number[]): ArchivedSegments => {
  const archived = new ArchivedSegments();
  for (const segment of segments) archived.note(segment);
  return archived;
};

describe("which segments lie in the archive", () => {
  test("is one number where there is no gap, and ranges after each gap that collapse when it closes", () => {
    expect(ofSegments().summary()).toEqual({ archivedTo: 0 });
    expect(ofSegments(0, 1, 2).summary()).toEqual({ archivedTo: 3 });
    const gap = ofSegments(0, 1, 3, 4);
    expect(gap.summary()).toEqual({ archivedTo: 2, archivedBeyond: [{ from: 3, to: 5 }] });
    gap.note(7);
    expect(gap.summary().archivedBeyond).toEqual([
      { from: 3, to: 5 },
      { from: 7, to: 8 },
    ]);
    gap.note(2);
    expect(gap.summary()).toEqual({ archivedTo: 5, archivedBeyond: [{ from: 7, to: 8 }] });
    for (const segment of [6, 5]) gap.note(segment);
    expect(gap.summary()).toEqual({ archivedTo: 8 });
  });

  test("is the same set in whatever order they are archived, and goes on through a summary", () => {
    const some = fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 40 });
    fc.assert(
      fc.property(some, fc.nat(), (segments, cut) => {
        let archived = new ArchivedSegments();
        for (const [at, segment] of segments.entries()) {
          archived.note(segment);
          if (at !== cut % segments.length) continue;
          const again = new ArchivedSegments();
          again.goOn(archived.summary());
          archived = again;
        }
        const there = new Set(segments);
        for (let segment = 0; segment < 28; segment++) expect(archived.has(segment)).toBe(there.has(segment));
        const { archivedTo, archivedBeyond = [] } = archived.summary();
        expect(there.has(archivedTo)).toBe(false);
        expect(areApart([{ from: -1, to: archivedTo }, ...archivedBeyond].slice(1))).toBe(true);
        if (archivedBeyond[0] !== undefined) expect(archivedBeyond[0].from).toBeGreaterThan(archivedTo);
        expect(ofSegments(...segments.toReversed()).summary()).toEqual(archived.summary());
      }),
    );
  });

  test("a summary says it in one way; one of before has no list, and nothing after a gap", () => {
    const at = { monoMs: 1, wallMs: 1 };
    const written = (change: object): Uint8Array =>
      new TextEncoder().encode(
        JSON.stringify({ type: "station-summary", at, ...new JournalLedger().summary(), ...change }),
      );
    const old = readEntry(written({ archivedTo: 4 }));
    if (old?.type !== "station-summary") throw new Error("it is no summary");
    const ledger = JournalLedger.from(old, 9);
    expect([3, 4].map((segment) => ledger.archived.has(segment))).toEqual([true, false]);
    const range = (from: number, to: number) => ({ from, to });
    expect(readEntry(written({ archivedTo: 4, archivedBeyond: [range(6, 7), range(9, 20)] }))).not.toBeNull();
    for (const archivedBeyond of [
      [],
      null,
      [range(6, 6)],
      [range(6, 8), range(8, 9)],
      [range(9, 20), range(6, 7)],
      [range(0, 2)],
      [{ ...range(6, 7), sha256: "" }],
    ])
      expect(readEntry(written({ archivedTo: 4, archivedBeyond }))).toBeNull();
  });
});
