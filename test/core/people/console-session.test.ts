import { describe, expect, test } from "vitest";
import { type ConsoleSession, sessionRule, standing } from "../../../src/core/people/console-session.ts";

const RULE = sessionRule(15);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FROM = "10.0.0.5";

function session(changes: Partial<ConsoleSession> = {}): ConsoleSession {
  const doer = { person: "P-00000001", from: FROM, session: "0123456789abcdef" };
  return { doer, beganMs: 0, seenMs: 0, locked: false, ...changes };
}

/** idle × age × locked × address, at each limit and one millisecond before. */
const AGES = [0, 12 * HOUR - 1, 12 * HOUR];
const IDLE = [0, 15 * MINUTE - 1, 15 * MINUTE, 4 * HOUR - 1, 4 * HOUR];

function word(ageMs: number, idleMs: number, locked: boolean, from: string): string {
  const nowMs = 100 * HOUR;
  const found = standing(
    session({ beganMs: nowMs - ageMs, seenMs: nowMs - idleMs, locked }),
    from,
    nowMs,
    RULE,
  );
  return found.kind === "over" ? `over ${found.why}` : found.kind;
}

describe("how a session stands", () => {
  test("the whole matrix", () => {
    const rows = AGES.flatMap((age) =>
      IDLE.flatMap((idle) =>
        [false, true].map(
          (locked) =>
            `age ${age / HOUR} h, idle ${idle / MINUTE} min, ${locked ? "locked" : "open"}: ${word(age, idle, locked, FROM)}`,
        ),
      ),
    );
    expect(rows).toMatchInlineSnapshot(`
      [
        "age 0 h, idle 0 min, open: open",
        "age 0 h, idle 0 min, locked: locked",
        "age 0 h, idle 14.999983333333333 min, open: open",
        "age 0 h, idle 14.999983333333333 min, locked: locked",
        "age 0 h, idle 15 min, open: locked",
        "age 0 h, idle 15 min, locked: locked",
        "age 0 h, idle 239.99998333333335 min, open: locked",
        "age 0 h, idle 239.99998333333335 min, locked: locked",
        "age 0 h, idle 240 min, open: over idle-too-long",
        "age 0 h, idle 240 min, locked: over idle-too-long",
        "age 11.999999722222222 h, idle 0 min, open: open",
        "age 11.999999722222222 h, idle 0 min, locked: locked",
        "age 11.999999722222222 h, idle 14.999983333333333 min, open: open",
        "age 11.999999722222222 h, idle 14.999983333333333 min, locked: locked",
        "age 11.999999722222222 h, idle 15 min, open: locked",
        "age 11.999999722222222 h, idle 15 min, locked: locked",
        "age 11.999999722222222 h, idle 239.99998333333335 min, open: locked",
        "age 11.999999722222222 h, idle 239.99998333333335 min, locked: locked",
        "age 11.999999722222222 h, idle 240 min, open: over idle-too-long",
        "age 11.999999722222222 h, idle 240 min, locked: over idle-too-long",
        "age 12 h, idle 0 min, open: over too-old",
        "age 12 h, idle 0 min, locked: over too-old",
        "age 12 h, idle 14.999983333333333 min, open: over too-old",
        "age 12 h, idle 14.999983333333333 min, locked: over too-old",
        "age 12 h, idle 15 min, open: over too-old",
        "age 12 h, idle 15 min, locked: over too-old",
        "age 12 h, idle 239.99998333333335 min, open: over too-old",
        "age 12 h, idle 239.99998333333335 min, locked: over too-old",
        "age 12 h, idle 240 min, open: over too-old",
        "age 12 h, idle 240 min, locked: over too-old",
      ]
    `);
  });

  test("shown from another address it is over, whatever else is the case", () => {
    for (const age of AGES)
      for (const idle of IDLE)
        for (const locked of [false, true])
          expect(word(age, idle, locked, "10.0.0.6")).toBe("over elsewhere");
  });

  test("the limits are those that ASVS asks to be told", () => {
    expect(sessionRule(1)).toEqual({
      lockAfterMs: MINUTE,
      endAfterIdleMs: 4 * HOUR,
      endAfterMs: 12 * HOUR,
    });
  });
});
