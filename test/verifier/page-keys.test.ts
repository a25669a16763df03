import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KEYS_BLOCK, keysOfBlock, type PageKeys, pageWithKeys } from "../../src/verifier/page-keys.ts";
import { readSource } from "../support/source-tree.ts";

/** Goal: an authority puts its lists into the page, and the page has them as they were, whatever they hold. */
const PAGE = readSource("src/verifier/page/verifier.html");
const NONE: PageKeys = { authority: null, issuers: null, trust: null };

function block(html: string): string {
  const found = new RegExp(`<script type="application/json" id="${KEYS_BLOCK}">([^<]*)</script>`).exec(html);
  if (found?.[1] === undefined) throw new Error("the page has no whole block");
  return found[1];
}

function filled(keys: PageKeys, html = PAGE): string {
  const made = pageWithKeys(html, keys);
  if (made === null) throw new Error("no place for the keys");
  return made;
}

describe("keys in the page", () => {
  test("are read as they were put in, and nothing else of the page is changed", () => {
    const keys = fc.record({
      authority: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
      issuers: fc.option(fc.string({ unit: "binary" })),
      trust: fc.option(fc.constantFrom('{"a":"</script><script>alert(1)</script>"}', "<!--", "\u2028$&$1")),
    });
    fc.assert(
      fc.property(keys, (given) => {
        const html = filled(given);
        expect(keysOfBlock(block(html))).toEqual(given);
        expect(filled(NONE, html)).toBe(filled(NONE));
        expect(html.split("</script>").length).toBe(PAGE.split("</script>").length);
      }),
      { numRuns: 40 },
    );
  });

  test("newer ones take the place of those that were there", () => {
    const first = filled({ ...NONE, issuers: "first" });
    const second = filled({ ...NONE, issuers: "second" }, first);
    expect(keysOfBlock(block(second))).toEqual({ ...NONE, issuers: "second" });
    expect(second).not.toContain("first");
  });

  test("a text that is not the page has no place for them", () => {
    for (const text of ["", "<html></html>", PAGE.replace(`id="${KEYS_BLOCK}"`, 'id="other"')])
      expect(pageWithKeys(text, NONE)).toBeNull();
    expect(pageWithKeys('<script type="application/json" id="keys">null', NONE)).toBeNull();
  });

  test("a block of another form is no keys", () => {
    expect(keysOfBlock(block(PAGE))).toBeNull();
    const good = JSON.parse(block(filled({ ...NONE, authority: "0a".repeat(32) }))) as object;
    expect(keysOfBlock(JSON.stringify(good))).not.toBeNull();
    const changes: readonly object[] = [
      { authority: "0A".repeat(32) },
      { authority: 7 },
      { issuers: {} },
      { trust: undefined },
      { schema: "proofmark/page-keys/v2" },
    ];
    for (const change of changes)
      expect(keysOfBlock(JSON.stringify({ ...good, ...change })), JSON.stringify(change)).toBeNull();
    for (const text of ["", "{", "[]", "7", '"x"']) expect(keysOfBlock(text)).toBeNull();
  });
});
