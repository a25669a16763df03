import { describe, expect, test } from "vitest";
import { reason } from "../../../src/core/trade/reasons.ts";
import { at, Conversation, type Told } from "./plc-conversation.ts";

describe("sides that the PLC stamps one after the other", () => {
  /** Sample `index` of a bench of 10 ms, the sides so many milliseconds from the index. */
  const sample = (index: number, leftMs: number, rightMs: number) => [
    ...at(index * 10 + leftMs, { LeftForceN: 100 + index }),
    ...at(index * 10 + rightMs, { RightForceN: 200 + index }),
    ...at(index * 10, { SampleIndex: index }),
  ];
  const pairs = (leftMs: number, rightMs: number) => {
    const talk = new Conversation();
    for (let index = 2; index < 12; index++) talk.values(sample(index, leftMs, rightMs));
    return talk.forces();
  };
  const all = Array.from({ length: 10 }, (_, at) => [String(102 + at), String(202 + at), "good"]);

  test.each([
    [0, 3],
    [3, 0],
    [-1, 2],
    [-3, -1],
    [4, -4],
  ])("%i and %i ms from the sample index are one force", (leftMs, rightMs) => {
    expect(pairs(leftMs, rightMs)).toEqual(all);
  });

  test("too far from the index, or near two of them, they are none: never a pair of two instants", () => {
    for (const [left, right] of pairs(0, 5)) expect([left, right]).toContain(null);
    const talk = new Conversation();
    // A bench of 6 ms: 3 ms behind one sample is 3 ms before the next.
    for (let index = 2; index < 12; index++)
      talk.values(
        at(index * 6, { SampleIndex: index, LeftForceN: index }),
        at(index * 6 + 3, { RightForceN: index }),
      );
    const good = talk.forces().filter(([, , quality]) => quality === "good");
    for (const [left, right] of good) expect(left).toBe(right);
  });

  test("told in batches of five samples, each variable for itself", () => {
    const talk = new Conversation();
    for (const from of [2, 7]) {
      const batch = [0, 1, 2, 3, 4].flatMap((more) => sample(from + more, -1, 3));
      const of = (name: string) => batch.filter(({ variable }) => variable.endsWith(name));
      talk.values(of("RightForceN"), of("SampleIndex"), of("LeftForceN"));
    }
    expect(talk.forces()).toEqual(all);
  });
});

describe("source times that cannot be used", () => {
  const force = (index: number) => ({ LeftForceN: index, RightForceN: index, SampleIndex: index });
  const detail = (talk: Conversation) => talk.faults.find(({ code }) => code === "bad-quality")?.detail;

  test("a coarse clock: two samples at one time", () => {
    const talk = new Conversation().values(at(16, force(2)), at(16, force(3)));
    expect(detail(talk)).toEqual(reason("SOURCE_TIME_COARSE", { sample: 3 }));
  });

  test("a clock that was set back", () => {
    const talk = new Conversation().values(at(600, force(2))).values(at(110, force(3), 610));
    expect(detail(talk)).toEqual(reason("SOURCE_TIME_BACK", { sample: 3, ms: 490 }));
  });

  test("no time at all, of a force or of the index", () => {
    const timeless = (told: Told) => at(20, told).map((value) => ({ ...value, sourceTimeMs: null }));
    for (const name of ["LeftForceN", "RightForceN", "SampleIndex"])
      expect(detail(new Conversation().values(timeless({ [name]: 3 })))).toEqual(
        reason("SOURCE_TIME_MISSING", { variable: `Bench.${name}` }),
      );
  });

  test("stands for the run, and is over with it", () => {
    const talk = new Conversation().values(at(16, force(2)), at(16, force(3)), at(32, force(4)));
    expect(talk.codes()).toEqual(["+bad-quality"]);
    talk.values(at(48, { Run: 0 }));
    expect(talk.codes()).toEqual(["+bad-quality", "-bad-quality"]);
    talk.values(at(60, { Run: 1 }), at(70, force(5)), at(80, force(6)));
    expect(talk.codes()).toEqual(["+bad-quality", "-bad-quality"]);
  });

  test("between runs it does not matter", () => {
    const talk = new Conversation(0).values(at(16, force(2)), at(16, force(3)));
    expect(talk.codes()).toEqual([]);
  });
});
