import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { restoreCopies } from "../../src/runtime/copies-restored.ts";

/** Goal: the copies of records are held against the journal without anybody waiting for it, and a failure is told once. */
function restored(steps: () => Generator<void, string | null, void>) {
  const clock = new VirtualClock();
  const notices: string[] = [];
  const errors: unknown[] = [];
  const end = restoreCopies({
    shelf: { restoring: steps },
    timers: clock,
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (what, details) => void errors.push([what, details]),
    },
    onNotice: (sentence) => notices.push(sentence),
  });
  return { clock, notices, errors, end };
}

test("it goes on a little at a time, after the start", () => {
  let done = 0;
  const { clock, notices } = restored(function* () {
    for (; done < 5000; done++) yield;
    return null;
  });
  expect(done).toBe(0);
  clock.advanceBy(25);
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(1000);
  clock.advanceBy(10_000);
  expect([done, notices]).toEqual([5000, []]);
});

test("what cannot be written is said once, and a journal that cannot be read stops nothing", () => {
  const refused = restored(function* () {
    yield;
    return "no room";
  });
  refused.clock.advanceBy(1000);
  expect(refused.notices).toEqual(["no room"]);
  const broken = restored(function* (): Generator<void, string | null, void> {
    yield;
    throw new Error("damaged");
  });
  broken.clock.advanceBy(1000);
  expect([broken.notices.length, broken.errors.length]).toEqual([0, 1]);
});

test("it ends with the station, and lets go of its file", () => {
  let isOpen = false;
  const { clock, end } = restored(function* () {
    isOpen = true;
    try {
      for (;;) yield;
    } finally {
      isOpen = false;
    }
  });
  clock.advanceBy(100);
  expect(isOpen).toBe(true);
  end();
  expect(isOpen).toBe(false);
  clock.advanceBy(1000);
  expect(isOpen).toBe(false);
});
