import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogView } from "../../../src/core/delivery/log-view.ts";
import { draftSubmission, jsonBytes } from "../../../src/core/delivery/submission.ts";
import { SealingStation } from "../../support/sealing-station.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a draft of a submission", () => {
  test("counts the bytes of an entry as a JSON string without making one", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({
        unit: fc.constantFrom(
          '"',
          "\\",
          "\u0000",
          "\b",
          "\t",
          "\n",
          "\f",
          "\r",
          "\u001f",
          "\u007f",
          "\u2028",
          "检",
        ),
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(jsonBytes(utf8(text))).toBe(utf8(JSON.stringify(text)).length);
      }),
    );
  });

  test("reads each of its records once, goes on where the next is near, and closes what it opened", () => {
    const station = new SealingStation();
    const indexes = Array.from({ length: 6 }, () => station.seal());
    // Far away from the others.
    station.journal.append(
      Array.from({ length: 50 }, () => utf8('{"type":"job-input"}')),
      () => undefined,
    );
    indexes.push(station.seal(), station.seal());
    const opened: number[] = [];
    let [read, open] = [0, 0];
    const log: LogView = {
      size: () => station.journal.size(),
      root: (size) => station.journal.root(size),
      inclusionProof: (index, size) => station.journal.inclusionProof(index, size),
      consistencyProof: (from, to) => station.journal.consistencyProof(from, to),
      *read(from) {
        opened.push(from);
        open++;
        try {
          for (const entry of station.journal.read(from)) {
            read++;
            yield entry;
          }
        } finally {
          open--;
        }
      },
    };
    const places = indexes.map((index, sequence) => ({ index, sequence }));
    const drafting = draftSubmission(station.station, log, 0, { places });
    expect(drafting).toMatchObject({ kind: "draft", draft: { size: (indexes.at(-1) ?? 0) + 1 } });
    if (drafting.kind !== "draft") return;
    expect(drafting.draft.records.map(({ index }) => index)).toEqual(indexes);
    for (const { index, entry } of drafting.draft.records)
      expect(utf8(entry)).toEqual(station.journal.entries[index]);
    expect(opened).toEqual([indexes[0], indexes[6]]);
    // With what lies between two that are near.
    expect(read).toBe(indexes.length + 6);
    expect(open).toBe(0);
    const small = draftSubmission(station.station, log, 0, { places }, { aim: 4000, max: 262_144 });
    expect(small.kind === "draft" && small.draft.records.length).toBeLessThan(indexes.length);
    expect(open).toBe(0);
  });

  test("of a record that is not in the log is none", () => {
    const station = new SealingStation();
    const index = station.seal();
    const beyond = [
      { index, sequence: 0 },
      { index: index + 5, sequence: 1 },
    ];
    expect(draftSubmission(station.station, station.journal, 0, { places: beyond })).toEqual({
      kind: "unreadable",
      index: index + 5,
    });
  });
});
