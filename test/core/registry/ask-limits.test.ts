import fc from "fast-check";
import { expect, test } from "vitest";
import { AskLimits } from "../../../src/core/registry/public/ask-limits.ts";

/** Goal: nobody asks more often than the rate, and who waits as long as was said may ask. */

test("as many at once as the burst, then one in each interval, each name by itself", () => {
  const limits = new AskLimits({ burst: 3, everyMs: 10_000 });
  expect([1, 2, 3].map(() => limits.ask("a", 0))).toEqual([0, 0, 0]);
  expect(limits.ask("a", 0)).toBe(10);
  expect(limits.ask("b", 0)).toBe(0);
  expect(limits.ask("a", 9_000)).toBe(1);
  expect(limits.ask("a", 10_000)).toBe(0);
  expect(limits.ask("a", 10_000)).toBe(10);
});

test("in any history, no window holds more than the rate allows", () => {
  const rate = { burst: 4, everyMs: 1_000 };
  fc.assert(
    fc.property(fc.array(fc.nat(900), { maxLength: 200 }), (gaps) => {
      const limits = new AskLimits(rate);
      let nowMs = 0;
      const times: number[] = [];
      for (const gap of gaps) {
        nowMs += gap;
        const wait = limits.ask("a", nowMs);
        if (wait === 0) times.push(nowMs);
        else expect(new AskLimits(rate).ask("a", nowMs)).toBe(0);
      }
      for (const [at, from] of times.entries())
        for (const [more, to] of times.slice(at).entries())
          expect(more + 1).toBeLessThanOrEqual(rate.burst + Math.floor((to - from) / rate.everyMs));
    }),
  );
});
