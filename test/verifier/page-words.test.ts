import { describe, expect, test } from "vitest";
import { comparedTyped, hexGroups } from "../../src/verifier/page/hex-groups.ts";
import { lastMoment, localMoment, localZone, span } from "../../src/verifier/page/times.ts";
import { TRIAL_WORD, WORDS } from "../../src/verifier/page/words.ts";
import { MARK_WORDS } from "../../src/verifier/verdict.ts";

/** Goal: what the page says of words, times and fingerprints is right at each edge. */
describe("words", () => {
  test("each has a text of its own in both languages, and nothing good looks like anything that is not", () => {
    expect(Object.keys(WORDS).sort()).toEqual([...MARK_WORDS, "refused", "verified"].sort());
    const all = [...Object.values(WORDS), TRIAL_WORD];
    for (const language of ["zh", "en"] as const)
      expect(new Set(all.map((word) => word[language])).size).toBe(all.length);
    const good = Object.entries(WORDS).filter(([, { tone }]) => tone === "good");
    expect(good.map(([word]) => word).sort()).toEqual(["valid", "verified"]);
    const shapes = new Set(good.map(([, { shape }]) => shape));
    for (const word of all) if (word.tone !== "good") expect(shapes).not.toContain(word.shape);
    // Of marks each word has a shape of its own, so that colour and language may fail.
    expect(new Set(MARK_WORDS.map((word) => WORDS[word].shape)).size).toBe(MARK_WORDS.length);
  });
});

describe("times", () => {
  const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];
  test.each([
    [0, "不到 1 分钟", "less than a minute"],
    [MINUTE - 1, "不到 1 分钟", "less than a minute"],
    [MINUTE, "1 分钟", "1 minute"],
    [HOUR - 1, "59 分钟", "59 minutes"],
    [HOUR, "1 小时", "1 hour"],
    [2 * DAY - 1, "47 小时", "47 hours"],
    [2 * DAY, "2 天", "2 days"],
    [8 * DAY - SECOND, "7 天", "7 days"],
  ])("%d ms", (ms, zh, en) => {
    expect(span(ms)).toEqual({ zh, en });
  });

  test("a day that counts to its end is told as a day, every other moment as it is", () => {
    const midnight = new Date(2027, 11, 1).getTime();
    expect(lastMoment(midnight)).toEqual({ moment: "2027-11-30", isWholeDay: true });
    expect(lastMoment(midnight + SECOND)).toEqual({ moment: "2027-12-01 00:00", isWholeDay: false });
    expect(lastMoment(midnight - SECOND)).toEqual({ moment: "2027-11-30 23:59", isWholeDay: false });
    expect(localMoment(new Date(2026, 0, 2, 3, 4).getTime())).toBe("2026-01-02 03:04");
    expect(localZone(midnight)).toMatch(/^UTC[+-]\d{1,2}(:\d\d)?$/);
  });
});

describe("a fingerprint", () => {
  const hex = "0123456789abcdef".repeat(4);
  test("is compared as people write it", () => {
    expect(hexGroups(hex)).toHaveLength(16);
    expect(hexGroups(hex).join("")).toBe(hex);
    for (const typed of [hex, hex.toUpperCase(), hexGroups(hex).join(" "), `${hexGroups(hex).join(":")}\n`])
      expect(comparedTyped(typed, hex)).toEqual({ kind: "same" });
  });

  test("every difference is seen, and what is not whole is not the same", () => {
    expect(comparedTyped("", hex)).toEqual({ kind: "short", count: 0 });
    expect(comparedTyped(hex.slice(1), hex)).toEqual({ kind: "short", count: 63 });
    expect(comparedTyped(`${hex}0`, hex)).toEqual({ kind: "other" });
    expect(comparedTyped(`${hex.slice(0, 63)}g`, hex)).toEqual({ kind: "not-hex" });
    for (let at = 0; at < hex.length; at += 1) {
      const other = hex[at] === "0" ? "1" : "0";
      expect(comparedTyped(hex.slice(0, at) + other + hex.slice(at + 1), hex)).toEqual({ kind: "other" });
    }
  });
});
