import fc from "fast-check";
import { expect, test } from "vitest";
import { MESSAGE_BYTES_MAX } from "../../../src/core/delivery/messages.ts";
import { parseStrictJson } from "../../../src/core/record/strict-json.ts";
import { submissionJson } from "../../../src/core/registry/submission-json.ts";
import { SealingStation } from "../../support/sealing-station.ts";
import { bytesOf, submissionOf } from "../../support/submissions.ts";

/** Goal: a submission whose records are read one by one is what the strict reader makes of the whole, value or reason, for whatever comes. */
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function readAlike(bytes: Uint8Array): "value" | "refused" {
  const [pieces, whole] = [submissionJson(bytes), parseStrictJson(bytes, { bytesMax: MESSAGE_BYTES_MAX })];
  expect(pieces).toStrictEqual(whole);
  expect(JSON.stringify(pieces)).toBe(JSON.stringify(whole));
  return pieces.kind;
}

const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

test("a message of a station, and each way to write one that readers disagree about", () => {
  const station = new SealingStation("TEST-0001");
  for (let n = 0; n < 3; n++) station.seal();
  expect(readAlike(bytesOf(submissionOf(station, 0)))).toBe("value");
  const good = ['{"a":"合格 — \\"]}","records":[{"b":1},{"c":"}]\\\\"}]}', '{"records":[{"b":{"c":[]}}]}'];
  expect(good.map((text) => readAlike(utf8(text)))).toStrictEqual(["value", "value"]);
  const taken = [`{"records":[{"b":${nested(30)}}]}`, '{"a":1,"records":[{}] }', '{"records":[{"b":1} ,{}]}'];
  expect(taken.map((text) => readAlike(utf8(text)))).toStrictEqual(taken.map(() => "value"));
  const refused = [
    `{"records":[{"b":${nested(31)}}]}`,
    '{"records":[{}],"records":[{}]}',
    '{"records":1,"records":[{}]}',
    '{"a":{"records":[{}]}',
    '{"a":"records":[{}]}',
    '{"records":[{}]}}',
    '{"records":[{}]}]',
    '{"records":[{},]}',
    '{"records":[{}{}]}',
    '{"records":[{"b":1,"b":1}]}',
    '{"records":[{"b":1e3}]}',
    '{"records":[{"b":-0}]}',
    '{"records":[{"b":"\\ud800"}]}',
    '{"records":[{"__proto__":1}]}',
    '\ufeff{"records":[{}]}',
  ];
  expect(refused.map((text) => readAlike(utf8(text)))).toStrictEqual(refused.map(() => "refused"));
  expect(readAlike(Uint8Array.of(...utf8('{"records":[{"b":"'), 0xff, ...utf8('"}]}')))).toBe("refused");
  expect(readAlike(utf8(`{"records":[{"b":"${"x".repeat(MESSAGE_BYTES_MAX)}"}]}`))).toBe("refused");
});

test("whatever is put in, taken out, or turned over in a message", () => {
  const station = new SealingStation("TEST-0001");
  for (let n = 0; n < 2; n++) station.seal();
  const short = utf8('{"a":["—"],"records":[{"b":"\\"x\\\\","c":["d"]},{"b":1,"c":[]}]}');
  const message = fc.constantFrom(short, short, short, bytesOf(submissionOf(station, 0)));
  const piece = fc.constantFrom(...'{}[],:"\\', '"records":[', "]}", "{}", ' "b"', "e1", "\ufeff", "\ud83d");
  const seen = { value: 0, refused: 0 };
  fc.assert(
    fc.property(message, fc.nat(), fc.nat({ max: 3 }), piece, (bytes, at, out, text) => {
      const changed = [...bytes];
      changed.splice(at % bytes.length, out, ...utf8(text));
      seen[readAlike(Uint8Array.from(changed))]++;
    }),
    { numRuns: 1_500 },
  );
  expect(Math.min(seen.value, seen.refused)).toBeGreaterThan(20);
});
