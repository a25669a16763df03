import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ENTRY_CLASSES } from "../../../src/core/evidence/redaction/personal-entries.ts";
import type { JournalEntry } from "../../../src/core/journal/entry.ts";
import { isEntryOf, peekEntry, readEntry } from "../../../src/core/journal/read-entry.ts";
import { encodeEntry } from "../../../src/station/journal-writer.ts";
import { artifact, goodDay, input, opened, started } from "../../support/journal-day.ts";
import { codeOnly, readSource, sourceFiles } from "../../support/source-tree.ts";

/** Goal: bytes of a journal become an entry, or the head of one, in `read-entry.ts` and nowhere else, and both agree. */
const READER = "src/core/journal/read-entry.ts";
const KINDS = /(["'`/])(?:(?!\1).)*?\\?"type\\?":\\?"/;
const READS_A_JOURNAL = /\breadJournal\(|\.read\((?:0|\w*[iI]ndex)\)|\bpeekEntry\(|\breadEntry\(/;

/** Null, or what a reviewer would say. */
function secondReader(path: string, text: string): string | null {
  if (path === READER) return null;
  if (KINDS.test(text)) return `${path} looks for the kind of an entry in its text; use peekEntry`;
  const isReader = /^src\/(?:station|cli)\//.test(path) || READS_A_JOURNAL.test(text);
  if (isReader && /\bJSON\.parse\(/.test(codeOnly(text)))
    return `${path} parses what may be an entry; use readEntry`;
  return null;
}

describe("one reader of journal entries", () => {
  test("nothing else makes entries of bytes", () => {
    const problems = sourceFiles("src").map((path) => secondReader(path, readSource(path)));
    expect(problems.filter((problem) => problem !== null)).toEqual([]);
  });

  test("the law refuses what it should", () => {
    const by = (text: string, path = "src/runtime/shelf.ts"): string | null => secondReader(path, text);
    expect(by(`if (text.startsWith('{"type":"record-sealed"')) take(text);`)).toContain("peekEntry");
    expect(by(`const HEAD = /^\\{"type":"job-input","at":/;`)).toContain("peekEntry");
    expect(by("for (const bytes of store.read(0)) take(JSON.parse(text(bytes)));")).toContain("readEntry");
    expect(by("take(JSON.parse(text));", "src/station/a.ts")).toContain("readEntry");
    expect(by("take(JSON.parse(text));")).toBeNull();
    expect(
      by(`for (const bytes of store.read(0)) if (peekEntry(bytes)?.type === "receipt") n++;`),
    ).toBeNull();
  });
});

test("every kind of entry that a station may write has a form by which it is read", () => {
  const encoder = new TextEncoder();
  const unread = Object.keys(ENTRY_CLASSES).filter(
    (type) => peekEntry(encoder.encode(JSON.stringify({ type })))?.type !== type,
  );
  expect(unread, `no start would read it: give it a form in entrySchema of ${READER}`).toEqual([]);
});

const ENTRIES: readonly Uint8Array[] = [
  ...goodDay().store.read(0),
  ...[
    started("b"),
    artifact('text with "type":"receipt" and \\ and \n'),
    opened("job 9"),
    input('job "9"'),
  ].map(encodeEntry),
];

/** The members of an entry in another order: no station writes it so, but it says the same. */
function reordered(entry: JournalEntry, order: readonly number[]): Uint8Array {
  const members = Object.entries(entry);
  const sorted = members.map((member, i) => [order[i] ?? i, member] as const).sort(([a], [b]) => a - b);
  return encodeEntry(Object.fromEntries(sorted.map(([, member]) => member)) as unknown as JournalEntry);
}

const headOf = (entry: JournalEntry) => ({ type: entry.type, job: "job" in entry ? entry.job : null });
const read = (bytes: Uint8Array): JournalEntry => {
  const entry = readEntry(bytes);
  if (entry === null) throw new Error("not an entry");
  return entry;
};

describe("the head of an entry", () => {
  test("is that of the whole entry, in whatever order its members stand", () => {
    const someEntry = fc.constantFrom(...ENTRIES);
    const someOrder = fc.array(fc.integer(), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(someEntry, someOrder, (bytes, order) => {
        const other = reordered(read(bytes), order);
        expect(peekEntry(other)).toEqual(headOf(read(other)));
        for (const type of ["receipt", "job-input", "job-opened"] as const)
          expect(isEntryOf(other, type)).toBe(read(other).type === type);
      }),
    );
  });

  test("is not found where the reader refuses what the head stands in", () => {
    const text = (entry: string): Uint8Array => new TextEncoder().encode(entry);
    const refused = [
      "",
      "{}",
      "[]",
      "null",
      '{"type":"receipt"',
      '{"type":"receipt"}x',
      '{"type":"receipt",}',
      '{"type":"receipt","type":"record-sealed"}',
      '{"type":"job-input","job":"a","job":"b"}',
      '{"type":"record-s\\u0065aled","job":"a"}',
      '{"ty\\u0070e":"receipt"}',
      '{ "type":"receipt"}',
      '{"type": "receipt"}',
      '{"type":"receipt","size":1 }',
      '{"type":"no such kind"}',
      '{"type":5}',
      '{"type":"job-input","job":5}',
      '{"type":"receipt","size":}',
      '{"size":{"type":"receipt"}}',
      '{"type":"receipt","text":"\u0001"}',
      '\ufeff{"type":"receipt"}',
    ];
    for (const entry of refused)
      expect([entry, peekEntry(text(entry)), readEntry(text(entry))]).toEqual([entry, null, null]);
  });

  test("whatever is done to the bytes: where the reader still takes the entry, the head is the reader's", () => {
    const change = fc.record({ at: fc.nat(), cut: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.constantFrom(...ENTRIES), fc.array(change, { maxLength: 3 }), (bytes, changes) => {
        let made = [...bytes];
        for (const { at, cut, put } of changes) made.splice(at % made.length, cut, ...put);
        made = made.slice(0, 4000);
        const entry = readEntry(Uint8Array.from(made));
        if (entry !== null) expect(peekEntry(Uint8Array.from(made))).toEqual(headOf(entry));
      }),
      { numRuns: 2000 },
    );
  });
});
