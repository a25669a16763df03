import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { reason } from "../../../src/core/trade/reasons.ts";
import { type Denied, RefusalsNoted } from "../../../src/station/people/refusals-noted.ts";

function noted() {
  const clock = new VirtualClock();
  const entries: { from?: string; act?: string; count?: number; person?: string | null }[] = [];
  const refusals = new RefusalsNoted(clock, (entry) => void entries.push(entry as never));
  const deny = (changes: Partial<Denied> = {}): void =>
    refusals.note({
      person: null,
      from: "10.0.0.5",
      act: "look",
      why: reason("NOT_SIGNED_IN", {}),
      ...changes,
    });
  return { clock, entries, refusals, deny };
}

describe("refusals in the journal", () => {
  test("the first of a kind at once, those of the next minute as one with their number, then anew", () => {
    const { clock, entries, deny } = noted();
    for (let n = 0; n < 1000; n++) deny();
    expect(entries).toEqual([
      {
        type: "console-refused",
        person: null,
        from: "10.0.0.5",
        act: "look",
        why: reason("NOT_SIGNED_IN", {}),
        count: 1,
      },
    ]);
    clock.advanceBy(60_000);
    expect(entries.map(({ count }) => count)).toEqual([1, 999]);
    clock.advanceBy(600_000);
    expect(entries).toHaveLength(2);
    deny();
    expect(entries.map(({ count }) => count)).toEqual([1, 999, 1]);
  });

  test("person, address, act and reason each make a kind of its own", () => {
    const { entries, deny } = noted();
    deny();
    deny({ person: "P-00000001" });
    deny({ from: "10.0.0.6" });
    deny({ act: "exam.open" });
    deny({ why: reason("SESSION_LOCKED", {}) });
    expect(entries).toHaveLength(5);
  });

  test("a thousand addresses are some dozens of entries, and none of the refusals is lost from the count", () => {
    const { clock, entries, deny } = noted();
    for (let n = 0; n < 10_000; n++) deny({ from: `10.0.${n >> 8}.${n & 255}` });
    expect(entries).toHaveLength(51);
    expect(entries.at(-1)).toMatchObject({ from: "many", person: null, count: 1 });
    clock.advanceBy(60_000);
    expect(entries).toHaveLength(52);
    expect(entries.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(10_000);
  });

  test("what was counted is said when the station stops", () => {
    const { clock, entries, refusals, deny } = noted();
    deny();
    deny();
    refusals.stop();
    expect(entries.map(({ count }) => count)).toEqual([1, 1]);
    clock.advanceBy(60_000);
    expect(entries).toHaveLength(2);
  });
});
