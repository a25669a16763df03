import { describe, expect, test } from "vitest";
import { frameBytes, writeFrame } from "../../../src/core/journal/frame.ts";
import {
  RECOVERY_TABLE,
  recoveryRow,
  type TailFacts,
  tailOf,
} from "../../../src/core/journal/recovery-table.ts";

const SEGMENTS = ["last", "earlier"] as const;
const RESTS = ["none", "zeros", "cut-short", "broken"] as const;
const LATERS = ["none", "same-batch", "later-batch"] as const;
const INDEXES = ["missing", "behind", "held"] as const;

/** Every state there can be: nothing follows an end, and no whole frame stands in zeros. */
function everyState(): TailFacts[] {
  return SEGMENTS.flatMap((segment) =>
    RESTS.flatMap((rest) =>
      LATERS.flatMap((later) => INDEXES.map((index): TailFacts => ({ segment, rest, later, index }))),
    ),
  ).filter((facts) => facts.later === "none" || facts.rest === "cut-short" || facts.rest === "broken");
}

describe("the recovery table", () => {
  test("has exactly one row for every state, and a state for every row", () => {
    const labels = everyState().map((facts) => recoveryRow(facts).label);
    expect(labels).toHaveLength(48);
    expect([...new Set(labels)].sort()).toEqual(RECOVERY_TABLE.map((row) => row.label));
  });

  test("cuts only in the last segment, and never what was durable", () => {
    for (const facts of everyState()) {
      const { decision } = recoveryRow(facts);
      if (decision === "cut") expect(facts).toMatchObject({ segment: "last" });
      if (facts.index === "held" || facts.later === "later-batch") expect(decision).toBe("corrupt");
    }
  });

  test.each([
    ["@A", { segment: "last", rest: "none", later: "none", index: "behind" }, "continue"],
    ["@B", { segment: "last", rest: "none", later: "none", index: "held" }, "corrupt"],
    ["@C", { segment: "earlier", rest: "zeros", later: "none", index: "behind" }, "corrupt"],
    ["@D", { segment: "last", rest: "cut-short", later: "none", index: "held" }, "corrupt"],
    ["@E", { segment: "last", rest: "broken", later: "later-batch", index: "missing" }, "corrupt"],
    ["@F", { segment: "last", rest: "broken", later: "same-batch", index: "missing" }, "corrupt"],
    ["@G", { segment: "last", rest: "broken", later: "same-batch", index: "behind" }, "cut"],
    ["@H", { segment: "last", rest: "zeros", later: "none", index: "missing" }, "cut"],
    ["@I", { segment: "last", rest: "cut-short", later: "none", index: "behind" }, "cut"],
    ["@J", { segment: "last", rest: "broken", later: "none", index: "behind" }, "cut"],
  ] as const)("%s", (label, facts, decision) => {
    expect(recoveryRow(facts)).toMatchObject({ label, decision });
  });
});

describe("the facts of a tail", () => {
  const record = new TextEncoder().encode("0123456789");
  const frames = (count: number, sinceSync: (i: number) => number): Uint8Array => {
    const bytes = new Uint8Array(count * frameBytes(record));
    for (let i = 0; i < count; i++) writeFrame(bytes, i * frameBytes(record), record, i, sinceSync(i));
    return bytes;
  };

  test("nothing, zeros, a frame cut short, a frame not whole", () => {
    expect(tailOf(new Uint8Array(0), 0)).toEqual({ rest: "none", later: "none" });
    expect(tailOf(new Uint8Array(500), 0)).toEqual({ rest: "zeros", later: "none" });
    const one = frames(1, () => 0);
    expect(tailOf(one.slice(0, 5), 0)).toEqual({ rest: "cut-short", later: "none" });
    expect(tailOf(one.slice(0, 17), 0)).toEqual({ rest: "cut-short", later: "none" });
    expect(tailOf(one.fill(0x21, 12, 13), 0)).toEqual({ rest: "broken", later: "none" });
  });

  test("whether a later frame knew this place to be durable", () => {
    const oneBatch = frames(4, (i) => i).fill(0x21, 12, 13);
    expect(tailOf(oneBatch, 0)).toEqual({ rest: "broken", later: "same-batch" });
    const fourBatches = frames(4, () => 0).fill(0x21, 12, 13);
    expect(tailOf(fourBatches, 0)).toEqual({ rest: "broken", later: "later-batch" });
    // The first two were one batch, so the third frame says that the damaged second was durable.
    const mixed = frames(4, (i) => (i < 2 ? i : i - 2))
      .slice(18)
      .fill(0x21, 12, 13);
    expect(tailOf(mixed, 1)).toEqual({ rest: "broken", later: "later-batch" });
  });
});
