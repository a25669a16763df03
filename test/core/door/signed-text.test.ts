import { describe, expect, test } from "vitest";
import {
  isNote,
  isPersonName,
  isReason,
  isSignedCode,
  isSignedText,
} from "../../../src/core/door/signed-text.ts";

const RARE = "\u{20bb7}";

describe("a person's name", () => {
  test.each([
    "李明",
    "李〇",
    "阿卜杜拉·买买提",
    "迪丽热巴•迪力木拉提",
    "A‧B",
    `${RARE}野家`,
    "\u{3106c}", // a newer plane
    "Anna Beispiel-Müller",
    "Sinéad O’Connor",
    "J. R. Smith Jr.",
    "Zoe\u0308",
    "Нгуен",
  ])("%s passes", (name) => expect(isPersonName(name)).toBe(true));

  test.each([
    "",
    " ",
    "   ",
    " 李",
    "李 ",
    "李  明",
    "李\u3000明",
    "李\u00a0明",
    "李\t明",
    "李\n明",
    "李\u0000",
    "李\u202e明",
    "李\u200b明",
    "李\u200d",
    "李\u00ad明",
    "李\ufeff",
    "李\u2028",
    "李\ud800",
    "李\ufffd",
    "李\ufffe",
    "李\u{1fffe}",
    "李\ufdd0",
    "李\ue000",
    "\u3164",
    "李\u115f",
    "\u2800",
    "123",
    "---",
    "·",
    "名".repeat(65),
  ])("%j is refused", (name) => expect(isPersonName(name)).toBe(false));
});

test("lengths count code points", () => {
  expect(isSignedText(RARE.repeat(64), 64)).toBe(true);
  expect(isSignedText(RARE.repeat(65), 64)).toBe(false);
});

test("a code has no full-width forms, a reason may", () => {
  expect(isSignedCode("JJG1014-2026-0311", 64)).toBe(true);
  expect(isSignedCode("JJG１０１４", 64)).toBe(false);
  expect(isReason("考生未系安全带！")).toBe(true);
  expect(isReason("")).toBe(false);
  expect(isNote("")).toBe(true);
  expect(isNote("\u001b[2J")).toBe(false);
});
