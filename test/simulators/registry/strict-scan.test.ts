import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scanned } from "../../../simulators/registry/strict-scan.ts";
import { strictJson, strictUtf8 } from "../../../simulators/registry/strict-text.ts";

const bytesOf = (text: string): Buffer => Buffer.from(text, "utf8");

/** What the parser makes of it, with each member read again from where the walk says that it stands. */
function readBySpans(text: string): unknown {
  const bytes = bytesOf(text);
  const spans = scanned(bytes);
  if (spans === null) return null;
  return Object.fromEntries(
    [...spans].map(([name, span]) => [name, JSON.parse(bytes.toString("utf8", ...span))]),
  );
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return strictJson(strictUtf8(bytes));
  } catch {
    return null;
  }
}

describe("the walk through a document", () => {
  test.each([
    "{}",
    '{"a":1,"b":{"a":1,"b":[]},"c":[{"a":1},{"a":2}]}',
    '{"":0,"检":"鄂A12345","x":"\\"\\\\\\/\\b\\f\\n\\r\\t"}',
    '{"n":[0,-0,-1,10,1.0,0.50,-9007199254740991,true,false,null,"",{},[]]}',
    '{"🚗":"🚗"}',
  ])("takes %s, and gives its members", (text) => {
    expect(readBySpans(text)).toEqual(JSON.parse(text));
  });

  test.each([
    '{"a":1,"a":1}',
    '{"o":{"a":1,"b":2,"a":3}}',
    '{"o":[{"a":{"x":1,"x":1}}]}',
    '{"a":1,"\\u0061":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"a":01}',
    '{"a":1.}',
    '{"a":.5}',
    '{"a":-}',
    '{"a":+1}',
    '{"a":1e3}',
    '{"a":tru}',
    '{"a":truee}',
    '{"a":nul',
    '{"a":"x}',
    '{"a":"\\x"}',
    '{"a":"\\',
    '{"a":"\u0001"}',
    '{"a\u0001":1}',
    '{"a":1,}',
    '{"a":[1,]}',
    '{"a":[,1]}',
    '{"a" :1}',
    '{ "a":1}',
    '{"a":1}}',
    '{"a":1} ',
    '{"a":1',
    '{"a"}',
    '{"a":}',
    "{a:1}",
    "{",
    "",
    "[]",
    "1",
    "\ufeff{}",
    `{"a":${"[".repeat(40)}${"]".repeat(40)}}`,
  ])("leaves %s to the parser", (text) => {
    expect(scanned(bytesOf(text))).toBeNull();
  });

  test("leaves bytes that are not UTF-8 to the parser", () => {
    for (const bad of ["c0af", "eda080", "f4908080", "80", "e6a3"])
      expect(scanned(Buffer.concat([bytesOf('{"a":"'), Buffer.from(bad, "hex"), bytesOf('"}')]))).toBeNull();
  });

  test("leaves an object of very many members to the parser", () => {
    const members = (count: number): string =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, i])));
    expect(scanned(bytesOf(members(64)))?.size).toBe(64);
    expect(scanned(bytesOf(members(65)))).toBeNull();
  });

  test("takes nothing that the parser refuses, however a document is changed", () => {
    const documents = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ maxDepth: 4 }), {
      maxKeys: 6,
    });
    const changes = fc.array(
      fc.record({
        at: fc.nat(),
        drop: fc.nat({ max: 3 }),
        put: fc.constantFrom(
          "",
          '"',
          "\\",
          ",",
          ":",
          "{",
          "}",
          "[",
          "]",
          "0",
          "-",
          ".",
          "e",
          "a",
          " ",
          "\u0000",
        ),
      }),
      { maxLength: 3 },
    );
    let taken = 0;
    fc.assert(
      fc.property(documents, changes, (document, changed) => {
        let text = JSON.stringify(document);
        for (const { at, drop, put } of changed) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + put + text.slice(place + drop);
        }
        if (scanned(bytesOf(text)) === null) return;
        taken++;
        const value = parsed(bytesOf(text));
        expect(value).not.toBeNull();
        expect(readBySpans(text)).toEqual(value);
      }),
      { seed: 6962, numRuns: 5000 },
    );
    expect(taken).toBeGreaterThan(300);
  });

  test("knows a name that stands twice at any depth", () => {
    const name = fc.constantFrom("a", "b", "aa", "检", "c");
    const { text } = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom("1", '"x"', "null", '"a"'),
        fc
          .array(fc.tuple(name, tie("text")), { maxLength: 3 })
          .map((members) => `{${members.map(([key, value]) => `"${key}":${value}`).join(",")}}`),
        fc.array(tie("text"), { maxLength: 3 }).map((values) => `[${values.join(",")}]`),
      ),
    }));
    let [once, twice] = [0, 0];
    fc.assert(
      fc.property(text, (inner) => {
        const whole = `{"r":${inner}}`;
        const value = parsed(bytesOf(whole));
        if (value === null) twice++;
        else once++;
        expect(readBySpans(whole)).toEqual(value);
      }),
      { seed: 6962, numRuns: 2000 },
    );
    expect(Math.min(once, twice)).toBeGreaterThan(100);
  });
});
