import { describe, expect, test } from "vitest";
import { PLAIN_PROMPTS, type PromptAsk, promptFor } from "../../../src/core/inspection/prompts.ts";
import { PROMPT_REASONS } from "../../../src/core/trade/reasons/prompts.ts";
import { type Reason, type ReasonCode, reason } from "../../../src/core/trade/reasons.ts";
import { toldOnce } from "../../../src/core/trade/told-once.ts";
import { PLACES, type Place } from "../../../src/core/trade/words/places.ts";
import { EN_CHARS_MAX, promptCall } from "../../../src/station/screens/board-picture.ts";
import { saying } from "../../../src/station/screens/screen-state.ts";
import { PROMPT_SAMPLES } from "../../support/reason-samples/prompts.ts";
import { SCREEN_SAMPLES } from "../../support/reason-samples/screens.ts";

/**
 * Goal: every English sentence that a driver can be asked stands on the board 50 mm high on 43 inches, which is so many characters, and says what
 * is to be done. test/browser/public-screens.test.ts measures that so many do.
 */
const WAIT = saying(reason("BOARD_WAIT", {})).en;
const STAFF = saying(reason("BOARD_FOLLOW_STAFF", {})).en;
const NEEDS_ROW = "give it a row in src/station/screens/board-words.ts";
/** Asked of the staff, and not of a driver. */
const OF_STAFF = new Set(["review"]);

const call = (ask: PromptAsk) => {
  const prompt = promptFor(ask, null);
  return promptCall({ prompt: { ...prompt, text: toldOnce(prompt.text) } });
};
const sampled = (code: string): Reason =>
  reason(code as ReasonCode, (PROMPT_SAMPLES as Record<string, object>)[code] as never);

const ASKS: readonly PromptAsk[] = [
  ...(Object.keys(PLAIN_PROMPTS) as (keyof typeof PLAIN_PROMPTS)[])
    .filter((action) => !OF_STAFF.has(action))
    .map((action) => ({ action })),
  ...(Object.keys(PLACES) as Place[]).flatMap((place) =>
    [1, 2, 3, 4, 5, 6].map((axle) => ({ action: "drive-onto" as const, params: { place, axle } })),
  ),
  { action: "insert-probe", params: { depthMm: 400 } },
  { action: "engine-speed", params: { targetRpm: 12_000, toleranceRpm: 1_000 } },
];

describe("what a driver is asked to do", () => {
  test.each(ASKS.map((ask) => [JSON.stringify(ask), ask] as const))("%s", (_name, ask) => {
    const { say } = call(ask);
    expect(say.en.length, `${say.en}: ${NEEDS_ROW}`).toBeLessThanOrEqual(EN_CHARS_MAX);
    expect(say.en, NEEDS_ROW).not.toBe(WAIT);
    expect(say.en, "it needs a sign in board-picture.ts").not.toBe(STAFF);
  });
});

describe("what a driver waits for", () => {
  const causes = Object.keys(PROMPT_REASONS).filter((code) => !code.startsWith("PROMPT_"));
  test.each(causes)("%s", (code) => {
    const { say } = call({ action: "wait", because: sampled(code) });
    expect(say.en.length, `${say.en}: ${NEEDS_ROW}`).toBeLessThanOrEqual(EN_CHARS_MAX);
  });
});

test("what boards say by themselves is short enough too", () => {
  for (const [code, params] of Object.entries(SCREEN_SAMPLES)) {
    if (!code.startsWith("BOARD_")) continue;
    const { en } = saying(reason(code as ReasonCode, params as never));
    expect(en.length, `${code}: ${en}`).toBeLessThanOrEqual(EN_CHARS_MAX);
  }
});
