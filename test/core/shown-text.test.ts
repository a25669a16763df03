import { expect, test } from "vitest";
import { shownChildren, shownText } from "../../src/core/trade/words/shown-text.ts";

/** Goal: what a page draws is read in the order in which it was signed, and nothing in it is hidden. */
test("nothing that turns the writing round or cannot be seen is drawn, and lines stay lines", () => {
  expect(shownText("合格\u202e格合不\u202c")).toBe("合格\\u202e格合不\\u202c");
  for (const code of [0x00, 0x0d, 0x1b, 0xad, 0x200b, 0x200f, 0x2028, 0x202a, 0x2066, 0x2069, 0xfeff, 0xd800])
    expect(shownText(`明${String.fromCharCode(code)}b`)).toBe(`明\\u${code.toString(16).padStart(4, "0")}b`);
  for (const text of ['{\n  "明": 1\n}', "a\tb\n", "鄂A12345", "é ß", "𠮷野家", ""])
    expect(shownText(text)).toBe(text);
});

test("each text of a part is looked at, however deep, and what needs no change stays the same thing", () => {
  const same = ["a", 1, null, ["b", { props: {} }]];
  expect(shownChildren(same)).toBe(same);
  const node = { type: "p", props: { children: "\u202e" } };
  expect(shownChildren(["a", ["\u202eb", node], 7])).toEqual(["a", ["\\u202eb", node], 7]);
  expect(shownChildren(undefined)).toBeUndefined();
});
