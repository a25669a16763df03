import { describe, expect, test } from "vitest";
import { clockNoted, goneTo, jobClockOf, restarted } from "../../../src/core/record/job-clock.ts";
import { reason } from "../../../src/core/trade/reasons.ts";

const NOON = Date.UTC(2026, 5, 1, 12);
const SOUND = { status: "synchronised", doubt: null };
const noted = { type: "clock-noted", at: { monoMs: 0, wallMs: 0 }, by: null, aheadMs: null } as const;
const at = (monoMs: number, setByMs = 0) => ({ monoMs, wallMs: NOON + monoMs + setByMs });

describe("the times of a job", () => {
  const opened = jobClockOf(at(0), SOUND);

  test("are the wall clock's as long as nobody sets it, slewed as it may be", () => {
    const end = goneTo(goneTo(opened, at(60_000, 30)), at(120_000, 60));
    expect([end.startedWallMs, end.endedWallMs]).toEqual([NOON, NOON + 120_060]);
  });

  test.each([3_600_000, -3_600_000, 315_576_000_000, -315_576_000_000])(
    "set by %i ms: as long as it took",
    (by) => {
      let clock = goneTo(opened, at(60_000));
      clock = clockNoted(clock, { ...noted, status: "unknown", doubt: null, steppedMs: by });
      clock = goneTo(clock, at(65_000, by));
      clock = goneTo(clock, at(120_000, by));
      expect(clock.endedWallMs).toBe(NOON + 120_000);
      expect(clock.status).toBe("unknown");
      expect(clock.notes).toEqual([reason("CLOCK_WAS_SET", { byS: by / 1000 })]);
    },
  );

  test("after a restart the wall clock alone can tell, and it never ends before it began", () => {
    const again = goneTo(restarted(goneTo(opened, at(60_000))), { monoMs: 5, wallMs: NOON + 90_000 });
    expect(again.endedWallMs).toBe(NOON + 90_000);
    const back = goneTo(restarted(opened), { monoMs: 5, wallMs: NOON - 90_000 });
    expect(back.endedWallMs).toBe(NOON);
  });

  test("a doubt is told once, and who sets the clock all day long fills no record", () => {
    const doubt = reason("CLOCK_STEPPED", { byS: 3600 });
    let clock = opened;
    for (let i = 0; i < 40; i++)
      clock = clockNoted(clock, {
        ...noted,
        status: "unknown",
        doubt,
        steppedMs: i % 2 === 0 ? 3_600_000 : 0,
      });
    expect(clock.notes).toHaveLength(10);
    expect(clock.notes.filter(({ code }) => code === "CLOCK_DOUBTED")).toHaveLength(1);
    expect(clock.status).toBe("unknown");
  });
});
