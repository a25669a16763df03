import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";

describe("VirtualClock", () => {
  test("fires by time, then by the order of starting, and never inside start", () => {
    const clock = new VirtualClock(1_000_000);
    const told: string[] = [];
    clock.start("late", 20, () => told.push("late"));
    clock.start("first of two", 10, () => told.push("first of two"));
    clock.start("second of two", 10, () => {
      told.push("second of two");
      clock.start("at once", 0, () => told.push("at once"));
      told.push("still in second");
    });
    expect(told).toEqual([]);
    expect(clock.runUntilIdle(1000)).toBe("idle");
    expect(told).toEqual(["first of two", "second of two", "still in second", "at once", "late"]);
    expect(clock.monoMs()).toBe(20);
    expect(clock.wallMs()).toBe(1_000_020);
    clock.setWallBy(-5_000);
    expect([clock.wallMs() - clock.monoMs(), clock.wrongByMs]).toEqual([995_000, -5_000]);
  });

  test("a random crowd of timers comes out sorted, without the cancelled ones", () => {
    const clock = new VirtualClock();
    const random = new SeededRandom(7, "crowd");
    const fired: number[] = [];
    let cancelled = 0;
    for (let i = 0; i < 5000; i++) {
      const afterMs = random.below(700);
      const handle = clock.start("one", afterMs, () => fired.push(afterMs));
      if (random.chance(0.6)) {
        handle.cancel();
        handle.cancel();
        cancelled++;
      }
    }
    expect(clock.pending).toBe(5000 - cancelled);
    clock.runUntilIdle(1000);
    expect(fired).toHaveLength(5000 - cancelled);
    expect(fired).toEqual([...fired].sort((a, b) => a - b));
    expect(clock.pending).toBe(0);
  });

  test("stops at the limit and at a condition, and advances exactly", () => {
    const clock = new VirtualClock();
    let ticks = 0;
    const tick = (): void => {
      ticks++;
      clock.start("tick", 10, tick);
    };
    clock.start("tick", 10, tick);
    expect(clock.runUntilIdle(95)).toBe("limit");
    expect([ticks, clock.monoMs()]).toEqual([9, 95]);
    expect(clock.runUntil(() => ticks === 12, 1000)).toBe("reached");
    expect(clock.monoMs()).toBe(120);
    clock.advanceTo(130);
    expect([ticks, clock.nextDueMs()]).toEqual([13, 140]);
    expect(() => clock.advanceTo(100)).toThrow("cannot go back");
  });

  test("names the timer that re-arms itself without delay", () => {
    const clock = new VirtualClock();
    const again = (): void => void clock.start("hot loop", 0, again);
    again();
    expect(() => clock.runUntilIdle(1)).toThrow(/hot loop/);
  });

  test("half a million events, from a full heap, take a second or two at most", () => {
    const clock = new VirtualClock();
    let fired = 0;
    for (let i = 0; i < 500; i++) {
      const period = 5 + (i % 37);
      const again = (): void => {
        fired++;
        clock.start("periodic", period, again);
      };
      clock.start("periodic", period, again);
    }
    const before = process.cpuUsage();
    clock.runUntil(() => fired === 500_000, Number.MAX_SAFE_INTEGER);
    const cpuMs = process.cpuUsage(before).user / 1000;
    expect(fired).toBe(500_000);
    expect(cpuMs).toBeLessThan(4000);
  });
});
