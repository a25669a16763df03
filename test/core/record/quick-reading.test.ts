import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { canonicalJson, type Json } from "../../../src/core/record/canonical-json.ts";
import { quickJson } from "../../../src/core/record/quick-json.ts";
import { parseStrictJson } from "../../../src/core/record/strict-json.ts";
import { realRecord } from "../../support/real-records.ts";

/** Goal: the quick way to read what is signed gives what our own reader gives, value or reason, for whatever comes. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const DEPTH_MAX = 32;
const MUTATIONS = 1_500;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

let documents: readonly Uint8Array[] = [];
beforeAll(async () => {
  const records = [await realRecord("k3-sound"), await realRecord("c1-sound")];
  documents = records.map((record) => {
    const canonical = canonicalJson(record as unknown as Json);
    if (canonical.kind === "refused") throw new Error("a record has a canonical form");
    return canonical.bytes;
  });
});

/** Minus zero is not zero here, and prototypes count; the order of keys is looked at beside. */
function readAlike(input: Uint8Array | string): void {
  const [quick, own] = [parseStrictJson(input), parseStrictJson(input, { quick: false })];
  if (!isDeepStrictEqual(quick, own) || JSON.stringify(quick) !== JSON.stringify(own))
    expect(quick).toStrictEqual(own);
}

/** Bits turned over, bytes put in, taken out and put elsewhere. */
function mutated(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const changed = [...bytes];
  for (let times = 1 + random.below(3); times > 0; times--) {
    const at = random.below(changed.length);
    const what = random.below(5);
    if (what === 0) changed[at] = (changed[at] as number) ^ (1 << random.below(8));
    else if (what === 1) changed.splice(at, 0, random.below(256));
    else if (what === 2) changed.splice(at, 1 + random.below(20));
    else if (what === 3) changed.splice(at, 0, ...changed.slice(at, at + random.below(60)));
    else changed[changed.length - 1 - random.below(Math.min(8, changed.length))] = random.below(256);
  }
  return Uint8Array.from(changed);
}

const spaces = (count: number): string => " ".repeat(count);

/** What may stand where a value stands, and what readers are known to disagree about. */
const ODD = [
  ...["1e3", "1E400", "-0", "-0.0", "0.0", "1.10", "01", "0.0000001", "0.000001", "1e-7", "9007199254740991"],
  ...["9007199254740993", "-9007199254740992", "1e21", "1e+21", `1${"0".repeat(400)}`, "NaN", "undefined"],
  ...[
    '"\\ud800"',
    '"\\uDC00"',
    '"\\ud83d\\ude97"',
    '"\\u0041"',
    '"\\/"',
    '"\\\\ud800"',
    '"\u2028"',
    '"\u007f"',
  ],
  ...['{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '{"__proto__":1}', '{"\\u005f_proto__":{}}', '{"2":0,"1":0}'],
  ...[
    '{"1":0,"2":0}',
    '{"toJSON":1}',
    '{"constructor":{}}',
    '{"":0}',
    "[ ]",
    "{}",
    "[1,]",
    "\ufeff1",
    "null ",
  ],
  ...[28, 29, 30, 31, 32, 33, 40, 20_000].flatMap((depth) => [
    `${"[".repeat(depth)}${"]".repeat(depth)}`,
    `${"[".repeat(depth)}1${"]".repeat(depth)}`,
    `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`,
  ]),
];

describe("the quick reader and our own agree", () => {
  test("about records as the product seals them, which the quick one reads by itself", () => {
    for (const bytes of documents) {
      readAlike(bytes);
      expect(quickJson(new TextDecoder().decode(bytes), DEPTH_MAX)).not.toBeNull();
    }
  });

  test("about every odd value, alone, in a list, as a member and within a record", () => {
    const text = new TextDecoder().decode(documents[1]);
    for (const odd of ODD) {
      for (const around of [odd, `[${odd}]`, `{"a":${odd}}`, `{"a":[0,${odd}],"b":"x"}`]) readAlike(around);
      readAlike(text.replace(/:\d+/, () => `:${odd}`));
      readAlike(utf8(odd));
    }
  });

  test("about thousands of records that something happened to", () => {
    const random = new SeededRandom(20_261_128);
    for (let n = 0; n < MUTATIONS; n++) readAlike(mutated(documents[n % 2] as Uint8Array, random));
  });

  test("about texts in which what is too long and what is too short would make up for each other", () => {
    const longer = ["-0", "1.0", "0.10", " 1", '{"a":1,"a":1}', "[ 1]", "100.00"];
    const shorter = ["1e3", "1E3", "-1e3", "1.5e4", "12e10", "[1e3]", '{"x":5e2}', "1e+3", "1e15"];
    for (const long of longer)
      for (const short of shorter)
        for (const space of [0, 1, 2, 3, 7, 12].map(spaces))
          for (const text of [
            `[${long},${short}]${space}`,
            `{"a":${short},"b":${space}${long}}`,
            `${space}{"a":${long},"b":{"c":${short}}}`,
            `[[${short}],${space}"\u0041",${long}]`,
          ])
            readAlike(text);
    for (const short of shorter)
      for (let count = 0; count <= 16; count++)
        for (const text of [`${short}${spaces(count)}`, `${spaces(count)}[${short},"\\"\\n"]`])
          readAlike(text);
    for (let digits = 0; digits <= 16; digits++)
      for (const number of [
        10 ** digits,
        10 ** digits - 1,
        -(10 ** digits),
        10 ** digits + 1,
        10 ** -digits,
        1 / 3,
      ])
        for (const text of [
          String(number),
          `[${number}]`,
          `${number} `,
          ` [${number}]`,
          `${number}${spaces(digits)}`,
        ])
          readAlike(text);
  });

  test("what is written without anything needless is read by the quick one, so that it is quick", () => {
    const bounds = Array.from({ length: 16 }, (_, power) => [
      10 ** power - 1,
      10 ** power,
      -(10 ** power),
    ]).flat();
    const plain = [
      ...bounds,
      0.5,
      -0.25,
      1 / 3,
      1e-6,
      12.75,
      null,
      true,
      false,
      "",
      'a "b" \\ \n c',
      "检",
      [],
      {},
    ];
    for (const value of [...plain, plain, { a: plain, 'b"': { "": [[]] } }])
      expect(quickJson(JSON.stringify(value), DEPTH_MAX), JSON.stringify(value)).toEqual({ value });
  });

  test("about any JSON, and any characters", () => {
    fc.assert(fc.property(fc.json({ maxDepth: 8, noUnicodeString: false }), readAlike), { numRuns: 3000 });
    const characters = fc.constantFrom(...'[]{}:,"\\ud80etrufalsn-+.019 \n', "__proto__", "\ud800", "检");
    fc.assert(
      fc.property(
        fc.array(characters, { maxLength: 14 }).map((all) => all.join("")),
        readAlike,
      ),
      {
        numRuns: 10_000,
      },
    );
  });
});
